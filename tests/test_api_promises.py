"""The API, row by row: the keys of each answer, the filters of each list, pages, times with offset, money as text.

The calls are those of tests/examples; whatever else an answer holds is free.
"""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils.dateparse import parse_datetime

from accounts.roles import Role
from core.reference import rows
from tests.examples import CALLS
from tests.examples.world import Call, client_for, send
from tests.factories import billing, service
from tests.factories.accounts import make_user
from tests.factories.customers import make_model, make_vehicle, owner_of
from tests.factories.sales import make_lead, make_organisation

pytestmark = pytest.mark.slow
MONEY = re.compile(r"-?\d+\.\d\d")
R = Role


@pytest.fixture
def read(world):
    """`read(role, path, **query)` is what that role reads there."""

    def get(role: Role, path: str, **query):
        answer = client_for(world.someone(role), world.now).get(f"/api/v1{path}", query)
        assert answer.status_code == 200, answer.content
        return answer.json()

    return get


def made(world, address: str) -> dict:
    """What the example call answers."""
    return answered(world, CALLS[address](world))


def answered(world, call: Call) -> dict:
    answer = send(client_for(call.by, world.now), call.path, call.body)
    assert answer.status_code == call.code, answer.content
    return answer.json()


def is_moment(text: str) -> bool:
    return parse_datetime(text).tzinfo is not None


def listed(page: dict) -> list[dict]:
    assert set(page) == {"count", "next", "previous", "results"}
    return page["results"]


# ── HTTP ──────────────────────────────────────────────────────────────────────────────────────
def test_a_token_is_given_and_opens(world):
    call = CALLS["/token/"](world)
    token = answered(world, call)["token"]
    browser = Client(headers={"Authorization": f"Token {token}"})
    assert browser.get("/api/v1/bills/").status_code == 200


NOUNS = {
    R.SALES_MANAGER: ["canvass-visits", "leads", "organisations", "customers"],
    R.SERVICE_MANAGER: ["estimates", "appointments", "repair-orders", "notices", "complaints", "parts", "reservations"],
    R.CASHIER: ["bills"],
    R.CRM_AGENT: ["calls"],
}


@pytest.mark.parametrize(("role", "noun"), [(role, noun) for role, nouns in NOUNS.items() for noun in nouns])
def test_every_noun_is_listed_in_pages_and_opened(world, read, role, noun):
    examples = {
        "canvass-visits": "/canvass-visits/", "leads": "/leads/{id}/lose/", "organisations": "/organisations/",
        "customers": "/customers/", "estimates": "/estimates/", "appointments": "/appointments/",
        "repair-orders": "/repair-orders/", "complaints": "/complaints/", "parts": "/parts/{id}/receive/",
        "reservations": "/reservations/{id}/pick/", "bills": "/bills/{id}/issue/", "calls": "/calls/{id}/take/",
        "notices": "/appointments/",
    }  # fmt: skip
    made(world, examples[noun])
    status = {"status": "all"} if noun == "leads" else {}
    rows = listed(read(role, f"/{noun}/", page=1, page_size=1, **status))
    if noun != "notices" or rows:
        assert len(rows) == 1
        assert read(role, f"/{noun}/{rows[0]['id']}/")["id"] == rows[0]["id"]
    assert len(listed(read(role, f"/{noun}/", page_size=1000))) <= 100


def test_pages_follow_each_other(read):
    first = read(R.HOTLINE_CLERK, "/faults/", page_size=30)
    second = read(R.HOTLINE_CLERK, "/faults/", page_size=30, page=2)
    assert (first["count"], first["previous"], len(first["results"])) == (len(list(rows("faults"))), None, 30)
    assert "page=2" in first["next"] and "page=1" not in (first["previous"] or "")
    assert {row["id"] for row in first["results"]}.isdisjoint({row["id"] for row in second["results"]})


def test_group_roles_name_the_store(world):
    client = client_for(make_user(R.GROUP_MANAGER), world.now)
    told = client.get("/api/v1/metrics/?store=SH01").json()
    assert told["count"] > 20 and {row["rows_url"] for row in told["results"]} == {None}
    unnamed = client.get("/api/v1/metrics/")
    assert (unnamed.status_code, list(unnamed.json()["errors"])) == (400, ["store"])


# ── customers and sales ───────────────────────────────────────────────────────────────────────
def test_a_customer_row_carries_his_cars(world, read):
    car = make_vehicle(owner_of(world.car), model=make_model())
    owner = owner_of(world.car)
    for asked in (car.plate, car.vin[-6:], owner.phones.get().number[-4:], owner.name, "wxm"):
        [row] = listed(read(R.HOTLINE_CLERK, "/customers/", q=asked))
        assert [set(shown) >= {"id", "plate", "vin", "model"} for shown in row["vehicles"]] == [True, True]
        assert (car.pk, car.plate) in {(shown["id"], shown["plate"]) for shown in row["vehicles"]}


OUTCOMES = "met left_details revisit_agreed absent refused wrong_person gate_refused followed_by_other do_not_visit"


@pytest.mark.parametrize("outcome", [*OUTCOMES.split(), "other"])
def test_every_outcome_of_a_visit_is_taken(world, outcome):
    visit = answered(world, CALLS["/canvass-visits/"](world).but(outcome=outcome))
    assert set(visit) >= {"id", "client_id", "lead", "conflict"}
    assert visit["lead"] is None or set(visit["lead"]) >= {"id", "grade", "expected_by", "next_due_on"}


def test_a_conflict_names_owner_and_day(world):
    call = CALLS["/leads/{id}/join/"](world)
    lead = make_lead(world.store, at=world.at, phone="13800138000")
    visit = answered(world, CALLS["/canvass-visits/"](world).but(phone="13800138000"))
    assert visit["lead"] is None
    assert set(visit["conflict"]) >= {"lead", "owner", "last_contact_on", "active"}
    assert visit["conflict"]["lead"] == lead.pk
    assert call.code == 200


def test_a_visit_sent_again_is_200_and_another_under_its_id_409(world):
    call = CALLS["/canvass-visits/"](world)
    client, first = client_for(call.by, world.now), {"Idempotency-Key": "a"}
    assert send(client, call.path, call.body, **first).status_code == 201
    again = send(client, call.path, call.body, **{"Idempotency-Key": "b"})
    other = send(client, call.path, call.body | {"note": "anders"}, **{"Idempotency-Key": "c"})
    assert (again.status_code, again.json()["client_id"], other.status_code) == (200, call.body["client_id"], 409)


@pytest.mark.parametrize("asked", [{"grade": "A"}, *({"due": due} for due in ("today", "overdue", "week", "none"))])
def test_leads_are_filtered(read, asked):
    listed(read(R.SALES_MANAGER, "/leads/", **asked))


def test_leads_are_filtered_by_owner_and_text(world, read):
    lead = make_lead(world.store, at=world.at, name="张伟")
    make_lead(world.store, at=world.at, name="刘敏")
    found = read(R.SALES_MANAGER, "/leads/", owner=lead.owner_id, q="张伟")
    assert [row["id"] for row in listed(found)] == [lead.pk]


def test_a_contact_answers_with_the_lead(world):
    lead = made(world, "/leads/{id}/contacts/")
    assert set(lead) >= {"id", "grade", "expected_by", "next_due_on", "owner", "customer", "status", "version"}


@pytest.mark.parametrize("choice", ["yield", "join", "transfer", "not-same", "lose"])
def test_the_choices_of_a_conflict_and_the_end_of_a_lead_exist(world, choice):
    assert made(world, f"/leads/{{id}}/{choice}/")["id"]


def test_organisations_carry_grade_cycle_and_batch(world, read):
    made_here = make_organisation(world.store, at=world.at)
    [row] = listed(read(R.SALES_MANAGER, "/organisations/"))
    facts = {name: row[name] for name in ("id", "grade", "cycle_months", "average_batch")}
    assert facts == {"id": made_here.pk, "grade": "A", "cycle_months": 12, "average_batch": 5}
    assert made(world, "/organisations/{id}/contacts/")["last_contact_at"]


# ── times, estimates, appointments ────────────────────────────────────────────────────────────
SLOT = {"start", "end", "bay", "technician", "advisor", "segments", "parts"}


def asked_of(world, **more) -> dict:
    return {"operations": [service.PADS, "LO-01-001"], "vehicle": world.car.pk, "from": world.when(days=1), **more}


def length(part: dict) -> timedelta:
    return parse_datetime(part["end"]) - parse_datetime(part["start"])


def test_free_times(world, read):
    for more in ({}, {"kind": "walk_in", "days": 2}, {"kind": "appointment", "days": 3}):
        found = read(R.HOTLINE_CLERK, "/slots/", **asked_of(world, **more))
        assert found, more
        for slot in found:
            assert set(slot) >= SLOT
            assert is_moment(slot["start"]) and is_moment(slot["end"])
            assert slot["parts"] in {"ready", "ready_on"}
            for part in slot["segments"]:
                assert set(part) >= {"operations", "start", "end", "bay", "technician"}
            longest = max(map(length, slot["segments"]))
            named = [(part["bay"], part["technician"]) for part in slot["segments"] if length(part) == longest]
            assert (slot["bay"], slot["technician"]) in named
    advisor = found[0]["advisor"]
    named = read(R.HOTLINE_CLERK, "/slots/", **asked_of(world, advisor=advisor))
    assert {slot["advisor"] for slot in named} == {advisor}


def test_an_estimate_has_lines_and_a_total_from_the_published_prices(world):
    made_here = made(world, "/estimates/")
    assert made_here["lines"] and MONEY.fullmatch(made_here["total"])
    amounts = [line["amount"] for line in made_here["lines"]]
    assert all(MONEY.fullmatch(amount) for amount in amounts)
    assert sum(map(Decimal, amounts)) == Decimal(made_here["total"])


def test_telling_an_estimate_freezes_it(world):
    told = made(world, "/estimates/{id}/tell/")
    assert (told["status"], told["answer"]) == ("told", "accepted")


def test_a_booking_answers_with_its_confirmations(world):
    booked = made(world, "/appointments/")
    wanted = {"id", "number", "status", "start", "end", "bay", "technician", "advisor", "parts", "confirmations"}
    assert set(booked) >= wanted
    assert {(row["kind"], row["side"]) for row in booked["confirmations"]} == {
        (kind, side) for kind in ("day", "hour") for side in ("readiness", "customer")
    }
    assert all(set(row) >= {"due_at", "state"} and is_moment(row["due_at"]) for row in booked["confirmations"])


def test_a_booking_that_lost_is_offered_other_times(world):
    call = CALLS["/appointments/"](world)
    answered(world, call)
    other = service.make_car(world.store)
    lost = send(client_for(call.by, world.now), call.path, call.body | {"vehicle": other.pk})
    assert lost.status_code == 409
    assert lost.json()["detail"] and lost.json()["alternatives"]
    assert all(set(slot) >= SLOT for slot in lost.json()["alternatives"])


@pytest.mark.parametrize("act", ["reschedule", "cancel", "confirm", "arrive", "at-risk"])
def test_the_acts_of_an_appointment_answer_with_it(world, act):
    assert set(made(world, f"/appointments/{{id}}/{act}/")) >= {"id", "number", "status", "start", "confirmations"}


# ── the workshop ──────────────────────────────────────────────────────────────────────────────
def test_an_order_is_opened_from_an_appointment_or_for_a_walk_in(world):
    walk_in = made(world, "/repair-orders/")
    assert (walk_in["step"], walk_in["vehicle"]["id"]) == (2, world.car.pk)
    visit = service.make_visit(world.store, world.at, start=world.now + timedelta(hours=1))
    body, advisor = {"appointment": visit.pk}, world.someone(R.SERVICE_ADVISOR)
    assert answered(world, Call(advisor, "/repair-orders/", body, 201))["appointment"] == visit.pk
    only_a_car = {"vehicle": service.make_car(world.store).pk}
    assert answered(world, Call(advisor, "/repair-orders/", only_a_car, 201))["id"]


ACTS = [
    *("sign", "dispatch", "start", "pause", "resume", "finish", "findings", "photos", "extra-work", "approve"),
    *("inspect", "bill", "deliver", "close"),
]


@pytest.mark.parametrize("act", ACTS)
def test_the_acts_of_an_order_exist(world, act):
    assert made(world, f"/repair-orders/{{id}}/{act}/")["id"]


# ── notices, complaints, parts, money, calls ──────────────────────────────────────────────────
def test_a_notice_is_acknowledged(world):
    assert is_moment(made(world, "/notices/{id}/acknowledge/")["acknowledged_at"])


def test_a_complaint_is_opened(world):
    assert set(made(world, "/complaints/")) >= {"id", "number", "status", "customer"}


def test_parts_say_what_is_on_hand_reserved_and_available(world, read):
    rows = listed(read(R.PARTS_CLERK, "/parts/", q=service.PAD_SET))
    assert {name: rows[0][name] for name in ("on_hand", "reserved", "available")} == {
        "on_hand": 100, "reserved": 0, "available": 100,
    }  # fmt: skip
    assert made(world, "/parts/{id}/receive/")["on_hand"] == 105
    assert made(world, "/parts/{id}/count/")["on_hand"] == 90


@pytest.mark.parametrize(("act", "status"), [("pick", "picked"), ("issue", "issued"), ("release", "released")])
def test_reserved_parts_are_moved(world, act, status):
    assert made(world, f"/reservations/{{id}}/{act}/")["status"] == status


@pytest.mark.parametrize(("act", "status"), [("issue", "issued"), ("payments", "issued"), ("credit", "credited")])
def test_a_bill_row_has_number_status_and_total(world, act, status):
    bill = made(world, f"/bills/{{id}}/{act}/")
    assert bill["number"] and bill["status"] == status
    assert all(MONEY.fullmatch(bill[name]) for name in ("total", "net", "tax", "paid", "open"))
    assert is_moment(bill["issued_at"])


def test_a_bills_link_is_given_and_revoked(world, client):
    call = CALLS["/bills/{id}/link/"](world)
    url = answered(world, call)["url"]
    assert "/b/" in url
    gone = client_for(call.by, world.now).delete(f"/api/v1{call.path}")
    assert (gone.status_code, gone.content) == (204, b"")
    assert client.get("/b/" + url.split("/b/")[1]).status_code == 404


def test_the_next_call_is_leased_and_finishing_offers_another(world):
    call = CALLS["/calls/next/"](world)
    mine = answered(world, call)
    assert answered(world, call)["id"] == mine["id"]
    assert is_moment(mine["lease_until"])
    done = answered(world, Call(call.by, f"/calls/{mine['id']}/finish/", {"outcome": "satisfied"}))
    assert (done["status"], done["next"]) == ("done", None)


def test_metrics_say_value_parts_finality_and_rows(world, read):
    billing.make_paid(world.car, world.at)
    period = {"from": world.day(-30), "to": world.day(0), "store": "SH01"}
    rows = listed(read(R.GENERAL_MANAGER, "/metrics/", **period))
    wanted = {"value", "numerator", "denominator", "final", "rows_url"}
    assert rows and all(set(row) >= wanted for row in rows)
    one = read(R.GENERAL_MANAGER, f"/metrics/{rows[0]['code']}/", **period)
    assert one == rows[0]
