"""What is booked is what was told, today for a walk-in, with parts made for the car, by whoever may."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import booking, moving, visits
from appointments.models.visits import Appointment
from appointments.rules import bookings
from appointments.rules.bookings import BookingRequest
from core.errors import Refused
from parts.rules.fitting import could_fit
from pricing.actions.estimates import answer_lines, tell
from tests.appointments.conftest import local
from tests.factories.accounts import make_user
from tests.factories.appointments import make_appointment
from tests.factories.billing import make_approved, make_estimate, make_operation, make_rates
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.parts import make_stock
from vehicles.models import VehicleModel

PADS, DISCS = "LO-46-001", "LO-46-003"
START = "2026-11-25T09:30:00+08:00"


@pytest.fixture
def told(shop, store, car, at):
    make_rates(store)
    return make_approved(car, at, [PADS, DISCS])


@pytest.fixture
def pads(told):
    return [make_operation(PADS)]


@pytest.fixture
def api(shop, api_of, frozen):
    return api_of(Role.HOTLINE_CLERK)


def asked(car, **facts):
    return {"vehicle": car.pk, "operations": [PADS], "start": START, "complaint": "异响", **facts}


def refused(api, body):
    answer = api.post("/appointments/", body)
    return answer.status_code, list(answer.json()["errors"])


# ── the estimate of a booking ─────────────────────────────────────────────────────────────────
def test_an_estimate_for_other_work_is_bad_input(api, told, car):
    assert refused(api, asked(car, operations=["LO-03-009"], estimate=told.pk)) == (400, ["estimate"])
    assert refused(api, asked(car, operations=[PADS, "LO-03-009"], estimate=told.pk)) == (400, ["estimate"])
    assert api.post("/appointments/", asked(car, estimate=told.pk)).status_code == 201


def test_declined_work_is_not_in_the_estimate(api, store, told, car, at):
    estimate = make_estimate(car, at, [PADS, DISCS])
    first, second = estimate.lines.order_by("position")
    make_told(estimate, store, at, approved=[first.pk], declined={second.pk: ""})
    assert refused(api, asked(car, operations=[DISCS], estimate=estimate.pk)) == (400, ["estimate"])
    assert api.post("/appointments/", asked(car, estimate=estimate.pk)).status_code == 201


def make_told(estimate, store, at, **answers):
    by = Access.system(store)
    tell(estimate, by=by, at=at, channel="phone", answer="open")
    answer_lines(estimate, by=by, at=at, channel="phone", **answers)


def test_the_act_refuses_other_work_too(told, car, by, at):
    with pytest.raises(Refused) as no:
        work = {"operations": [make_operation("LO-03-009")], "estimate": told}
        booking.book(BookingRequest(car, start=local(25, 9), complaint="异响", **work), by=by, at=at)
    assert no.value.field == "estimate"


def test_one_estimate_serves_one_appointment_that_stands(api, told, car, by, at):
    first = api.post("/appointments/", asked(car, estimate=told.pk)).json()
    again = api.post("/appointments/", asked(car, estimate=told.pk, start="2026-11-26T09:30:00+08:00"))
    said = f"Appointment {first['number']} is booked with this estimate."
    assert (again.status_code, again.json()["errors"]) == (409, {"estimate": [said]})
    visits.cancel(Appointment.objects.get(pk=first["id"]), by=by, at=at, reason="改天")
    assert api.post("/appointments/", asked(car, estimate=told.pk)).status_code == 201


def why_not_again(told):
    standing = bookings.in_the_way(told.vehicle, told.store, local(25, 9), "appointment", told)
    return bookings.why_not_estimate_again(standing.of_estimate)


def test_an_estimate_is_free_again_when_its_appointment_ends(told, pads, store, car, by, at):
    assert why_not_again(told) is None
    appointment = make_appointment(store, at, local(25, 9), vehicle=car, operations=pads, estimate=told)
    said = f"Appointment {appointment} is booked with this estimate."
    assert why_not_again(told) == said
    visits.cancel(appointment, by=by, at=at, reason="改天")
    assert why_not_again(told) is None


def test_a_moved_appointment_keeps_its_estimate(told, pads, store, car, by, at):
    appointment = make_appointment(store, at, local(25, 9), vehicle=car, operations=pads, estimate=told)
    assert moving.reschedule(appointment, by=by, at=at, start=local(26, 9)).estimate == told


def test_the_database_knows_one_live_appointment_an_estimate(told, pads, store, car, at):
    make_appointment(store, at, local(25, 9), vehicle=car, operations=pads, estimate=told)
    other = make_appointment(store, at, local(26, 9), vehicle=car, operations=pads)
    with pytest.raises(IntegrityError, match="one_live_appointment_an_estimate"), transaction.atomic():
        Appointment.objects.filter(pk=other.pk).update(estimate=told)


# ── parts ─────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def electric(store, told):
    return make_vehicle(make_customer(store), model=model("BEV"))


def model(group):
    return VehicleModel.objects.filter(maintenance_group=group).order_by("pk").first()


def test_a_part_for_another_kind_of_car_is_bad_input(api, store, electric, at):
    item = make_stock(store, at)
    wrong = asked(electric, parts=[{"part_no": item.part.number}])
    assert refused(api, wrong) == (400, ["parts"])
    answer = api.post("/estimates/", {"vehicle": electric.pk, "parts": [{"part_no": item.part.number}]})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["parts"])


def test_the_acts_refuse_such_a_part_too(store, electric, by, at):
    item = make_stock(store, at)
    for act in (
        lambda: make_estimate(electric, at, [PADS], [(item.part.number, 1)]),
        lambda: make_appointment(
            store, at, local(25, 9), vehicle=electric, operations=[make_operation(PADS)], parts=[(item.part, 1)]
        ),
    ):
        with pytest.raises(Refused) as no:
            act()
        assert no.value.field == "parts"


@pytest.mark.parametrize(
    ("scope", "family", "group", "could"),
    [
        ("BEV", "BORA", "ICE_EA211", False),
        ("ICE", "ID3", "BEV", False),
        ("ICE", "MAGOTAN_GTE", "PHEV", True),
        ("ALL", "ID3", "BEV", True),
        ("", "ID3", "BEV", True),
        ("LAVIDA,BORA", "LAVIDA_PRO", "ICE_EA211", True),  # another build of the model
        ("LAVIDA,BORA", "POLO_PLUS", "ICE_EA211", False),
        ("PASSAT,MAGOTAN_B8,CC", "MAGOTAN", "ICE_EA888", True),
    ],
)
def test_what_could_fit(scope, family, group, could):
    assert could_fit(scope, VehicleModel(family=family, maintenance_group=group)) == could
    assert could_fit(scope, None)


# ── walk-ins, and what sales needs ────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("role", "may"),
    [(Role.SERVICE_ADVISOR, True), (Role.SERVICE_MANAGER, True), (Role.HOTLINE_CLERK, False)],
)
def test_a_delivery_preparation_is_booked_by_whoever_prepares(told, pads, store, car, at, role, may):
    by = Access.of(make_user(role, store=store), [role], store)
    facts = {"operations": pads, "start": local(25, 9), "complaint": "新车交付", "kind": "delivery_prep"}
    if may:
        assert booking.book(BookingRequest(car, **facts), by=by, at=at).kind == "delivery_prep"
        return
    with pytest.raises(PermissionDenied):
        booking.book(BookingRequest(car, **facts), by=by, at=at)
