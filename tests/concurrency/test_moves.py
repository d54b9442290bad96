"""Two who act on one car at once: of two moves of one time (case S10), and of two bookings for one day (case S09), the
second is told."""

import threading
from functools import partial
from itertools import count

import pytest
from django.db import transaction
from django_scopes import scope

from accounts.access import Access
from appointments.actions import booking, changing, groups, moving
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from appointments.rules.changes import Change
from core.errors import Refused, Stale
from tests.appointments.conftest import local
from tests.concurrency.clients import PATIENCE, all_look_before, at_once, wait_for_others
from tests.concurrency.test_booking import BOOKED
from tests.factories.accounts import make_store
from tests.factories.appointments import clerk, make_appointment, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle

AT = local(23, 7)
TIMES = [local(25, 9), local(26, 14)]
_store = count(1)


def move(visit: Appointment, by: Access, start) -> str:
    with scope(store=by.store):
        try:
            moving.reschedule(visit, by=by, at=AT, start=start, time_version=1)
        except Stale:
            return "told"
    return "moved"


def two_tabs() -> tuple[list[str], int]:
    """What the two were answered, and how often the appointment was moved."""
    store = make_store(f"TABS{next(_store)}")
    with scope(store=store):
        make_workshop(store)
        visit, by = make_appointment(store, AT, local(24, 10)), clerk(store)
        with all_look_before("capacity_"):
            answers = at_once([partial(move, visit, by, start) for start in TIMES])
        return sorted(answers), Appointment.objects.get(pk=visit.pk).time_version - 1


def test_of_two_tabs_one_moves_and_the_other_is_told(own_database):
    assert two_tabs() == (["moved", "told"], 1)


@pytest.mark.negative_control
def test_without_the_version_the_appointment_is_moved_twice(own_database, monkeypatch):
    monkeypatch.setattr(moving, "refuse_stale_time", lambda *_args, **_facts: None)
    assert two_tabs() == (["moved", "moved"], 2)


def move_while_another_waits(act) -> str:
    """What somebody gets whose act waits while the appointment is given to other people."""
    store = make_store(f"WAIT{next(_store)}")
    with scope(store=store):
        shop = make_workshop(store, advisors=2)
        visit, by, moved = make_appointment(store, AT, local(24, 10)), clerk(store), threading.Event()
        other = next(one for one in shop["advisors"] if one != visit.advisor)

    def first():
        with scope(store=store), transaction.atomic():
            moving.reschedule(visit, by=by, at=AT, start=local(24, 14), advisor=other)
            moved.set()
            wait_for_others()

    def second():
        moved.wait(PATIENCE)
        with scope(store=store):
            return act(visit, by=by, at=AT)

    return at_once([first, second])[1]


def test_who_waits_for_a_move_to_other_people_acts_on_the_new_time(own_database):
    longer = partial(moving.extend, until=local(24, 17))
    assert move_while_another_waits(longer).end == local(24, 17)


@pytest.mark.negative_control
def test_a_lock_on_a_row_with_its_relations_loses_it(own_database, monkeypatch):
    def locked(appointment):
        rows = Appointment.objects.for_acts().select_for_update(of=("self",), no_key=True)
        return rows.get(pk=appointment.pk)

    monkeypatch.setattr(moving, "locked", locked)
    with pytest.raises(Appointment.DoesNotExist):
        move_while_another_waits(partial(moving.extend, until=local(24, 17)))


def test_preparation_is_derived_for_a_visit_that_was_given_to_other_people_meanwhile(own_database):
    def derive(visit, *, by, at):
        visit.preparation.filter(group="crew").update(done_at=None, evidence="")
        return groups.recompute_preparation([visit.pk], by=Access.system(by.store), at=at)

    assert move_while_another_waits(derive) == 1


def book(car, by: Access, start) -> str:
    request = BookingRequest(car, operations=[make_operation()], start=start, complaint="刹车异响")
    with scope(store=by.store):
        try:
            booking.book(request, by=by, at=AT)
        except Refused as refused:
            return refused.field or "refused"
    return "booked"


def two_clerks_book_one_car() -> list[str]:
    """What two clerks were answered who book the same car at two times of one day."""
    store = make_store(f"TWICE{next(_store)}")
    with scope(store=store):
        make_workshop(store, advisors=2)
        car, by = make_vehicle(make_customer(store)), clerk(store)
        make_operation()
        with all_look_before(BOOKED):
            return sorted(at_once([partial(book, car, by, local(24, hour)) for hour in (9, 14)]))


def test_of_two_bookings_of_a_car_for_one_day_one_is_refused(own_database):
    assert two_clerks_book_one_car() == ["booked", "second_visit"]


@pytest.mark.negative_control
def test_without_a_look_at_the_day_the_car_is_booked_twice(own_database, monkeypatch):
    monkeypatch.setattr(booking, "_with_second_visit", lambda request, **_facts: request)
    assert two_clerks_book_one_car() == ["booked", "booked"]


def change(visit: Appointment, by: Access, facts) -> str:
    with scope(store=by.store):
        try:
            changing.change(visit, Change(content_version=1, **facts), by=by, at=AT)
        except Stale:
            return "told"
    return "changed"


CHANGES = [{"complaint": "还要换雨刮片"}, {"transport": "leave"}]


def two_changes() -> tuple[list[str], int]:
    """What two who change one appointment at once were answered, and how often it was changed."""
    store = make_store(f"TABS{next(_store)}")
    with scope(store=store):
        make_workshop(store)
        visit, by = make_appointment(store, AT, local(24, 10)), clerk(store)
        with all_look_before("appointments_"):
            answers = at_once([partial(change, visit, by, facts) for facts in CHANGES])
        return sorted(answers), visit.visit_events.filter(kind="changed").count()


def test_of_two_who_change_at_once_one_is_told(own_database):
    assert two_changes() == (["changed", "told"], 1)


@pytest.mark.negative_control
def test_without_the_content_version_the_second_changes_what_it_has_not_seen(own_database, monkeypatch):
    monkeypatch.setattr(changing, "refuse_stale_content", lambda *_args, **_facts: None)
    assert two_changes() == (["changed", "changed"], 2)
