"""Calls and complaints over HTTP: happy ways, bad input, wrong roles, other stores."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from accounts.roles import Role
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.followup import make_call, make_calls, make_complaint
from tests.factories.statuses import put

pytestmark = pytest.mark.usefixtures("frozen")


def test_next_leases_a_call_and_gives_the_same_again(store, at, api_of):
    task = make_call(store, at)
    agent = api_of(Role.CRM_AGENT)
    first, second = agent.post("/calls/next/"), agent.post("/calls/next/")
    assert (first.status_code, first.json()["id"], first.json()["attempts"]) == (200, task.pk, 0)
    assert first.json()["lease_until"] == "2026-11-23T09:30:00+08:00"
    assert first.json() == second.json()
    assert first.json()["customer"]["phone"].startswith("139")


def test_next_says_when_nothing_is_due(store, api_of):
    answer = api_of(Role.CRM_AGENT).post("/calls/next/")
    assert (answer.status_code, answer.content) == (204, b"")


def test_finishing_offers_the_next(store, at, api_of):
    first, second = make_calls(store, at, 2)
    agent = api_of(Role.CRM_AGENT)
    agent.post("/calls/next/")
    answer = agent.post(f"/calls/{first.pk}/finish/", {"outcome": "satisfied", "attitude": 5, "words": "Thanks"})
    body = answer.json()
    assert (answer.status_code, body["id"], body["status"], body["next"]["id"]) == (200, first.pk, "done", second.pk)
    assert body["results"][0]["words"] == "Thanks"
    assert agent.post(f"/calls/{second.pk}/finish/", {"outcome": "satisfied"}).json()["next"] is None


def test_a_repeated_finish_with_its_key_is_one_result(store, at, api_of):
    [task] = make_calls(store, at, 1)
    agent = api_of(Role.CRM_AGENT)
    path, body = f"/calls/{task.pk}/finish/", {"outcome": "no_answer"}
    assert agent.post(path, body, key="a").content == agent.post(path, body, key="a").content
    assert CallResult.objects.count() == 1


def test_an_unhappy_call_names_its_complaint(store, at, api_of):
    task = make_call(store, at)
    answer = api_of(Role.CRM_AGENT).post(
        f"/calls/{task.pk}/finish/", {"outcome": "dissatisfied", "words": "It squeals.", "fixed": False}
    )
    assert answer.json()["complaint"] == Complaint.objects.get().pk


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "happy"}, "outcome"),
        ({"outcome": "satisfied", "attitude": 6}, "attitude"),
        ({"outcome": "satisfied", "attitude": "x"}, "attitude"),
        ({"outcome": "satisfied", "recommend": -1}, "recommend"),
        ({"outcome": "dissatisfied"}, "words"),
        ({"outcome": "satisfied", "fixed": False, "words": " "}, "words"),
        ({"outcome": "satisfied", "words": "x" * 4001}, "words"),
        ({"outcome": "later"}, "later_at"),
        ({"outcome": "later", "later_at": "2026-11-22T09:00:00+08:00"}, "later_at"),
        ({"outcome": "satisfied", "status": "open"}, "status"),
        ({"outcome": "dissatisfied", "words": "No.", "category": "weather"}, "category"),
    ],
)
def test_bad_input_is_named_at_its_field_and_writes_nothing(store, at, api_of, body, field):
    task = make_call(store, at)
    answer = api_of(Role.CRM_AGENT).post(f"/calls/{task.pk}/finish/", body)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert not CallResult.objects.exists()


def test_a_call_in_another_hand_is_refused(store, at, api_of, access_of):
    task = make_call(store, at, leased_to=access_of(Role.GENERAL_MANAGER).user, lease_until=at + timedelta(minutes=1))
    agent = api_of(Role.CRM_AGENT)
    assert agent.post(f"/calls/{task.pk}/finish/", {"outcome": "satisfied"}).status_code == 409
    assert agent.post(f"/calls/{task.pk}/take/").status_code == 409
    assert agent.post(f"/calls/{task.pk}/skip/", {"reason": "later"}).status_code == 409


def test_take_and_skip(store, at, api_of):
    [task] = make_calls(store, at, 1)
    agent = api_of(Role.CRM_AGENT)
    assert agent.post(f"/calls/{task.pk}/take/").json()["leased_to"] == "crm_agent"
    body = agent.post(f"/calls/{task.pk}/skip/", {"reason": "Knows him"}).json()
    assert (body["leased_to"], body["due_at"]) == (None, "2026-11-23T10:00:00+08:00")


@pytest.mark.parametrize("act", ["take", "skip", "finish"])
def test_another_stores_call_is_not_found_and_another_role_may_not(store, other_store, at, api_of, act):
    with scope(store=other_store):
        [theirs] = make_calls(other_store, at, 1)
    body = {"skip": {"reason": "x"}, "finish": {"outcome": "satisfied"}}.get(act, {})
    assert api_of(Role.CRM_AGENT).post(f"/calls/{theirs.pk}/{act}/", body).status_code == 404
    assert api_of(Role.SERVICE_MANAGER).post(f"/calls/{theirs.pk}/{act}/", body).status_code == 403


def test_who_may_read_the_queue(store, at, api_of):
    make_call(store, at)
    assert api_of(Role.SERVICE_MANAGER).get("/calls/").json()["count"] == 1
    assert api_of(Role.TECHNICIAN).get("/calls/").status_code == 403
    assert api_of(Role.TECHNICIAN).post("/calls/next/").status_code == 403


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"state": "due"}, 1),
        ({"state": "later"}, 1),
        ({"state": "done"}, 1),
        ({"kind": "service"}, 3),
        ({"kind": "complaint_check"}, 0),
        ({"outcome": "satisfied"}, 1),
        ({"outcome": "scored", "answered_after": "2026-11-22"}, 1),
        ({"outcome": "scored", "answered_before": "2026-11-21"}, 0),
        ({"due_after": "2026-11-23"}, 1),
        ({"q": "0099"}, 3),
        ({"q": "nobody"}, 0),
    ],
)
def test_the_queue_can_be_filtered(store, at, api_of, asked, found):
    due, later, done = make_calls(store, at - timedelta(days=1), 3)
    due.customer.phones.update(number="13900000099")
    CallTask.objects.filter(pk=later.pk).update(due_at=at + timedelta(days=1))
    put(CallTask.objects.filter(pk=done.pk), status="done", closed_at=at)
    CallResult.objects.create(store=store, task=done, outcome="satisfied", at=at)
    assert api_of(Role.CRM_AGENT).get("/calls/", **asked).json()["count"] == found


def test_the_same_queries_for_one_call_and_for_three(store, at, api_of):
    agent = api_of(Role.CRM_AGENT)
    counted = []
    for many in (1, 2):
        for _ in range(many):
            make_call(store, at)
        with CaptureQueriesContext(connection) as queries:
            agent.get("/calls/")
        counted.append(len(queries))
    assert counted[0] == counted[1]


def test_a_complaint_over_the_api(store, at, api_of):
    customer = make_customer(store)
    car = make_vehicle(customer)
    body = {"customer": customer.pk, "vehicle": car.pk, "category": "charge", "words": "Too much."}
    answer = api_of(Role.SERVICE_ADVISOR).post("/complaints/", body)
    made = answer.json()
    assert (answer.status_code, made["number"], made["status"]) == (201, "C26000001", "received")
    assert made["react_due_at"] == "2026-11-23T10:00:00+08:00"
    manager, agent = api_of(Role.SERVICE_MANAGER), api_of(Role.CRM_AGENT)
    path = f"/complaints/{made['id']}"
    assert manager.post(f"{path}/take/").json()["owner"] == "service_manager"
    assert manager.post(f"{path}/answer/", {"answer": "We check the bill."}).json()["status"] == "in_progress"
    assert manager.post(f"{path}/escalate/", {"reason": "Lawyer"}).json()["status"] == "escalated"
    solved = manager.post(f"{path}/resolve/", {"remedy": "Refund", "cause": "Typo"}).json()
    assert (solved["status"], solved["next_due_at"]) == ("resolved", None)
    assert manager.post(f"{path}/close/").status_code == 409
    assert agent.post(f"{path}/reopen/", {"reason": "No refund yet"}).json()["status"] == "in_progress"
    manager.post(f"{path}/resolve/", {"remedy": "Refund", "cause": "Typo"})
    assert agent.post(f"{path}/close/", {"note": "Has it"}).json()["status"] == "closed"


def test_bad_complaints(store, other_store, at, api_of):
    with scope(store=other_store):
        theirs = make_customer(other_store)
    mine, stranger = make_customer(store), make_vehicle(make_customer(store))
    advisor = api_of(Role.SERVICE_ADVISOR)

    def errors(**body):
        answer = advisor.post("/complaints/", {"customer": mine.pk, "category": "skill", "words": "No.", **body})
        return answer.status_code, list(answer.json()["errors"])

    assert errors(customer=theirs.pk) == (400, ["customer"])
    assert errors(category="weather") == (400, ["category"])
    assert errors(words="") == (400, ["words"])
    assert errors(vehicle=stranger.pk) == (400, ["vehicle"])
    assert errors(owner=1) == (400, ["owner"])
    assert api_of(Role.TECHNICIAN).post("/complaints/", {"customer": mine.pk}).status_code == 403
    assert not Complaint.objects.exists()


def test_a_complaint_is_handed_to_who_may_have_it(store, at, api_of, access_of):
    complaint = make_complaint(store, at)
    agent, technician = access_of(Role.CRM_AGENT).user, access_of(Role.TECHNICIAN).user
    manager = api_of(Role.SERVICE_MANAGER)
    answer = manager.post(f"/complaints/{complaint.pk}/take/", {"owner": technician.pk})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["owner"])
    assert manager.post(f"/complaints/{complaint.pk}/take/", {"owner": agent.pk}).json()["owner"] == "crm_agent"


@pytest.mark.parametrize("act", ["take", "answer", "resolve", "close", "reopen", "escalate"])
def test_another_stores_complaint_is_not_found_and_another_role_may_not(store, other_store, at, api_of, act):
    with scope(store=other_store):
        theirs = make_complaint(other_store, at)
    bodies = {
        "answer": {"answer": "x"},
        "resolve": {"remedy": "x", "cause": "x"},
        "reopen": {"reason": "x"},
        "escalate": {"reason": "x"},
    }
    path = f"/complaints/{theirs.pk}/{act}/"
    assert api_of(Role.CRM_AGENT).post(path, bodies.get(act, {})).status_code == 404
    assert api_of(Role.SERVICE_ADVISOR).post(path, bodies.get(act, {})).status_code == 403


def test_complaints_can_be_filtered(store, at, api_of):
    make_complaint(store, at - timedelta(hours=20))
    make_complaint(store, at, status="assigned", category="charge")
    manager = api_of(Role.SERVICE_MANAGER)
    counts = {
        query: manager.get(f"/complaints/?{query}").json()["count"]
        for query in (
            "state=open",
            "state=overdue",
            "state=assigned",
            "category=charge",
            "owner=me",
            "owner=nobody",
            "received_after=2026-11-24",
            "q=C26000001",
        )
    }
    assert list(counts.values()) == [2, 1, 1, 1, 1, 1, 0, 1]
