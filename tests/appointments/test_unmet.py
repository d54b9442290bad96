"""Services that we lack: written down, ranked, decided (SERVICE-R44)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Access
from accounts.models.lists import PickItem
from accounts.roles import Role
from appointments.actions.unmet import decide_unmet, log_unmet
from appointments.metrics import unmet
from appointments.models.unmet import KINDS, UnmetDecision, UnmetRequest
from appointments.rules.unmet import same_today, why_not_decide, why_not_kind, why_not_log
from core.errors import Refused
from tests.factories.accounts import make_user
from tests.factories.appointments import make_call
from tests.factories.customers import owner_of

pytestmark = pytest.mark.usefixtures("frozen")
NUMBER = "13800138001"


def kind(code="tyres"):
    return PickItem.objects.of(KINDS).get(code=code)


def log(by, at, code="tyres", **facts):
    return log_unmet(by=by, at=at, kind=kind(code), **{"words": "米其林没有吗", "number": NUMBER, **facts})


@pytest.fixture
def boss(store):
    return Access.of(make_user(Role.SERVICE_MANAGER, store=store, username="boss@unmet"), [Role.SERVICE_MANAGER], store)


def test_who_asked_is_known_by_number_or_by_car_or_not_at_all(car, by, at):
    named = log(by, at, number="138 0013 8000")
    by_car = log(by, at, "tuning", number="", vehicle=car)
    nobody = log(by, at, "tyres", number="")
    assert [named.customer, by_car.customer, nobody.customer] == [owner_of(car), owner_of(car), None]
    assert (named.number_folded, nobody.number, nobody.logged_by) == ("+8613800138000", "", by.user)


def test_the_number_of_the_call_is_the_caller(store, by, at):
    call = make_call(store, at, number=NUMBER)
    assert log(by, at, number="", call=call).number_folded == "+8613800138001"


def test_a_caller_counts_once_a_day(by, at):
    first = log(by, at, value=Decimal("800.00"))
    assert log(by, at + timedelta(hours=1), value=Decimal("800.00")) == first
    with pytest.raises(Refused, match="He counts once"):
        log(by, at, words="还要别的")
    log(by, at + timedelta(days=1))
    log(by, at, "tuning")
    assert UnmetRequest.objects.count() == 3


def test_callers_without_a_number_are_not_one_person(by, at):
    log(by, at, number="")
    log(by, at, number="")
    assert UnmetRequest.objects.count() == 2


def test_the_same_caller_is_found_by_number_only(store, by, at):
    first = log(by, at)
    assert [same_today(store, kind(), number, at) for number in (NUMBER, "", "anonymous")] == [first, None, None]
    assert why_not_log(None) is None
    assert "once" in why_not_log(first)


def test_only_kinds_of_the_list_are_logged(by, at):
    other = PickItem.objects.of("payment_method").first()
    assert why_not_kind(kind()) is None
    with pytest.raises(Refused, match="no kind"):
        log_unmet(by=by, at=at, kind=other, words="x")


def test_kinds_are_ranked_by_how_often_and_then_by_what_they_cost(by, at):
    log(by, at, "hours", number="", value=Decimal("100"))
    log(by, at, "tuning", number="", value=Decimal("9000"))
    for _n in range(2):
        log(by, at, "tyres", number="")
    rows = [(row["kind__code"], row["times"], row["lost"]) for row in UnmetRequest.objects.ranked()]
    assert rows == [("tyres", 2, None), ("tuning", 1, Decimal("9000")), ("hours", 1, Decimal("100"))]


def test_the_metric_counts_the_rows_of_its_days(store, by, at):
    log(by, at)
    log(by, at - timedelta(days=40), number="")
    day = store.today(at)
    assert unmet(day, day, at).count() == 1


# ── decisions ─────────────────────────────────────────────────────────────────────────────────
def test_a_manager_decides_and_may_decide_anew(boss, at):
    first = decide_unmet(kind(), by=boss, at=at, answer="refer", refer_to="城东轮胎店", reason="不做")
    again = decide_unmet(kind(), by=boss, at=at, answer="refer", refer_to="城东轮胎店", reason="不做")
    second = decide_unmet(kind(), by=boss, at=at, answer="offer", reason="下月进货", seen=first.pk)
    assert (first, str(first)) == (again, "refer the customer: 城东轮胎店")
    assert UnmetDecision.objects.latest_by_kind() == {kind().pk: second}


def test_nobody_overwrites_a_decision_he_has_not_seen(boss, at):
    decide_unmet(kind(), by=boss, at=at, answer="never", reason="没有利润")
    with pytest.raises(Refused, match="decided meanwhile"):
        decide_unmet(kind(), by=boss, at=at, answer="offer", reason="可以做")


@pytest.mark.parametrize(
    ("answer", "refer_to", "why"),
    [("refer", "", "where customers"), ("offer", "x", "Only a referral"), ("refer", "x", None), ("never", "", None)],
)
def test_only_a_referral_names_where_to(answer, refer_to, why):
    reason = why_not_decide(answer, refer_to, None, None)
    assert reason is None if why is None else why in reason


def test_the_database_names_where_to_for_a_referral_only(boss, store, at):
    facts = {"store": store, "kind": kind(), "reason": "x", "decided_at": at, "decided_by": boss.user}
    with pytest.raises(IntegrityError, match="only_a_referral"), transaction.atomic():
        UnmetDecision.objects.create(answer="refer", **facts)


# ── at the screen ─────────────────────────────────────────────────────────────────────────────
def test_a_clerk_writes_it_down_and_a_manager_decides(client_of, car):
    clerk, manager = client_of(Role.HOTLINE_CLERK), client_of(Role.SERVICE_MANAGER)
    address = f"{reverse('unmet_new')}?phone=13800138000&vehicle={car.pk}&words=要贴膜"
    page = clerk.get(address).content.decode()
    assert "要贴膜" in page
    assert "13800138000" in page
    sent = {"kind": kind("detailing").pk, "words": "要贴膜", "number": "13800138000", "value": "2800"}
    assert clerk.post(address, sent).status_code == 302
    made = UnmetRequest.objects.get()
    assert (made.vehicle, made.customer, made.value) == (car, owner_of(car), Decimal("2800.00"))
    decide = reverse("unmet_decide", args=["detailing"])
    assert clerk.get(decide).status_code == 403
    assert "asked for once" in manager.get(decide).content.decode()
    manager.post(decide, {"answer": "refer", "refer_to": "城东", "reason": "没有工位", "seen": ""})
    assert "refer the customer: 城东" in clerk.get(reverse("unmet_new")).content.decode()
    assert "refer the customer: 城东" in clerk.get(reverse("unmet_list")).content.decode()


def test_a_list_of_nothing_says_so(client_of):
    page = client_of(Role.HOTLINE_CLERK).get(reverse("unmet_list"))
    assert "Nobody has asked in vain" in page.content.decode()


def test_requests_are_found_by_words_and_number(client_of, by, at):
    first, second = log(by, at), log(by, at, "hours", number="", words="夜间保养")
    clerk = client_of(Role.HOTLINE_CLERK)
    found = [list(clerk.get(reverse("unmet_list"), {"q": q}).context["page_obj"]) for q in ("夜间", NUMBER)]
    assert found == [[second], [first]]


def test_the_api_logs_and_decides(api_of, boss):
    clerk, manager = api_of(Role.HOTLINE_CLERK), api_of(Role.SERVICE_MANAGER)
    made = clerk.post("/unmet-requests/", {"kind": "tyres", "words": "米其林", "number": NUMBER, "value": "800.00"})
    assert (made.status_code, made.json()["kind"], made.json()["value"]) == (201, "tyres", "800.00")
    wrong = clerk.post("/unmet-requests/", {"kind": "cash", "words": "x"})
    assert list(wrong.json()["errors"]) == ["kind"]
    decided = manager.post(f"/unmet-kinds/{kind().pk}/decide/", {"answer": "never", "reason": "不做"})
    assert decided.json()["decision"]["answer"] == "never"
    assert clerk.get("/unmet-kinds/").json()["results"][1]["decision"]["reason"] == "不做"


def test_a_decision_that_was_never_made_cannot_have_been_seen():
    assert why_not_decide("offer", "", None, 7) == "Nothing has been decided about it yet."
