"""The log of calls, and calls that are owed one back (SERVICE-R3, SERVICE-D1)."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions.calls import call_back, log_call, note_call
from appointments.models.calls import PhoneCall
from appointments.rules.calls import why_not_call_back, why_not_written
from appointments.settings import CALL_BACK
from core.errors import Refused
from customers.actions import people
from customers.rules import sole_holder
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment
from tests.factories.customers import owner_of

NUMBER = "13800138001"
pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def missed(store, by, at):
    return heard(by, at, "ring", "hang_up")


def heard(by, at, *events, external_id="c1", number=NUMBER):
    for event in events:
        call = log_call(by=by, at=at, number=number, event=event, external_id=external_id)
    return call


def waiting(call) -> int:
    return Notice.objects.waiting().filter(to_role=Role.HOTLINE_CLERK, subject_id=call.pk).count()


def owed() -> list[PhoneCall]:
    return list(PhoneCall.objects.owed())


def test_a_call_is_one_row_whatever_the_order_of_its_events(store, car, by, at):
    log = partial(log_call, by=by, at=at, external_id="pbx-1", number="138 0013 8000")
    log(event="answer", happened_at=at + timedelta(seconds=9))
    log(event="ring", happened_at=at)
    log(event="hang_up", happened_at=at + timedelta(seconds=90))
    log(event="hang_up", happened_at=at + timedelta(seconds=99))
    call = PhoneCall.objects.get()
    assert (call.rang_at, call.answered_at, call.ended_at) == (
        at,
        at + timedelta(seconds=9),
        at + timedelta(seconds=90),
    )
    assert (call.customer, call.taken_by) == (owner_of(car), by.user)


def test_a_call_by_hand_has_no_telephone_system(by, at):
    call = log_call(by=by, at=at, event="answer", number="anonymous")
    assert (call.external_id, call.number, call.rang_at, call.answered_at) == ("", "anonymous", at, at)
    noted = note_call(call, by=by, at=at + timedelta(minutes=2), reason="question", note="价格")
    assert (noted.reason, noted.ended_at) == ("question", at + timedelta(minutes=2))


def test_a_number_that_two_share_is_nobodys(store, car, by, at):
    people.add_customer(by=Access.system(store), at=at, name="李先生", phone="13800138000", shared=True)
    assert log_call(by=by, at=at, event="ring", number="13800138000").customer is None


def test_a_caller_is_looked_up_in_the_store_of_his_number(car, by, at, django_assert_num_queries):
    """The index begins with the store, so the number's store is asked for and not the customer's alone."""
    owner = owner_of(car)
    with django_assert_num_queries(1) as asked:
        assert sole_holder("13800138000") == owner
    assert '"customers_customerphone"."store_id" =' in asked.captured_queries[0]["sql"]


# ── what is owed ──────────────────────────────────────────────────────────────────────────────
def test_a_missed_call_is_owed_one_back_and_the_hotline_is_told_once(missed, by, at):
    heard(by, at, "hang_up")
    assert (owed(), missed.is_owed, waiting(missed)) == ([missed], True, 1)


def test_a_call_that_rings_or_shows_no_number_is_owed_nothing(by, at):
    calls = [heard(by, at, "ring", external_id="c2"), heard(by, at, "ring", "hang_up", external_id="c3", number="")]
    calls.append(heard(by, at, "ring", "hang_up", external_id="c4", number="anonymous"))
    assert (owed(), [call.is_owed for call in calls]) == ([], [False, False, False])


def test_an_answer_that_is_told_late_settles_it(missed, by, at):
    heard(by, at, "answer")
    assert (owed(), waiting(missed)) == ([], 0)


def test_whoever_reaches_us_again_is_owed_nothing(missed, by, at):
    other = heard(by, at, "ring", "hang_up", external_id="c5", number="13800138002")
    heard(by, at + timedelta(minutes=3), "answer", external_id="c6")
    missed.refresh_from_db()
    assert (owed(), missed.called_back_by, waiting(missed)) == ([other], by.user, 0)


def test_it_is_overdue_after_ten_minutes(missed, at):
    later = [missed.is_overdue(at + timedelta(minutes=minutes), CALL_BACK.span(missed.store)) for minutes in (10, 11)]
    assert later == [False, True]


# ── calling back ──────────────────────────────────────────────────────────────────────────────
def test_who_was_reached_is_called_back(missed, by, at):
    call = call_back(missed, by=by, at=at, reached=True, reason="question", note=" 问价格 ")
    assert (call.called_back_at, call.called_back_by, call.reason, call.note) == (at, by.user, "question", "问价格")
    assert (owed(), waiting(missed)) == ([], 0)


def test_after_three_tries_nobody_goes_on(missed, by, at):
    tries = [call_back(missed, by=by, at=at, reached=False).called_back_at for _n in range(3)]
    assert (tries, owed()) == ([None, None, at], [])


def test_a_second_clerk_hears_who_called_back(missed, by, at):
    call_back(missed, by=by, at=at, reached=True)
    with pytest.raises(Refused, match="has called back already"):
        call_back(missed, by=by, at=at, reached=True)


@pytest.mark.parametrize(
    ("events", "number", "why"),
    [(("ring",), NUMBER, "still ringing"), (("answer",), NUMBER, "answered"), (("hang_up",), "", "No number")],
)
def test_only_missed_calls_with_a_number_are_called_back(by, at, events, number, why):
    call = heard(by, at, *events, external_id="c7", number=number)
    assert why in why_not_call_back(call)
    with pytest.raises(Refused, match=why):
        call_back(call, by=by, at=at, reached=True)


def test_nothing_stands_against_a_missed_call(missed):
    assert why_not_call_back(missed) is None


def test_a_booking_from_the_call_is_the_call_back(missed, store, shop, car, at):
    make_appointment(store, at, local(24, 10), vehicle=car, call=missed)
    assert owed() == []


def test_the_database_calls_nobody_back_who_was_answered(by, at):
    call = heard(by, at, "answer")
    with pytest.raises(IntegrityError, match="only_missed_calls_are_called_back"), transaction.atomic():
        PhoneCall.objects.filter(pk=call.pk).update(called_back_at=at, called_back_by=by.user)


def test_a_note_on_a_call_that_still_rings_does_not_make_it_a_missed_one(by, at):
    ringing = heard(by, at, "ring", external_id="c9")
    noted = note_call(ringing, by=by, at=at + timedelta(minutes=1), reason="question", note="张先生")
    assert (noted.note, noted.ended_at, noted.is_missed, owed()) == ("张先生", None, False, [])


def test_a_call_rings_for_a_quarter_of_an_hour_at_most(by, at):
    ringing = heard(by, at, "ring", external_id="c9")
    assert [ringing.is_ringing(at + timedelta(minutes=minutes)) for minutes in (0, 14, 15)] == [True, True, False]


def test_a_call_is_written_down_soon_and_not_before_it_came(at):
    found = [why_not_written(at - timedelta(days=days), at) for days in (0, 7, 8, -1)]
    assert [bool(why) for why in found] == [False, False, True, True]


# ── at the screen ─────────────────────────────────────────────────────────────────────────────
def test_a_call_is_written_down_by_hand(client_of):
    clerk = client_of(Role.HOTLINE_CLERK)
    sent = {"number": "138 0013 8001", "event": "answer", "reason": "question", "note": "问价格"}
    assert clerk.post(reverse("phone_call_new"), sent).status_code == 302
    call = PhoneCall.objects.get()
    assert (call.number, call.reason, call.note, call.is_missed) == (NUMBER, "question", "问价格", False)


@pytest.mark.parametrize("page", ["phone_call_new", "phone_call_note", "phone_call_back"])
def test_a_service_that_we_lack_is_written_down_next_with_caller_and_words(client_of, missed, page):
    clerk, about = client_of(Role.HOTLINE_CLERK), {"reason": "not_offered", "note": "钣金喷漆"}
    sent = about | {"number": NUMBER, "event": "answer", "reached": "yes"}
    address = reverse(page, args=[] if page == "phone_call_new" else [missed.pk])
    form = clerk.get(clerk.post(address, sent).url).content.decode()
    assert (str(NUMBER) in form.replace(" ", ""), "钣金喷漆" in form) == (True, True)


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"event": "answer", "number": NUMBER}, "reason"),
        ({"event": "hang_up"}, "number"),
        ({"event": "hang_up", "number": NUMBER, "at": "2026-11-30T10:00"}, "at"),
        ({"event": "hang_up", "number": NUMBER, "at": "2026-11-01T10:00"}, "at"),
    ],
)
def test_what_is_missing_is_said_at_its_field(client_of, sent, field):
    page = client_of(Role.HOTLINE_CLERK).post(reverse("phone_call_new"), sent)
    assert (list(page.context["form"].errors), PhoneCall.objects.count()) == ([field], 0)


def test_who_waits_longest_stands_first(client_of, missed, by, at):
    earlier = heard(by, at - timedelta(minutes=20), "ring", "hang_up", external_id="c8", number="13800138002")
    clerk = client_of(Role.HOTLINE_CLERK)
    page = clerk.get(reverse("phone_call_list") + "?state=owed")
    assert [(call, call.overdue) for call in page.context["page_obj"]] == [(earlier, True), (missed, False)]
    assert "2 missed calls wait to be called back" in clerk.get(reverse("booking")).content.decode()


def test_calling_back_and_noting_on_pages(client_of, missed):
    clerk = client_of(Role.HOTLINE_CLERK)
    back, note = reverse("phone_call_back", args=[missed.pk]), reverse("phone_call_note", args=[missed.pk])
    assert clerk.post(back, {"reached": "no"}).status_code == 302
    assert "1 try so far" in clerk.get(back).content.decode()
    clerk.post(back, {"reached": "yes", "note": "done"})
    assert "has called back already" in clerk.get(back).content.decode()
    assert clerk.post(back, {"reached": "yes"}).status_code == 409
    clerk.post(note, {"reason": "booking", "note": "明天来"})
    missed.refresh_from_db()
    assert (missed.tries, missed.reason, missed.note) == (2, "booking", "明天来")


def test_the_api_calls_back(api_of, missed):
    api = api_of(Role.HOTLINE_CLERK)
    answer = api.post(f"/phone-calls/{missed.pk}/call-back/", {"reached": True, "note": "done"})
    assert (answer.status_code, answer.json()["is_owed"], answer.json()["tries"]) == (200, False, 1)
    assert api.post(f"/phone-calls/{missed.pk}/call-back/", {"reached": True}).status_code == 409
