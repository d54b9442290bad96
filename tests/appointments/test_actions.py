"""Cancelling, risk, arrival, no-show and holds of an appointment (SERVICE-D10, D12)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.roles import Role
from appointments.actions import booking, moving, visits
from appointments.actions.visits import give_up_parts
from appointments.audit import judge
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules.bookings import BookingRequest
from appointments.settings import PARTS_KEPT
from capacity.actions import holds
from capacity.models.claims import Claim
from capacity.settings import HOLD
from capacity.slots import times
from core.errors import Refused
from customers.models.messages import Message
from parts import actions as stock
from parts.shelf import actions as shelf
from tests.appointments.conftest import START, live, local, settle_message, states, tick
from tests.factories.appointments import (
    make_absence,
    make_appointment,
    make_operation,
    make_technician,
    make_workshop,
    preparer,
)
from tests.factories.parts import make_place, make_stock
from tests.quicker import somebody_quicker
from vehicles.actions.vehicles import add_vehicle


# ── cancelling ────────────────────────────────────────────────────────────────────────────────
def test_cancelling_frees_everything(booked, store, by, at):
    item = make_stock(store, at)
    appointment = booked(parts=[(item.part, 1)])
    cancelled = visits.cancel(appointment, by=by, at=at, reason="客户出差")
    item.refresh_from_db()
    assert (cancelled.status, cancelled.cancel_reason, live(cancelled), item.reserved) == (
        "cancelled",
        "客户出差",
        [],
        0,
    )
    assert states(cancelled) == states(cancelled, "readiness") == ["cancelled", "cancelled"]
    sent = dict(Message.objects.values_list("purpose", "status"))
    assert sent == {
        "appointment_booked": "cancelled",
        "appointment_day": "cancelled",
        "appointment_hour": "cancelled",
        "appointment_cancelled": "planned",
    }


def test_cancelling_twice_is_once(appointment, by, at):
    visits.cancel(appointment, by=by, at=at, reason="x")
    notices, log = Notice.objects.count(), Activity.objects.count()
    visits.cancel(appointment, by=by, at=at, reason="x")
    assert (Notice.objects.count(), Activity.objects.count()) == (notices, log)


def test_staff_say_why_they_cancel(appointment, by, at):
    with pytest.raises(Refused, match="Say why."):
        visits.cancel(appointment, by=by, at=at, reason=" ")


def test_the_customer_cancels_by_link_until_it_begins(appointment, store, at):
    customer = Access.customer(store, AppointmentPerm.APPOINTMENT_BOOK)
    with pytest.raises(Refused, match="The appointment has begun. Please call us."):
        visits.cancel(appointment, by=customer, at=START, reason="")
    assert visits.cancel(appointment, by=customer, at=at, reason="").status == "cancelled"


def test_a_customer_cancels_what_staff_have_cancelled_and_reads_nothing_of_why(appointment, store, by, at):
    visits.cancel(appointment, by=by, at=at, reason="欠款")
    log = Activity.objects.count()
    customer = Access.customer(store, AppointmentPerm.APPOINTMENT_BOOK)
    again = visits.cancel(appointment, by=customer, at=at, reason="Cancelled by the customer")
    assert (again.cancel_reason, Activity.objects.count()) == ("欠款", log)


def test_a_cancelled_appointment_cannot_be_moved(appointment, by, at):
    visits.cancel(appointment, by=by, at=at, reason="x")
    with pytest.raises(Refused, match="This appointment is “cancelled”."):
        moving.reschedule(appointment, by=by, at=at, start=local(26, 14))


# ── at risk, arrival, no-show ─────────────────────────────────────────────────────────────────
def test_at_risk_tells_the_customer_and_offers_times(appointment, by, at):
    risky = visits.put_at_risk(appointment, by=by, at=at, reason="技师请假")
    message = Message.objects.get(purpose="appointment_at_risk")
    assert (risky.at_risk_at, message.due_at) == (at, at)
    assert "技师请假" in message.body and "9:00" in message.body
    event = appointment.visit_events.get(kind="at_risk")
    assert len(event.facts["offers"]) == 3
    assert visits.put_at_risk(appointment, by=by, at=local(24, 9), reason="技师请假").at_risk_at == at
    with pytest.raises(Refused, match="told already: “技师请假”"):
        visits.put_at_risk(appointment, by=by, at=local(24, 9), reason="举升机坏")
    assert Message.objects.filter(purpose="appointment_at_risk").count() == 1


def test_a_new_car_at_risk_has_nobody_to_tell(shop, store, at):
    advisor, new_car = preparer(store), add_vehicle(by=Access.system(store), at=at, plate="沪A12346")
    preparation = make_appointment(store, at, START, vehicle=new_car, kind="delivery_prep", by=advisor)
    risky = visits.put_at_risk(preparation, by=advisor, at=at, reason="技师请假")
    assert (risky.customer, risky.at_risk_at, Message.objects.count()) == (None, at, 0)
    assert risky.visit_events.filter(kind="at_risk").count() == 1


def test_at_risk_needs_a_reason_and_comes_before_the_start(appointment, by, at):
    with pytest.raises(Refused, match="Say why."):
        visits.put_at_risk(appointment, by=by, at=at, reason="")
    with pytest.raises(Refused, match="The appointment has begun."):
        visits.put_at_risk(appointment, by=by, at=START, reason="x")


def test_moving_takes_the_risk_away(appointment, by, at):
    risky = visits.put_at_risk(appointment, by=by, at=at, reason="x")
    assert moving.reschedule(risky, by=by, at=at, start=local(26, 14)).at_risk_at is None


def test_the_car_arrives(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    here = visits.arrive(appointment, by=advisor, at=local(25, 9, 20))
    assert (here.status, here.arrived_at) == ("arrived", local(25, 9, 20))
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    again = visits.arrive(here, by=advisor, at=local(25, 9, 40))
    assert again.arrived_at == local(25, 9, 20)
    assert appointment.visit_events.filter(kind="arrived").count() == 1


def test_what_was_not_confirmed_before_the_car_came_stays_so(appointment, store, access_of):
    """SERVICE-D11: what was asked stays, what was not is called off, and nobody hears of a car that is here."""
    tick(store, local(24, 9, 31))
    visits.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=local(25, 8))
    assert states(appointment, "readiness") == ["not_ready", "cancelled"]
    assert states(appointment) == ["cancelled", "cancelled"]
    notices = Notice.objects.count()
    assert tick(store, local(25, 8, 31)) == 0
    assert (Notice.objects.count(), appointment.visit_events.filter(kind="readiness").count()) == (notices, 1)
    judged = {rule.code: one for rule, one in judge.of(appointment.pk, store=store, at=local(25, 9)).judgements.items()}
    assert "a day before · the customer: cancelled" in {one.text for one in judged["N10"].evidence}
    assert judged["N10"].state == "fail"


def test_a_customer_who_was_asked_and_comes_was_asked(appointment, store, access_of):
    settle_message("appointment_day", "accepted", local(24, 9, 30))
    tick(store, local(24, 9, 31))
    visits.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=local(25, 8))
    assert states(appointment) == ["asked", "cancelled"]


def test_a_car_on_another_day_moves_first(appointment, access_of, at):
    with pytest.raises(Refused, match="This appointment is on another day. Move it first."):
        visits.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=at)


def test_only_reception_receives(appointment, by):
    with pytest.raises(PermissionDenied):
        visits.arrive(appointment, by=by, at=START)


def test_a_no_show_frees_the_workshop_and_keeps_the_parts_two_days(booked, store, by, at):
    item = make_stock(store, at)
    appointment = booked(parts=[(item.part, 1)])
    with pytest.raises(Refused, match="Wait until 30 minutes after the time."):
        visits.mark_no_show(appointment, by=by, at=local(25, 9, 59))
    missed = visits.mark_no_show(appointment, by=by, at=local(25, 10))
    assert (missed.status, live(missed)) == ("no_show", [])
    system = Access.system(store)
    visits.release_missed_parts(by=system, at=local(27, 9))
    item.refresh_from_db()
    assert item.reserved == 1
    visits.release_missed_parts(by=system, at=local(27, 9, 30))
    item.refresh_from_db()
    assert item.reserved == 0


def test_a_part_issued_in_that_moment_stays_in_the_workshop(booked, store, by, at, access_of):
    item = make_stock(store, at)
    appointment = booked(parts=[(item.part, 1)])
    visits.mark_no_show(appointment, by=by, at=local(25, 10))
    reservation, clerk = appointment.needs.get().reservation, access_of(Role.PARTS_CLERK)

    def issue():
        picked = shelf.pick(reservation, by=clerk, at=START, shelf=make_place(store).code)
        stock.issue(picked, by=clerk, at=START)

    with somebody_quicker(issue):
        visits.release_missed_parts(by=Access.system(store), at=START + PARTS_KEPT.span(store))
    reservation.refresh_from_db()
    assert reservation.status == "issued"


def test_a_part_issued_after_the_look_at_what_is_kept_stays_in_the_workshop(booked, store, by, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    reservation, clerk = appointment.needs.get().reservation, access_of(Role.PARTS_CLERK)
    shelf.pick(reservation, by=clerk, at=at, shelf=make_place(store).code)
    with somebody_quicker(lambda: stock.issue(reservation, by=clerk, at=at)):
        give_up_parts(appointment, by=by, at=at, reason="…")
    reservation.refresh_from_db()
    assert reservation.status == "issued"


def test_why_a_part_was_given_up_is_read_in_the_readers_language(booked, store, by, at):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    with translation.override("zh-hans"):
        visits.cancel(appointment, by=by, at=at, reason="不来了")
    reservation = appointment.needs.get().reservation
    assert reservation.why_released == "The appointment was cancelled."
    with translation.override("zh-hans"):
        assert reservation.why_released == "预约已取消。"


# ── holds ─────────────────────────────────────────────────────────────────────────────────────
def test_a_hold_keeps_the_time_for_five_minutes(store, shop, car, job, by, at, access_of):
    holds.hold(car, by=by, at=at, operations=job, start=START)
    assert Claim.objects.filter(status="held", expires_at=at + timedelta(minutes=5)).count() == 4
    others = times.free(job, at=at, start_from=START, vehicle=car, limit=1)
    assert others[0].start == local(25, 10, 30)
    appointment = booking.book(BookingRequest(car, job, START, "异响"), by=by, at=at)
    assert appointment.start == START
    assert Claim.objects.filter(status="held").count() == 0


def test_a_second_hold_lets_the_first_go(shop, car, job, by, at):
    holds.hold(car, by=by, at=at, operations=job, start=START)
    holds.hold(car, by=by, at=at, operations=job, start=local(25, 14))
    assert {claim.during.lower for claim in Claim.objects.filter(status="held")} == {local(25, 14)}


def test_expired_holds_are_swept(shop, car, job, by, at, store):
    holds.hold(car, by=by, at=at, operations=job, start=START)
    system = Access.system(store)
    assert holds.release_expired(by=system, at=at) == 0
    assert holds.release_expired(by=system, at=at + HOLD.span(store)) == 4


# ── what is offered ───────────────────────────────────────────────────────────────────────────
def test_events_are_written_down(appointment, by, at):
    visits.record(appointment, "greeted", by=by, at=at, who="deputy")
    event = appointment.visit_events.get(kind="greeted")
    assert (event.at, event.facts) == (at, {"who": "deputy"})


def test_everything_that_is_free_can_be_booked_and_nothing_else(store, shop, car, job, by, at):
    """The list and the act use one search."""
    make_absence(shop["bays"][0], local(23, 10), local(23, 16))
    make_absence(shop["bays"][1], local(23, 12), local(23, 14))
    make_technician(store, ["T1"])
    offered = {slot.start for slot in times.free(job, at=at, days=1, vehicle=car, limit=50)}
    grid = [at + timedelta(minutes=30 * n) for n in range(18)]
    for start in grid:
        try:
            appointment = booking.book(BookingRequest(car, job, start, "异响"), by=by, at=at)
        except Refused:
            assert start not in offered
        else:
            assert start in offered
            visits.cancel(appointment, by=by, at=at, reason="next")
    assert Appointment.objects.filter(status="cancelled").count() == len(offered)
    assert Confirmation.objects.filter(status="planned").count() == 0


def test_the_operation_of_the_longest_stage_takes_the_named_bay(store, car, by, at):
    shop = make_workshop(store, bays={"DIAG": 1, "GEN": 2})
    look = make_operation("LOOK", bay_type="DIAG", time_units=50)
    named = shop["bays"][2]
    request = BookingRequest(car, [look, make_operation()], START, "异响", bay=named)
    appointment = booking.book(request, by=by, at=at)
    assert appointment.bay == named


def test_who_did_not_come_is_noted_once(booked, by):
    missed = visits.mark_no_show(booked(), by=by, at=local(25, 10))
    assert visits.mark_no_show(missed, by=by, at=local(25, 11)) == missed
    assert Activity.objects.filter(verb="move", to_status="no_show").count() == 1
