from datetime import UTC, datetime, timedelta

import pytest
from django.utils.translation import override
from django_scopes import scope, scopes_disabled

from accounts.access import Access
from core.errors import Refused
from customers import channels
from customers.actions import consents, messages, outbox
from customers.actions.messages import Words
from customers.models.links import Link
from customers.models.messages import Message
from customers.models.people import Consent
from customers.tasks import send_due
from tests.factories.customers import make_customer

S = Message.Status
# Long ago, so that what other tests have committed for later is not due here.
AT = datetime(2019, 6, 3, 9, 0, tzinfo=UTC)


class Wire(channels.Channel):
    """A channel that notes what it carries, and answers as it is told."""

    code, label = "wire", "Wire"
    carried: list[channels.Letter] = []
    answer: BaseException | None = None

    def address_of(self, customer):
        return customer.email

    def deliver(self, letter):
        Wire.carried.append(letter)
        if Wire.answer:
            raise Wire.answer


@pytest.fixture(autouse=True)
def wire(settings):
    settings.MESSAGE_CHANNELS = [f"{__name__}.Wire"]
    settings.DEMO = False
    Wire.carried, Wire.answer = [], None
    return Wire


@pytest.fixture
def customer(store):
    return make_customer(store, email="wang@example.com")


def plan(customer, *, purpose="day", source_id=1, due_at=AT, **facts) -> Message:
    by = Access.system(customer.store)
    text = {"subject": "Tomorrow", "body": "See you."}
    return messages.send(
        customer, by=by, at=AT, purpose=purpose, source_id=source_id, due_at=due_at, **{**text, **facts}
    )


def tick(at=AT) -> None:
    """What the worker's tick does, at a moment of the test's choice."""
    outbox.sweep(at=at)
    while message := outbox.claim(at=at):
        with scope(store=message.store):
            outbox.dispatch(message, at=at)


def state(message) -> tuple:
    message.refresh_from_db()
    return message.status, message.attempts


def test_a_due_message_goes_once(customer, wire):
    message = plan(customer)
    tick()
    tick()
    assert [letter.reference for letter in wire.carried] == [message.reference]
    assert state(message) == (S.ACCEPTED, 1)
    assert (message.sent_at, message.lease_until) == (AT, None)


def test_a_message_waits_for_its_hour(customer, wire):
    message = plan(customer, due_at=AT + timedelta(seconds=1))
    tick()
    assert (state(message), wire.carried) == ((S.PLANNED, 0), [])


def test_planning_twice_is_one_message(customer):
    assert plan(customer) == plan(customer)
    assert plan(customer, version=2) != plan(customer)
    assert Message.objects.count() == 2


def test_a_cancelled_message_never_goes(customer, wire):
    message = plan(customer)
    by = Access.system(customer.store)
    assert messages.cancel_messages(["day", "hour"], 1, by=by, at=AT, reason="moved") == 1
    assert messages.cancel_messages(["day"], 2, by=by, at=AT, reason="moved") == 0
    tick()
    assert (state(message), message.reason, wire.carried) == ((S.CANCELLED, 0), "moved", [])


def test_what_has_begun_to_leave_is_not_cancelled(customer):
    plan(customer)
    outbox.claim(at=AT)
    assert messages.cancel_messages(["day"], 1, by=Access.system(customer.store), at=AT, reason="moved") == 0


def test_a_message_that_is_too_late_stays_here(customer, wire):
    message = plan(customer, not_after=AT + timedelta(hours=1))
    tick(AT + timedelta(hours=1, seconds=1))
    assert (state(message), message.reason, wire.carried) == ((S.SKIPPED, 0), "too late", [])


def test_at_the_last_moment_it_still_goes(customer):
    message = plan(customer, not_after=AT + timedelta(hours=1))
    tick(AT + timedelta(hours=1))
    assert state(message) == (S.ACCEPTED, 1)


def test_a_customer_without_address_is_skipped_with_the_reason(store, wire):
    message = plan(make_customer(store))
    assert (message.status, message.reason) == (S.SKIPPED, "no channel reaches this customer")


def test_in_the_demo_he_gets_it_in_the_outbox(store, settings):
    settings.DEMO = True
    message = plan(make_customer(store))
    tick()
    assert (message.channel, state(message)) == ("console", (S.ACCEPTED, 1))


def test_a_channel_that_was_switched_off_sends_nothing(customer, settings, wire):
    message = plan(customer)
    settings.MESSAGE_CHANNELS = []
    tick()
    assert (state(message), wire.carried) == ((S.SKIPPED, 0), [])


def test_marketing_goes_with_consent_only(customer, at):
    by = Access.system(customer.store)
    refused = plan(customer, source_id=1, marketing=True)
    consent = consents.give_consent(customer, by=by, at=at, purpose=Consent.Purpose.MARKETING, channel="wire")
    taken, late = plan(customer, source_id=2, marketing=True), plan(customer, source_id=3, marketing=True)
    assert (refused.status, refused.reason) == (S.SKIPPED, "no consent to advertising")
    outbox.dispatch(outbox.claim(at=AT), at=AT)
    consents.withdraw_consent(consent, by=by, at=at)
    tick()
    assert (state(taken), state(late)) == ((S.ACCEPTED, 1), (S.SKIPPED, 0))


def test_a_consent_keeps_its_first_evidence(customer, at):
    facts = {"by": Access.system(customer.store), "at": at, "purpose": Consent.Purpose.MARKETING, "channel": "wire"}
    given = consents.give_consent(customer, evidence="form 12", **facts)
    for evidence in ("", "form 12"):
        assert consents.give_consent(customer, evidence=evidence, **facts) == given
    with override("en"), pytest.raises(Refused, match="agreed already: “form 12”"):
        consents.give_consent(customer, evidence="form 99", **facts)
    assert customer.consents.get().evidence == "form 12"


def test_a_definite_refusal_goes_again_with_the_same_reference_then_fails(customer, wire):
    message, wire.answer = plan(customer), channels.NotTaken("550 no such user")
    tick()
    assert (state(message), message.due_at) == ((S.PLANNED, 1), AT + timedelta(seconds=60))
    tick(AT + timedelta(seconds=60))
    assert (state(message), message.due_at) == ((S.PLANNED, 2), AT + timedelta(seconds=360))
    tick(AT + timedelta(seconds=360))
    assert (state(message), message.reason, message.sent_at) == ((S.FAILED, 3), "550 no such user", None)
    tick(AT + timedelta(days=1))
    assert {letter.reference for letter in wire.carried} == {message.reference}
    assert len(wire.carried) == 3


def test_a_broken_line_leaves_a_doubt_and_is_not_tried_again(customer, wire):
    message, wire.answer = plan(customer), channels.Doubtful("timed out")
    tick()
    tick(AT + timedelta(days=1))
    assert (state(message), message.reason, len(wire.carried)) == ((S.UNKNOWN, 1), "timed out", 1)
    assert Message.objects.doubtful().get() == message


def test_a_worker_that_dies_half_way_leaves_a_doubt_and_is_not_sent_again(customer, wire):
    message, wire.answer = plan(customer), KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        tick()
    assert state(message) == (S.SENDING, 1)
    wire.answer = None
    tick(AT + timedelta(seconds=120))
    assert state(message) == (S.SENDING, 1)
    tick(AT + timedelta(seconds=121))
    assert (state(message), message.reason) == ((S.UNKNOWN, 1), outbox.STOPPED)
    assert (message.sent_at, len(wire.carried)) == (AT, 1)


def test_the_same_death_sends_twice_when_stale_leases_are_sent_again(customer, wire):
    """The twin of the test above with its guard removed."""
    message, wire.answer = plan(customer), KeyboardInterrupt()
    with pytest.raises(KeyboardInterrupt):
        tick()
    wire.answer = None
    outbox.shift(Message.objects.all(), S.SENDING, S.PLANNED)
    tick()
    assert [letter.reference for letter in wire.carried] == [message.reference] * 2


def test_the_same_death_loses_the_message_when_it_is_marked_before_it_goes(customer, wire, monkeypatch):
    """Another twin: whoever writes "accepted" first says of a lost message that it went."""

    def dies(letter):
        raise KeyboardInterrupt

    message = plan(customer)
    monkeypatch.setattr(Wire, "deliver", lambda self, letter: dies(letter))
    claimed = outbox.claim(at=AT)
    outbox.shift(Message.objects.filter(pk=claimed.pk), S.SENDING, S.ACCEPTED)
    with pytest.raises(KeyboardInterrupt):
        outbox.dispatch(claimed, at=AT)
    assert (state(message), wire.carried) == ((S.ACCEPTED, 1), [])


def test_a_slow_sender_whose_lease_ran_out_clears_the_doubt_himself(customer):
    message = plan(customer)
    claimed = outbox.claim(at=AT)
    outbox.sweep(at=AT + timedelta(seconds=121))
    assert state(message) == (S.UNKNOWN, 1)
    outbox.dispatch(claimed, at=AT)
    assert state(message) == (S.ACCEPTED, 1)


def test_a_doubt_that_a_person_has_settled_stands(customer):
    message = plan(customer)
    claimed = outbox.claim(at=AT)
    outbox.sweep(at=AT + timedelta(seconds=121))
    messages.settle(claimed, by=Access.system(customer.store), at=AT, went=False)
    outbox.dispatch(claimed, at=AT)
    assert (state(message), message.reason) == ((S.FAILED, 1), messages.DID_NOT_GO)


def test_a_move_that_the_table_lacks_is_a_defect(customer):
    plan(customer)
    with pytest.raises(ValueError):
        outbox.shift(Message.objects.all(), S.ACCEPTED, S.PLANNED)


def test_the_oldest_of_all_stores_goes_first(customer, other_store, wire):
    with scope(store=other_store):
        older = plan(make_customer(other_store, email="li@example.com"), due_at=AT - timedelta(minutes=1))
    newer = plan(customer)
    tick()
    assert [letter.reference for letter in wire.carried] == [older.reference, newer.reference]


def test_the_link_is_fresh_at_sending_and_the_row_keeps_its_place(customer, wire, settings):
    settings.PUBLIC_URL = "https://cars.example"
    message = plan(customer, body="Look: {link} {other}", link=("a", 7))
    assert Link.objects.count() == 0
    tick()
    link = Link.objects.get()
    before, url, after = wire.carried[0].body.split(" ")
    token = url.removeprefix("https://cars.example/a/").rstrip("/")
    assert (before, after, Link.hash_of(token)) == ("Look:", "{other}", link.token_hash)
    assert (link.kind, link.subject_id, link.customer) == ("a", 7, customer)
    message.refresh_from_db()
    assert message.body == "Look: {link} {other}"


def test_the_task_sends_what_is_due_in_every_store_without_a_scope(store, other_store, wire):
    for place in (store, other_store):
        with scope(store=place):
            plan(make_customer(place, email="a@example.com"))
    with scopes_disabled():
        send_due()
        assert set(Message.objects.values_list("status", flat=True)) == {S.ACCEPTED}
    assert len(wire.carried) == 2


def test_messages_about_one_thing_are_planned_together_and_once(customer, django_assert_num_queries):
    words = [Words("day", "Tomorrow", "See you. {link}", AT), Words("hour", "Soon", "See you.", AT)]
    about = {"by": Access.system(customer.store), "at": AT, "source_id": 1, "link": ("a", 1)}
    plan(customer, purpose="hour", subject="Known before")
    with django_assert_num_queries(1):
        messages.send_all(customer, words, **about)
    messages.send_all(customer, words, **about)
    rows = Message.objects.order_by("purpose").values_list("purpose", "subject", "link_kind")
    assert list(rows) == [("day", "Tomorrow", "a"), ("hour", "Known before", "")]


def test_outside_the_demo_no_message_is_opened_for_show(customer):
    message = plan(customer, body="{link}", link=("b", 1))
    assert outbox.open_for_show(message, at=AT) == ""


def test_a_link_without_its_document_is_a_defect_and_no_letter(customer, wire):
    message = plan(customer, body="{link}", link=("b", 1))
    message.link_subject_id = None
    with pytest.raises(ValueError, match="no document"):
        outbox.dispatch(message, at=AT)
    assert wire.carried == []
