"""The calls of the API for visits, leads and organisations: answers, roles, stores, bad input, repeats."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from accounts.access import Access
from accounts.models.people import User
from accounts.roles import Role
from sales.actions import closing
from sales.models.contacts import Revisit
from sales.models.leads import Lead
from sales.models.visits import CanvassVisit, Place
from tests.factories.accounts import make_user
from tests.factories.sales import due_after, make_lead, make_organisation, make_visit, seller_at

pytestmark = pytest.mark.usefixtures("frozen")
NOON = "2026-11-23T09:00:00+08:00"
PHONE = "13800138000"


@pytest.fixture
def api(api_of):
    return api_of(Role.SALES_CONSULTANT)


@pytest.fixture
def me(store, api):
    user = User.objects.get(username="sales_consultant@SH01")
    return Access.of(user, [Role.SALES_CONSULTANT], store)


def body(**told):
    return {"client_id": str(uuid4()), "outcome": "met", "visited_at": NOON, "grade": "O", "phone": PHONE} | told


def test_a_visit_makes_a_lead(api, at):
    sent = body(note="比价中")
    answer = api.post("/canvass-visits/", sent)
    visit, lead = CanvassVisit.objects.get(), Lead.objects.get()
    assert answer.status_code == 201
    told = answer.json()
    due = due_after("O", at.date()).isoformat()
    assert told["lead"] == {"id": lead.pk, "grade": "O", "expected_by": "2026-11-30", "next_due_on": due}
    assert (told["id"], told["client_id"], told["conflict"]) == (visit.pk, sent["client_id"], None)


def test_the_same_visit_again_is_200_and_another_under_its_id_409(api):
    sent = body()
    first = api.post("/canvass-visits/", sent, key="a")
    assert api.post("/canvass-visits/", sent, key="a").content == first.content
    again = api.post("/canvass-visits/", sent, key="b")
    assert (again.status_code, again.json()) == (200, first.json())
    other = api.post("/canvass-visits/", sent | {"note": "anders"}, key="c")
    assert (other.status_code, list(other.json()["errors"])) == (409, ["client_id"])
    assert CanvassVisit.objects.count() == 1


def test_a_visit_without_lead(api):
    answer = api.post("/canvass-visits/", body(outcome="absent", phone="", grade=""))
    assert (answer.status_code, answer.json()["lead"], answer.json()["conflict"]) == (201, None, None)


def test_three_conflicts_cost_what_one_costs(api, store, li, django_assert_num_queries):
    def conflict():
        lead = make_lead(store, by=li)
        api.post("/canvass-visits/", body(phone=lead.customer.phones.get().number))

    conflict()
    api.get("/canvass-visits/")
    with CaptureQueriesContext(connection) as once:
        api.get("/canvass-visits/")
    cost = len(once)
    conflict(), conflict()
    with django_assert_num_queries(cost):
        found = api.get("/canvass-visits/").json()["results"]
    assert len([visit for visit in found if visit["conflict"]]) == 3


def test_a_conflict_keeps_the_visit_and_masks_the_customer(api, store, li):
    lead = make_lead(store, by=li, phone=PHONE, name="张伟")
    answer = api.post("/canvass-visits/", body())
    assert answer.status_code == 201
    assert answer.json()["lead"] is None
    assert answer.json()["conflict"] == {
        "lead": lead.pk,
        "owner": "小李",
        "owner_id": li.user.pk,
        "name": "张*",
        "phone": "138****8000",
        "grade": "A",
        "last_contact_on": "2026-11-23",
        "days_since": 0,
        "active": True,
    }
    assert (CanvassVisit.objects.count(), Lead.objects.count()) == (2, 1)


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"outcome": "sold"}, "outcome"),
        ({"client_id": "7"}, "client_id"),
        ({"phone": "12345"}, "phone"),
        ({"grade": "Z"}, "grade"),
        ({"visited_at": "gestern"}, "visited_at"),
        ({"visited_at": "2030-01-01T00:00:00Z"}, "visited_at"),
        ({"latitude": "131.5"}, "latitude"),
        ({"latitude": -90.0000001e300}, "latitude"),
        ({"longitude": "180.00000051"}, "longitude"),
        ({"longitude": "121.4737x"}, "longitude"),
        ({"note": "x" * 3000}, "note"),
        ({"place": ["x"]}, "place"),
        ({"place": 99999}, "place"),
        ({"status": "won"}, "status"),
        ({"owner": 1}, "owner"),
    ],
)
def test_bad_input_is_told_at_its_field(api, fault, field):
    answer = api.post("/canvass-visits/", body(**fault))
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert CanvassVisit.objects.count() == 0


@pytest.mark.parametrize("latitude", [31.2304161234, "31.2304161234", "31.230416", 31.23041599999999999])
def test_a_place_is_kept_as_exactly_as_it_matters(api, latitude):
    answer = api.post("/canvass-visits/", body(latitude=latitude, longitude=-179.99999949))
    assert answer.status_code == 201, answer.content
    assert (answer.json()["latitude"], answer.json()["longitude"]) == ("31.230416", "-179.999999")


@pytest.mark.parametrize("field", ["client_id", "outcome", "visited_at"])
def test_what_is_missing_is_told(api, field):
    sent = body()
    del sent[field]
    assert list(api.post("/canvass-visits/", sent).json()["errors"]) == [field]


def test_a_place_by_name_or_number_but_not_of_another_store(api, store, other_store, at):
    with scope(store=other_store):
        foreign = Place.objects.create(store=other_store, name="x", created_at=at)
    assert api.post("/canvass-visits/", body(place=foreign.pk)).status_code == 400
    first = api.post("/canvass-visits/", body(place="陆家嘴花园"))
    assert first.json()["place"] == "陆家嘴花园"
    again = body(place=Place.objects.get().pk, phone="13800138001")
    assert api.post("/canvass-visits/", again).json()["place"] == "陆家嘴花园"


def test_visits_are_ones_own_unless_one_sees_all(api, api_of, store, li, me):
    make_visit(store, by=li)
    mine = make_visit(store, by=me)
    assert [row["id"] for row in api.get("/canvass-visits/").json()["results"]] == [mine.pk]
    assert api_of(Role.SALES_MANAGER).get("/canvass-visits/").json()["count"] == 2


def test_roles_and_stores(api_of, store, other_store):
    with scope(store=other_store):
        theirs = make_lead(other_store)
    manager, clerk = api_of(Role.SALES_MANAGER), api_of(Role.HOTLINE_CLERK)
    assert manager.post("/canvass-visits/", body()).status_code == 403
    assert clerk.get("/leads/").status_code == 403
    assert clerk.post(f"/leads/{theirs.pk}/lose/", {"reason": "x"}).status_code == 403
    assert manager.get(f"/leads/{theirs.pk}/").status_code == 404
    assert manager.post(f"/leads/{theirs.pk}/lose/", {"reason": "x"}).status_code == 404


def test_the_due_list_is_sorted_by_urgency(api, store, me, at):
    def lead(grade, late_by):
        today = at.date()
        return make_lead(
            store, by=me, at=at - timedelta(days=late_by) - (due_after(grade, today) - today), grade=grade
        ).pk

    later_c, today_a, over_b, over_o = lead("C", -50), lead("A", 0), lead("B", 5), lead("O", 1)
    today_o, over_o2, later_o = lead("O", 0), lead("O", 3), lead("O", -1)
    rows = api.get("/leads/").json()["results"]
    assert [row["id"] for row in rows] == [over_o2, over_o, over_b, today_o, today_a, later_o, later_c]
    assert [row["id"] for row in api.get("/leads/", due="today").json()["results"]] == [
        over_o2,
        over_o,
        over_b,
        today_o,
        today_a,
    ]
    assert api.get("/leads/", due="overdue").json()["count"] == 3
    assert api.get("/leads/", due="week").json()["count"] == 6
    assert api.get("/leads/", due="none").json()["count"] == 0
    assert api.get("/leads/", grade="O").json()["count"] == 4
    assert api.get("/leads/", due="sometime").status_code == 400


def test_leads_are_filtered_by_owner_and_text(api_of, store, li, zhang):
    lead = make_lead(store, by=li, name="张伟", phone=PHONE)
    make_lead(store, by=zhang, name="刘敏")
    manager = api_of(Role.SALES_MANAGER)
    for asked in ({"owner": li.user.pk}, {"q": "张伟"}, {"q": "zw"}, {"q": "8000"}):
        assert [row["id"] for row in manager.get("/leads/", **asked).json()["results"]] == [lead.pk]


def test_closed_leads_are_shown_on_demand(api, store, me, at):
    lead = make_lead(store, by=me)
    closing.lose(lead, by=me, at=at, reason="price")
    assert api.get("/leads/").json()["count"] == 0
    assert api.get("/leads/", status="lost").json()["count"] == 1
    assert api.get("/leads/", status="all").json()["count"] == 1
    assert api.get(f"/leads/{lead.pk}/").json()["status"] == "lost"


def test_a_lead_row_tells_what_one_works_with(api, store, me):
    lead = make_lead(store, by=me, name="张伟", phone=PHONE)
    row = api.get(f"/leads/{lead.pk}/").json()
    assert row["customer"] == {"id": lead.customer_id, "name": "张伟", "phone": PHONE}
    assert row["owner"] == {"id": me.user.pk, "name": str(me.user)}
    assert (row["grade"], row["expected_by"], row["next_due_on"]) == ("A", "2026-12-23", "2026-11-30")
    assert (row["qualification"], row["attempts"], row["version"]) == ("develop", 0, 1)


def test_a_colleagues_lead_is_not_there(api, store, li):
    lead = make_lead(store, by=li)
    assert api.get(f"/leads/{lead.pk}/").status_code == 404
    assert api.post(f"/leads/{lead.pk}/contacts/", {"channel": "call", "effective": True}).status_code == 404


def test_the_list_asks_the_same_questions_for_one_and_three_rows(api, store, me, django_assert_num_queries):
    make_lead(store, by=me)
    with django_assert_num_queries(4):
        api.get("/leads/")
    for _ in range(2):
        make_lead(store, by=me)
    with django_assert_num_queries(4):
        assert api.get("/leads/").json()["count"] == 3


def test_a_contact_answers_with_the_lead(api, store, me, at):
    lead = make_lead(store, by=me, grade="B", at=at - timedelta(days=3))
    told = {"channel": "call", "effective": True, "at": NOON, "note": "聊了油耗", "grade": "O"}
    answer = api.post(f"/leads/{lead.pk}/contacts/", told)
    assert answer.status_code == 200
    due = due_after("O", at.date()).isoformat()
    assert (answer.json()["grade"], answer.json()["next_due_on"]) == ("O", due)
    attempt = api.post(f"/leads/{lead.pk}/contacts/", {"channel": "call", "effective": False})
    assert (attempt.json()["attempts"], attempt.json()["next_due_on"]) == (1, due)
    assert Revisit.objects.filter(status="kept").count() == 1


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"channel": "pigeon"}, "channel"),
        ({"effective": "maybe"}, "effective"),
        ({"at": "2026-11-24T09:00:00+08:00"}, "at"),
        ({"at": "1999-01-01T09:00:00+08:00"}, "at"),
        ({"at": "2026-11-22T09:00:00+08:00"}, "at"),
        ({"at": "0999-11-22T09:00:00+08:00"}, "at"),
        ({"grade": "O", "expected_by": "2027-03-01"}, "expected_by"),
        ({"expected_by": "2026-11-01"}, "expected_by"),
        ({"next_due_on": "2026-11-01"}, "next_due_on"),
        ({"effective": False, "grade": "O"}, "grade"),
        ({"owner": 3}, "owner"),
    ],
)
def test_a_faulty_contact_is_told_at_its_field(api, store, me, fault, field):
    lead = make_lead(store, by=me)
    answer = api.post(f"/leads/{lead.pk}/contacts/", {"channel": "call", "effective": True} | fault)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, [field])
    assert lead.contacts.count() == 1


def test_a_contact_that_the_rules_refuse_is_409(api, store, me):
    lead = make_lead(store, by=me, grade="O")
    far = {"channel": "call", "effective": True, "next_due_on": "2027-01-01"}
    answer = api.post(f"/leads/{lead.pk}/contacts/", far)
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["next_due_on"])


def test_the_same_contact_under_one_key_is_one(api, store, me):
    lead = make_lead(store, by=me)
    for _click in range(2):
        api.post(f"/leads/{lead.pk}/contacts/", {"channel": "call", "effective": False}, key="once")
    assert Lead.objects.get().attempts == 1


def test_the_choices_of_a_conflict(api, store, li):
    lead = make_lead(store, by=li, phone=PHONE)
    conflict = api.post("/canvass-visits/", body()).json()["conflict"]
    asked = {"yield": "granted", "join": "asked", "transfer": "asked"}
    for choice, status in asked.items():
        answer = api.post(f"/leads/{conflict['lead']}/{choice}/", {"reason": "老同学"})
        assert (answer.status_code, answer.json()["kind"], answer.json()["status"]) == (200, choice, status)
        assert answer.json()["lead"]["phone"] == "138****8000"
    assert api.post(f"/leads/{lead.pk}/not-same/", {}).status_code == 400
    assert api.post(f"/leads/{lead.pk}/not-same/", {"reason": "夫妻"}).json()["status"] == "asked"


def test_the_choices_need_a_lead_of_the_store_and_a_visit_of_ones_own(api, store, other_store, li):
    with scope(store=other_store):
        theirs = make_lead(other_store)
    assert api.post(f"/leads/{theirs.pk}/yield/").status_code == 404
    lead, foreign = make_lead(store, by=li), make_visit(store, by=li)
    answer = api.post(f"/leads/{lead.pk}/join/", {"visit": foreign.pk})
    assert (answer.status_code, list(answer.json()["errors"])) == (409, ["visit"])
    assert api.post(f"/leads/{lead.pk}/join/", {"visit": 99999}).status_code == 400


def test_losing_needs_a_reason(api, store, me):
    lead = make_lead(store, by=me)
    assert list(api.post(f"/leads/{lead.pk}/lose/", {}).json()["errors"]) == ["reason"]
    assert api.post(f"/leads/{lead.pk}/lose/", {"reason": "price"}).json()["status"] == "lost"
    assert api.post(f"/leads/{lead.pk}/win/").status_code == 409


def test_the_other_acts(api, api_of, store, me, li, at):
    lead = make_lead(store, by=me, grade="B")
    path = f"/leads/{lead.pk}"
    assert api.post(f"{path}/postpone/", {"due_on": "2026-12-10"}).json()["next_due_on"] == "2026-12-10"
    assert list(api.post(f"{path}/postpone/", {"due_on": "2026-11-10"}).json()["errors"]) == ["due_on"]
    assert api.post(f"{path}/regrade/", {"expected_by": "2026-12-01"}).json()["grade"] == "A"
    assert list(api.post(f"{path}/regrade/", {}).json()["errors"]) == ["grade"]
    assert api.post(f"{path}/extend/", {"until": "2026-11-28", "reason": "x"}).json()["extensions"] == 1
    assert api.post(f"{path}/correct/", {"version": 1, "need": "yes"}).json()["version"] == 2
    assert api.post(f"{path}/correct/", {"version": 1, "need": "no"}).status_code == 409
    assert api.post(f"{path}/undo-grade/").status_code == 409
    assert api.post(f"{path}/review/", {"answer": "extend"}).status_code == 400
    assert api.post(f"{path}/review/", {"answer": "bought_here"}).status_code == 409
    assert api.post(f"{path}/reassign/", {"to": li.user.pk}).status_code == 403
    assert api_of(Role.SALES_MANAGER).post(f"{path}/reassign/", {"to": li.user.pk}).json()["owner"]["name"] == "小李"
    assert api.get(f"{path}/").status_code == 404


def test_organisations(api, api_of, store, other_store, me):
    told = {"name": "华东电力", "phone": "021-68881234", "cycle_months": 12, "average_batch": 5}
    made = api.post("/organisations/", told)
    assert (made.status_code, made.json()["grade"], made.json()["phone"]) == (201, "A", "02168881234")
    make_organisation(store, by=me, name="小厂", cycle_months=24, average_batch=1)
    assert [row["grade"] for row in api.get("/organisations/").json()["results"]] == ["A", "D"]
    assert api.get("/organisations/", grade="D").json()["count"] == 1
    path = f"/organisations/{made.json()['id']}"
    first = api.post(f"{path}/contacts/", {"channel": "visit", "with_whom": "后勤处"})
    assert (first.status_code, first.json()["last_contact_at"]) == (200, NOON)
    assert api.post(f"{path}/contacts/", {"channel": "call"}).status_code == 409
    assert api.post(f"{path}/contacts/", {"channel": "call", "started_by_us": False}).status_code == 200
    for never in ("2027-01-01T00:00:00Z", "1990-01-01T00:00:00Z", "1900-01-01T00:00:00Z"):
        refused = api.post(f"{path}/contacts/", {"channel": "call", "at": never})
        assert (refused.status_code, list(refused.json()["errors"])) == (400, ["at"])
    assert api.post(f"{path}/correct/", {"version": 1, "average_batch": 2}).json()["grade"] == "B"
    assert list(api.post("/organisations/", {"name": "x", "cycle_months": -1}).json()["errors"]) == ["cycle_months"]
    assert api_of(Role.SALES_MANAGER).post(f"{path}/contacts/", {"channel": "call"}).status_code == 403
    with scope(store=other_store):
        theirs = make_organisation(other_store, by=seller_at(other_store))
    assert api.post(f"/organisations/{theirs.pk}/contacts/", {"channel": "call"}).status_code == 404


def test_a_lead_is_not_given_to_somebody_of_another_store_nor_is_he_named(api_of, store, other_store, me):
    stranger = make_user(Role.SALES_CONSULTANT, store=other_store, name="Zinnober")
    path = f"/leads/{make_lead(store, by=me).pk}/reassign/"
    answer = api_of(Role.SALES_MANAGER).post(path, {"to": stranger.pk})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["to"])
    assert "Zinnober" not in answer.content.decode()


def test_a_lead_tells_its_times_on_the_stores_clock(api, store, me, at):
    lead = make_lead(store, by=me)
    closing.lose(lead, by=me, at=at, reason="price")
    told = api.get(f"/leads/{lead.pk}/").json()
    assert (told["created_at"], told["closed_at"]) == (NOON, NOON)


def test_the_list_reads_only_what_it_shows(api, store, me, django_assert_num_queries):
    make_lead(store, by=me)
    with django_assert_num_queries(4) as asked:
        api.get("/leads/")
    *_who, count, page = [query["sql"] for query in asked]
    assert ("accounts_user" in count, "password" in page, '"accounts_user"."name"' in page) == (False, False, True)
