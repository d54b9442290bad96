"""The log of a thing as a page shows it."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.log import record
from accounts.presenters import log_of, timeline, timeline_row
from accounts.roles import Role
from tests.factories.customers import make_customer


@pytest.fixture
def customer(store):
    return make_customer(store)


def test_the_newest_line_of_a_log_stands_first(customer, access_of, at):
    clerk = access_of(Role.HOTLINE_CLERK)
    record(customer, "correct", by=clerk, at=at + timedelta(hours=2), note="moved house")
    record(customer, "correct", by=Access.system(customer.store), at=at + timedelta(hours=1))
    record(make_customer(customer.store), "correct", by=clerk, at=at + timedelta(hours=3))
    rows = timeline(customer)
    assert [row["at"] - at for row in rows[:2]] == [timedelta(hours=2), timedelta(hours=1)]
    assert (rows[0]["by"], rows[0]["words"], rows[1]["words"], len(rows)) == (clerk.user, "moved house", "", 3)
    assert str(rows[1]["by"]) == log_of(customer)[1].get_actor_kind_display()


def test_a_log_is_shown_as_far_as_its_page_wants(customer, at, django_assert_num_queries):
    for hour in range(3):
        record(customer, "correct", by=Access.system(customer.store), at=at + timedelta(hours=hour + 1))
    with django_assert_num_queries(1):
        assert [row["at"] - at for row in timeline(customer, 2)] == [timedelta(hours=3), timedelta(hours=2)]


def test_an_app_says_a_line_in_its_own_words(customer):
    [line] = log_of(customer)
    usual = timeline_row(line)
    assert timeline_row(line, title="Met", tone="good") == usual | {"title": "Met", "tone": "good"}
    assert (usual["title"], usual["tone"]) == (line.what, "")
