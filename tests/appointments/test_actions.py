"""What happens to a booked appointment (SERVICE-D7 … D12; promises P4, P5)."""

from datetime import date, timedelta
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import translation

from accounts.access import Access
from accounts.models import Activity, Notice
from accounts.roles import Perm, Role
from appointments import actions, audit, slots
from appointments.actions.calls import caller
from appointments.actions.visits import give_up_parts
from appointments.models import Appointment, Claim, Confirmation, PhoneCall, Segment
from core.errors import Refused
from customers import actions as customers
from customers.models import Message
from parts import actions as stock
from tests.appointments.conftest import local
from tests.factories.appointments import (
    make_absence,
    make_advisor,
    make_appointment,
    make_operation,
    make_technician,
    make_workshop,
)
from tests.factories.parts import make_arrival, make_stock
from tests.quicker import somebody_quicker

START = local(25, 9, 30)


@pytest.fixture
def booked(shop, car, store, at):
    return lambda start=START, **facts: make_appointment(store, at, start, vehicle=car, **facts)


@pytest.fixture
def appointment(booked):
    return booked()


def live(appointment):
    rows = appointment.claims.live().select_related("resource").order_by("pk")
    return [(claim.resource.kind, claim.during.lower, claim.during.upper) for claim in rows]


def states(appointment, side="customer", version=None):
    rows = appointment.confirmations.filter(side=side, version=version or appointment.time_version)
    return [row.state for row in rows.order_by("kind")]


# ── another time ──────────────────────────────────────────────────────────────────────────────
def test_moving_swaps_all_claims_and_keeps_the_number(appointment, by, at):
    moved = actions.reschedule(appointment, by=by, at=at, start=local(26, 14))
    assert (moved.pk, moved.number, moved.time_version) == (appointment.pk, appointment.number, 2)
    assert (moved.start, moved.end) == (local(26, 14), local(26, 15))
    assert [span[1:] for span in live(moved)] == [
        (local(26, 14), local(26, 15)),
        (local(26, 14), local(26, 15)),
        (local(26, 14), local(26, 14, 15)),
        (local(26, 14), local(26, 15)),
    ]
    assert list(Segment.objects.order_by("version").values_list("version", "start")) == [(1, START), (2, local(26, 14))]


def test_an_appointment_may_move_over_its_own_time(store, car, at, by):
    make_workshop(store, bays={"GEN": 1}, technicians=1)
    appointment = make_appointment(store, at, START, vehicle=car)
    assert actions.reschedule(appointment, by=by, at=at, start=local(25, 10)).start == local(25, 10)


def test_moving_plans_the_confirmations_anew(appointment, by, at):
    moved = actions.reschedule(appointment, by=by, at=at, start=local(26, 14))
    assert states(moved, version=1) == ["moved", "moved"]
    assert list(moved.confirmations.filter(version=2).order_by("due_at", "side").values_list("due_at", "state")) == [
        (local(25, 14), "planned"),
        (local(25, 14), "planned"),
        (local(26, 13), "planned"),
        (local(26, 13), "planned"),
    ]
    rows = Message.objects.order_by("version", "due_at").values_list("purpose", "version", "status")
    assert list(rows) == [
        ("appointment_booked", 1, "cancelled"),
        ("appointment_day", 1, "cancelled"),
        ("appointment_hour", 1, "cancelled"),
        ("appointment_moved", 2, "planned"),
        ("appointment_day", 2, "planned"),
        ("appointment_hour", 2, "planned"),
    ]


def test_a_move_shortly_before_marks_what_is_too_late(appointment, by):
    at = local(25, 8, 20)
    moved = actions.reschedule(appointment, by=by, at=at, start=local(25, 9))
    assert states(moved) == ["skipped", "skipped"]


def test_the_advisor_stays_if_he_is_free(store, appointment, by, at):
    make_advisor(store)
    assert actions.reschedule(appointment, by=by, at=at, start=local(26, 14)).advisor == appointment.advisor
    make_absence(appointment.advisor, local(27, 8), local(27, 18))
    assert actions.reschedule(appointment, by=by, at=at, start=local(27, 9)).advisor != appointment.advisor


def test_moving_to_a_taken_time_is_refused_and_changes_nothing(booked, store, by, at, shop):
    first = booked()
    make_absence(shop["advisors"][0], local(26, 14), local(26, 15))
    with pytest.raises(Refused) as refused:
        actions.reschedule(first, by=by, at=at, start=local(26, 14))
    assert refused.value.extra["alternatives"][0]["start"] == "2026-11-26T15:00:00+08:00"
    first.refresh_from_db()
    assert (first.start, first.time_version, len(live(first))) == (START, 1, 4)
    assert states(first) == ["planned", "planned"]


def test_moving_to_the_same_time_changes_nothing(appointment, by, at):
    assert actions.reschedule(appointment, by=by, at=at, start=START).time_version == 1


def test_moving_tells_both_advisors_and_the_parts_store(booked, store, by, at, shop):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    other = make_advisor(store)
    Notice.objects.all().delete()
    actions.reschedule(appointment, by=by, at=at, start=local(26, 14), advisor=other)
    told = {(notice.to_user_id, notice.to_role) for notice in Notice.objects.all()}
    assert told == {(shop["advisors"][0].user_id, ""), (other.user_id, ""), (None, "parts_clerk")}
    assert appointment.needs.get().reservation.needed_at == local(26, 14)


def test_a_move_before_the_parts_come_is_refused(booked, store, by, at):
    item = make_stock(store, at, on_hand=0)
    make_arrival(item, date(2026, 11, 25))
    appointment = booked(start=local(27, 9), parts=[(item.part, 1)])
    with pytest.raises(Refused) as refused:
        actions.reschedule(appointment, by=by, at=at, start=local(25, 9))
    assert str(refused.value) == "The parts are complete only on 2026-11-26."


def test_a_car_that_waits_for_its_part_can_come_at_another_time(booked, store, by, at):
    item = make_stock(store, at, on_hand=0)
    make_arrival(item, date(2026, 11, 24), 2)
    appointment = booked(start=local(26, 9), parts=[(item.part, 2)])
    later = actions.reschedule(appointment, by=by, at=at, start=local(27, 14))
    sooner = actions.reschedule(later, by=by, at=at, start=local(25, 14))
    kept = sooner.needs.get().reservation
    assert (sooner.start, kept.status, kept.needed_at) == (local(25, 14), "awaited", local(25, 14))
    offers = slots.offered(actions.wish_to_move(sooner, by=by, at=at), 1)
    assert offers[0].start == local(25, 8)


def test_moving_prepares_the_crew_anew(appointment, by, at, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    for item in appointment.preparation.open():
        actions.prepare(item, by=advisor, at=at, evidence="ok")
    appointment.refresh_from_db()
    assert appointment.status == "prepared"
    moved = actions.reschedule(appointment, by=by, at=at, start=local(26, 14))
    assert moved.status == "confirmed"
    assert [item.group for item in moved.preparation.open()] == ["crew"]


def test_a_longer_stay_takes_the_time_after(appointment, by, at):
    longer = actions.extend(appointment, by=by, at=at, until=local(25, 12))
    assert [kind for kind, _start, end in live(longer) if end == local(25, 12)] == ["bay", "technician", "vehicle"]
    assert (longer.end, longer.segments.get().end) == (local(25, 12), local(25, 12))


def test_a_longer_stay_is_refused_when_somebody_is_next(appointment, by, at):
    make_absence(appointment.bay, local(25, 11), local(25, 12))
    with pytest.raises(Refused, match="GEN 1 is taken from 11-25 11:00 on."):
        actions.extend(appointment, by=by, at=at, until=local(25, 11, 30))
    with pytest.raises(Refused, match="Choose a time after the present end."):
        actions.extend(appointment, by=by, at=at, until=START)


def test_only_who_books_or_dispatches_lets_a_car_stay_longer(appointment, access_of, at):
    with pytest.raises(PermissionDenied):
        actions.extend(appointment, by=access_of(Role.TECHNICIAN), at=at, until=local(25, 12))
    longer = actions.extend(appointment, by=access_of(Role.SERVICE_MANAGER), at=at, until=local(25, 12))
    assert longer.end == local(25, 12)


def test_a_car_that_has_left_stays_no_longer(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    actions.arrive(appointment, by=advisor, at=START)
    actions.free_claims(appointment, by=advisor, at=local(25, 11))
    with pytest.raises(Refused, match="Work on this car has ended."):
        actions.extend(appointment, by=advisor, at=local(25, 11), until=local(25, 12))


def test_what_is_left_of_the_claims_is_given_back(appointment, by):
    actions.free_claims(appointment, by=by, at=local(25, 10))
    assert live(appointment) == [
        ("bay", START, local(25, 10)),
        ("technician", START, local(25, 10)),
        ("advisor", START, local(25, 9, 45)),
        ("vehicle", START, local(25, 10)),
    ]


# ── cancelling ────────────────────────────────────────────────────────────────────────────────
def test_cancelling_frees_everything(booked, store, by, at):
    item = make_stock(store, at)
    appointment = booked(parts=[(item.part, 1)])
    cancelled = actions.cancel(appointment, by=by, at=at, reason="客户出差")
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
    actions.cancel(appointment, by=by, at=at, reason="x")
    notices, log = Notice.objects.count(), Activity.objects.count()
    actions.cancel(appointment, by=by, at=at, reason="x")
    assert (Notice.objects.count(), Activity.objects.count()) == (notices, log)


def test_staff_say_why_they_cancel(appointment, by, at):
    with pytest.raises(Refused, match="Say why."):
        actions.cancel(appointment, by=by, at=at, reason=" ")


def test_the_customer_cancels_by_link_until_it_begins(appointment, store, at):
    customer = Access.customer(store, Perm.APPOINTMENT_BOOK)
    with pytest.raises(Refused, match="The appointment has begun. Please call us."):
        actions.cancel(appointment, by=customer, at=START, reason="")
    assert actions.cancel(appointment, by=customer, at=at, reason="").status == "cancelled"


def test_a_cancelled_appointment_cannot_be_moved(appointment, by, at):
    actions.cancel(appointment, by=by, at=at, reason="x")
    with pytest.raises(Refused, match="This appointment is “cancelled”."):
        actions.reschedule(appointment, by=by, at=at, start=local(26, 14))


# ── confirmations ─────────────────────────────────────────────────────────────────────────────
def settle_message(purpose, status, at):
    Message.objects.filter(purpose=purpose).update(status=status, sent_at=at if status == "accepted" else None)


def tick(store, at):
    return actions.check_readiness(by=Access.system(store), at=at)


@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("accepted", "asked"),
        ("failed", "failed"),
        ("unknown", "unknown"),
        ("skipped", "failed"),
        ("planned", "planned"),
    ],
)
def test_the_customers_side_follows_its_message(appointment, store, message, state):
    settle_message("appointment_day", message, local(24, 9, 30))
    tick(store, local(24, 9, 31))
    assert states(appointment) == [state, "planned"]


def test_a_yes_answers_what_was_asked(appointment, store, by):
    settle_message("appointment_day", "accepted", local(24, 9, 30))
    tick(store, local(24, 9, 31))
    actions.confirm(appointment, by=by, at=local(24, 10))
    assert states(appointment) == ["kept", "planned"]
    actions.confirm(appointment, by=by, at=local(24, 10))
    tick(store, local(24, 10))
    assert states(appointment) == ["kept", "planned"]


def test_an_early_yes_answers_the_first_question_only(appointment, by, at):
    actions.confirm(appointment, by=by, at=at)
    actions.confirm(appointment, by=by, at=at)
    assert states(appointment) == ["kept", "planned"]


def test_a_yes_comes_before_the_start(appointment, by):
    with pytest.raises(Refused, match="The appointment has begun."):
        actions.confirm(appointment, by=by, at=START)


def test_the_follow_up_agent_may_take_the_yes(appointment, at, access_of):
    actions.confirm(appointment, by=access_of(Role.CRM_AGENT), at=at)
    with pytest.raises(PermissionDenied):
        actions.confirm(appointment, by=access_of(Role.CASHIER), at=at)


# ── preparation ───────────────────────────────────────────────────────────────────────────────
def test_the_last_tick_makes_it_prepared_and_undoing_one_takes_it_back(appointment, at, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    items = list(appointment.preparation.open().order_by("pk"))
    for item in items:
        actions.prepare(item, by=advisor, at=at, evidence="ok")
    appointment.refresh_from_db()
    assert appointment.status == "prepared"
    actions.prepare(items[0], by=advisor, at=at, undo=True)
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


def test_the_parts_store_ticks_its_own_group_only(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    clerk = access_of(Role.PARTS_CLERK)
    actions.prepare(appointment.preparation.get(group="parts"), by=clerk, at=at)
    with pytest.raises(Refused, match="Your role does not prepare this."):
        actions.prepare(appointment.preparation.get(group="tools"), by=clerk, at=at)


def test_nothing_is_prepared_after_arrival(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    actions.arrive(appointment, by=advisor, at=START)
    with pytest.raises(Refused, match="This appointment is “arrived”."):
        actions.prepare(appointment.preparation.first(), by=advisor, at=START)


def test_parts_on_the_shelf_tick_their_group(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    tick(store, at)
    assert appointment.preparation.get(group="parts").done_at is None
    stock.pick(appointment.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at, shelf="B-07")
    tick(store, at)
    item = appointment.preparation.get(group="parts")
    assert (item.done_at, item.evidence) == (at, "B-07")


def test_a_car_that_arrives_in_that_moment_is_prepared_no_more(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    stock.pick(appointment.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at, shelf="B-07")
    with somebody_quicker(lambda: actions.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=START)):
        tick(store, START)
    assert appointment.preparation.get(group="parts").done_at is None


def test_a_group_ticked_in_that_moment_keeps_the_word_of_who_ticked_it(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    clerk = access_of(Role.PARTS_CLERK)
    stock.pick(appointment.needs.get().reservation, by=clerk, at=at, shelf="B-07")
    item = appointment.preparation.get(group="parts")
    with somebody_quicker(lambda: actions.prepare(item, by=clerk, at=at, evidence="by hand")):
        tick(store, at)
    item.refresh_from_db()
    assert (item.evidence, item.done_by) == ("by hand", clerk.user)


def test_a_time_moved_in_that_moment_is_not_judged(appointment, store, by):
    due = local(24, 9, 31)
    with somebody_quicker(lambda: actions.reschedule(appointment, by=by, at=due, start=local(27, 14))):
        assert tick(store, due) == 0
    assert "not_ready" not in states(appointment, "readiness", version=1)


def test_readiness_is_decided_a_day_before(appointment, store, at, access_of):
    assert tick(store, local(24, 9, 29)) == 0
    Notice.objects.all().delete()
    assert tick(store, local(24, 9, 31)) == 1
    assert states(appointment, "readiness") == ["not_ready", "planned"]
    assert [notice.to_user_id for notice in Notice.objects.all()] == [appointment.advisor.user_id]
    for item in appointment.preparation.open():
        actions.prepare(item, by=access_of(Role.SERVICE_ADVISOR), at=local(24, 10))
    assert tick(store, local(25, 8, 31)) == 1
    assert states(appointment, "readiness") == ["not_ready", "ready"]


def test_a_tick_twice_is_once(appointment, store):
    tick(store, local(24, 9, 31))
    notices = Notice.objects.count()
    assert tick(store, local(24, 9, 31)) == 0
    assert Notice.objects.count() == notices


def test_the_tasks_visit_every_store(appointment, other_store, frozen):
    from appointments import tasks

    frozen.move_to(local(24, 9, 31))
    tasks.check_readiness()
    tasks.check_readiness()
    tasks.release_expired()
    tasks.release_expired()
    assert states(appointment, "readiness") == ["not_ready", "planned"]


# ── at risk, arrival, no-show ─────────────────────────────────────────────────────────────────
def test_at_risk_tells_the_customer_and_offers_times(appointment, by, at):
    risky = actions.put_at_risk(appointment, by=by, at=at, reason="技师请假")
    message = Message.objects.get(purpose="appointment_at_risk")
    assert (risky.at_risk_at, message.due_at) == (at, at)
    assert "技师请假" in message.body and "9:00" in message.body
    event = appointment.visit_events.get(kind="at_risk")
    assert len(event.facts["offers"]) == 3
    actions.put_at_risk(appointment, by=by, at=local(24, 9), reason="again")
    assert Message.objects.filter(purpose="appointment_at_risk").count() == 1


def test_at_risk_needs_a_reason_and_comes_before_the_start(appointment, by, at):
    with pytest.raises(Refused, match="Say why."):
        actions.put_at_risk(appointment, by=by, at=at, reason="")
    with pytest.raises(Refused, match="The appointment has begun."):
        actions.put_at_risk(appointment, by=by, at=START, reason="x")


def test_moving_takes_the_risk_away(appointment, by, at):
    risky = actions.put_at_risk(appointment, by=by, at=at, reason="x")
    assert actions.reschedule(risky, by=by, at=at, start=local(26, 14)).at_risk_at is None


def test_the_car_arrives(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    here = actions.arrive(appointment, by=advisor, at=local(25, 9, 20))
    assert (here.status, here.arrived_at) == ("arrived", local(25, 9, 20))
    assert set(Message.objects.values_list("status", flat=True)) == {"cancelled"}
    again = actions.arrive(here, by=advisor, at=local(25, 9, 40))
    assert again.arrived_at == local(25, 9, 20)
    assert appointment.visit_events.filter(kind="arrived").count() == 1


def test_what_was_not_confirmed_before_the_car_came_stays_so(appointment, store, access_of):
    """SERVICE-D11: what was asked stays, what was not is called off, and nobody hears of a car that is here."""
    tick(store, local(24, 9, 31))
    actions.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=local(25, 8))
    assert states(appointment, "readiness") == ["not_ready", "cancelled"]
    assert states(appointment) == ["cancelled", "cancelled"]
    notices = Notice.objects.count()
    assert tick(store, local(25, 8, 31)) == 0
    assert (Notice.objects.count(), appointment.visit_events.filter(kind="readiness").count()) == (notices, 1)
    judged = {rule.code: one for rule, one in audit.of(appointment.pk, store=store, at=local(25, 9)).judgements.items()}
    assert "a day before · the customer: cancelled" in {one.text for one in judged["N10"].evidence}
    assert judged["N10"].state == "fail"


def test_a_customer_who_was_asked_and_comes_was_asked(appointment, store, access_of):
    settle_message("appointment_day", "accepted", local(24, 9, 30))
    tick(store, local(24, 9, 31))
    actions.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=local(25, 8))
    assert states(appointment) == ["asked", "cancelled"]


def test_a_car_on_another_day_moves_first(appointment, access_of, at):
    with pytest.raises(Refused, match="This appointment is on another day. Move it first."):
        actions.arrive(appointment, by=access_of(Role.SERVICE_ADVISOR), at=at)


def test_only_reception_receives(appointment, by):
    with pytest.raises(PermissionDenied):
        actions.arrive(appointment, by=by, at=START)


def test_a_no_show_frees_the_workshop_and_keeps_the_parts_two_days(booked, store, by, at):
    item = make_stock(store, at)
    appointment = booked(parts=[(item.part, 1)])
    with pytest.raises(Refused, match="Wait until half an hour after the time."):
        actions.mark_no_show(appointment, by=by, at=local(25, 9, 59))
    missed = actions.mark_no_show(appointment, by=by, at=local(25, 10))
    assert (missed.status, live(missed)) == ("no_show", [])
    system = Access.system(store)
    actions.release_expired(by=system, at=local(27, 9))
    item.refresh_from_db()
    assert item.reserved == 1
    actions.release_expired(by=system, at=local(27, 9, 30))
    item.refresh_from_db()
    assert item.reserved == 0


def test_a_part_issued_in_that_moment_stays_in_the_workshop(booked, store, by, at, access_of):
    item = make_stock(store, at)
    appointment = booked(parts=[(item.part, 1)])
    actions.mark_no_show(appointment, by=by, at=local(25, 10))
    reservation, clerk = appointment.needs.get().reservation, access_of(Role.PARTS_CLERK)

    def issue():
        picked = stock.pick(reservation, by=clerk, at=START)
        stock.issue(picked, by=clerk, at=START)

    with somebody_quicker(issue):
        actions.release_expired(by=Access.system(store), at=local(27, 9, 30))
    reservation.refresh_from_db()
    assert reservation.status == "issued"


def test_a_part_issued_after_the_look_at_what_is_kept_stays_in_the_workshop(booked, store, by, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    reservation, clerk = appointment.needs.get().reservation, access_of(Role.PARTS_CLERK)
    stock.pick(reservation, by=clerk, at=at)
    with somebody_quicker(lambda: stock.issue(reservation, by=clerk, at=at)):
        give_up_parts(appointment, by=by, at=at, reason="…")
    reservation.refresh_from_db()
    assert reservation.status == "issued"


def test_why_a_part_was_given_up_is_read_in_the_readers_language(booked, store, by, at):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    with translation.override("zh-hans"):
        actions.cancel(appointment, by=by, at=at, reason="不来了")
    reservation = appointment.needs.get().reservation
    assert reservation.why_released == "The appointment was cancelled."
    with translation.override("zh-hans"):
        assert reservation.why_released == "预约已取消。"


# ── holds ─────────────────────────────────────────────────────────────────────────────────────
def test_a_hold_keeps_the_time_for_ten_minutes(store, shop, car, job, by, at, access_of):
    actions.hold(car, by=by, at=at, operations=job, start=START)
    assert Claim.objects.filter(state="held", expires_at=at + timedelta(minutes=10)).count() == 4
    others = slots.free(job, at=at, start_from=START, vehicle=car, limit=1)
    assert others[0].start == local(25, 10, 30)
    appointment = actions.book(car, by=by, at=at, operations=job, start=START, complaint="异响")
    assert appointment.start == START
    assert Claim.objects.filter(state="held").count() == 0


def test_a_second_hold_lets_the_first_go(shop, car, job, by, at):
    actions.hold(car, by=by, at=at, operations=job, start=START)
    actions.hold(car, by=by, at=at, operations=job, start=local(25, 14))
    assert {claim.during.lower for claim in Claim.objects.filter(state="held")} == {local(25, 14)}


def test_expired_holds_are_swept(shop, car, job, by, at, store):
    actions.hold(car, by=by, at=at, operations=job, start=START)
    system = Access.system(store)
    assert actions.release_expired(by=system, at=at) == 0
    assert actions.release_expired(by=system, at=at + timedelta(minutes=10)) == 4


# ── calls ─────────────────────────────────────────────────────────────────────────────────────
def test_a_call_is_one_row_whatever_the_order_of_its_events(store, car, by, at):
    log = partial(actions.log_call, by=by, at=at, external_id="pbx-1", number="138 0013 8000")
    log(event="answer", happened_at=at + timedelta(seconds=9))
    log(event="ring", happened_at=at)
    log(event="hang_up", happened_at=at + timedelta(seconds=90))
    log(event="hang_up", happened_at=at + timedelta(seconds=99))
    call = PhoneCall.objects.get()
    assert (call.rang_at, call.answered_at, call.ended_at) == (
        at,
        at + timedelta(seconds=9),
        at + timedelta(seconds=90),
    )
    assert (call.customer, call.taken_by) == (car.customer, by.user)


def test_a_call_by_hand_has_no_telephone_system(by, at):
    call = actions.log_call(by=by, at=at, event="answer", number="anonymous")
    assert (call.external_id, call.number, call.rang_at, call.answered_at) == ("", "anonymous", at, at)
    noted = actions.note_call(call, by=by, at=at + timedelta(minutes=2), reason="question", note="价格")
    assert (noted.reason, noted.ended_at) == ("question", at + timedelta(minutes=2))


def test_a_number_that_two_share_is_nobodys(store, car, by, at):
    customers.add_customer(by=Access.system(store), at=at, name="李先生", phone="13800138000", shared=True)
    assert actions.log_call(by=by, at=at, event="ring", number="13800138000").customer is None


def test_events_are_written_down(appointment, by, at):
    actions.record(appointment, "greeted", by=by, at=at, who="deputy")
    event = appointment.visit_events.get(kind="greeted")
    assert (event.at, event.facts) == (at, {"who": "deputy"})


def test_everything_that_is_free_can_be_booked_and_nothing_else(store, shop, car, job, by, at):
    """background/service.md 5.13, 2: the list and the act use one search."""
    make_absence(shop["bays"][0], local(23, 10), local(23, 16))
    make_absence(shop["bays"][1], local(23, 12), local(23, 14))
    make_technician(store, ["T1"])
    offered = {slot.start for slot in slots.free(job, at=at, days=1, vehicle=car, limit=50)}
    grid = [at + timedelta(minutes=30 * n) for n in range(18)]
    for start in grid:
        try:
            appointment = actions.book(car, by=by, at=at, operations=job, start=start, complaint="异响")
        except Refused:
            assert start not in offered
        else:
            assert start in offered
            actions.cancel(appointment, by=by, at=at, reason="next")
    assert Appointment.objects.filter(status="cancelled").count() == len(offered)
    assert Confirmation.objects.filter(state="planned").count() == 0


def test_the_operation_of_the_longest_stage_takes_the_named_bay(store, car, by, at):
    shop = make_workshop(store, bays={"DIAG": 1, "GEN": 2})
    look = make_operation("LOOK", bay_type="DIAG", time_units=50)
    named = shop["bays"][2]
    appointment = actions.book(
        car, by=by, at=at, operations=[look, make_operation()], start=START, complaint="异响", bay=named
    )
    assert appointment.bay == named


def test_a_caller_is_looked_up_in_the_store_of_his_number(car, by, at, django_assert_num_queries):
    """The index begins with the store, so the number's store is asked for and not the customer's alone."""
    with django_assert_num_queries(1) as asked:
        assert caller("13800138000") == car.customer
    assert '"customers_customerphone"."store_id" =' in asked.captured_queries[0]["sql"]
