"""The pages of follow-up: the player, the queue, complaints, and the customer's survey."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from customers.actions.links import make_link, revoke_links
from followup.actions import planning
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules.calls import OUTCOMES
from tests.factories.customers import make_customer
from tests.factories.followup import make_asked, make_call, make_calls, make_complaint

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def agent(client_of):
    return client_of(Role.CRM_AGENT)


def text_of(page) -> str:
    assert page.status_code == 200
    return page.content.decode()


def test_starting_leases_a_call_and_looking_does_not(store, at, agent):
    make_call(store, at)
    assert "One customer waits" in text_of(agent.get(reverse("call_player")))
    assert CallTask.objects.get().leased_to is None
    assert agent.post(reverse("call_next"))["Location"] == reverse("call_player")
    shown = text_of(agent.get(reverse("call_player")))
    assert "How does it drive?" in shown and "Brakes squeal" in shown


def test_an_empty_queue_says_so(store, agent):
    assert "Nobody waits" in text_of(agent.get(reverse("call_player")))


def test_save_and_next_is_one_post(store, at, agent):
    first, second = make_calls(store, at, 2)
    agent.post(reverse("call_next"))
    page = agent.post(reverse("call_finish", args=[first.pk]), {"outcome": "satisfied", "words": "Thanks"})
    assert page["Location"] == reverse("call_player")
    assert CallTask.objects.get(leased_to__isnull=False) == second
    agent.post(reverse("call_finish", args=[second.pk]), {"outcome": "no_answer", "stop": "1"})
    assert not CallTask.objects.filter(leased_to__isnull=False).exists()


def test_a_double_press_is_one_result(store, at, agent):
    [task] = make_calls(store, at, 1)
    body = {"outcome": "satisfied", "idempotency_key": "once"}
    answers = [agent.post(reverse("call_finish", args=[task.pk]), body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert CallResult.objects.count() == 1


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, "outcome"),
        ({"outcome": "dissatisfied"}, "words"),
        ({"outcome": "later", "later": "at"}, "later_at"),
        ({"outcome": "satisfied", "attitude": "9"}, "attitude"),
    ],
)
def test_what_is_missing_stands_beside_its_field_and_nothing_is_lost(store, at, agent, body, field):
    task = make_call(store, at)
    page = agent.post(reverse("call_finish", args=[task.pk]), {"recommend": "7", **body})
    assert list(page.context["form"].errors) == [field]
    assert 'value="7" ' in text_of(page) and "How does it drive?" in text_of(page)
    assert not CallResult.objects.exists()


@pytest.mark.parametrize(
    ("later", "then"), [("15", timedelta(minutes=15)), ("60", timedelta(hours=1)), ("tomorrow", timedelta(hours=23))]
)
def test_call_later_offers_the_usual_times(store, at, agent, later, then):
    task = make_call(store, at)
    agent.post(reverse("call_finish", args=[task.pk]), {"outcome": "later", "later": later, "stop": "1"})
    task.refresh_from_db()
    assert task.due_at == at + then


def test_a_call_in_another_hand_stays_there(store, at, agent, access_of):
    task = make_call(store, at, leased_to=access_of(Role.GENERAL_MANAGER).user, lease_until=at + timedelta(minutes=5))
    page = agent.post(reverse("call_finish", args=[task.pk]), {"outcome": "satisfied"})
    assert (page.status_code, task.results.count()) == (409, 0)
    assert "is on this call" in page.content.decode()
    assert "is on this call" in text_of(agent.get(task.get_absolute_url()))


def test_an_unhappy_call_takes_four_fields(store, at, agent):
    task = make_call(store, at)
    facts = {"outcome": "dissatisfied", "category": "charge", "words": "Too much.", "charges_explained": "no"}
    agent.post(reverse("call_finish", args=[task.pk]), facts)
    complaint = Complaint.objects.get()
    assert (complaint.category, complaint.words) == ("charge", "Too much.")
    assert complaint.get_absolute_url() in text_of(agent.get(task.get_absolute_url()))


def test_a_confirming_call_asks_only_whether_he_comes(store, at, agent):
    make_asked(store, at + timedelta(hours=2), at - timedelta(minutes=20))
    planning.plan_due(by=Access.system(store), at=at)
    agent.post(reverse("call_next"))
    page = agent.get(reverse("call_player"))
    assert "Does that still suit you?" in text_of(page)
    assert list(dict(page.context["form"].fields["outcome"].choices))[0] == "confirmed"
    assert "attitude" not in page.context["form"].fields


def test_skip_asks_why(store, at, agent):
    [task] = make_calls(store, at, 1)
    assert "reason" in agent.post(reverse("call_skip", args=[task.pk]), {}).context["form"].errors
    agent.post(reverse("call_skip", args=[task.pk]), {"reason": "Knows him"})
    task.refresh_from_db()
    assert task.due_at == at + timedelta(hours=1)


def test_the_queue_opens_with_what_is_to_call_now(store, at, agent):
    due, later = make_calls(store, at, 2)
    CallTask.objects.filter(pk=later.pk).update(due_at=at + timedelta(days=1))
    assert list(agent.get(reverse("call_list")).context["page_obj"]) == [due]
    assert list(agent.get(reverse("call_list"), {"state": "later"}).context["page_obj"]) == [later]
    assert len(agent.get(reverse("call_list"), {"state": ""}).context["page_obj"]) == 2


@pytest.mark.parametrize(("address", "most"), [("call_list", 8), ("complaint_list", 8)])
def test_lists_cost_the_same_whatever_the_rows(store, at, agent, address, most):
    agent.get(reverse(address))
    counted = []
    for more in (1, 2):
        for _ in range(more):
            make_call(store, at)
            make_complaint(store, at)
        with CaptureQueriesContext(connection) as queries:
            assert len(agent.get(reverse(address)).context["page_obj"]) >= more
        counted.append(len(queries))
    assert counted[0] == counted[1] <= most


def test_details_stay_within_their_queries(store, at, agent):
    task, complaint = make_call(store, at), make_complaint(store, at, status="in_progress")
    agent.post(reverse("call_take", args=[task.pk]))
    for address in (reverse("call_player"), task.get_absolute_url(), complaint.get_absolute_url()):
        with CaptureQueriesContext(connection) as queries:
            text_of(agent.get(address))
        assert len(queries) <= 16, address


def test_the_queue_leaves_as_a_file_only_for_who_may_export(store, at, agent):
    make_call(store, at)
    assert agent.get(reverse("call_list"), {"format": "csv"})["Content-Type"].startswith("text/html")


def test_a_complaint_is_opened_by_phone_number_or_from_the_customer(store, at, agent):
    customer = make_customer(store, phone="13900000099")
    body = {"category": "delay", "words": "Two hours."}
    agent.post(reverse("complaint_new"), {**body, "phone": "139 0000 0099"})
    agent.post(reverse("complaint_new") + f"?customer={customer.pk}", body)
    assert [complaint.customer for complaint in Complaint.objects.all()] == [customer, customer]
    page = agent.post(reverse("complaint_new"), {**body, "phone": "13911112222"})
    assert "phone" in page.context["form"].errors


def test_the_acts_of_a_complaint_as_forms(store, at, agent, access_of):
    complaint = make_complaint(store, at)

    def act(name, **body):
        return agent.post(reverse(f"complaint_{name}", args=[complaint.pk]), body).status_code

    assert act("resolve", remedy="x", cause="x") == 409
    assert act("take") == 302
    assert act("answer", answer="We look at it.") == 302
    assert act("escalate", reason="Lawyer") == 302
    assert act("resolve", remedy="New pads", cause="Pads") == 302
    assert act("close") == 409
    assert act("reopen", reason="Still squeals") == 302
    complaint.refresh_from_db()
    assert (complaint.status, complaint.answer) == ("in_progress", "We look at it.")
    assert "Still squeals" in text_of(agent.get(complaint.get_absolute_url()))


def test_a_complaint_is_handed_to_a_colleague(store, at, agent, access_of):
    complaint, manager = make_complaint(store, at), access_of(Role.SERVICE_MANAGER).user
    agent.post(reverse("complaint_take", args=[complaint.pk]), {"owner": manager.pk})
    complaint.refresh_from_db()
    assert complaint.owner == manager
    stranger = access_of(Role.TECHNICIAN).user
    page = agent.post(reverse("complaint_take", args=[complaint.pk]), {"owner": stranger.pk})
    assert "owner" in page.context["form"].errors


@pytest.mark.parametrize("address", ["call_detail", "call_take", "call_skip", "call_finish"])
def test_another_stores_call_has_no_page(store, other_store, at, agent, address):
    with scope(store=other_store):
        [theirs] = make_calls(other_store, at, 1)
    body = {"reason": "x", "outcome": "satisfied"}
    method = agent.get if address == "call_detail" else agent.post
    assert method(reverse(address, args=[theirs.pk]), body).status_code == 404


@pytest.mark.parametrize("act", ["detail", "take", "answer", "resolve", "close", "reopen", "escalate"])
def test_another_stores_complaint_has_no_page(store, other_store, at, agent, act):
    with scope(store=other_store):
        theirs = make_complaint(other_store, at)
    body = {"answer": "x", "remedy": "x", "cause": "x", "reason": "x"}
    method = agent.get if act == "detail" else agent.post
    assert method(reverse(f"complaint_{act}", args=[theirs.pk]), body).status_code == 404


@pytest.mark.parametrize("address", ["call_player", "call_list", "complaint_list", "complaint_new"])
def test_a_technician_has_no_business_here(store, client_of, address):
    assert client_of(Role.TECHNICIAN).get(reverse(address)).status_code == 403


@pytest.fixture
def link(store, at):
    """A customer's own browser, which does not say where it comes from, and the path to his survey."""
    task = make_call(store, at)
    url = make_link("s", task.pk, task.customer, by=Access.system(store), at=at)
    browser = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en", "Origin": "null"})
    return browser, "/s/" + url.rsplit("/s/")[1], task


def test_a_customer_answers_in_two_taps_and_is_not_called(link):
    browser, path, task = link
    assert 'name="score"' in text_of(browser.get(path))
    assert browser.post(path, {"score": "5"})["Location"] == path
    assert "Thank you!" in text_of(browser.get(path))
    task.refresh_from_db()
    result = task.results.get()
    assert (task.status, result.attitude, result.outcome, result.through_link) == ("done", 5, "satisfied", True)
    assert result.by is None and not Complaint.objects.exists()


def test_a_bad_answer_by_link_is_a_complaint(link):
    browser, path, task = link
    browser.post(path, {"score": "2", "reasons": ["charge", "delay"]})
    complaint = Complaint.objects.get()
    assert (complaint.category, complaint.words, complaint.task) == ("charge", "charges, delay", task)
    assert "Somebody in charge will call you" in text_of(browser.get(path))


def test_a_survey_is_answered_once(link):
    browser, path, _task = link
    browser.post(path, {"score": "2", "words": "No."})
    browser.post(path, {"score": "5"})
    assert CallResult.objects.get().attitude == 2


@pytest.mark.parametrize("body", [{}, {"score": "6"}, {"score": "1", "reasons": ["weather"]}])
def test_a_survey_without_a_face_asks_again(link, body):
    browser, path, _task = link
    assert browser.post(path, body).context["form"].errors
    assert not CallResult.objects.exists()


def test_a_survey_link_opens_one_survey_and_can_be_closed(link, store, at):
    browser, path, task = link
    assert browser.get("/s/wrong/").status_code == 404
    assert browser.get(path.replace("/s/", "/b/")).status_code == 404
    revoke_links("s", task.pk, by=Access.system(store), at=at)
    assert browser.get(path).status_code == 404


def test_the_survey_is_light_and_needs_no_script(link):
    browser, path, _task = link
    page = browser.get(path)
    assert "<script" not in text_of(page)
    assert (page["Cache-Control"], page["Referrer-Policy"]) == ("no-store", "no-referrer")
    assert "noindex" in page["X-Robots-Tag"]


def test_another_stores_call_is_not_there_to_skip(other_store, at, agent):
    with scope(store=other_store):
        theirs = make_call(other_store, at)
    address = reverse("call_skip", args=[theirs.pk])
    assert [agent.get(address).status_code, agent.post(address).status_code] == [404, 404]


def test_the_player_itself_takes_no_answer(agent):
    assert agent.post(reverse("call_player")).status_code == 405


@pytest.mark.parametrize("kind", OUTCOMES)
def test_the_keys_of_the_tiles_count_from_one_and_are_those_of_the_hint(store, at, agent, kind):
    source = make_asked(store, at + timedelta(hours=3), at).pk if kind == "silent_confirmation" else 1
    make_call(store, at, kind=kind, source_id=source)
    agent.post(reverse("call_next"))
    shown = text_of(agent.get(reverse("call_player")))
    offered = len(OUTCOMES[kind])
    assert re.findall(r'data-outcome-key="(.*?)"', shown) == [str(n) for n in range(1, offered + 1)]
    assert f"Keys: 1 to {offered} choose" in shown
