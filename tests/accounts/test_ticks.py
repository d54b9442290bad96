"""The clock's work in every store: one store's trouble is its own, each has its own day, a quicker person wins."""

import logging
from datetime import UTC, datetime

import pytest
from django.db.models.functions import TruncDate
from django_scopes import get_scope, scope

from accounts import ticks
from accounts.access import Access
from accounts.log import notify
from accounts.models.records import Notice
from accounts.models.stores import Store
from accounts.roles import Role
from core.errors import Refused
from customers import tasks as sending
from customers.actions import outbox
from customers.actions.messages import send
from service.notices import OrderNotice
from tests.factories.accounts import make_store
from tests.factories.customers import make_customer
from tests.quicker import somebody_quicker


def test_one_broken_store_does_not_stop_the_others_and_is_seen(store, other_store, caplog):
    make_store("SH03")
    Store.objects.filter(code="SH03").update(active=False)
    asked = []

    def act(*, by, at):
        asked.append((by.store.code, get_scope()["store"] == by.store, by.actor_kind))
        if by.store == store:
            raise Refused("A person was quicker.")

    with caplog.at_level(logging.ERROR), pytest.raises(ExceptionGroup) as failed:
        ticks.for_each_store(act)
    assert asked == [("SH01", True, "system"), ("SH02", True, "system")]
    assert [str(failure) for failure in failed.value.exceptions] == ["A person was quicker."]
    assert ("SH01" in caplog.text, "SH02" in caplog.text, "A person was quicker." in caplog.text) == (True, False, True)


def test_a_tick_whose_time_is_over_leaves_the_rest_to_the_next(store, other_store, monkeypatch):
    monkeypatch.setattr(ticks, "LONGEST_SECONDS", -1)
    visited = []

    def visit(*, by, at):
        visited.append(by.store.code)

    for _ in range(3):
        ticks.for_each_store(visit)
    assert visited == ["SH01", "SH02", "SH01"]


def test_no_failure_no_word(store):
    ticks.for_each_store(lambda *, by, at: None)


def test_a_store_has_its_own_day(store, at):
    """Urumqi's midnight is two hours behind Shanghai's."""
    with scope(store=store):
        facts = {"at": datetime(2026, 11, 23, 17, 0, tzinfo=UTC), "role": Role.CASHIER, "order": "R1"}
        notify(OrderNotice.READY, about=store_thing(store, at), **facts)
    days = {}
    for zone in ("Asia/Shanghai", "Asia/Urumqi"):
        store.time_zone = zone
        store.__dict__.pop("zone", None)
        with ticks.in_store(store):
            days[zone] = Notice.objects.values_list(TruncDate("created_at"), flat=True).get().day
    assert days == {"Asia/Shanghai": 24, "Asia/Urumqi": 23}


def store_thing(store, at):
    return make_customer(store, at=at)


def make_notices(store, at, many=2):
    thing = make_customer(store, at=at)
    return [notify(OrderNotice.READY, about=thing, at=at, role=Role.CASHIER, order=f"n{n}") for n in range(many)]


def test_each_free_row_is_acted_on_once(store, at):
    make_notices(store, at)
    seen = []
    assert ticks.each_free(Notice.objects.waiting(), lambda notice: seen.append(notice.facts["order"])) == 2
    assert seen == ["n0", "n1"]


def test_a_row_that_left_the_sweep_meanwhile_is_passed_over(store, at):
    first, _second = make_notices(store, at)
    seen = []
    with somebody_quicker(lambda: Notice.objects.filter(pk=first.pk).delete()):
        assert ticks.each_free(Notice.objects.filter(to_role="cashier"), lambda it: seen.append(it.facts["order"])) == 1
    assert seen == ["n1"]


def test_a_message_that_breaks_the_sender_does_not_stop_another_stores(store, other_store, at, frozen, monkeypatch):
    for place in (store, other_store):
        with scope(store=place):
            facts = {"purpose": "x", "source_id": 1, "subject": "s", "body": "b", "due_at": at}
            send(make_customer(place, at=at), by=Access.system(place), at=at, **facts)
    dispatch, sent = outbox.dispatch, []

    def of_one_store(message, *, at):
        if message.store == store:
            raise ValueError("broken")
        dispatch(message, at=at)
        sent.append(message.store)

    monkeypatch.setattr(outbox, "dispatch", of_one_store)
    with pytest.raises(ExceptionGroup):
        sending.send_due()
    assert sent == [other_store]
