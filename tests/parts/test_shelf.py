"""The appointment shelf: its places, scanning, unpicking, bringing back, partial deliveries (SERVICE-R9, D8)."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils.timezone import now

from accounts.models.records import Notice
from accounts.roles import Role
from core.errors import Refused
from parts import actions
from parts.models import Reservation, ShelfPlace
from parts.rules import stock
from parts.shelf import actions as shelf
from parts.shelf import rules
from tests.factories import customers, parts


@pytest.fixture
def cars(item, store, at, tomorrow):
    """The oil filters of two cars, the first of which comes earlier."""
    made = [customers.make_vehicle(customers.make_customer(store)) for _car in range(2)]
    return [
        parts.make_reservation(item, at, tomorrow + timedelta(hours=n), label=f"A-{n + 1}", vehicle=car)
        for n, car in enumerate(made)
    ]


# ── places ────────────────────────────────────────────────────────────────────────────────────
def test_the_database_knows_no_goods_on_the_shelf_without_a_place(item, at, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow)
    rows = Reservation.objects.filter(pk=kept.pk)
    refused = pytest.raises(IntegrityError, match="picked_reservation_has_place")
    with pgtrigger.ignore("parts.Reservation:legal_moves"), refused, transaction.atomic():
        rows.update(**{"status": "picked", "picked_at": at})


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("", "Say on which shelf place."),
        ("-", "There is no shelf place “-”."),
        ("Z-9", "There is no shelf place “Z-9”."),
        ("B-2", "Shelf place B-2 is withdrawn."),
    ],
)
def test_goods_are_put_on_a_place_in_use(item, at, clerk, tomorrow, code, reason):
    ShelfPlace.objects.filter(code="B-2").update(withdrawn_at=at)
    kept = parts.make_reservation(item, at, tomorrow)
    with pytest.raises(Refused) as refused:
        shelf.pick(kept, by=clerk, at=at, shelf=code)
    assert (str(refused.value), refused.value.field) == (reason, "shelf")
    kept.refresh_from_db()
    assert kept.status == "reserved"


def test_a_place_takes_the_parts_of_so_many_cars(item, cars, at, clerk, tomorrow):
    first, second = cars
    ShelfPlace.objects.filter(code="A-1").update(capacity=1)
    shelf.pick(first, by=clerk, at=at, shelf="A-1")
    with pytest.raises(Refused, match="Shelf place A-1 is full: A-1."):
        shelf.pick(second, by=clerk, at=at, shelf="A-1")
    more = parts.make_reservation(item, at, tomorrow, label="A-1", vehicle=first.vehicle)
    assert rules.place_of_basket(more).code == "A-1"
    with pytest.raises(Refused, match="Other parts of this car are on A-1"):
        shelf.pick(more, by=clerk, at=at)
    assert shelf.pick(more, by=clerk, at=at, shelf="a 1").shelf_place.code == "A-1"


def test_a_place_is_made_corrected_withdrawn_and_used_again(item, at, clerk, tomorrow):
    place = shelf.add_place(by=clerk, at=at, code="D-4", capacity=1)
    with pytest.raises(Refused, match="There is a shelf place “D-4” already."):
        shelf.add_place(by=clerk, at=at, code="d４")
    with pytest.raises(Refused, match="needs a code"):
        shelf.add_place(by=clerk, at=at, code=" - ")
    kept = shelf.pick(parts.make_reservation(item, at, tomorrow), by=clerk, at=at, shelf="D-4")
    place = shelf.correct_place(place, by=clerk, at=at, code="E-5", capacity=2)
    assert shelf.correct_place(place, by=clerk, at=at, code="E-5", capacity=2) == place
    kept.refresh_from_db()
    assert kept.shelf == "E-5"
    with pytest.raises(Refused, match="1 parts lie on E-5"):
        shelf.withdraw_place(place, by=clerk, at=at)
    shelf.unpick(kept, by=clerk, at=at)
    for _click in range(2):
        assert shelf.withdraw_place(place, by=clerk, at=at).withdrawn_at == at
    for _click in range(2):
        assert shelf.use_place_again(place, by=clerk, at=at).withdrawn_at is None


def test_the_code_of_a_place_is_kept_in_plain_signs(at, clerk, item):
    place = shelf.add_place(by=clerk, at=at, code=" ｙ－９９ ")
    assert (place.code, shelf.correct_place(place, by=clerk, at=at, code="ｙ－９９", capacity=1).code) == (
        "Y-99",
        "Y-99",
    )


def test_places_belong_to_the_parts_store(item, at, access_of):
    with pytest.raises(PermissionDenied):
        shelf.add_place(by=access_of(Role.SERVICE_ADVISOR), at=at, code="D-4")


def test_each_reason_about_a_place_both_ways(item, cars, at, clerk):
    place = ShelfPlace.objects.get(code="A-1")
    for row in cars:
        shelf.pick(row, by=clerk, at=at, shelf="A-1")
    assert rules.why_not_code("D-4", None) is None
    assert rules.why_not_code("D-4", place).startswith("There is a shelf place")
    assert rules.why_not_capacity(place, 2) is rules.why_not_capacity(None, 1) is None
    assert rules.why_not_capacity(place, 1) == "The parts of 2 cars lie on A-1."
    assert rules.why_not_capacity(None, 0) == "A place takes at least one car."
    assert rules.why_not_withdraw(place).startswith("2 parts lie on A-1")
    assert rules.why_not_withdraw(ShelfPlace.objects.get(code="B-2")) is None
    assert rules.why_not_place("B-2", ShelfPlace.objects.get(code="B-2"), cars[0]) is None
    assert rules.why_not_pick(cars[0], None) is None
    assert rules.why_not_pick(Reservation(status="awaited"), place) == "These goods have not arrived yet."
    assert rules.why_not_bring_back(cars[0]) is None


# ── scanning ──────────────────────────────────────────────────────────────────────────────────
def test_a_number_that_two_cars_need_moves_nothing_until_one_is_chosen(item, cars, at, clerk):
    with pytest.raises(Refused, match="2 cars need this part") as refused:
        shelf.scan("04e 115 561 ac", by=clerk, at=at, shelf="A-1")
    choices = refused.value.extra["choices"]
    assert [row["label"] for row in choices] == ["A-1", "A-2"]
    assert set(Reservation.objects.values_list("status", flat=True)) == {"reserved"}
    picked = shelf.scan(choices[1]["code"], by=clerk, at=at, shelf="A-1")
    assert (picked.label, picked.status) == ("A-2", "picked")


def test_a_number_scanned_again_does_not_go_to_the_other_car(item, cars, at, clerk):
    shelf.scan(f"R{cars[0].pk}", by=clerk, at=at, shelf="A-1")
    with pytest.raises(Refused, match="2 cars need this part"):
        shelf.scan(item.part.number, by=clerk, at=at, shelf="A-1")
    cars[1].refresh_from_db()
    assert cars[1].status == "reserved"


def test_what_lies_on_the_shelf_says_where_when_it_is_scanned_again(item, cars, at, clerk):
    shelf.scan(f"R{cars[0].pk}", by=clerk, at=at, shelf="A-1")
    with pytest.raises(Refused, match="^Already on place A-1 for A-1.$"):
        shelf.scan(f"R{cars[0].pk}", by=clerk, at=at, shelf="A-1")
    shelf.scan(f"R{cars[1].pk}", by=clerk, at=at, shelf="B-2")
    with pytest.raises(Refused, match="Already on place A-1 for A-1. Already on place B-2 for A-2."):
        shelf.scan(item.part.number, by=clerk, at=at, shelf="A-1")


def test_two_lines_of_one_car_are_no_question(item, at, clerk, tomorrow):
    first, second = [parts.make_reservation(item, at, tomorrow) for _line in range(2)]
    assert shelf.scan(item.part.number, by=clerk, at=at, shelf="A-1") == first
    assert shelf.scan(item.part.number, by=clerk, at=at, shelf="A-1") == second


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        ("04E 115 561 AC", "Nobody waits for Oil filter EA211 evo 1.5T (04E 115 561 AC)."),
        ("R999999", "Nothing is kept under R999999."),
        ("R", "Nothing is kept under R."),
        ("", "Nothing is kept under –."),
    ],
)
def test_a_code_that_nobody_needs_says_so(item, at, clerk, code, reason):
    with pytest.raises(Refused) as refused:
        shelf.scan(code, by=clerk, at=at, shelf="A-1")
    assert str(refused.value) == reason


def test_a_scan_issues_when_that_is_asked(item, cars, at, clerk):
    shelf.scan(f"R{cars[0].pk}", by=clerk, at=at, shelf="A-1")
    with pytest.raises(Refused, match="2 cars need"):
        shelf.scan(item.part.number, by=clerk, at=at, step="issue")
    assert shelf.scan(f"R{cars[0].pk}", by=clerk, at=at, step="issue").status == "issued"
    assert rules.to_choose(rules.scanned(item.part.number), putting=True) == []


def test_each_reason_about_a_scan_both_ways(item, cars):
    assert rules.why_not_scan(cars[:1], "R1") is None
    assert rules.why_not_lying(cars) is rules.why_not_lying([]) is None
    assert rules.why_not_again(Reservation(shelf="A-1", label="A-2")) == "Already on place A-1 for A-2."


# ── taken down, brought back ──────────────────────────────────────────────────────────────────
def test_goods_taken_from_the_shelf_stay_kept_and_free_the_place(item, cars, at, clerk):
    kept = shelf.pick(cars[0], by=clerk, at=at, shelf="A-1")
    for _click in range(2):
        kept = shelf.unpick(kept, by=clerk, at=at)
    assert (kept.status, kept.shelf, kept.shelf_place, kept.picked_at) == ("reserved", "", None, None)
    item.refresh_from_db()
    assert item.reserved == 2


def test_released_goods_wait_to_be_brought_back_to_their_bin(item, cars, at, clerk):
    kept = shelf.pick(cars[0], by=clerk, at=at, shelf="A-1")
    kept = actions.release(kept, by=clerk, at=at, reason="broken")
    assert (kept.called_back_at, list(Reservation.objects.to_return())) == (at, [kept])
    for _click in range(2):
        assert shelf.bring_back(kept, by=clerk, at=at).called_back_at is None


def test_issued_goods_of_a_car_that_does_not_come_are_called_back_once(item, cars, at, clerk):
    issued = actions.issue(cars[0], by=clerk, at=at)
    assert [shelf.call_back(cars, by=clerk, at=at) for _time in range(2)] == [1, 0]
    assert Notice.objects.get(kind="part_to_take_back").to_role == Role.PARTS_CLERK
    issued.refresh_from_db()
    with pytest.raises(Refused, match="take them back, with the reason"):
        shelf.bring_back(issued, by=clerk, at=at)
    assert actions.give_back(issued, by=clerk, at=at, reason="not come").called_back_at is None


# ── partial and later arrival ─────────────────────────────────────────────────────────────────
def test_of_four_pieces_three_are_here_and_one_is_awaited_with_its_day(item, store, at, clerk, car):
    today, later = store.today(at), at + timedelta(days=3)
    actions.count(item, by=clerk, at=at, counted=3, reason="seven broken")
    parts.make_arrival(item, today + timedelta(days=1), 1)
    about = {"label": "A-1", "vehicle": car, "needed_at": later}
    assert stock.ready_on([(item.part, 4)], on=today) == today + timedelta(days=2)
    here, waiting = actions.reserve([(item.part, 4)], by=clerk, at=at, **about)
    assert [(row.status, row.quantity) for row in (here, waiting)] == [("reserved", 3), ("awaited", 1)]
    assert stock.expected_days([here, waiting]) == {waiting.pk: today + timedelta(days=1)}
    shelf.pick(here, by=clerk, at=at, shelf="A-1")
    actions.receive(item, by=clerk, at=at, quantity=1)
    waiting.refresh_from_db()
    item.refresh_from_db()
    assert (waiting.status, item.on_hand, item.reserved) == ("reserved", 4, 4)
    assert set(Notice.objects.values_list("to_role", flat=True)) == {Role.PARTS_CLERK, Role.SERVICE_ADVISOR}


def test_a_partial_delivery_is_kept_and_the_rest_waits(item, store, at, clerk, car):
    actions.count(item, by=clerk, at=at, counted=0, reason="broken")
    parts.make_arrival(item, store.today(at) + timedelta(days=1), 4)
    waiting = parts.make_reservation(item, at, at + timedelta(days=3), 4, vehicle=car)
    actions.receive(item, by=clerk, at=at, quantity=3)
    rows = Reservation.objects.order_by("pk").values_list("status", "quantity", "label", "vehicle")
    assert list(rows) == [("reserved", 3, waiting.label, car.pk), ("awaited", 1, waiting.label, car.pk)]
    item.refresh_from_db()
    assert (item.on_hand, item.reserved) == (3, 3)


def test_a_day_is_expected_only_where_deliveries_suffice(store, at, clerk):
    item, day = parts.make_stock(store, at, on_hand=0), store.today(at) + timedelta(days=1)
    arrival = parts.make_arrival(item, day, 4)
    first, second = [parts.make_reservation(item, at, at + timedelta(days=n), 2) for n in (3, 4)]
    assert stock.expected_days([first, second]) == {first.pk: day, second.pk: day}
    arrival.quantity = 3
    arrival.save()
    assert stock.expected_days([first, second]) == {first.pk: day}
    assert stock.expected_days([]) == {}


def test_free_pieces_that_those_who_wait_rely_on_are_not_given_away(item, at):
    day = at.date()
    supply = stock.Supply(item)
    supply.awaited = [(day, 9)]
    assert stock.why_not_keep(item.part, 2, supply, day).endswith(
        "9 of 10 are for cars that wait, and no delivery comes in time."
    )


# ── pages and API ─────────────────────────────────────────────────────────────────────────────
def test_the_page_asks_for_which_car_a_number_is(client_of, item, cars):
    browser = client_of(Role.PARTS_CLERK)
    asked = browser.post(reverse("scan"), {"code": item.part.number, "shelf": "A-1", "step": "pick"})
    assert asked.status_code == 409
    text = asked.content.decode()
    assert f'value="R{cars[0].pk}"' in text and f'value="R{cars[1].pk}"' in text
    browser.post(reverse("scan"), {"code": f"R{cars[1].pk}", "shelf": "A-1", "step": "pick"})
    assert [row.status for row in Reservation.objects.order_by("pk")] == ["reserved", "picked"]
    browser.post(reverse("scan"), {"code": f"R{cars[1].pk}", "step": "issue"})
    assert Reservation.objects.get(pk=cars[1].pk).status == "issued"


def test_a_place_is_proposed_where_the_car_has_one_and_the_clerk_brings_back(client_of, item, store, at, clerk, car):
    browser, soon = client_of(Role.PARTS_CLERK), now() + timedelta(days=1)
    first, second = [parts.make_reservation(item, at, soon, label="A-9", vehicle=car) for _line in range(2)]
    shelf.pick(first, by=clerk, at=at, shelf="C-3")
    assert 'value="C-3"\n                    autocomplete' in browser.get(reverse("pick_list")).content.decode()
    labels = browser.get(reverse("reservation_labels"), {"day": "tomorrow"}).content.decode()
    assert labels.count("label-number") == 2 and "Place C-3" in labels
    browser.post(reverse("unpick", args=[first.pk]))
    assert Reservation.objects.get(pk=first.pk).status == "reserved"
    shelf.pick(second, by=clerk, at=at, shelf="C-3")
    actions.release(second, by=clerk, at=at, reason="broken")
    assert "To bring back to the bin" in browser.get(reverse("pick_list")).content.decode()
    browser.post(reverse("bring_back", args=[second.pk]))
    assert not Reservation.objects.to_return().exists()


def test_places_on_their_page(client_of, item):
    browser = client_of(Role.PARTS_CLERK)
    browser.post(reverse("place_new"), {"code": "D-4", "capacity": 2})
    place = ShelfPlace.objects.get(code="D-4")
    again = browser.post(reverse("place_new"), {"code": "d 4", "capacity": 2})
    assert "There is a shelf place “D-4” already." in again.content.decode()
    assert 'value="D-4"' in browser.get(reverse("place_correct", args=[place.pk])).content.decode()
    browser.post(reverse("place_correct", args=[place.pk]), {"code": "D-5", "capacity": 3})
    browser.post(reverse("place_use", args=[place.pk]), {"use": "no"})
    assert "withdrawn" in browser.get(reverse("place_list")).content.decode()
    browser.post(reverse("place_use", args=[place.pk]), {"use": "yes"})
    place.refresh_from_db()
    assert (place.code, place.capacity, place.withdrawn_at) == ("D-5", 3, None)


def test_the_api_picks_with_a_place_only_and_answers_a_doubtful_scan_with_choices(api_of, item, cars):
    api = api_of(Role.PARTS_CLERK)
    refused = api.post(f"/reservations/{cars[0].pk}/pick/")
    assert (refused.status_code, refused.json()["errors"]) == (409, {"shelf": ["Say on which shelf place."]})
    asked = api.post("/reservations/scan/", {"code": item.part.number, "shelf": "A-1"})
    assert (asked.status_code, len(asked.json()["choices"])) == (409, 2)
    code = asked.json()["choices"][0]["code"]
    assert api.post("/reservations/scan/", {"code": code, "shelf": "A-1"}).json()["status"] == "picked"
    assert api.post(f"/reservations/{cars[0].pk}/unpick/").json()["status"] == "reserved"
    assert api.post(f"/reservations/{cars[0].pk}/bring-back/").json()["called_back_at"] is None


def test_places_in_the_api(api_of, item):
    api = api_of(Role.PARTS_CLERK)
    made = api.post("/shelf-places/", {"code": "D-4", "capacity": 2})
    assert made.status_code == 201
    path = f"/shelf-places/{made.json()['id']}/"
    assert api.post(f"{path}correct/", {"code": "D-5", "capacity": 3}).json()["code"] == "D-5"
    assert api.post(f"{path}withdraw/").json()["withdrawn_at"]
    assert api.post(f"{path}use-again/").json() == {**made.json(), "code": "D-5", "capacity": 3}


def test_places_are_sought_by_code_and_by_whose_parts_lie_there_and_those_in_use_come_first(client_of, cars, at, clerk):
    for code in ("Z-B1", "Z-B2", "Z-C9"):
        parts.make_place(cars[0].store, code)
    shelf.withdraw_place(ShelfPlace.objects.get(code="Z-B1"), by=clerk, at=at)
    shelf.pick(cars[0], by=clerk, at=at, shelf="Z-C9")
    browser = client_of(Role.PARTS_CLERK)

    def codes(query: str) -> list[str]:
        return [row.code for row in browser.get(f"{reverse('place_list')}?q={query}").context["page_obj"]]

    assert [code for code in codes("") if code[0] == "Z"] == ["Z-B2", "Z-C9", "Z-B1"]
    assert (codes("zb2"), codes(cars[0].item.part.number), codes("nothing")) == (["Z-B2"], ["Z-C9"], [])
