"""One caller, several telephones and lines; the bell; open questions; the wall (SERVICE-R2, R22, D1, N1)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import lines
from appointments.actions.calls import call_back, log_call, note_call, open_call, reply_to_question
from appointments.models.calls import PhoneCall
from appointments.models.lines import PhoneLine
from appointments.presenters.hotline import wall
from appointments.rules import calls as rules
from core.errors import Refused
from tests.factories.accounts import make_user
from tests.factories.appointments import clerk, make_call
from tests.factories.customers import owner_of

pytestmark = pytest.mark.usefixtures("frozen")
NUMBER, OTHER = "13800138001", "13900139002"
HIDDEN = ["", "anonymous", "匿名"]


def seconds(n):
    return timedelta(seconds=n)


@pytest.fixture
def event(by, at):
    """An event of the telephone system, some seconds after the start."""
    return lambda name, after, **facts: log_call(
        by=by, at=at, event=name, happened_at=at + seconds(after), **{"external_id": "c1", "number": NUMBER, **facts}
    )


@pytest.fixture
def boss(store):
    return Access.of(make_user(Role.SERVICE_MANAGER, store=store, username="boss@line"), [Role.SERVICE_MANAGER], store)


def owed() -> set[int]:
    return set(PhoneCall.objects.owed().values_list("pk", flat=True))


# ── one person ────────────────────────────────────────────────────────────────────────────────
def test_calling_back_settles_all_his_missed_calls(store, car, by, at):
    customer = owner_of(car)
    his = [make_call(store, at - seconds(n), number="13800138000", customer=customer) for n in (0, 60)]
    his.append(make_call(store, at, number=OTHER, customer=customer))
    other = make_call(store, at, number="13700137000")
    call_back(his[0], by=by, at=at, reached=False)
    assert len(owed()) == 4
    call_back(his[1], by=by, at=at, reached=True)
    assert owed() == {other.pk}


def test_a_number_that_is_written_differently_is_the_same_caller(store, by, at):
    calls = [make_call(store, at, number=number) for number in ("+85223456789", "02168881234")]
    call_back(make_call(store, at, number="02168881234"), by=by, at=at, reached=True)
    assert owed() == {calls[0].pk}
    log_call(by=by, at=at + seconds(9), event="answer", external_id="c9", number="00852 2345 6789")
    assert owed() == set()


def test_who_calls_from_another_number_of_his_is_owed_nothing(store, car, by, at):
    make_call(store, at, number=OTHER, customer=owner_of(car))
    log_call(by=by, at=at + seconds(60), event="answer", external_id="c9", number="13800138000")
    assert owed() == set()


@pytest.mark.parametrize("number", HIDDEN)
def test_hidden_callers_are_never_one_person(store, by, at, number):
    first, second = (make_call(store, at, number=number or "-") for _n in range(2))
    PhoneCall.objects.update(number=number)
    first.refresh_from_db()
    assert (first.is_hidden, list(PhoneCall.objects.of_caller(first))) == (True, [first])
    assert set(PhoneCall.objects.hidden()) == {first, second}
    assert PhoneCall.objects.all().counted()["hidden"] == 2


# ── legs and the order of events ──────────────────────────────────────────────────────────────
LEGS = [("ring", 0, "a"), ("ring", 0, "b"), ("answer", 8, "b"), ("hang_up", 8, "a"), ("hang_up", 90, "b")]


@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (3, 0, 4, 1, 2), (0, 3, 1, 3, 2, 2, 4, 4)])
def test_telephones_that_ring_together_are_one_call_in_any_order(event, at, order):
    for n in order:
        name, after, leg = LEGS[n]
        call = event(name, after, leg=leg)
    times = (call.rang_at, call.answered_at, call.ended_at)
    assert times == (at, at + seconds(8), at + seconds(90))
    assert (PhoneCall.objects.count(), owed()) == (1, set())


def test_a_telephone_that_stops_ringing_misses_nobody_while_another_rings(event):
    event("ring", 0, leg="a")
    event("ring", 0, leg="b")
    assert event("hang_up", 20, leg="a").is_missed is False
    assert event("hang_up", 25, leg="b").is_owed is True


def test_a_call_that_rings_on_takes_the_notice_back(event):
    event("ring", 0, leg="a")
    event("hang_up", 20, leg="a")
    waiting = partial(Notice.objects.waiting().filter(kind="call_missed").count)
    assert waiting() == 1
    assert event("ring", 21, leg="b").is_owed is False
    assert waiting() == 0


def test_an_engaged_line_is_a_missed_call(event, by, at):
    call = event("busy", 0)
    assert (call.engaged, call.is_owed, PhoneCall.objects.all().counted()["engaged"]) == (True, True, 1)
    answered = event("answer", 5, leg="b")
    assert (answered.engaged, answered.is_owed) == (False, False)


def test_the_database_knows_that_an_engaged_line_answers_nobody(event):
    call = event("answer", 1)
    with pytest.raises(IntegrityError, match="an_engaged_line"), transaction.atomic():
        PhoneCall.objects.filter(pk=call.pk).update(engaged=True)


def test_a_call_from_before_keeps_its_times(store, by, at):
    call = make_call(store, at, number=NUMBER, external_id="old", answered_at=at + seconds(3), ended_at=None)
    ended = log_call(by=by, at=at, event="hang_up", external_id="old", happened_at=at + seconds(50))
    assert (ended.pk, ended.answered_at, ended.ended_at) == (call.pk, at + seconds(3), at + seconds(50))


def test_a_note_ends_the_call_and_the_true_end_comes_late(event, by, at):
    noted = note_call(event("answer", 0), by=by, at=at + seconds(120), reason="question")
    assert noted.ended_at == at + seconds(120)
    assert event("hang_up", 100).ended_at == at + seconds(100)


# ── lines ─────────────────────────────────────────────────────────────────────────────────────
def test_a_call_names_the_line_that_was_dialled(event, boss, at):
    line = lines.add_line(by=boss, at=at, number="021-6888 1234", label="救援")
    assert [event("ring", 0, external_id=name, line=dialled).line for name, dialled in LINES] == [line, line, None]
    assert PhoneCall.objects.get(external_id="c").dialled == "4008001234"


LINES = [("a", "02168881234"), ("b", "+86 21 68881234"), ("c", "4008001234")]


def test_documents_show_the_chosen_line(store, boss, at):
    first, second = (lines.add_line(by=boss, at=at, number=n, label=n[-4:]) for n in ("021-68881234", "021-68885678"))
    assert lines.add_line(by=boss, at=at, number="021 68881234", label="1234") == first
    with pytest.raises(Refused, match="is the line"):
        lines.add_line(by=boss, at=at, number="021 68881234", label="预约")
    lines.print_line(second, by=boss, at=at)
    store.refresh_from_db()
    assert store.phone == "02168885678"
    with pytest.raises(Refused, match="choose another"):
        lines.use_line(second, by=boss, at=at, in_use=False)
    closed = lines.use_line(first, by=boss, at=at, in_use=False)
    assert lines.use_line(closed, by=boss, at=at, in_use=False).in_use is False
    with pytest.raises(Refused, match="not in use"):
        lines.print_line(closed, by=boss, at=at)
    assert lines.use_line(closed, by=boss, at=at, in_use=True).in_use is True


def test_the_reasons_of_lines(store):
    line = PhoneLine(store=store, number="02168881234", number_folded="+862168881234", label="x")
    found = [rules.why_not_line(n) for n in ("021-68881234", "801")]
    found += [rules.why_not_add_line(None), rules.why_not_add_line(line)]
    found += [rules.why_not_print(line), rules.why_not_print(PhoneLine(in_use=False))]
    found += [rules.why_not_withdraw(line, ""), rules.why_not_withdraw(line, "021-68881234")]
    assert [bool(why) for why in found] == [False, True] * 4


# ── open questions ────────────────────────────────────────────────────────────────────────────
def test_a_question_stays_open_until_it_is_answered(event, by, at):
    call = note_call(event("answer", 0), by=by, at=at, reason="question", note="有没有货", stays_open=True)
    assert list(PhoneCall.objects.open_questions()) == [call]
    with pytest.raises(Refused, match="write down the answer"):
        note_call(call, by=by, at=at, reason="question", stays_open=False)
    replied = reply_to_question(call, by=by, at=at + seconds(60), reply="周五到货")
    assert reply_to_question(call, by=by, at=at + seconds(90), reply="周五到货").replied_at == replied.replied_at
    with pytest.raises(Refused, match="has answered it"):
        reply_to_question(call, by=by, at=at, reply="没有")
    assert list(PhoneCall.objects.open_questions()) == []


def test_only_a_question_is_answered(event, by, at):
    call = event("answer", 0)
    assert rules.why_not_settle_question(call, False) is None
    with pytest.raises(Refused, match="No question"):
        reply_to_question(call, by=by, at=at, reply="x")
    assert rules.why_not_reply(PhoneCall(asked_at=at)) is None


def test_open_questions_on_pages(client_of, store, by, at):
    page = client_of(Role.HOTLINE_CLERK)
    sent = {"number": NUMBER, "event": "answer", "reason": "question", "note": "有货吗", "stays_open": "on"}
    page.post(reverse("phone_call_new"), sent)
    call = PhoneCall.objects.get()
    PhoneCall.objects.update(asked_at=at - timedelta(hours=2))
    listed = page.get(reverse("phone_call_list"), {"state": "question"})
    assert [row.question_late for row in listed.context["page_obj"]] == [True]
    assert "有货吗" in page.get(reverse("phone_call_reply", args=[call.pk])).content.decode()
    assert page.post(reverse("phone_call_reply", args=[call.pk]), {"reply": "有"}).status_code == 302
    assert PhoneCall.objects.get().reply == "有"


# ── the bell ──────────────────────────────────────────────────────────────────────────────────
def test_the_bell_rings_while_the_call_is_there(client_of, event, car):
    page, address = client_of(Role.HOTLINE_CLERK), reverse("phone_bell")
    assert page.get(address).status_code == 204
    call = event("ring", 0, number="13800138000")
    shown = page.get(address).content.decode()
    assert ("王女士" in shown, "138 0013 8000" in shown, "I take it" in shown) == (True, True, True)
    answer = page.post(reverse("phone_call_open", args=[call.pk]))
    assert answer["Location"] == f"{reverse('booking')}?q=13800138000&phone=13800138000&call={call.pk}"
    assert "Back to my caller" in page.get(address).content.decode()
    event("hang_up", 20)
    assert page.get(address).status_code == 204


def test_the_others_see_who_has_the_caller(client_of, event, at, store):
    colleague = clerk(store)
    open_call(event("ring", 0), by=colleague, at=at)
    page = client_of(Role.SERVICE_ADVISOR)
    call = PhoneCall.objects.get()
    assert f"{colleague.user} has this caller" in page.get(reverse("phone_bell")).content.decode()
    assert page.post(reverse("phone_call_open", args=[call.pk])).status_code == 409
    assert event("answer", 5).taken_by == colleague.user


def test_the_reason_against_a_second_clerk(event, by, at, store):
    call = event("ring", 0)
    assert rules.why_not_open(call, by) is None
    taken = open_call(call, by=by, at=at)
    assert open_call(taken, by=by, at=at + seconds(5)).opened_at == at
    second = make_user(Role.HOTLINE_CLERK, store=store, username="second@clerk")
    other = Access.of(second, [Role.HOTLINE_CLERK], store)
    assert "has this caller" in rules.why_not_open(taken, other)


def test_a_hidden_caller_opens_the_desk_without_a_number(client_of, event):
    call = event("ring", 0, number="anonymous")
    page = client_of(Role.HOTLINE_CLERK)
    assert "Number hidden" in page.get(reverse("phone_bell")).content.decode()
    answer = page.post(reverse("phone_call_open", args=[call.pk]))
    assert answer["Location"] == f"{reverse('booking')}?call={call.pk}"


def test_calls_by_hand_and_old_ones_do_not_ring(client_of, event, by, at):
    log_call(by=by, at=at, event="answer", number=NUMBER, reason="booking")
    event("ring", -16 * 60)
    assert client_of(Role.HOTLINE_CLERK).get(reverse("phone_bell")).status_code == 204


def test_the_bell_asks_one_statement_of_its_own(client_of, event, django_assert_max_num_queries):
    page = client_of(Role.HOTLINE_CLERK)
    for n in range(3):
        event("ring", 0, external_id=f"c{n}")
    page.get(reverse("phone_bell"))
    with django_assert_max_num_queries(4):
        page.get(reverse("phone_bell"))


def test_only_those_who_take_calls_have_the_bell(client_of):
    assert 'id="bell"' in client_of(Role.HOTLINE_CLERK).get(reverse("booking")).content.decode()
    assert 'id="bell"' not in client_of(Role.SERVICE_MANAGER).get(reverse("booking")).content.decode()


# ── the wall ──────────────────────────────────────────────────────────────────────────────────
def test_the_wall_says_who_waits_and_how_the_day_goes(client_of, event, by, at, store):
    event("ring", -30)
    event("ring", -100, external_id="c2")
    event("answer", -95, external_id="c2")
    event("busy", -60, external_id="c3", number=OTHER)
    event("hang_up", -50, external_id="c4", number="anonymous")
    facts = wall(by, at)
    assert (facts["waiting"], facts["longest"], facts["quick"], facts["owed"]) == (1, 30, 100, 1)
    assert {name: facts["counts"][name] for name in ("rang", "engaged", "hidden")} == {
        "rang": 4,
        "engaged": 1,
        "hidden": 1,
    }
    page = client_of(Role.HOTLINE_CLERK).get(reverse("phone_call_list"), {"wall": "1"}).content.decode()
    assert ("Longest wait" in page, NUMBER in page, "topbar" in page) == (True, False, False)


def test_lines_on_pages_and_in_the_api(client_of, api_of, store):
    page, api = client_of(Role.SERVICE_MANAGER), api_of(Role.SERVICE_MANAGER)
    page.post(reverse("line_list"), {"number": "021-68881234", "label": "救援"})
    line = PhoneLine.objects.get()
    page.post(reverse("line_print", args=[line.pk]))
    assert "Documents, messages and customer pages show" in page.get(reverse("line_list")).content.decode()
    page.post(reverse("line_withdraw", args=[line.pk]))
    made = api.post("/phone-lines/", {"number": "021-68885678", "label": "预约"}).json()["id"]
    acts = [api.post(f"/phone-lines/{made}/{act}/").json()["in_use"] for act in ("withdraw", "use", "print")]
    assert (acts, PhoneLine.objects.get(pk=line.pk).in_use) == ([False, True, True], True)
    page.post(reverse("line_withdraw", args=[line.pk]))
    page.post(reverse("line_use", args=[line.pk]))
    assert PhoneLine.objects.get(pk=line.pk).in_use is True
