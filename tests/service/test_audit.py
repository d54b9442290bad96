"""What the workshop does is evidence of the live audit at once (`appointments.actions.record`)."""

import pytest

from parts.shelf import actions as shelf
from service.actions import materials, reception
from tests.factories import service as make
from tests.factories.audit import evidence, minutes, states
from tests.factories.parts import make_place


@pytest.fixture
def visit(store, at):
    return make.make_visit(store, at, parts=1)


def named(visit):
    """The advisor whom the customer expects."""
    return make.Access.of(visit.advisor.user, [make.Role.SERVICE_ADVISOR], visit.store)


def test_opening_the_order_is_the_greeting(visit, at):
    assert states(visit, at, "D12", "N11") == ["pending", "pending"]
    reception.open_order(visit, by=named(visit), at=at)
    assert states(visit, at, "D12", "N11") == ["pass", "pass"]
    assert evidence(visit, at, "N11")[1] == ("Greeted after 0 minutes.", at, str(visit.advisor.user))


def test_parts_on_the_shelf_and_handed_out_stay_kept(visit, at):
    need = visit.needs.get().reservation
    shelf.pick(need, by=make.clerk(visit.store), at=at, shelf=make_place(visit.store).code)
    order = reception.open_order(visit, by=named(visit), at=at)
    assert states(visit, at, "D8", "N7") == ["pass", "pass"]
    materials.issue_part(order, by=make.clerk(visit.store), at=at + minutes(30), code=make.PAD_SET)
    assert states(visit, at + minutes(30), "D8", "N7") == ["pass", "pass"]
    assert [event.kind for event in visit.visit_events.order_by("pk")][-1] == "parts_issued"


def test_a_later_promise_before_work_began_comes_after_he_did(store, at):
    order = make.make_signed(store, at)
    visit = order.appointment
    assert states(visit, at, "D10", "N9") == ["not_applicable", "not_applicable"]
    later = order.promised_at + minutes(60)
    reception.promise(order, by=make.advisor(store), at=at + minutes(20), promised_at=later, reason="技师未到")
    assert states(visit, at + minutes(20), "D10", "N9") == ["fail", "fail"]
    assert evidence(visit, at + minutes(20), "N9") == [
        ("Asked to wait longer after he had come: 技师未到", at + minutes(20), str(make.advisor(store).user))
    ]


def test_a_later_promise_during_the_work_is_no_broken_appointment(store, at):
    order = make.make_in_work(store, at)
    later = order.promised_at + minutes(60)
    reception.promise(order, by=make.advisor(store), at=at + minutes(20), promised_at=later, reason="螺栓锈死")
    assert states(order.appointment, at + minutes(20), "D10", "N9") == ["not_applicable", "not_applicable"]


def test_an_earlier_promise_keeps_nobody_waiting(store, at):
    order = make.make_signed(store, at)
    sooner = order.promised_at - minutes(60)
    reception.promise(order, by=make.advisor(store), at=at + minutes(20), promised_at=sooner, reason="空档")
    assert not order.appointment.visit_events.filter(kind="delayed").exists()
