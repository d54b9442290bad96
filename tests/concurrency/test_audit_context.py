"""The setting from which audit rows take who wrote them: sent once a transaction, never lost inside it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.audit_context import AuditContext
from accounts.models.stores import Store
from tests.factories.accounts import make_store

pytestmark = pytest.mark.slow

SETTING = "SELECT set_config('pghistory.context_metadata'"


def rename(name: str) -> None:
    """Rename the store: an audited write."""
    Store.objects.filter(code="SH01").update(name=name)


def authors() -> list[tuple[str, int | None]]:
    """The name in each audit row of the store, and who wrote it."""
    rows = Store.objects.get(code="SH01").events.order_by("pgh_id")
    return [(row.name, row.pgh_context and row.pgh_context["user"]) for row in rows]


def times_sent(queries: CaptureQueriesContext) -> int:
    return sum(query["sql"].startswith(SETTING) for query in queries)


@pytest.fixture
def store(own_database):
    store = make_store("SH01")
    rename("")  # only a change makes an audit row
    store.events.all().delete()
    return store


def test_the_setting_is_sent_once_a_transaction(store):
    signature = connection.execute_wrapper(AuditContext(user=7))
    with CaptureQueriesContext(connection) as queries, signature, transaction.atomic():
        rename("a")
        with transaction.atomic():
            rename("b")
        rename("c")
    assert (authors(), times_sent(queries)) == ([("a", 7), ("b", 7), ("c", 7)], 1)


def test_what_is_written_after_a_part_was_taken_back_says_who_wrote_it(store):
    with connection.execute_wrapper(AuditContext(user=7)), transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename("a")
            raise ZeroDivisionError
        rename("b")
    assert authors() == [("b", 7)]


def test_a_part_that_begins_before_the_context_loses_nothing_with_its_end(store):
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with connection.execute_wrapper(AuditContext(user=7)):
                rename("a")
            raise ZeroDivisionError
        with connection.execute_wrapper(AuditContext(user=8)):
            rename("b")
            rename("c")
    assert (authors(), connection.audit_context) == ([("b", 8), ("c", 8)], None)


def test_each_transaction_of_a_request_says_who_writes(store):
    with connection.execute_wrapper(AuditContext(user=7)):
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename("a")
            raise ZeroDivisionError
        with transaction.atomic():
            rename("b")
        rename("c")
        rename("d")
    assert authors() == [("b", 7), ("c", 7), ("d", 7)]


def test_of_two_requests_in_one_transaction_each_signs_its_own(store):
    with transaction.atomic():
        for user in (7, 8):
            with connection.execute_wrapper(AuditContext(user=user)):
                rename(f"by {user}")
    assert authors() == [("by 7", 7), ("by 8", 8)]


def test_a_transaction_after_the_request_has_no_author(store):
    with connection.execute_wrapper(AuditContext(user=7)), transaction.atomic():
        rename("a")
    with transaction.atomic():
        rename("b")
    assert authors() == [("a", 7), ("b", None)]


def test_named_and_counted_parameters_are_both_taken(db):
    with connection.execute_wrapper(AuditContext(path="/it's 100 %/")), connection.cursor() as cursor:
        cursor.execute("UPDATE accounts_store SET name = %(name)s WHERE code = %(code)s", {"name": "a", "code": "no"})
        cursor.execute("UPDATE accounts_store SET name = %s WHERE code = %s", ["a", "no"])
        cursor.execute("SELECT current_setting('pghistory.context_metadata')::json ->> 'path'")
        assert cursor.fetchone() == ("/it's 100 %/",)
