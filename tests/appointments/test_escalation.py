"""What nobody has mended is put before the service manager, once (SERVICE-R8, SERVICE-D10)."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import escalation, visits
from appointments.models.risks import Risk
from parts import actions as goods
from parts.models import Arrival
from tests.appointments.conftest import START, local, tick
from tests.factories.parts import make_stock

MINUTE = timedelta(minutes=1)
SINCE = local(24, 10)


def escalate(store, at):
    return escalation.escalate(by=Access.system(store), at=at)


def managers():
    return list(Notice.objects.filter(to_role=Role.SERVICE_MANAGER).values_list("kind", flat=True))


@pytest.fixture
def risk(appointment, store):
    return Risk.objects.create(store=store, appointment=appointment, kind="thing_out", reason="GEN 1", since=SINCE)


def test_a_risk_that_nobody_told_is_escalated_once_after_a_quarter_of_an_hour(risk, store):
    assert escalate(store, SINCE + 14 * MINUTE) == 0
    assert [escalate(store, SINCE + 15 * MINUTE), escalate(store, SINCE + 16 * MINUTE)] == [1, 0]
    risk.refresh_from_db()
    assert (risk.escalated_at, managers()) == (SINCE + 15 * MINUTE, ["appointment_risk_untold"])
    assert risk.appointment.visit_events.get(kind="escalated").facts == {"reason": "GEN 1"}


def test_a_risk_that_was_told_or_mended_is_not_escalated(risk, store, by):
    visits.put_at_risk(risk.appointment, by=by, at=SINCE + MINUTE, reason="举升机坏了")
    assert escalate(store, SINCE + 20 * MINUTE) == 0
    Risk.objects.update(since=SINCE + 2 * MINUTE)  # another cause, after he was told
    assert escalate(store, SINCE + 20 * MINUTE) == 1
    Risk.objects.update(escalated_at=None, ended_at=SINCE + 5 * MINUTE)
    assert escalate(store, SINCE + 30 * MINUTE) == 0


def test_readiness_that_failed_is_escalated_once(appointment, store):
    due = START - timedelta(days=1)
    tick(store, due)
    assert escalate(store, due + 14 * MINUTE) == 0
    assert [escalate(store, due + 15 * MINUTE), escalate(store, due + 16 * MINUTE)] == [1, 0]
    assert managers() == ["appointment_still_not_ready"]


def test_a_part_that_comes_after_the_day_is_a_risk_until_it_is_here(booked, store, access_of, at):
    item = make_stock(store, at, on_hand=0)
    clerk = access_of(Role.PARTS_CLERK)
    goods.expect(item, by=clerk, at=at, quantity=1, expected_on=local(24, 0).date())
    visit = booked(parts=[(item.part, 1)])
    watch = {"by": Access.system(store)}
    assert escalation.watch_parts(at=at, **watch) == 0
    Arrival.objects.update(expected_on=local(27, 0).date())
    assert [escalation.watch_parts(at=at, **watch), escalation.watch_parts(at=at, **watch)] == [1, 0]
    risk = Risk.objects.get()
    assert (risk.appointment, risk.kind, risk.reason) == (visit, "part_late", item.part.number)
    goods.receive(item, by=clerk, at=at + MINUTE, quantity=1)
    assert escalation.watch_parts(at=at + MINUTE, **watch) == 0
    risk.refresh_from_db()
    assert risk.ended_at == at + MINUTE
