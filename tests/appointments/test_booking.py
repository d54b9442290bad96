"""Booking takes everything or nothing, and tells whom it must (SERVICE-D1 … D11, promises P1, P2, P7)."""

from datetime import date, datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import booking
from appointments.models.calls import Fault
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from core.errors import Refused
from customers.models.messages import Message
from parts.models import Reservation
from tests.appointments.conftest import local
from tests.factories.appointments import (
    make_absence,
    make_advisor,
    make_appointment,
    make_bay,
    make_operation,
    preparer,
)
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.parts import make_stock

WORDS = "刹车时左前有异响"


@pytest.fixture
def booked(shop, car, by, job, at):
    def booked(**facts):
        asked = {"operations": job, "start": local(25, 9, 30), "complaint": WORDS, **facts}
        access = asked.pop("by", by)
        return booking.book(BookingRequest(asked.pop("vehicle", car), **asked), by=access, at=at)

    return booked


def counts():
    tables = (Appointment, Claim, Confirmation, PrepItem, Reservation, Message, Notice, VisitEvent)
    return [table.objects.count() for table in tables]


def test_a_booking_takes_bay_technician_advisor_and_car(booked, shop):
    appointment = booked()
    rows = appointment.claim_set.claims.select_related("resource")
    taken = {(c.resource.kind, c.during.lower, c.during.upper) for c in rows}
    assert taken == {
        ("bay", local(25, 9, 30), local(25, 10, 30)),
        ("technician", local(25, 9, 30), local(25, 10, 30)),
        ("advisor", local(25, 9, 30), local(25, 9, 45)),
        ("vehicle", local(25, 9, 30), local(25, 10, 30)),
    }
    assert (appointment.status, appointment.number, appointment.end) == ("confirmed", "A26-00001", local(25, 10, 30))
    assert appointment.advisor == shop["advisors"][0]


def test_numbers_run_on(booked, store, at):
    booked()
    assert make_appointment(store, at, local(25, 14)).number == "A26-00002"


def test_a_long_job_holds_a_bay_each_day_and_the_car_all_along(booked):
    appointment = booked(operations=[make_operation("ENGINE", time_units=1200)])
    rows = appointment.claim_set.claims.order_by("resource__kind", "during")
    kinds = [(c.resource.kind, c.during.lower.day, c.during.upper.day) for c in rows]
    assert kinds == [("advisor", 25, 25), ("bay", 25, 25), ("bay", 26, 26), ("technician", 25, 25),
                     ("technician", 26, 26), ("vehicle", 25, 26)]  # fmt: skip


def test_parts_are_reserved_for_the_car_and_the_time(booked, store, at, car):
    item = make_stock(store, at, on_hand=3)
    appointment = booked(parts=[(item.part, 2)])
    reservation = appointment.needs.get().reservation
    assert (reservation.status, reservation.quantity, reservation.vehicle, reservation.needed_at) == (
        "reserved",
        2,
        car,
        local(25, 9, 30),
    )
    item.refresh_from_db()
    assert item.reserved == 2


def test_the_parts_of_an_estimate_are_the_default(booked, store, at, car):
    from tests.factories.billing import make_approved, make_rates

    make_rates(store)
    item = make_stock(store, at, on_hand=3)
    estimate = make_approved(car, at, ["OP-GEN-1H"], parts=[(item.part.number, 2)])
    assert booked(estimate=estimate).needs.get().reservation.quantity == 2


def test_without_the_parts_nothing_is_booked(booked, store, at):
    item = make_stock(store, at, on_hand=1)
    before = counts()
    with pytest.raises(Refused) as refused:
        booked(parts=[(item.part, 2)])
    assert (str(refused.value), refused.value.extra["alternatives"]) == (
        "A part is neither in stock nor on order.",
        [],
    )
    assert counts() == before


def test_advisor_and_parts_store_are_told_at_once(booked, store, at, shop):
    item = make_stock(store, at)
    booked(parts=[(item.part, 1)])
    told = {(notice.to_user_id, notice.to_role) for notice in Notice.objects.all()}
    assert told == {(shop["advisors"][0].user_id, ""), (None, "parts_clerk")}
    assert str(Notice.objects.first()) == "New appointment: 沪A12345 on 11-25 09:30. Please prepare."


def test_without_parts_the_parts_store_is_left_alone(booked):
    booked()
    assert [notice.to_role for notice in Notice.objects.all()] == [""]


def test_six_groups_are_prepared_until_a_day_before(booked, shop):
    items = {item.group: item for item in booked().preparation.all()}
    assert set(items) == {"repair_order", "parts", "expert", "crew", "tools", "documents"}
    assert {item.due_at for item in items.values()} == {local(24, 9, 30)}
    assert items["repair_order"].owner_id == shop["advisors"][0].user_id
    assert {group for group, item in items.items() if item.not_needed} == {"parts", "expert"}


def test_four_confirmations_are_planned(booked):
    rows = booked().confirmations.order_by("due_at", "side").values_list("kind", "side", "due_at", "status")
    assert list(rows) == [
        ("day", "customer", local(24, 9, 30), "planned"),
        ("day", "readiness", local(24, 9, 30), "planned"),
        ("hour", "customer", local(25, 8, 30), "planned"),
        ("hour", "readiness", local(25, 8, 30), "planned"),
    ]


def test_the_customer_is_asked_only_inside_the_contact_window(booked):
    rows = booked(start=local(25, 8)).confirmations.filter(kind="hour").order_by("side")
    assert [(row.side, row.due_at) for row in rows] == [("customer", local(24, 20)), ("readiness", local(25, 7))]


def test_a_booking_inside_the_window_skips_what_is_past(booked, at):
    rows = booked(start=local(23, 10)).confirmations.order_by("kind", "side")
    assert [(row.kind, row.side, row.status) for row in rows] == [
        ("day", "customer", "skipped"),
        ("day", "readiness", "skipped"),
        ("hour", "customer", "planned"),
        ("hour", "readiness", "planned"),
    ]


def test_the_messages_name_the_advisor_and_carry_the_link(booked):
    appointment = booked()
    messages = Message.objects.order_by("due_at")
    assert [(m.purpose, m.due_at, m.not_after) for m in messages] == [
        ("appointment_booked", local(23, 9), local(25, 9, 30)),
        ("appointment_day", local(24, 9, 30), local(25, 9, 30)),
        ("appointment_hour", local(25, 8, 30), local(25, 9, 30)),
    ]
    assert all("advisor 1" in message.body and "{link}" in message.body for message in messages)
    assert {(m.link_kind, m.link_subject_id) for m in messages} == {("a", appointment.pk)}


def test_a_delivery_preparation_asks_no_customer(booked, store):
    appointment = booked(kind="delivery_prep", by=preparer(store))
    assert {row.side for row in appointment.confirmations.all()} == {"readiness"}
    assert Message.objects.count() == 0


def test_a_walk_in_is_neither_prepared_nor_confirmed(booked, at):
    appointment = booked(kind="walk_in", start=at)
    assert appointment.preparation.count() == appointment.confirmations.count() == Message.objects.count() == 0
    assert all(claim.kind == "walk_in" for claim in appointment.claim_set.claims.all())


def test_a_repeat_repair_is_seen_when_booking(booked, car, at):
    from vehicles.models import RepairFact

    brake, engine = Fault.objects.get(code="FT-024"), Fault.objects.get(code="FT-001")
    RepairFact.objects.create(
        store=car.store, vehicle=car, system=brake.system, on=date(2026, 11, 1), km=37_900, order_number="R26-7"
    )
    repeated = booked(faults=[brake])
    assert repeated.repeat_of == "R26-7"
    assert not repeated.preparation.get(group="expert").not_needed
    assert booked(faults=[engine], start=local(26, 9)).repeat_of == ""


def test_an_expert_can_be_asked(booked):
    appointment = booked(expert="只在冷车时响, 会是什么?")
    assert Notice.objects.filter(to_role="service_manager").count() == 1
    assert appointment.visit_events.filter(kind="help_asked").count() == 1
    assert not appointment.preparation.get(group="expert").not_needed


# ── refusals ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("facts", "field", "reason"),
    [
        ({"start": local(23, 8, 30)}, "start", "This time has passed."),
        ({"start": local(25, 9, 10)}, "start", "Appointments start on the hour or the half-hour."),
        ({"start": local(25, 19)}, "start", "The store is closed at that time."),
        ({"start": local(25, 18)}, "start", "The store is closed at that time."),
        ({"start": local(25, 9).replace(year=2028)}, "start", "Appointments are made at most a year ahead."),
        ({"operations": []}, "operations", "Choose the work to be done."),
        ({"diagnosis": "not_drivable"}, "diagnosis", "The car cannot be driven: it needs a rescue, not a time."),
        ({"complaint": " 无 "}, "complaint", "Write down what the customer said, in his own words."),
    ],
)
def test_senseless_wishes_are_refused_at_their_field(booked, facts, field, reason):
    with pytest.raises(Refused) as refused:
        booked(**facts)
    assert (refused.value.field, str(refused.value)) == (field, reason)
    assert Appointment.objects.count() == Claim.objects.count() == 0


def test_work_that_does_not_fit_the_car_is_refused(booked, car):
    from vehicles.models import VehicleModel

    car.model = VehicleModel.objects.filter(maintenance_group="BEV").first()
    with pytest.raises(Refused) as refused:
        booked(operations=[make_operation("OIL", scope="ICE_EA211,PHEV")], vehicle=car)
    assert refused.value.field == "operations"
    with pytest.raises(Refused) as refused:
        booked(faults=[Fault.objects.get(code="FT-001")], vehicle=car)
    assert refused.value.field == "faults"


def test_a_named_bay_that_is_taken_is_refused_with_alternatives(booked, shop):
    """SERVICE-D5: his wish, the workshop's capacity, and what comes next when they differ."""
    bay = shop["bays"][0]
    make_absence(bay, local(25, 9), local(25, 10))
    with pytest.raises(Refused) as refused:
        booked(bay=bay)
    assert str(refused.value) == "GEN 1 is out of use at that time."
    offered = refused.value.extra["alternatives"]
    assert offered[0]["start"] == "2026-11-25T09:30:00+08:00" and offered[0]["bay"] == shop["bays"][1].pk
    assert any(slot["bay"] == bay.pk and slot["start"] == "2026-11-25T10:00:00+08:00" for slot in offered)


def test_what_is_offered_can_be_booked(booked, shop, store, at):
    make_advisor(store), make_advisor(store)
    for _ in range(2):
        booked(vehicle=make_vehicle(make_customer(store)))
    with pytest.raises(Refused) as refused:
        booked()
    first = refused.value.extra["alternatives"][0]
    appointment = booked(
        start=datetime.fromisoformat(first["start"]),
        bay=Resource.objects.get(pk=first["bay"]),
        technician=Resource.objects.get(pk=first["technician"]),
        advisor=Resource.objects.get(pk=first["advisor"]),
    )
    assert appointment.start == datetime.fromisoformat(first["start"])


def test_one_car_cannot_be_in_two_places(booked, shop):
    booked()
    make_advisor(shop["bays"][0].store)
    with pytest.raises(Refused) as refused:
        booked(start=local(25, 10))
    assert str(refused.value) == "The car has another appointment at that time."


def test_named_people_must_be_up_to_it(booked, shop, store):
    wrong = make_bay(store, "PAINT")
    with pytest.raises(Refused) as refused:
        booked(bay=wrong)
    assert (refused.value.field, str(refused.value)) == ("bay", "This work needs another kind of bay.")
    with pytest.raises(Refused) as refused:
        booked(technician=shop["advisors"][0])
    assert refused.value.field == "technician"


def test_only_those_who_may_book_do(car, job, at, shop, access_of):
    with pytest.raises(PermissionDenied):
        request = BookingRequest(car, operations=job, start=local(25, 9), complaint=WORDS)
        booking.book(request, by=access_of(Role.TECHNICIAN), at=at)


def test_the_cost_of_a_booking_in_queries(booked, store, at):
    item = make_stock(store, at)
    with CaptureQueriesContext(connection) as queries:
        booked(parts=[(item.part, 1)])
    assert len(queries) <= 60


@pytest.mark.parametrize(
    ("start", "promised"),
    [
        (local(25, 9, 30), "我们会在提前一天和提前一小时再次与您确认。"),
        (local(23, 14), "我们会在提前一小时再次与您确认。"),
        (local(23, 9, 30), None),
    ],
)
def test_only_the_questions_that_will_come_are_promised(booked, start, promised):
    """SERVICE-N5: nobody waits for a question that is due already."""
    booked(start=start)
    told = Message.objects.get(purpose="appointment_booked").body
    assert ("再次与您确认" in told, (promised or "") in told) == (promised is not None, True)
    asked = Message.objects.filter(purpose__in=["appointment_day", "appointment_hour"]).count()
    assert asked == (promised or "").count("提前")
