"""Reception: a car is received once, its mileage falls for a reason only, nothing is found before the signature."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.roles import Role
from appointments.actions import booking
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from core.errors import Refused
from pricing.actions import catalogue, estimates
from pricing.models.prices import LabourRate
from service.actions import reception, walk_around
from service.models.marks import WalkAroundMark
from service.models.orders import RepairOrder
from service.rules import orders
from tests.factories import service
from tests.factories.customers import make_vehicle, owner_of
from tests.factories.statuses import put
from vehicles.models import Vehicle

HERE = "This car is here already: repair order R26-00001 is “being received”."
SEEN = {"mileage": 5100, "energy_percent": 50}


@pytest.fixture
def car(workshop):
    return service.make_car(workshop, mileage=5000)


@pytest.fixture
def draft(workshop, at, car):
    return service.make_draft(workshop, at, vehicle=car)


@pytest.fixture
def api(api_of, frozen):
    return api_of(Role.SERVICE_ADVISOR)


# ── a car is here once ────────────────────────────────────────────────────────────────────────
def test_a_car_that_is_here_is_not_received_by_another_appointment(workshop, at, car, draft, api):
    later = service.make_visit(workshop, at, vehicle=car, start=at + timedelta(hours=3), second_visit="下午补漆")
    answer = api.post("/repair-orders/", {"appointment": later.pk})
    assert (answer.status_code, answer.json()["detail"]) == (409, HERE)
    later.refresh_from_db()
    assert (later.status, RepairOrder.objects.count()) == ("confirmed", 1)


def test_a_car_that_is_here_is_no_walk_in(car, draft, api):
    asked = {"vehicle": car.pk, "operations": [service.PADS], "complaint": "异响"}
    for _try in range(2):
        answer = api.post("/repair-orders/", asked)
        assert (answer.status_code, answer.json()["detail"]) == (409, HERE)
    assert RepairOrder.objects.count() == car.appointments.count() == 1


def test_the_walk_in_form_says_at_the_plate_that_the_car_is_here(car, draft, frozen, client_of):
    [pads] = service.operations(service.PADS)
    told = {"plate": car.plate, "complaint": "异响", "operations": [pads.pk]}
    page = client_of(Role.SERVICE_ADVISOR).post(reverse("walk_in"), told)
    assert page.context["form"].errors == {"plate": [HERE]}


def test_the_button_of_a_visit_says_why_its_car_is_not_received(workshop, at, car, draft, frozen, client_of):
    service.make_visit(workshop, at, vehicle=car, start=at + timedelta(hours=3), second_visit="下午补漆")
    service.make_visit(workshop, at, start=at + timedelta(hours=3))
    page = client_of(Role.SERVICE_ADVISOR).get(reverse("reception"))
    assert [visit.why_not for visit in page.context["coming"]].count(HERE) == 1
    assert HERE in page.text


def test_a_car_that_left_is_received_again(workshop, at, car):
    first = service.make_cancelled(workshop, at, vehicle=car)
    assert service.make_draft(workshop, at, vehicle=car, start=at + timedelta(hours=3)).pk != first.pk


def book_unpriced(store, at, vehicle, code) -> Appointment:
    """A visit whose work nobody has priced before the car comes."""
    service.make_workshop(store, at)
    request = BookingRequest(vehicle, operations=service.operations(code), start=at, complaint="刹车有异响")
    return booking.book(request, by=service.advisor(store), at=at)


def test_a_car_booked_for_work_that_was_withdrawn_since_is_received(workshop, at, car):
    visit, [pads] = book_unpriced(workshop, at, car, service.PADS), service.operations(service.PADS)
    catalogue.correct_operation(pads, by=service.manager(workshop), at=at, offered=False, time_units=100)
    order = reception.open_order(visit, by=service.advisor(workshop), at=at)
    assert [(line.operation, line.time_units) for line in order.estimate.lines.all()] == [(pads, 100)]


@pytest.mark.parametrize(("days", "same"), [(30, True), (31, False)])
def test_a_price_that_nobody_was_told_counts_no_longer_than_it_is_valid(workshop, at, car, days, same):
    work = service.operations(service.PADS)
    estimate = estimates.make_estimate(car, by=service.advisor(workshop), at=at, operations=work, valid_days=30)
    start = at + timedelta(days=days)
    request = BookingRequest(car, operations=work, start=start, complaint="刹车有异响", estimate=estimate)
    visit = booking.book(request, by=service.advisor(workshop), at=at)
    order = reception.open_order(visit, by=service.advisor(workshop), at=start)
    assert ((order.estimate == estimate), order.estimate.is_over(workshop.today(start))) == (same, False)


def test_booked_work_without_a_published_price_is_not_priced(workshop, at, car):
    visit = book_unpriced(workshop, at, car, service.PADS)
    LabourRate.objects.all().delete()
    with pytest.raises(Refused, match="There is no published price"):
        reception.open_order(visit, by=service.advisor(workshop), at=at)


def test_the_choice_of_work_shows_the_time_of_the_store(workshop, at, draft, frozen, client_of):
    [pads] = service.operations(service.PADS)
    catalogue.correct_operation(pads, by=service.manager(workshop), at=at, time_units=1255)
    walk_around.note_condition(draft, by=service.advisor(workshop), at=at, **SEEN)
    page = client_of(Role.SERVICE_ADVISOR).get(reverse("order_price", args=[draft.pk]))
    rows = [row for category in page.context["form"].categories for row in category["operations"]]
    assert [row["minutes"] for row in rows if row["operation"] == pads] == [753]
    assert "12 h 33 min" in page.content.decode()


def test_the_database_knows_one_open_order_a_car(workshop, at, car, draft):
    other = service.make_draft(workshop, at)
    with pytest.raises(IntegrityError, match="one_open_order_a_car"), transaction.atomic():
        RepairOrder.objects.filter(pk=other.pk).update(vehicle=car)
    put(RepairOrder.objects.filter(pk=other.pk), vehicle=car, status="cancelled")


def test_only_a_car_that_is_not_here_is_received():
    assert orders.why_not_receive(None) is None
    assert orders.why_not_receive(RepairOrder(number="R26-00001")) == HERE


# ── mileage ───────────────────────────────────────────────────────────────────────────────────
def test_a_mileage_beyond_any_car_is_refused_at_its_field(draft, api):
    answer = api.post(f"/repair-orders/{draft.pk}/condition/", SEEN | {"mileage": 1_000_000})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["mileage"])
    assert api.post(f"/repair-orders/{draft.pk}/condition/", SEEN | {"mileage": 999_999}).status_code == 200


def test_a_mileage_does_not_fall_within_a_visit_without_a_reason(draft, api):
    path = f"/repair-orders/{draft.pk}/condition/"
    assert api.post(path, SEEN | {"mileage": 73_737}).status_code == 200
    answer = api.post(path, SEEN)
    said = {"mileage": ["73,737 km were noted before. Say why it is lower now."]}
    assert (answer.status_code, answer.json()["errors"]) == (400, said)
    assert api.post(path, SEEN | {"lower_mileage_reason": "输错了"}).json()["mileage"] == 5100


def test_a_lower_reading_at_the_end_of_the_check_in_needs_its_reason_too(draft, api):
    api.post(f"/repair-orders/{draft.pk}/condition/", SEEN | {"mileage": 73_737})
    answer = api.post(f"/repair-orders/{draft.pk}/check-in/", SEEN)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["mileage"])


def test_the_form_asks_for_the_reason_at_its_field(draft, frozen, client_of):
    advisor, address = client_of(Role.SERVICE_ADVISOR), reverse("check_in_condition", args=[draft.pk])
    advisor.post(address, {"mileage": 73_737, "energy_percent": 50})
    page = advisor.post(address, {"mileage": 5100, "energy_percent": 50})
    assert list(page.context["form"].errors) == ["lower_mileage_reason"]
    page = advisor.post(address, {"mileage": 1_000_000, "energy_percent": 50})
    assert list(page.context["form"].errors) == ["mileage"]


def test_the_act_itself_refuses_a_lower_mileage(draft, advisor, at):
    with pytest.raises(Refused) as refused:
        walk_around.note_condition(draft, by=advisor, at=at, mileage=4999, energy_percent=50)
    assert refused.value.field == "mileage"


@pytest.mark.parametrize(
    ("km", "reason", "said"),
    [
        (5100, "", "5,200 km were noted before. Say why it is lower now."),
        (5100, "输错了", None),
        (5200, "", None),
        (4999, "", "The last reading was 5,000 km. Say why it is lower now."),
    ],
)
def test_a_mileage_falls_for_a_reason(km, reason, said):
    order = RepairOrder(vehicle=Vehicle(mileage=5000), mileage=5200)
    assert orders.why_not_mileage(order, km, reason) == said
    assert orders.why_not_mileage(RepairOrder(vehicle=Vehicle(mileage=5000)), 5100) is None


# ── findings and parts ────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("status", "code"), [("draft", 409), ("awaiting_customer", 409), ("confirmed", 201)])
def test_nothing_is_found_before_the_customer_has_signed(workshop, at, api, status, code):
    order = service.REACH[status](workshop, at)
    answer = api.post(f"/repair-orders/{order.pk}/findings/", {"text": "后片 3 mm"})
    assert (answer.status_code, order.findings.count()) == (code, int(code == 201))


@pytest.mark.parametrize(("status", "act"), [("draft", "price"), ("in_progress", "extra-work")])
def test_a_part_for_another_kind_of_car_is_bad_input(workshop, at, api, electric, status, act):
    car = make_vehicle(owner_of(service.make_car(workshop)), model=electric)
    order = service.REACH[status](workshop, at, vehicle=car)
    asked = {"operations": [service.DISCS], "parts": [{"part_no": service.PAD_SET}]}
    answer = api.post(f"/repair-orders/{order.pk}/{act}/", asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["parts"])


def test_a_walk_in_with_a_part_for_another_kind_of_car_is_bad_input(workshop, api, electric):
    car = make_vehicle(owner_of(service.make_car(workshop)), model=electric)
    asked = {"vehicle": car.pk, "operations": [service.PADS], "parts": [{"part_no": service.PAD_SET}]}
    answer = api.post("/repair-orders/", asked)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["parts"])


def test_a_finding_is_offered_from_the_signature_on(workshop, at, frozen, client_of):
    advisor = client_of(Role.SERVICE_ADVISOR)
    pages = [advisor.get(service.REACH[status](workshop, at).get_absolute_url()) for status in ("draft", "confirmed")]
    assert [page.context["can_find"] for page in pages] == [False, True]


def test_what_was_priced_at_the_car_is_told_and_approved_by_the_signature(workshop, at):
    order, by = service.make_draft(workshop, at), service.advisor(workshop)
    order = reception.price(order, by=by, at=at, operations=service.operations(service.PADS))
    facts = {"mileage": order.vehicle.mileage, "energy_percent": 50, "promised_at": at + timedelta(hours=3)}
    order = walk_around.check_in(order, by=by, at=at, **facts)
    assert order.estimate.status == "told"
    reception.sign(order, by=by, at=at, name="王")
    assert set(order.estimate.lines.values_list("approval", flat=True)) == {"approved"}


@pytest.mark.parametrize("plate", ["沪A12345", "沪B54321"])
def test_a_walk_in_is_received_by_its_plate_known_or_new(workshop, at, plate):
    car = service.make_car(workshop, plate="沪A12345")
    asked = {"operations": service.operations(service.PADS), "complaint": "异响", "phone": "13812345678", "name": "周"}
    order = reception.receive_plate(plate, by=service.advisor(workshop), at=at, **asked)
    assert (order.vehicle.plate, order.vehicle == car) == (plate, plate == car.plate)


def test_a_check_in_by_the_api_again_changes_only_what_it_names(draft, api):
    stated = {
        "belongings": "雨伞",
        "old_parts": "take",
        "waits": False,
        "marks": [{"damage": "dent", "place": "front"}],
    }
    for facts in (SEEN | stated, SEEN):
        assert api.post(f"/repair-orders/{draft.pk}/check-in/", facts).status_code == 200
    order = RepairOrder.objects.get(pk=draft.pk)
    assert (order.belongings, order.old_parts, order.waits, order.marks.count()) == ("雨伞", "take", False, 1)


@pytest.mark.parametrize("act", ["condition", "check-in"])
@pytest.mark.parametrize(
    ("mark", "field"),
    [
        ({"damage": "scratch", "place": "front_door_left"}, "place"),
        ({"damage": "scratch", "place": "左前门"}, "place"),
        ({"damage": "scratch", "place": "FRONT"}, "place"),
        ({"damage": "burnt", "place": "front"}, "damage"),
        ({"damage": "划痕", "place": "front"}, "damage"),
        ({"damage": "Dent", "place": "front"}, "damage"),
    ],
)
def test_a_mark_that_the_outline_does_not_have_is_bad_input_at_its_field(draft, api, act, mark, field):
    known = {"damage": "dent", "place": "rear"}
    answer = api.post(f"/repair-orders/{draft.pk}/{act}/", SEEN | {"marks": [known, mark]})
    assert answer.status_code == 400
    wrong = answer.json()["errors"]["marks"]["1"]
    assert list(wrong) == [field]
    assert mark[field] in wrong[field][0]
    order = RepairOrder.objects.get(pk=draft.pk)
    assert (order.status, order.mileage, order.marks.count()) == ("draft", None, 0)


@pytest.mark.parametrize("act", [walk_around.note_condition, walk_around.check_in])
@pytest.mark.parametrize(
    ("mark", "reason"),
    [
        ({"damage": "scratch", "place": "front_door_left"}, "“front_door_left” is no place of the outline."),
        ({"damage": "burnt", "place": "front"}, "“burnt” is no kind of damage."),
    ],
)
def test_the_walk_around_itself_refuses_an_unknown_mark(draft, workshop, at, act, mark, reason):
    facts = SEEN | {"marks": iter([{"damage": "dent", "place": "rear"}, mark])}
    with pytest.raises(Refused, match=reason):
        act(draft, by=service.advisor(workshop), at=at, **facts)
    assert draft.marks.count() == 0


def test_a_corrected_check_in_refuses_an_unknown_mark(workshop, at):
    order = service.make_checked_in(workshop, at)
    facts = {"mileage": order.mileage, "energy_percent": order.energy_percent}
    with pytest.raises(Refused, match="is no place of the outline"):
        walk_around.check_in(
            order, by=service.advisor(workshop), at=at, marks=[{"damage": "dent", "place": "bumper"}], **facts
        )
    assert order.marks.count() == 0


@pytest.mark.parametrize("place", ["front_door_left", "左前门", "bumper"])
def test_an_early_mark_at_a_place_in_free_words_is_printed_as_it_was_written(workshop, at, client_of, place):
    order = service.make_signed(workshop, at)
    WalkAroundMark.objects.create(store=workshop, order=order, damage="scratch", place=place)
    advisor = client_of(Role.SERVICE_ADVISOR)
    for name in ("order_detail", "order_print"):
        page = " ".join(advisor.get(reverse(name, args=[order.pk])).content.decode().split())
        assert (f"{place} scratch" in page or f"{place}: scratch" in page, "None" in page) == (True, False)


def test_a_check_in_by_form_fields_states_no_more_than_one_by_json(draft, api):
    path = f"/repair-orders/{draft.pk}/check-in/"
    assert api.post(path, SEEN | {"waits": True}).status_code == 200
    assert api.client.post(f"/api/v1{path}", SEEN).status_code == 200
    assert RepairOrder.objects.get(pk=draft.pk).waits is True


def test_an_order_that_the_customer_has_not_signed_goes_back_to_be_priced_anew(workshop, at, advisor):
    order = reception.take_back(service.make_checked_in(workshop, at), by=advisor, at=at, reason="客户改主意")
    assert order.status == "draft"
    assert reception.price(order, by=advisor, at=at, operations=service.operations(service.DISCS)).status == "draft"
    with pytest.raises(Refused):
        reception.take_back(service.make_signed(workshop, at), by=advisor, at=at, reason="客户改主意")


@pytest.mark.parametrize("signed", [False, True])
def test_the_paper_for_the_signature_says_what_is_signed_for(workshop, at, client_of, signed):
    order = (service.make_signed if signed else service.make_checked_in)(workshop, at)
    total = sum(line.amount for line in order.estimate.lines.all())
    page = client_of(Role.SERVICE_ADVISOR).get(reverse("order_print", args=[order.pk])).content.decode()
    assert total and f"{total:,.2f}" in page.split("Total, VAT included")[1][:200]
