"""The customer's answer to extra work: what he did not say is not authorised (promise P10)."""

from collections import Counter
from copy import deepcopy
from urllib.parse import urlsplit

import pytest

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.roles import Role
from core.errors import Refused
from customers.actions.links import make_link
from customers.models.people import CustomerPhone
from pricing.perms import EstimatePerm
from service.actions.extra import answer_extra_work
from service.models.orders import RepairOrder
from service.notices import OrderNotice
from service.rules import work
from tests.examples.common import built_for_a_module
from tests.factories import service
from tests.factories.statuses import put
from tests.moments import MONDAY

SAID_NOTHING = [{}, {"approved": []}, {"declined": []}, {"approved": [], "declined": []}]


@pytest.fixture(scope="module")
def common_extra(common_workshop, django_db_blocker):
    """Extra work on a car in the workshop, and the customer is asked."""

    def ask(store):
        return service.ask(service.make_in_work(store, MONDAY), MONDAY, parts=1)

    with django_db_blocker.unblock(), built_for_a_module(ask) as extra:
        yield extra


@pytest.fixture
def extra(common_extra, workshop, frozen):
    return deepcopy(common_extra)


def approvals(extra) -> Counter:
    return Counter(extra.estimate.lines.values_list("approval", flat=True))


@pytest.mark.parametrize("said", SAID_NOTHING)
def test_an_answer_that_names_no_line_is_bad_input(extra, api_of, said):
    told = {"extra_work": extra.pk, "channel": "phone", **said}
    answer = api_of(Role.SERVICE_ADVISOR).post(f"/repair-orders/{extra.order_id}/approve/", told)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["approved"])
    assert approvals(extra) == {"waiting": 2}


def test_lines_that_are_not_named_stay_open(extra, api_of):
    labour, part = extra.estimate.lines.order_by("position")
    api, path = api_of(Role.SERVICE_ADVISOR), f"/repair-orders/{extra.order_id}/approve/"
    assert api.post(path, {"approved": [labour.pk], "channel": "phone"}).status_code == 200
    assert approvals(extra) == {"approved": 1, "waiting": 1}
    extra.refresh_from_db()
    assert extra.answered_at is None
    assert api.post(path, {"declined": [{"line": part.pk}], "channel": "phone"}).status_code == 200
    assert approvals(extra) == {"approved": 1, "declined": 1}


def test_the_same_answer_again_is_no_second_answer(extra, api_of):
    labour = extra.estimate.lines.order_by("position").first()
    api, path = api_of(Role.SERVICE_ADVISOR), f"/repair-orders/{extra.order_id}/approve/"
    for _time in range(2):
        assert api.post(path, {"approved": [labour.pk], "channel": "phone"}).status_code == 200
    answers = Activity.objects.filter(verb="answer extra work", subject_id=extra.order_id)
    assert (answers.count(), approvals(extra)) == (1, {"approved": 1, "waiting": 1})
    assert Notice.objects.filter(kind=OrderNotice.EXTRA_APPROVED).count() == 1


def test_the_act_itself_refuses_silence(extra, workshop, at):
    with pytest.raises(Refused) as refused:
        answer_extra_work(extra, by=service.advisor(workshop), at=at, approved=[], channel="phone")
    assert refused.value.field == "approved"
    assert approvals(extra) == {"waiting": 2}


def test_an_answer_names_a_line():
    assert work.why_not_silent([], {}) == "Answer at least one line."
    assert work.why_not_silent([1], {}) is work.why_not_silent([], {1: ""}) is None


def test_a_page_without_an_answer_says_so_at_the_form(extra, client_of):
    address = f"/orders/{extra.order_id}/extra-work/{extra.pk}/"
    page = client_of(Role.SERVICE_ADVISOR).post(address, {"channel": "phone"})
    assert (page.status_code, "Answer at least one line." in page.text) == (200, True)
    assert approvals(extra) == {"waiting": 2}


def test_who_asked_learns_at_once_what_the_customer_answered_by_link(extra, workshop, at):
    labour, part = extra.estimate.lines.order_by("position").values_list("pk", flat=True)
    by = Access.customer(workshop, EstimatePerm.ESTIMATE_APPROVE)
    answer_extra_work(extra, by=by, at=at, approved=[labour], declined={part: ""}, channel="link")
    notice = Notice.objects.waiting().filter(to_user=extra.order.advisor).latest("pk")
    assert str(notice) == f"{extra.order.number}: the customer approved 1 and declined 1 lines."


# ── the customer's page, open in two tabs ─────────────────────────────────────────────────────
ANSWERED = "This was answered already, and that answer stands."


@pytest.fixture
def tab(extra, workshop, client):
    """Sends one answer by the customer's link, as a tab does that was opened before any answer."""
    path = urlsplit(make_link("o", extra.order_id, extra.order.customer, by=Access.system(workshop), at=MONDAY)).path
    tail = CustomerPhone.objects.filter(customer=extra.order.customer).first().tail

    def send(*lines: tuple[int, str], digits=tail):
        fields = {f"x{extra.pk}-line_{pk}": answer for pk, answer in lines}
        answer = {"extra": extra.pk, f"x{extra.pk}-digits": digits, **fields}
        return client.post(path, answer, headers={"accept-language": "en"})

    return send


def keys(extra) -> list[int]:
    return list(extra.estimate.lines.order_by("position").values_list("pk", flat=True))


@pytest.mark.parametrize("late", ["decline", "approve", ""])
@pytest.mark.parametrize(("first", "stands"), [("approve", "approved"), ("decline", "declined")])
def test_a_second_tab_says_that_it_was_answered_and_which_answer_stands(extra, tab, late, first, stands):
    assert tab(*((pk, first) for pk in keys(extra))).status_code == 302
    second = tab(*((pk, late) for pk in keys(extra)), digits="")
    assert (second.status_code, ANSWERED in second.text) == (409, True)
    assert second.text.count(f"<dd>{stands} ·") == 2
    assert approvals(extra) == {stands: 2}


def test_a_second_tab_does_not_turn_the_answer_to_one_line(extra, tab):
    labour, part = keys(extra)
    assert tab((labour, "approve")).status_code == 302
    second = tab((labour, "decline"), (part, "approve"))
    assert (second.status_code, "was already answered." in second.text) == (409, True)
    assert approvals(extra) == {"approved": 1, "waiting": 1}
    assert tab((labour, "approve"), (part, "decline")).status_code == 302
    assert approvals(extra) == {"approved": 1, "declined": 1}


def test_a_second_tab_of_a_car_that_is_ready_says_that_it_was_answered(extra, tab):
    tab(*((pk, "decline") for pk in keys(extra)))
    put(RepairOrder.objects.filter(pk=extra.order_id), status="ready", ready_at=MONDAY)
    second = tab(*((pk, "approve") for pk in keys(extra)))
    assert (second.status_code, ANSWERED in second.text) == (409, True)


def test_an_advisors_late_page_does_not_turn_the_answer_to_one_line(extra, tab, client_of):
    labour, part = keys(extra)
    tab((labour, "approve"))
    fields = {f"line_{labour}": "decline", f"line_{part}": "approve", "channel": "phone"}
    page = client_of(Role.SERVICE_ADVISOR).post(f"/orders/{extra.order_id}/extra-work/{extra.pk}/", fields)
    assert page.status_code == 409
    assert approvals(extra) == {"approved": 1, "waiting": 1}


def test_what_is_no_extra_work_of_the_order_is_not_there(extra, workshop, client):
    path = urlsplit(make_link("o", extra.order_id, extra.order.customer, by=Access.system(workshop), at=MONDAY)).path
    assert [client.post(path, {"extra": pk}).status_code for pk in ("", "x", extra.pk + 1)] == [404, 404, 404]
