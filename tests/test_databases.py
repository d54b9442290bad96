"""The databases of the tests: made once a run, copied by each worker, gone when the last worker has left."""

import pytest

from tests import databases

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("django_db_setup")]


@pytest.fixture
def another_run(template_database, django_db_blocker):
    """Names of the template and of one worker's database, as another run would have them."""
    names = ["test_another_template", "test_another_gw0"]
    with django_db_blocker.unblock():
        for name in names:
            databases.copy(template_database, name)
        yield names
        for name in names:
            databases.drop(name)


def those_left() -> list[str]:
    with databases.server() as cursor:
        return sorted(databases.databases(cursor, "test_another_%"))


def test_the_template_goes_with_the_last_worker(another_run):
    template, copied = another_run
    databases.leave("another", template)
    assert those_left() == [copied, template]
    databases.drop(copied)
    databases.leave("another", template)
    assert those_left() == []


def test_a_template_that_is_there_is_not_made_again(another_run, monkeypatch):
    monkeypatch.setattr(databases, "make", None)
    assert databases.template_of("another") == another_run[0]
