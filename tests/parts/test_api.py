"""Parts, stock and reservations in the API."""

from datetime import timedelta

import pytest
from django.utils.timezone import now

from accounts.roles import Role
from tests.factories import parts


@pytest.fixture
def api(api_of):
    return api_of(Role.PARTS_CLERK)


@pytest.fixture
def kept(item, car):
    return parts.make_reservation(item, now(), now() + timedelta(days=1), 3, label="A-1", vehicle=car)


def test_a_part_says_what_is_on_hand_reserved_and_available(api, item, kept):
    [row] = api.get("/parts/", q="115 561").json()["results"]
    assert row == {
        "id": item.pk, "part_no": "04E115561AC", "name": "Oil filter EA211 evo 1.5T", "unit": "个", "on_hand": 10,
        "reserved": 3, "available": 7, "min_stock": 0, "price": "58.00", "bin": "",
    }  # fmt: skip
    assert api.get(f"/parts/{item.pk}/").json() == row


def test_goods_are_received_and_counted(api, item):
    assert api.post(f"/parts/{item.pk}/receive/", {"quantity": 5}).json()["on_hand"] == 15
    assert api.post(f"/parts/{item.pk}/count/", {"counted": 12, "reason": "lost"}).json()["on_hand"] == 12
    day = (now() + timedelta(days=1)).date().isoformat()
    assert api.post(f"/parts/{item.pk}/expect/", {"quantity": 3, "expected_on": day}).status_code == 200


def test_a_count_that_differs_without_its_reason_is_bad_input(api, item):
    answer = api.post(f"/parts/{item.pk}/count/", {"counted": 9})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["reason"])
    assert api.post(f"/parts/{item.pk}/count/", {"counted": 10}).status_code == 200


def test_one_key_receives_once(api, item):
    for _try in range(2):
        assert api.post(f"/parts/{item.pk}/receive/", {"quantity": 5}, key="k").json()["on_hand"] == 15


def test_a_reservation_is_picked_and_issued(api, kept):
    assert api.get("/reservations/").json()["results"][0]["status"] == "reserved"
    picked = api.post(f"/reservations/{kept.pk}/pick/", {"shelf": "A-2"}).json()
    assert (picked["status"], picked["shelf"]) == ("picked", "A-2")
    assert api.post(f"/reservations/{kept.pk}/issue/").json()["status"] == "issued"
    back = api.post(f"/reservations/{kept.pk}/give-back/", {"reason": "not fitted"}).json()
    assert (back["status"], back["release_reason"]) == ("released", "not fitted")


def test_a_reservation_is_released_for_a_reason(api, kept, item):
    assert api.post(f"/reservations/{kept.pk}/release/", {}).json()["errors"] == {"reason": ["This field is required."]}
    assert api.post(f"/reservations/{kept.pk}/release/", {"reason": "moved"}).json()["status"] == "released"
    assert api.get(f"/parts/{item.pk}/").json()["reserved"] == 0


def test_a_refusal_says_why(api, kept):
    api.post(f"/reservations/{kept.pk}/issue/")
    answer = api.post(f"/reservations/{kept.pk}/release/", {"reason": "x"})
    assert (answer.status_code, answer["Content-Type"]) == (409, "application/problem+json")
    assert answer.json()["detail"] == "These goods are in the workshop: take them back instead."


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "quantity"),
        ({"quantity": 0}, "quantity"),
        ({"quantity": -3}, "quantity"),
        ({"quantity": "many"}, "quantity"),
        ({"quantity": 10**9}, "quantity"),
        ({"quantity": 1, "on_hand": 5}, "on_hand"),
        ({"quantity": 1, "note": "x" * 201}, "note"),
    ],
)
def test_bad_input_is_named_and_changes_nothing(api, item, body, field):
    answer = api.post(f"/parts/{item.pk}/receive/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    item.refresh_from_db()
    assert item.on_hand == 10


def test_who_may_look_may_not_move(api_of, item, kept):
    advisor = api_of(Role.SERVICE_ADVISOR)
    assert advisor.get("/parts/").status_code == 200
    for path in (f"/parts/{item.pk}/receive/", f"/parts/{item.pk}/count/", f"/reservations/{kept.pk}/pick/"):
        assert advisor.post(path, {}).status_code == 403
    assert api_of(Role.SALES_CONSULTANT).get("/parts/").status_code == 403


def test_another_store_is_not_found(api_of, other_store, item, kept):
    stranger = api_of(Role.PARTS_CLERK, store=other_store)
    assert stranger.get("/parts/").json()["count"] == 0
    assert stranger.get(f"/parts/{item.pk}/").status_code == 404
    assert stranger.post(f"/parts/{item.pk}/receive/", {"quantity": 1}).status_code == 404
    assert stranger.post(f"/reservations/{kept.pk}/pick/").status_code == 404


def test_reservations_are_filtered(api, kept):
    assert api.get("/reservations/", state="shelf").json()["count"] == 0
    assert api.get("/reservations/", q="A-1").json()["count"] == 1
    assert api.get("/reservations/", day="tomorrow").json()["count"] == 1
