"""The API's promises for free times, appointments and calls."""

import pytest
from django_scopes import scope

from accounts.roles import Role
from appointments.actions import visits
from appointments.models.calls import PhoneCall
from appointments.models.visits import Appointment
from capacity.models.claims import Claim
from pricing.models.prices import Operation
from tests.appointments.conftest import local
from tests.factories.appointments import make_absence, make_appointment, make_bay, make_operation, make_workshop
from tests.factories.billing import make_approved, make_rates
from tests.factories.customers import make_customer, make_vehicle, owner_of
from tests.factories.parts import make_stock

START = "2026-11-25T09:30:00+08:00"


@pytest.fixture
def api(shop, job, api_of, frozen):
    return api_of(Role.HOTLINE_CLERK)


@pytest.fixture
def body(car):
    return {"vehicle": car.pk, "operations": ["OP-GEN-1H"], "start": START, "complaint": "刹车异响"}


@pytest.fixture
def appointment(shop, job, store, car, at):
    return make_appointment(store, at, local(25, 9, 30), vehicle=car)


# ── slots ─────────────────────────────────────────────────────────────────────────────────────
def test_free_times_have_the_promised_shape(api, car):
    answer = api.get("/slots/", operations=["OP-GEN-1H"], vehicle=car.pk, days=1, limit=2)
    assert [slot["start"][11:16] for slot in answer.json()] == ["09:00", "09:30"]
    assert set(answer.json()[0]) >= {"start", "end", "bay", "technician", "advisor", "segments", "parts"}


def test_free_times_from_a_day_on(api, car):
    answer = api.get("/slots/", operations="OP-GEN-1H", vehicle=car.pk, **{"from": "2026-11-30", "days": 1})
    assert answer.json()[0]["start"] == "2026-11-30T08:00:00+08:00"


def test_free_times_wait_for_the_parts_of_the_estimate(api, store, car, at):
    make_rates(store)
    item = make_stock(store, at, on_hand=2)
    estimate = make_approved(car, at, ["LO-46-001"], parts=[(item.part.number, 2)])
    answer = api.get("/slots/", operations="LO-46-001", vehicle=car.pk, estimate=estimate.pk, limit=1)
    assert answer.json()[0]["parts"] == "ready"


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({}, "operations"),
        ({"operations": "LO-99-999"}, "operations"),
        ({"operations": "OP-GEN-1H", "days": 0}, "days"),
        ({"operations": "OP-GEN-1H", "days": 1000}, "days"),
        ({"operations": "OP-GEN-1H", "from": "soon"}, "from"),
        ({"operations": "OP-GEN-1H", "advisor": 0}, "advisor"),
        ({"operations": "OP-GEN-1H", "vehicle": "x"}, "vehicle"),
        ({"operations": "OP-GEN-1H", "kind": "x"}, "kind"),
        ({"operations": "OP-GEN-1H", "colour": "red"}, "colour"),
    ],
)
def test_bad_questions_are_answered_at_the_field(api, query, field):
    answer = api.get("/slots/", **query)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])


def test_a_refusal_can_be_explained(api, shop, car):
    make_absence(shop["advisors"][0], local(25, 9), local(25, 10))
    answer = api.get("/slots/missing/", operations="OP-GEN-1H", vehicle=car.pk, start=START)
    assert [(one["kind"], one["nearest"]["start"]) for one in answer.json()] == [
        ("advisor", "2026-11-25T10:00:00+08:00")
    ]


def test_a_time_can_be_held(api, car):
    answer = api.post("/slots/hold/", {"vehicle": car.pk, "operations": ["OP-GEN-1H"], "start": START})
    assert (answer.status_code, answer.json()["claims"]) == (201, 4)
    assert Claim.objects.filter(status="held").count() == 4


# ── booking ───────────────────────────────────────────────────────────────────────────────────
def test_a_booking_answers_with_its_confirmations(api, body, shop):
    answer = api.post("/appointments/", body)
    assert answer.status_code == 201
    booked = answer.json()
    assert set(booked) >= {"id", "number", "status", "start", "end", "bay", "technician", "advisor", "parts"}
    assert (booked["start"], booked["end"]) == (START, "2026-11-25T10:30:00+08:00")
    assert booked["bay"] in {bay.pk for bay in shop["bays"]}
    assert [{k: row[k] for k in ("kind", "side", "due_at", "state")} for row in booked["confirmations"]] == [
        {"kind": "day", "side": "customer", "due_at": "2026-11-24T09:30:00+08:00", "state": "planned"},
        {"kind": "day", "side": "readiness", "due_at": "2026-11-24T09:30:00+08:00", "state": "planned"},
        {"kind": "hour", "side": "customer", "due_at": "2026-11-25T08:30:00+08:00", "state": "planned"},
        {"kind": "hour", "side": "readiness", "due_at": "2026-11-25T08:30:00+08:00", "state": "planned"},
    ]


def test_the_same_key_books_once(api, body):
    first, second = api.post("/appointments/", body, key="k"), api.post("/appointments/", body, key="k")
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.content == second.content
    assert Appointment.objects.count() == 1


def test_a_lost_booking_offers_other_times(api, body, store):
    for _ in range(2):
        body["vehicle"] = make_vehicle(make_customer(store)).pk
        last = api.post("/appointments/", body)
    assert last.status_code == 409
    assert set(last.json()) >= {"detail", "alternatives", "missing"}
    assert last.json()["detail"] == "No service advisor is free to receive the car."
    first = last.json()["alternatives"][0]
    again = {**body, "start": first["start"], "bay": first["bay"], "technician": first["technician"]}
    assert api.post("/appointments/", again).status_code == 201


def test_parts_and_estimate_are_taken_along(api, body, store, car, at):
    make_rates(store)
    item = make_stock(store, at)
    estimate = make_approved(car, at, operations=["LO-46-001"], parts=[(item.part.number, 2)])
    make_workshop(store)
    booked = api.post("/appointments/", {**body, "operations": ["LO-46-001"], "estimate": estimate.pk}).json()
    assert [(part["part_no"], part["quantity"], part["status"]) for part in booked["parts"]] == [
        (item.part.number, 2, "reserved")
    ]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"start": "2026-11-23T08:00:00+08:00"}, "start"),
        ({"start": "2026-11-25T09:10:00+08:00"}, "start"),
        ({"start": "2026-11-25T22:00:00+08:00"}, "start"),
        ({"start": "9999-12-31T23:30:00+08:00"}, "start"),
        ({"start": "0001-01-01T00:00:00+08:00"}, "start"),
        ({"start": "tomorrow"}, "start"),
        ({"operations": []}, "operations"),
        ({"operations": ["OP-GEN-1H", "OP-GEN-1H"]}, "operations"),
        ({"operations": "OP-GEN-1H"}, "operations"),
        ({"complaint": ""}, "complaint"),
        ({"complaint": "无"}, "complaint"),
        ({"complaint": "x" * 2001}, "complaint"),
        ({"vehicle": 10**18}, "vehicle"),
        ({"vehicle": None}, "vehicle"),
        ({"bay": -1}, "bay"),
        ({"transport": "fly"}, "transport"),
        ({"faults": ["FT-999"]}, "faults"),
        ({"status": "arrived"}, "status"),
        ({"number": "A1"}, "number"),
    ],
)
def test_bad_wishes_are_answered_at_the_field(api, body, wrong, field):
    answer = api.post("/appointments/", body | wrong)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert Appointment.objects.count() == Claim.objects.count() == 0


def test_another_stores_things_do_not_exist(api, body, other_store):
    with scope(store=other_store):
        theirs = make_vehicle(make_customer(other_store))
        bay = make_bay(other_store)
    for wrong in ({"vehicle": theirs.pk}, {"bay": bay.pk}):
        answer = api.post("/appointments/", body | wrong)
        assert (answer.status_code, list(answer.json()["errors"])) == (400, list(wrong))


def test_work_that_does_not_fit_is_a_bad_wish(api, body, car):
    from vehicles.models import VehicleModel

    car.model = VehicleModel.objects.filter(maintenance_group="BEV").first()
    car.save()
    answer = api.post("/appointments/", body | {"operations": ["LO-03-001"]})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["operations"])


# ── acts ──────────────────────────────────────────────────────────────────────────────────────
def test_an_appointment_moves(api, appointment):
    answer = api.post(f"/appointments/{appointment.pk}/reschedule/", {"start": "2026-11-26T14:00:00+08:00"})
    assert (answer.status_code, answer.json()["start"]) == (200, "2026-11-26T14:00:00+08:00")
    assert {row["state"] for row in answer.json()["confirmations"]} == {"planned"}


def test_a_move_to_a_bad_time_is_refused_at_the_field(api, appointment):
    answer = api.post(f"/appointments/{appointment.pk}/reschedule/", {"start": "2026-11-26T14:10:00+08:00"})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["start"])


def test_an_appointment_is_cancelled_with_a_reason(api, appointment):
    path = f"/appointments/{appointment.pk}/cancel/"
    assert api.post(path).status_code == 400
    assert api.post(path, {"reason": "客户出差"}).json()["status"] == "cancelled"


def test_an_appointment_is_kept_and_at_risk(api, appointment):
    kept = api.post(f"/appointments/{appointment.pk}/confirm/").json()
    assert {row["state"] for row in kept["confirmations"] if row["side"] == "customer"} == {"kept", "planned"}
    risky = api.post(f"/appointments/{appointment.pk}/at-risk/", {"reason": "技师请假"}).json()
    assert (risky["at_risk_reason"], risky["at_risk_at"]) == ("技师请假", "2026-11-23T09:00:00+08:00")


def test_the_car_is_received_by_the_advisor(api_of, appointment, frozen):
    frozen.move_to(local(25, 9, 20))
    path = f"/appointments/{appointment.pk}/arrive/"
    assert api_of(Role.HOTLINE_CLERK).post(path).status_code == 403
    assert api_of(Role.SERVICE_ADVISOR).post(path).json()["status"] == "arrived"


def test_a_missed_appointment(api, appointment, frozen):
    path = f"/appointments/{appointment.pk}/no-show/"
    assert api.post(path).status_code == 409
    frozen.move_to(local(25, 10))
    assert api.post(path).json()["status"] == "no_show"


def test_a_longer_stay(api, appointment):
    answer = api.post(f"/appointments/{appointment.pk}/extend/", {"until": "2026-11-25T12:00:00+08:00"})
    assert answer.json()["end"] == "2026-11-25T12:00:00+08:00"


def test_preparation_is_ticked(api_of, appointment, frozen):
    path = f"/appointments/{appointment.pk}/prepare/"
    body = {"group": "tools", "evidence": "制动工具车"}
    assert api_of(Role.CASHIER).post(path, body).status_code == 403
    answer = api_of(Role.SERVICE_ADVISOR).post(path, body)
    [item] = [item for item in answer.json()["preparation"] if item["group"] == "tools"]
    assert (item["evidence"], item["done_at"]) == ("制动工具车", "2026-11-23T09:00:00+08:00")


def test_another_stores_appointment_is_not_found(api_of, appointment, other_store):
    theirs = api_of(Role.HOTLINE_CLERK, store=other_store)
    assert theirs.get(f"/appointments/{appointment.pk}/").status_code == 404
    assert theirs.post(f"/appointments/{appointment.pk}/cancel/", {"reason": "x"}).status_code == 404
    assert theirs.get("/appointments/").json()["count"] == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_costs_the_same_whatever_its_length(api, store, at, rows, django_assert_max_num_queries):
    for n in range(rows):
        make_appointment(store, at, local(25 + n, 9), operations=[make_operation()])
    with django_assert_max_num_queries(8):
        answer = api.get("/appointments/")
    assert answer.json()["count"] == rows


def test_the_list_is_filtered(api, appointment, store, at):
    other = make_appointment(store, at, local(26, 9))
    visits.cancel(other, by=_clerk(store), at=at, reason="x")

    def found(**query):
        return [row["id"] for row in api.get("/appointments/", **query).json()["results"]]

    assert found() == [appointment.pk, other.pk]
    assert found(day="2026-11-25") == [appointment.pk]
    assert found(status="cancelled") == [other.pk]
    assert found(status="expected") == [appointment.pk]
    assert found(q="沪A12345") == [appointment.pk]
    assert found(q="王女士") == [appointment.pk]
    assert found(ready="no", status="expected") == [appointment.pk]
    assert found(advisor=appointment.advisor_id, until="2026-11-25") == [appointment.pk]
    assert found(q="A26-00002") == [other.pk]


def _clerk(store):
    from tests.factories.appointments import clerk

    return clerk(store)


# ── calls, faults, resources ──────────────────────────────────────────────────────────────────
def test_a_ring_and_an_answer_are_one_call(api, car):
    ring = {"event": "ring", "external_id": "pbx-7", "number": "13800138000", "at": "2026-11-23T08:59:50+08:00"}
    first = api.post("/phone-calls/", ring)
    second = api.post("/phone-calls/", {"event": "answer", "external_id": "pbx-7", "at": "2026-11-23T08:59:58+08:00"})
    assert (first.status_code, second.status_code) == (201, 200)
    assert (second.json()["id"], second.json()["ring_seconds"]) == (first.json()["id"], 8)
    assert second.json()["customer"] == owner_of(car).pk
    noted = api.post(f"/phone-calls/{first.json()['id']}/note/", {"reason": "booking"})
    assert (noted.json()["reason"], PhoneCall.objects.count()) == ("booking", 1)


def test_a_call_event_must_be_one(api):
    assert list(api.post("/phone-calls/", {"event": "sneeze"}).json()["errors"]) == ["event"]


def test_faults_are_filtered_by_the_car(api, car):
    from vehicles.models import VehicleModel

    everything = api.get("/faults/").json()["count"]
    car.model = VehicleModel.objects.filter(maintenance_group="BEV").first()
    car.save()
    codes = {row["code"] for row in api.get("/faults/", vehicle=car.pk, page_size=100).json()["results"]}
    assert "FT-001" not in codes and "FT-060" in codes and len(codes) < everything
    assert [row["code"] for row in api.get("/faults/", q="刹车有异响").json()["results"]][0] == "FT-024"


def test_resources_can_be_named(api, shop):
    rows = api.get("/resources/", kind="bay").json()["results"]
    assert [(row["name"], row["bay_type"]) for row in rows] == [("GEN 1", "GEN"), ("GEN 2", "GEN")]


def test_confirmations_are_listed(api, appointment):
    answer = api.get("/confirmations/", side="customer", state=["planned", "asked"]).json()
    assert [(row["appointment"], row["kind"]) for row in answer["results"]] == [
        (appointment.pk, "day"),
        (appointment.pk, "hour"),
    ]


def test_reference_work_can_be_booked(api, body, store):
    make_workshop(store, bays={"DIAG": 1, "WASH": 1})
    assert Operation.objects.filter(code="LO-01-001").exists()
    booked = api.post("/appointments/", body | {"operations": ["LO-46-001", "LO-01-001"]}).json()
    assert [(row["operations"], row["end"]) for row in booked["segments"]] == [
        (["LO-01-001"], "2026-11-25T10:00:00+08:00"),
        (["LO-46-001"], "2026-11-25T11:00:00+08:00"),
    ]
