"""What the tests need that kill, race and commit: a database of their own, so that nothing stays behind."""

import os
from urllib.parse import urlsplit

import pytest
from django.db import connections

from dealership import integrity
from tests import databases
from tests.moments import MONDAY

DAWN = MONDAY.replace(hour=6)  # before any test's own moment: nobody sends messages here, so none is late yet
# Bills and the ledger refuse to be emptied, so their guards step aside; reference rows belong to no store and stay.
EMPTY = """DO $$ DECLARE guarded regclass; BEGIN
    FOR guarded IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE 'ALTER TABLE ' || guarded || ' DISABLE TRIGGER USER';
    END LOOP;
    TRUNCATE accounts_store CASCADE;
    FOR guarded IN SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal LOOP
        EXECUTE 'ALTER TABLE ' || guarded || ' ENABLE TRIGGER USER';
    END LOOP; END $$"""


@pytest.fixture(scope="module")
def copied_database(django_db_setup, template_database, django_db_blocker):
    """Another copy of the template, beside the one that the other tests use."""
    name = f"{connections['default'].settings_dict['NAME']}_copy"
    with django_db_blocker.unblock():
        databases.copy(template_database, name)
    yield name
    with django_db_blocker.unblock():
        databases.drop(name)


@pytest.fixture
def own_database(copied_database, db, request):
    """Work in the copy, where everything is committed; its address, for processes that join in.

    Whatever raced in it, the house must be sound afterwards; only a negative control leaves wreckage, and sweeps it up.
    """
    original = connections["default"]
    name = original.settings_dict["NAME"]
    connections["default"] = original.copy()
    for settings in (connections["default"].settings_dict, connections.settings["default"]):
        settings["NAME"] = copied_database
    yield urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{copied_database}").geturl()
    try:
        leave(sound=request.node.get_closest_marker("negative_control") is None)
    finally:
        connections["default"].close()
        connections.settings["default"]["NAME"] = name
        connections["default"] = original


def leave(*, sound: bool) -> None:
    """Every promise holds when a test is over (`checkintegrity`); what a negative control broke is swept up."""
    if sound:
        assert [(invariant.code, rows) for invariant, rows in integrity.broken(at=DAWN)] == []
    else:
        with connections["default"].cursor() as cursor:
            cursor.execute(EMPTY)
