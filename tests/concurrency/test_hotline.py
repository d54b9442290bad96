"""The hotline under a crowd: one missed caller is called back once, whoever takes the receiver (SERVICE-D1)."""

from datetime import datetime

import pytest
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import calls, rescues
from appointments.models.calls import PhoneCall
from appointments.models.rescues import Rescue
from core.errors import Refused
from tests.concurrency.clients import all_look_before
from tests.concurrency.guards import unlocked
from tests.concurrency.test_calls import at_once
from tests.factories.accounts import make_store, make_user

AT = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


@pytest.fixture
def clerks(own_database):
    store = make_store("RING")
    users = [make_user(Role.HOTLINE_CLERK, store=store, username=f"clerk-{n}@RING") for n in range(2)]
    with scope(store=store):
        PhoneCall.objects.all().delete()
        yield [Access.of(user, [Role.HOTLINE_CLERK], store) for user in users]
        PhoneCall.objects.all().delete()


def call_back_at_once(clerks) -> tuple[list[str], int]:
    """How each clerk fared with the same missed call, and how many tries it counts."""
    [store] = clerks[0].stores
    missed = calls.log_call(by=clerks[0], at=AT, event="hang_up", number="13800138001", external_id="c1")

    def call(by):
        try:
            calls.call_back(missed, by=by, at=AT, reached=True)
            return "done"
        except Refused:
            return "refused"

    found = at_once(store, [lambda by=by: call(by) for by in clerks])
    return sorted(found), PhoneCall.objects.get(pk=missed.pk).tries


def test_two_clerks_call_back_once(clerks):
    for _round in range(4):
        assert call_back_at_once(clerks) == (["done", "refused"], 1)
        PhoneCall.objects.all().delete()


@pytest.fixture
def no_lock_on_the_call(monkeypatch):
    """Both clerks have looked whether the caller is still owed a call before one of them writes."""
    monkeypatch.setattr(calls, "lock", unlocked)
    monkeypatch.setattr(calls, "_lock_with_his_others", unlocked)
    with all_look_before():
        yield


@pytest.mark.negative_control
def test_without_the_lock_both_have_called_back(clerks, no_lock_on_the_call):
    assert call_back_at_once(clerks)[0] == ["done", "done"]


# ── the bell ──────────────────────────────────────────────────────────────────────────────────
def take_at_once(clerks) -> list[str]:
    """How each clerk fared who took the same ring."""
    [store] = clerks[0].stores
    ring = calls.log_call(by=clerks[0], at=AT, event="ring", number="13800138001", external_id="c1")

    def take(by):
        try:
            calls.open_call(ring, by=by, at=AT)
            return "taken"
        except Refused:
            return "refused"

    return sorted(at_once(store, [lambda by=by: take(by) for by in clerks]))


def test_one_clerk_takes_a_ring(clerks):
    for _round in range(4):
        assert take_at_once(clerks) == ["refused", "taken"]
        PhoneCall.objects.all().delete()


@pytest.mark.negative_control
def test_without_the_lock_both_take_it(clerks, no_lock_on_the_call):
    assert take_at_once(clerks) == ["taken", "taken"]


def ring_and_hang_up_at_once(clerks) -> PhoneCall:
    """A ring, an answer and its end that arrive at the same moment, each twice."""
    [store] = clerks[0].stores
    events = ["ring", "answer", "hang_up"] * 2

    def send(event):
        calls.log_call(by=clerks[0], at=AT, event=event, number="13800138001", external_id="c1")

    at_once(store, [lambda event=event: send(event) for event in events])
    return PhoneCall.objects.get()


def test_events_that_arrive_together_are_all_kept(clerks):
    for _round in range(3):
        call = ring_and_hang_up_at_once(clerks)
        assert sorted(call.legs[""]) == ["answer", "hang_up", "ring"]
        PhoneCall.objects.all().delete()


# ── rescues ───────────────────────────────────────────────────────────────────────────────────
def ask_at_once(clerks) -> tuple[list[str], int]:
    """How each clerk fared who opened a rescue for the same caller, and how many are open."""
    [store] = clerks[0].stores
    facts = {"phone": "13800138001", "place": "G2 K35", "car": "红色", "people_safe": "yes", "triangle": "yes"}

    def ask(by, words):
        try:
            rescues.ask_rescue(by=by, at=AT, words=words, **facts)
            return "open"
        except Refused:
            return "refused"

    fared = at_once(store, [lambda by=by, n=n: ask(by, str(n)) for n, by in enumerate(clerks)])
    return sorted(fared), Rescue.objects.count()


@pytest.fixture
def no_rescue_left(clerks):
    yield
    Rescue.objects.all().delete()


def test_a_caller_is_rescued_once(clerks, no_rescue_left):
    assert ask_at_once(clerks) == (["open", "refused"], 1)


@pytest.mark.negative_control
def test_without_the_turn_two_rescues_are_open(clerks, no_rescue_left, monkeypatch):
    monkeypatch.setattr(rescues, "take_turn", lambda store, what: None)
    with all_look_before("appointments_rescue"):
        assert ask_at_once(clerks) == (["open", "open"], 2)
