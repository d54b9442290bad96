"""The SMS channel against the gateway of this machine: taken, refused, in doubt, and what the receipts say (P3)."""

import json
from datetime import UTC, datetime

import pytest
from django.test import Client
from django_scopes import scope

from accounts.access import Access
from core import signatures
from customers import channels, rules, sms
from customers.actions import messages, outbox, proofs
from customers.models.messages import Message
from customers.settings import CODES_A_NUMBER
from tests.customers.gateways import BROKEN, NOT_REACHED, REACHED, REFUSED, SECRET, SILENT, gateway
from tests.factories.customers import make_customer

S = Message.Status
AT = datetime(2019, 6, 3, 9, 0, tzinfo=UTC)


@pytest.fixture
def there(settings):
    with gateway(settings) as running:
        settings.MESSAGE_CHANNELS, settings.DEMO = ["sms"], False
        yield running


def test_a_text_that_is_taken_is_signed_and_carries_our_reference(there):
    sms.send("r1", REACHED, "您好")
    [text] = there.texts
    assert (text["reference"], text["to"], text["text"]) == ("r1", f"+86{REACHED}", "【示范】您好")


@pytest.mark.parametrize(("number", "answer"), [(REFUSED, channels.NotTaken), (SILENT, channels.Doubtful)])
def test_a_no_is_definite_and_a_silence_leaves_a_doubt(there, number, answer):
    with pytest.raises(answer):
        sms.send("r1", number, "您好")


def test_a_line_that_breaks_after_it_was_taken_leaves_a_doubt(there):
    with pytest.raises(channels.Doubtful):
        sms.send("r1", BROKEN, "您好")
    assert len(there.texts) == 1


def test_a_wrong_secret_is_a_definite_no(there, settings):
    settings.SMS_SECRET = "another"
    with pytest.raises(channels.NotTaken):
        sms.send("r1", REACHED, "您好")


def test_a_gateway_that_is_away_has_surely_taken_nothing(settings):
    settings.SMS_URL, settings.DEMO = "http://127.0.0.1:1/", False
    with pytest.raises(channels.NotTaken):
        sms.send("r1", REACHED, "您好")


def test_the_demo_sends_to_no_other_machine(settings):
    settings.SMS_URL, settings.DEMO = "http://sms.example/", True
    with pytest.raises(channels.NotTaken, match="this machine only"):
        sms.send("r1", REACHED, "您好")


@pytest.mark.parametrize("limit", ["SMS_A_MINUTE", "SMS_A_NUMBER_A_DAY"])
def test_above_the_limits_nothing_leaves(there, settings, limit):
    setattr(settings, limit, 1)
    sms.send("r1", REACHED, "您好")
    with pytest.raises(channels.NotTaken, match="too many"):
        sms.send("r2", REACHED, "您好")
    assert len(there.texts) == 1


@pytest.mark.parametrize(
    ("phone", "way"), [(REACHED, ("sms", REACHED)), ("02168881234", ("sms", "")), ("", ("sms", ""))]
)
def test_texts_go_to_mobile_numbers(there, store, phone, way):
    assert channels.way_to(make_customer(store, phone=phone)) == way


def plan(store, number) -> Message:
    facts = {"purpose": "day", "source_id": 1, "subject": "明天", "body": "明天见", "due_at": AT}
    return messages.send(make_customer(store, phone=number), by=Access.system(store), at=AT, **facts)


def sent(message) -> str:
    claimed = outbox.claim(at=AT)
    assert claimed == message
    with scope(store=message.store):
        outbox.dispatch(claimed, at=AT)
    return now_of(message)


def now_of(message) -> str:
    message.refresh_from_db()
    return message.status


def report(message, state, *, secret=SECRET, reason="") -> int:
    body = json.dumps({"reference": message.reference, "state": state, "reason": reason}).encode()
    headers = {"X-Signature": signatures.signed(secret, body)}
    return Client().post("/sms/receipts/", body, content_type="application/json", headers=headers).status_code


@pytest.mark.parametrize(
    ("number", "after_sending", "state", "after_receipt"),
    [
        (REACHED, S.ACCEPTED, "delivered", S.DELIVERED),
        (NOT_REACHED, S.ACCEPTED, "failed", S.FAILED),
        (SILENT, S.UNKNOWN, "delivered", S.DELIVERED),
        (BROKEN, S.UNKNOWN, "failed", S.FAILED),
    ],
)
def test_a_receipt_says_what_became_of_a_text_and_settles_a_doubt(
    there, store, number, after_sending, state, after_receipt
):
    message = plan(store, number)
    assert sent(message) == after_sending
    assert [report(message, state, reason="off") for _time in range(2)] == [204, 204]
    assert now_of(message) == after_receipt
    assert message.reason == ("off" if state == "failed" else "")


def test_a_receipt_may_come_before_the_answer(there, store):
    message = plan(store, REACHED)
    claimed = outbox.claim(at=AT)
    report(message, "delivered")
    with scope(store=store):
        outbox.dispatch(claimed, at=AT)
    assert now_of(message) == S.DELIVERED


def test_a_refused_text_is_tried_again(there, store):
    message = plan(store, REFUSED)
    assert sent(message) == S.PLANNED
    assert message.due_at > AT


@pytest.mark.parametrize("body", ["", "[]", '{"reference": "x"}', '{"reference": "x", "state": "lost"}'])
def test_a_receipt_that_cannot_be_read_is_refused(there, db, body):
    headers = {"X-Signature": signatures.signed(SECRET, body.encode())}
    answer = Client().post("/sms/receipts/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 403


def test_a_receipt_that_the_gateway_did_not_sign_moves_nothing(there, store):
    message = plan(store, REACHED)
    sent(message)
    assert report(message, "failed", secret="guessed") == 403
    assert now_of(message) == S.ACCEPTED


def test_a_receipt_of_something_else_is_read_and_dropped(there, db):
    body = json.dumps({"reference": "nothing of ours", "state": "delivered"}).encode()
    headers = {"X-Signature": signatures.signed(SECRET, body)}
    answer = Client().post("/sms/receipts/", body, content_type="application/json", headers=headers)
    assert answer.status_code == 204


def test_each_reason_against_a_code_stands_and_falls(store, at):
    proof = proofs.ask_code(REACHED, by=Access.customer(store), at=at, address="10.0.0.1").proof
    assert rules.why_not_mobile(REACHED) is None and rules.why_not_mobile("02168881234")
    assert rules.why_not_enter(proof, at) is None and rules.why_not_enter(proof, proof.code_until)
    assert rules.why_not_code("x", "y", store, at) is None
    for _time in range(CODES_A_NUMBER.default - 1):
        proofs.ask_code(REACHED, by=Access.customer(store), at=at, address="10.0.0.1")
    assert rules.why_not_code(proof.sought_hash, "y", store, at)
