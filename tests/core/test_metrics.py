"""Numbers: counts, shares, and when they are final."""

from datetime import date, timedelta

import pytest
from django_scopes import get_scope, scope

from accounts.models.stores import Store
from core.metrics import Grouped, Metric, counted, measured
from customers.settings import CONTACT_FROM

TODAY = date(2026, 11, 23)
pytestmark = pytest.mark.django_db


def metric(rows, **more):
    return Metric("X", "x", "", None, rows, lambda first, last: "", **more)


def stores(first, last, at):
    return Store.objects.all()


def nothing(first, last, at):
    return Store.objects.none()


def test_many_counts_are_asked_in_one_statement(store, other_store, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert counted([Store.objects.all(), Store.objects.none(), Store.objects.filter(code="SH01")]) == [2, 0, 1]


def test_counting_nothing_asks_nothing(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert counted([]) == []


def test_a_share_is_part_of_the_rows(store, other_store, at):
    first = metric(stores, part=lambda *days: Store.objects.filter(code="SH01"))
    empty = metric(nothing, part=nothing)
    found, none = measured([(first, TODAY, TODAY), (empty, TODAY, TODAY)], at)
    assert (found.value, found.numerator, found.denominator) == (50.0, 1, 2)
    assert (none.value, none.denominator) == (None, 0)


@pytest.mark.parametrize(
    ("more", "days_later", "final"),
    [
        ({}, 0, False),
        ({}, 1, True),
        ({"live": True}, 1, False),
        ({"settles": timedelta(days=3)}, 3, False),
        ({"settles": timedelta(days=3)}, 4, True),
        ({"pending": stores}, 1, False),
        ({"pending": nothing}, 1, True),
    ],
)
def test_a_number_is_final_when_nothing_can_change_it(store, at, more, days_later, final):
    found = metric(stores, **more).measure(TODAY, TODAY, at + timedelta(days=days_later))
    assert (found.value, found.final) == (1, final)


def test_rows_that_read_a_setting_of_the_store_are_kept_for_no_other_store(store, at):
    """The statement is put together for every store, so what one store decides must not be in it: it raises."""
    own = metric(lambda *days: Store.objects.filter(settings__key=CONTACT_FROM.of(get_scope()["store"])))
    with pytest.raises(AttributeError, match="changed_settings"):
        own.measure(TODAY, TODAY, at)


def test_the_store_of_the_scope_is_put_in_at_each_use(store, other_store, at):
    one = metric(lambda *days: Store.objects.filter(pk=get_scope()["store"], code=store.code))
    for place, count in ((store, 1), (other_store, 0), (store, 1)):
        with scope(store=place):
            assert one.measure(TODAY, TODAY, at).value == count


def test_rows_are_counted_by_a_column_in_each_store(store, other_store, at):
    """Put together once, the most frequent value first; nothing of one store in another's."""
    by_code = Grouped(lambda *days: Store.objects.filter(pk=get_scope()["store"]), "code")
    for place in (store, other_store, store):
        with scope(store=place):
            assert by_code(TODAY, TODAY, at) == [(place.code, 1)]
    assert Grouped(nothing, "code")(TODAY, TODAY, at) == []
