"""Another time for an appointment, and a longer stay (SERVICE-D5; promise P4)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import moving, visits
from appointments.models.visits import Segment
from capacity.slots import times
from core.errors import Refused
from customers.models.messages import Message
from tests.appointments.conftest import START, live, local, states
from tests.factories.appointments import (
    make_absence,
    make_advisor,
    make_appointment,
    make_ready,
    make_workshop,
)
from tests.factories.parts import make_arrival, make_stock


def test_moving_swaps_all_claims_and_keeps_the_number(appointment, by, at):
    moved = moving.reschedule(appointment, by=by, at=at, start=local(26, 14))
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
    assert moving.reschedule(appointment, by=by, at=at, start=local(25, 10)).start == local(25, 10)


def test_moving_plans_the_confirmations_anew(appointment, by, at):
    moved = moving.reschedule(appointment, by=by, at=at, start=local(26, 14))
    assert states(moved, version=1) == ["moved", "moved"]
    assert list(moved.confirmations.filter(version=2).order_by("due_at", "side").values_list("due_at", "status")) == [
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
    moved = moving.reschedule(appointment, by=by, at=at, start=local(25, 9))
    assert states(moved) == ["skipped", "skipped"]


def test_the_advisor_stays_if_he_is_free(store, appointment, by, at):
    make_advisor(store)
    assert moving.reschedule(appointment, by=by, at=at, start=local(26, 14)).advisor == appointment.advisor
    make_absence(appointment.advisor, local(27, 8), local(27, 18))
    assert moving.reschedule(appointment, by=by, at=at, start=local(27, 9)).advisor != appointment.advisor


def test_moving_to_a_taken_time_is_refused_and_changes_nothing(booked, store, by, at, shop):
    first = booked()
    make_absence(shop["advisors"][0], local(26, 14), local(26, 15))
    with pytest.raises(Refused) as refused:
        moving.reschedule(first, by=by, at=at, start=local(26, 14))
    assert refused.value.extra["alternatives"][0]["start"] == "2026-11-26T15:00:00+08:00"
    first.refresh_from_db()
    assert (first.start, first.time_version, len(live(first))) == (START, 1, 4)
    assert states(first) == ["planned", "planned"]


def test_moving_to_the_same_time_changes_nothing(appointment, by, at):
    assert moving.reschedule(appointment, by=by, at=at, start=START).time_version == 1


def test_moving_tells_both_advisors_and_the_parts_store(booked, store, by, at, shop):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    other = make_advisor(store)
    Notice.objects.all().delete()
    moving.reschedule(appointment, by=by, at=at, start=local(26, 14), advisor=other)
    told = {(notice.to_user_id, notice.to_role) for notice in Notice.objects.all()}
    assert told == {(shop["advisors"][0].user_id, ""), (other.user_id, ""), (None, "parts_clerk")}
    assert appointment.needs.get().reservation.needed_at == local(26, 14)


def test_a_move_before_the_parts_come_is_refused(booked, store, by, at):
    item = make_stock(store, at, on_hand=0)
    make_arrival(item, date(2026, 11, 25))
    appointment = booked(start=local(27, 9), parts=[(item.part, 1)])
    with pytest.raises(Refused) as refused:
        moving.reschedule(appointment, by=by, at=at, start=local(25, 9))
    assert str(refused.value) == "The parts are complete only on 2026-11-26."


def test_a_car_that_waits_for_its_part_can_come_at_another_time(booked, store, by, at):
    item = make_stock(store, at, on_hand=0)
    make_arrival(item, date(2026, 11, 24), 2)
    appointment = booked(start=local(26, 9), parts=[(item.part, 2)])
    later = moving.reschedule(appointment, by=by, at=at, start=local(27, 14))
    sooner = moving.reschedule(later, by=by, at=at, start=local(25, 14))
    kept = sooner.needs.get().reservation
    assert (sooner.start, kept.status, kept.needed_at) == (local(25, 14), "awaited", local(25, 14))
    offers = times.offered(moving.wish_to_move(sooner, by=by, at=at), 1)
    assert offers[0].start == local(25, 8)


def test_moving_prepares_the_crew_anew(appointment, by, at, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    assert make_ready(appointment, by=advisor, at=at).status == "prepared"
    moved = moving.reschedule(appointment, by=by, at=at, start=local(26, 14))
    assert (moved.status, moved.prepared_at, moved.prepared_by) == ("confirmed", None, None)
    crew = moved.preparation.get(group="crew")
    piece = moved.segments.get(version=2)
    assert (crew.done_by, crew.evidence) == (None, f"{piece.bay.name} · {piece.technician.name}")


def test_a_longer_stay_takes_the_time_after(appointment, by, at):
    longer = moving.extend(appointment, by=by, at=at, until=local(25, 12))
    assert [kind for kind, _start, end in live(longer) if end == local(25, 12)] == ["bay", "technician", "vehicle"]
    assert (longer.end, longer.segments.get().end) == (local(25, 12), local(25, 12))


def test_a_longer_stay_is_refused_when_somebody_is_next(appointment, by, at):
    make_absence(appointment.bay, local(25, 11), local(25, 12))
    with pytest.raises(Refused, match="GEN 1 is taken from 11-25 11:00 on."):
        moving.extend(appointment, by=by, at=at, until=local(25, 11, 30))
    with pytest.raises(Refused, match="Choose a time after the present end."):
        moving.extend(appointment, by=by, at=at, until=START)


def test_only_who_books_or_dispatches_lets_a_car_stay_longer(appointment, access_of, at):
    with pytest.raises(PermissionDenied):
        moving.extend(appointment, by=access_of(Role.TECHNICIAN), at=at, until=local(25, 12))
    longer = moving.extend(appointment, by=access_of(Role.SERVICE_MANAGER), at=at, until=local(25, 12))
    assert longer.end == local(25, 12)


def test_a_car_that_has_left_stays_no_longer(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    visits.arrive(appointment, by=advisor, at=START)
    moving.free_claims(appointment, by=advisor, at=local(25, 11))
    with pytest.raises(Refused, match="Work on this car has ended."):
        moving.extend(appointment, by=advisor, at=local(25, 11), until=local(25, 12))


def test_what_is_left_of_the_claims_is_given_back(appointment, by):
    moving.free_claims(appointment, by=by, at=local(25, 10))
    assert live(appointment) == [
        ("bay", START, local(25, 10)),
        ("technician", START, local(25, 10)),
        ("advisor", START, local(25, 9, 45)),
        ("vehicle", START, local(25, 10)),
    ]
