"""The pages of the check-in: what they show, and what they refuse without losing a word."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from service.models.orders import RepairOrder
from tests.factories import service

R = Role


def test_reception_shows_who_is_expected_and_receives_a_car(workshop, at, frozen, client_of):
    visit = service.make_visit(workshop, at)
    advisor = client_of(R.SERVICE_ADVISOR)
    page = advisor.get(reverse("reception"), {"q": visit.vehicle.plate[-5:]})
    assert visit.vehicle.plate[2:] in page.content.decode()
    answer = advisor.post(reverse("receive", args=[visit.pk]))
    order = RepairOrder.objects.get(appointment=visit)
    assert (answer.status_code, answer["Location"]) == (302, reverse("check_in_condition", args=[order.pk]))


def test_the_four_screens_of_the_check_in(workshop, at, frozen, client_of):
    order = service.make_draft(workshop, at)
    advisor = client_of(R.SERVICE_ADVISOR)

    def post(screen, **fields):
        return advisor.post(reverse(f"check_in_{screen}", args=[order.pk]), fields)

    marks = {"mark_place": ["front"], "mark_damage": ["scratch"], "mark_x": ["12"], "mark_y": ["40"]}
    assert post("condition", mileage=120, energy_percent=50, **marks)["Location"].endswith("/photos/")
    assert order.marks.values_list("place", "damage", "x", "y").get() == ("front", "scratch", 12, 40)
    with_photo = {"photo": service.upload(), "angle": "front"}
    assert post("photos", **with_photo)["Location"].endswith("/photos/")
    assert post("work", old_parts="take", waits="no", promised_at="2026-11-23T14:00")["Location"].endswith(
        "/signature/"
    )
    assert post("signature", signed_name="王小明")["Location"] == order.get_absolute_url()
    order.refresh_from_db()
    assert (order.status, order.signed_by_name, order.old_parts, order.waits) == ("confirmed", "王小明", "take", False)
    assert (order.mileage, order.vehicle.mileage, order.photos.count()) == (120, 120, 1)


def test_marks_that_were_typed_stay_on_a_refused_form(workshop, at, frozen, client_of):
    order = service.make_draft(workshop, at)
    address = reverse("check_in_condition", args=[order.pk])
    advisor = client_of(R.SERVICE_ADVISOR)
    marks = {"mark_place": ["front_left", "rear"], "mark_damage": ["scratch", ""], "mark_x": ["", ""]}
    marks["mark_y"] = ["", ""]
    half = advisor.post(address, {"mileage": 120, "energy_percent": 50, **marks})
    assert "Each mark needs its place and its damage." in half.content.decode()
    assert [(mark["place"], mark["damage"]) for mark in half.context["marks"]] == [
        ("front_left", "scratch"),
        ("rear", ""),
    ]
    marks["mark_damage"] = ["scratch", "dent"]
    no_fuel = advisor.post(address, {"mileage": 120, **marks})
    assert [mark["place"] for mark in no_fuel.context["marks"]] == ["front_left", "rear"]
    assert advisor.post(address, {"mileage": 120, "energy_percent": 50, **marks}).status_code == 302
    kept = order.marks.order_by("pk").values_list("place", "damage", "x", "y")
    assert list(kept) == [("front_left", "scratch", 35, 18), ("rear", "dent", 93, 50)]


@pytest.mark.parametrize(
    ("place", "damage"), [("front_door_left", "scratch"), ("front", "burnt"), ("front_door_left", "burnt")]
)
def test_a_form_with_an_unknown_mark_is_refused(workshop, at, frozen, client_of, place, damage):
    order = service.make_draft(workshop, at)
    marks = {"mark_place": [place], "mark_damage": [damage], "mark_x": [""], "mark_y": [""]}
    address = reverse("check_in_condition", args=[order.pk])
    page = client_of(R.SERVICE_ADVISOR).post(address, {"mileage": 120, "energy_percent": 50, **marks})
    assert "Each mark needs its place and its damage." in page.content.decode()
    assert order.marks.count() == 0


def test_nobody_signs_by_the_button_alone(workshop, at, frozen, client_of):
    order = service.make_checked_in(workshop, at)
    advisor = client_of(R.SERVICE_ADVISOR)
    address = reverse("check_in_signature", args=[order.pk])
    opened = " ".join(advisor.get(address).content.decode().split())
    assert 'name="signed_name" value=""' in opened
    for name in ("", "  "):
        page = advisor.post(address, {"signed_name": name, "signature": ""}).content.decode()
        assert 'id="error_signed_name"' in page
        assert "type the name of the person who signs." in page
    order.refresh_from_db()
    assert (order.status, order.signed_at) == ("awaiting_customer", None)


def test_a_drawing_without_a_name_is_the_customers(workshop, at, frozen, client_of):
    order = service.make_checked_in(workshop, at)
    drawing = service.drawing()
    client_of(R.SERVICE_ADVISOR).post(
        reverse("check_in_signature", args=[order.pk]), {"signed_name": "", "signature": drawing}
    )
    order.refresh_from_db()
    assert (order.status, order.signed_by_name) == ("confirmed", order.customer.name)
    assert order.signature.startswith("data:image/png;base64,")


def test_a_lower_mileage_is_asked_for_its_reason_at_the_field(workshop, at, frozen, client_of):
    order = service.make_draft(workshop, at, vehicle=service.make_car(workshop, mileage=5000))
    page = client_of(R.SERVICE_ADVISOR).post(
        reverse("check_in_condition", args=[order.pk]), {"mileage": 4000, "energy_percent": 50}
    )
    assert page.status_code == 200
    assert "The last reading was 5,000 km" in page.content.decode()
    order.refresh_from_db()
    assert order.mileage is None
