"""Pages of the parts store."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now

from accounts.roles import Role
from parts import actions
from parts.models import Reservation
from tests.factories import parts


@pytest.fixture
def browser(client_of):
    return client_of(Role.PARTS_CLERK)


@pytest.fixture
def soon():
    return now() + timedelta(days=1)


def test_the_shelf_shows_what_is_kept_by_car(browser, item, car, soon):
    parts.make_reservation(item, now(), soon, 2, label="SH01-A-1", vehicle=car)
    text = browser.get(reverse("pick_list")).content.decode()
    assert "SH01-A-1" in text and car.plate[2:] in text and "Oil filter EA211" in text


@pytest.mark.parametrize("name", ["pick_list", "stock_list", "reservation_list"])
def test_lists_cost_the_same_whatever_the_rows(browser, item, car, soon, name):
    browser.get(reverse(name))
    costs = []
    for n in range(3):
        parts.make_reservation(item, now(), soon, label=f"A-{n}", vehicle=car)
        with CaptureQueriesContext(connection) as asked:
            assert browser.get(reverse(name)).status_code == 200
        costs.append(len(asked))
    assert costs[0] == costs[2] <= 8


def test_ticked_parts_go_on_the_shelf_and_to_the_workshop(browser, item, soon):
    kept = [parts.make_reservation(item, now(), soon, label=f"A-{n}") for n in range(2)]
    ticked = {"reservation": [row.pk for row in kept], "shelf": "A-7"}
    assert browser.post(reverse("pick"), ticked)["Location"] == reverse("pick_list")
    assert set(Reservation.objects.values_list("status", "shelf")) == {("picked", "A-7")}
    browser.post(reverse("issue_parts"), ticked)
    assert set(Reservation.objects.values_list("status", flat=True)) == {"issued"}


def test_a_scan_answers_with_what_it_did(browser, item, soon):
    kept = parts.make_reservation(item, now(), soon, label="A-1")
    answer = browser.post(reverse("scan"), {"code": f"R{kept.pk}", "shelf": "B-1"}, follow=True)
    assert "Oil filter EA211 evo 1.5T for A-1: on the shelf." in answer.content.decode()


def test_an_unknown_scan_says_so_on_the_same_page(browser, item):
    answer = browser.post(
        reverse("scan"), {"code": "XYZ"}, headers={"Referer": "http://testserver/shelf/"}, follow=True
    )
    assert answer.redirect_chain == [("http://testserver/shelf/", 302)]
    assert "Nothing is kept under XYZ." in answer.content.decode()


def test_labels_carry_plate_number_and_code(browser, item, car, soon):
    kept = parts.make_reservation(item, now(), soon, label="SH01-A-9", vehicle=car)
    text = browser.get(reverse("reservation_labels"), {"reservation": kept.pk}).content.decode()
    assert "SH01-A-9" in text and "data:image/svg+xml" in text


@pytest.mark.parametrize("asked", ["115 561", "04e115561ac", "机油滤", "oil FILTER ea211 EVO"])
def test_stock_is_found_by_number_middle_digits_and_name(browser, item, asked):
    assert "04E 115 561 AC" in browser.get(reverse("stock_list"), {"q": asked}).content.decode()


def test_stock_is_filtered(browser, item, store, at):
    parts.make_stock(store, at, parts.DRAIN_PLUG, 0, min_stock=3)
    for state, number in [("short", "N90 813 202"), ("out", "N90 813 202")]:
        text = browser.get(reverse("stock_list"), {"state": state}).content.decode()
        assert number in text and "04E 115 561 AC" not in text


def test_stock_leaves_as_csv(browser, item):
    rows = b"".join(browser.get(reverse("stock_list"), {"format": "csv"}).streaming_content).decode().splitlines()
    assert rows[1].startswith("04E 115 561 AC,Oil filter EA211 evo 1.5T,,10,0,10")


def test_a_part_shows_its_ledger_and_promises(browser, item, car, soon, django_assert_max_num_queries):
    parts.make_reservation(item, now(), soon, 3, label="A-5", vehicle=car)
    with django_assert_max_num_queries(12):
        text = browser.get(item.get_absolute_url()).content.decode()
    assert "A-5" in text and "opening stock" in text


def test_goods_are_received_counted_and_expected_on_the_page(browser, item):
    key = item.pk
    browser.post(reverse("stock_receive", args=[key]), {"quantity": 5, "note": "D-1"})
    browser.post(reverse("stock_count", args=[key]), {"counted": 14, "reason": "one lost"})
    day = (now() + timedelta(days=2)).date()
    answer = browser.post(reverse("stock_expect", args=[key]), {"quantity": 9, "expected_on": day.isoformat()})
    assert answer["Location"] == item.get_absolute_url()
    item.refresh_from_db()
    assert (item.on_hand, item.arrivals.get().quantity) == (14, 9)


@pytest.mark.parametrize(
    ("page", "body", "said"),
    [
        ("stock_receive", {"quantity": "0"}, "greater than or equal to 1"),
        ("stock_receive", {"quantity": "x"}, "whole number"),
        ("stock_count", {"counted": "-1"}, "greater than or equal to 0"),
        ("stock_count", {"counted": "2", "reason": ""}, "Say why the count differs."),
        ("stock_expect", {"quantity": "1", "expected_on": "2020-01-01"}, "This day has passed."),
    ],
)
def test_a_mistake_is_shown_at_its_field_and_changes_nothing(browser, item, page, body, said):
    answer = browser.post(reverse(page, args=[item.pk]), body)
    assert answer.status_code in {200, 409}
    assert said in answer.content.decode()
    item.refresh_from_db()
    assert item.on_hand == 10


def test_giving_up_asks_for_the_reason(browser, item, soon, clerk):
    kept = parts.make_reservation(item, now(), soon)
    page = reverse("reservation_give_up", args=[kept.pk])
    assert "Release the reservation" in browser.get(page).content.decode()
    browser.post(page, {"reason": "cancelled"})
    issued = actions.issue(parts.make_reservation(item, now(), soon), by=clerk, at=now())
    page = reverse("reservation_give_up", args=[issued.pk])
    assert "Take goods back" in browser.get(page).content.decode()
    browser.post(page, {"reason": "not fitted"})
    assert set(Reservation.objects.values_list("status", "release_reason")) == {
        ("released", "cancelled"),
        ("released", "not fitted"),
    }


def test_other_roles_read_the_stock_and_move_nothing(client_of, item):
    technician = client_of(Role.TECHNICIAN)
    assert technician.get(reverse("stock_list")).status_code == 200
    assert technician.get(item.get_absolute_url()).status_code == 200
    assert technician.get(reverse("pick_list")).status_code == 403
    assert technician.post(reverse("stock_receive", args=[item.pk]), {"quantity": 1}).status_code == 403
    assert client_of(Role.SALES_CONSULTANT).get(reverse("stock_list")).status_code == 403


def test_another_stores_part_is_not_found(client_of, other_store, item):
    stranger = client_of(Role.PARTS_CLERK, store=other_store)
    assert stranger.get(item.get_absolute_url()).status_code == 404
    assert stranger.post(reverse("stock_receive", args=[item.pk]), {"quantity": 1}).status_code == 404
    assert "04E 115 561 AC" not in stranger.get(reverse("stock_list")).content.decode()


def test_ticking_another_stores_reservation_moves_nothing(client_of, other_store, item, soon):
    kept = parts.make_reservation(item, now(), soon)
    client_of(Role.PARTS_CLERK, store=other_store).post(reverse("pick"), {"reservation": kept.pk})
    kept.refresh_from_db()
    assert kept.status == "reserved"
