"""P3 to P6 at any size: each confirmation goes once or stands visibly undone; none that was cancelled or is late goes.

Valkey may be wiped at any moment.

The negative control of P3 stands in `test_messages.py`, those of P5 and P6 here.
"""

import threading
import time
from collections import Counter
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections
from django.test import Client, override_settings
from django.utils.timezone import now
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from customers import rules
from customers.actions import messages, outbox
from customers.models.messages import Message
from tests.concurrency import stage
from tests.concurrency.clients import at_once
from tests.concurrency.test_messages import ENDS, S, count_by_status, plan, rage, rest, shown_as_doubtful, warm_up
from tests.factories.accounts import make_user

pytestmark = pytest.mark.slow
FLUSHED = 0.3  # seconds between wipes at a hundredth of the size; thirty at the full one
_crowd = count(1)


@pytest.mark.promise("P3")
def test_each_confirmation_goes_once_or_stands_visibly_undone(theatre, proof):
    if not proof.full:
        pytest.skip("two thousand of them race in test_messages.py")
    store, environment = theatre
    with stage.MailServer().running() as mail:
        crew = stage.Crew(environment | {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"}, workers=3)
        try:
            warm_up(store, crew, mail)
            plan(store, 4_000, over=timedelta(seconds=60), late=40)
            wiped = rage(crew, seconds=100, wipes=environment["REDIS_URL"], is_over=lambda: False)
            rest(crew, seconds=300)
        finally:
            crew.stop()
    statuses, kills = count_by_status(), sum(crew.kills.values())
    most = max(mail.receipts.values())
    proof.count(messages=4_000, kills=kills, wipes=wiped, most_receipts_a_message=most, **statuses)
    assert (most, statuses.keys() <= ENDS, kills >= 200, wiped >= 10) == (1, True, True, True)
    assert shown_as_doubtful(store) == statuses.get(S.UNKNOWN, 0)
    received, accepted = set(mail.receipts), references(S.ACCEPTED)
    assert (accepted - received, received & references(S.FAILED)) == (set(), set())
    assert received - accepted - references(S.UNKNOWN) == set()
    call_command("checkintegrity")


def references(status: str) -> set[str]:
    return set(Message.objects.filter(status=status).values_list("reference", flat=True))


class Clock(stage.MailServer):
    """Notes when each letter came."""

    def __init__(self):
        super().__init__(moods=False)
        self.came: dict[str, float] = {}

    async def handle_DATA(self, server, session, envelope):
        before = set(self.receipts)
        answer = await super().handle_DATA(server, session, envelope)
        self.came |= dict.fromkeys(set(self.receipts) - before, time.time())
        return answer


@pytest.mark.promise("P4")
def test_nothing_goes_for_what_was_cancelled(theatre, proof):
    """Each is cancelled within two seconds of the moment when it is due."""
    store, environment = theatre
    number, chances = proof.size(1_000, 20), proof.random()
    with Clock().running() as mail:
        crew = stage.Crew(environment | {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"}, workers=2)
        try:
            warm_up(store, crew, mail)
            plan(store, number, over=timedelta(seconds=proof.size(60, 3)))
            rows = [(row.due_at + timedelta(seconds=chances.uniform(-2, 2)), row) for row in Message.objects.all()]
            cancelled = {row.reference: cancel(row, moment) for moment, row in sorted(rows, key=lambda one: one[0])}
            rest(crew, seconds=60)
        finally:
            crew.stop()
    late = [key for key, at in mail.came.items() if key in cancelled and at > cancelled[key] + 1]
    statuses = count_by_status()
    proof.count(acts=number, sent_before=len(mail.came), sent_after=len(late), **statuses)
    assert late == []
    assert statuses.keys() <= {S.CANCELLED, S.ACCEPTED, S.UNKNOWN}
    assert set(mail.came) & references(S.CANCELLED) == set()


def cancel(row: Message, moment) -> float:
    """When the cancellation of this message was committed."""
    time.sleep(max(0, (moment - now()).total_seconds()))
    messages.cancel_messages([row.purpose], row.source_id, by=Access.system(row.store), at=now(), reason="x")
    return time.time()


@pytest.mark.promise("P5")
def test_what_was_too_late_when_the_gateway_came_back_is_not_sent(theatre, proof):
    """Half an hour without a mail server, minute by minute; half of the messages are worth nothing afterwards."""
    number = proof.size(1_000, 20)
    receipts, sent_late = after_an_outage(theatre, number)
    statuses, most = count_by_status(), max(receipts.values(), default=0)
    proof.count(messages=number, received=len(receipts), sent_late=sent_late, most_receipts_a_message=most, **statuses)
    assert (set(receipts) & references(S.SKIPPED), sent_late, most) == (set(), 0, 1)
    assert statuses.keys() <= ENDS


@pytest.mark.negative_control
@pytest.mark.promise("P5")
def test_without_the_look_at_the_clock_some_are_sent_too_late(theatre, monkeypatch):
    monkeypatch.setattr(rules, "why_not_send", lambda message, at: None)
    monkeypatch.setattr(outbox, "sweep", lambda *, at: None)
    assert after_an_outage(theatre, 20)[1] > 0


def after_an_outage(theatre, number: int) -> tuple[Counter, int]:
    """What the mail server received in the end, and how many of it were worth nothing any more."""
    store, begin = theatre[0], now()
    plan(store, number, over=timedelta(minutes=30))
    half = Message.objects.order_by("pk").values_list("pk", flat=True)[::2]
    Message.objects.filter(pk__in=list(half)).update(not_after=begin + timedelta(minutes=29))
    with stage.MailServer(moods=False).running() as mail:
        with mail_at(1):
            for minute in range(30):
                work_off(begin + timedelta(minutes=minute))
        assert not mail.receipts
        with mail_at(mail.port):
            for minute in range(30, 120, 5):
                work_off(begin + timedelta(minutes=minute))
    sent_late = Message.objects.filter(not_after__lt=begin + timedelta(minutes=30), status=S.ACCEPTED).count()
    return mail.receipts, sent_late


def mail_at(port: int):
    """Letters go by SMTP to this port; nobody listens at the first."""
    smtp = {"EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend", "EMAIL_HOST": "127.0.0.1"}
    return override_settings(MESSAGE_CHANNELS=["email"], EMAIL_PORT=port, **smtp)


def work_off(at) -> None:
    outbox.sweep(at=at)
    while message := outbox.claim(at=at):
        outbox.dispatch(message, at=at)


@pytest.mark.promise("P6")
def test_nobody_is_logged_out_and_nothing_lost_while_valkey_is_wiped(theatre, proof):
    """Fifty requests a second of people who are signed in, while everything in Valkey is deleted again and again."""
    seconds = proof.size(1_800, 6)
    told = told_while_wiped(theatre, seconds, every=30 if proof.full else FLUSHED)
    proof.count(seconds=seconds, requests=told.total(), answered=told[200])
    assert told.keys() == {200}
    assert told.total() >= 5 * seconds  # ten a second are asked for, and this is no measurement


@pytest.mark.negative_control
@pytest.mark.promise("P6")
def test_sessions_that_stand_in_valkey_alone_are_lost(theatre):
    with override_settings(SESSION_ENGINE="django.contrib.sessions.backends.cache"):
        assert 302 in told_while_wiped(theatre, 2, every=FLUSHED)


def told_while_wiped(theatre, seconds: int, *, every: float) -> Counter:
    """How often five people, ten times a second each, were answered with each status."""
    store, environment = theatre
    url, number = environment["REDIS_URL"], next(_crowd)
    people = [make_user(Role.SERVICE_MANAGER, store=store, username=f"m{n}@CHAOS{number}") for n in range(5)]
    with override_settings(CACHES=caches_at(url)):
        browsers = [signed_in(user) for user in people]
        stop = threading.Event()
        wiper = threading.Thread(target=wipe_until, args=(stop, url, every))
        wiper.start()
        try:
            answers = at_once([partial(ask, store, browser, seconds) for browser in browsers])
        finally:
            stop.set()
            wiper.join()
    return sum(answers, Counter())


def caches_at(url: str) -> dict:
    moved = {"LOCATION": url}
    return {name: cache | (moved if name != "process" else {}) for name, cache in settings.CACHES.items()}


def signed_in(user) -> Client:
    browser = Client(raise_request_exception=False)
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def ask(store, browser: Client, seconds: int) -> Counter:
    """Ten requests a second, so long; how often each status was answered."""
    told: Counter = Counter()
    begun = time.monotonic()
    with scope(store=store):
        while time.monotonic() < begun + seconds:
            told[browser.get("/appointments/").status_code] += 1
            time.sleep(max(0, begun + told.total() / 10 - time.monotonic()))
    close_old_connections()
    return told


def wipe_until(stop: threading.Event, url: str, seconds: float) -> None:
    while not stop.wait(seconds):
        stage.wipe(url)
