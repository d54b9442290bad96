"""Confirmations under fire (promises P3 and P6): none twice, none silently lost, whatever is killed or wiped."""

import random
import time
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db.models import Count
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from accounts.roles import Role
from customers.models.messages import Message
from supervisor.application import CHECKED_ALREADY
from supervisor.errors import Trouble
from tests.concurrency import stage
from tests.factories.accounts import make_store, make_user
from tests.factories.customers import make_customer

S = Message.Status
ENDS = {S.ACCEPTED, S.FAILED, S.UNKNOWN, S.SKIPPED}


@pytest.fixture
def theatre(own_database):
    """A store, and the environment of workers that share our own committed database, Valkey and mail server."""
    try:
        stage.server_program()
    except Trouble as trouble:
        pytest.skip(str(trouble))
    store = make_store("CHAOS")
    with scope(store=store), stage.valkey() as redis_url:
        Message.objects.all().delete()
        yield (
            store,
            {
                **CHECKED_ALREADY,
                "DATABASE_URL": own_database,
                "REDIS_URL": redis_url,
                "DJANGO_SETTINGS_MODULE": "tests.concurrency.outbox_settings",
            },
        )


def plan(store, number: int, *, over: timedelta, late: int = 0) -> None:
    """So many messages that fall due one after the other; the last `late` of them are too late when they do."""
    customer, start = make_customer(store, email="wang@example.com"), now()
    rows = []
    for index in range(number):
        due_at = start + over * index / number
        rows.append(
            Message(
                store=store,
                customer=customer,
                purpose="day",
                source_id=index,
                channel="email",
                address=customer.email,
                subject="Tomorrow",
                body="See you: {link}",
                link_kind="a" if index % 10 == 0 else "",
                link_subject_id=index,
                reference=uuid.uuid4().hex,
                due_at=due_at,
                not_after=due_at - timedelta(seconds=1) if index >= number - late else None,
                created_at=start,
            )
        )
    Message.objects.bulk_create(rows)


def warm_up(store, crew, mail) -> None:
    """Wait until the workers work."""
    plan(store, 1, over=timedelta(0))
    rest(crew, seconds=120)
    assert waiting() == 0
    Message.objects.all().delete()
    mail.receipts.clear()


def count_by_status() -> dict[str, int]:
    return dict(Message.objects.values_list("status").annotate(Count("pk")))


def waiting() -> int:
    return Message.objects.filter(status__in=[S.PLANNED, S.SENDING]).count()


def rage(crew, *, seconds: float, wipes: str = "", is_over=lambda: not waiting()) -> int:
    """Kill until nothing waits any more, or the time is up; how often Valkey was wiped meanwhile."""
    until, wiped, turn = time.monotonic() + seconds, 0, 0
    while time.monotonic() < until and (turn % 5 or not is_over()):
        time.sleep(random.uniform(0.1, 0.35))
        turn += 1
        crew.revive()
        crew.kill_a_child()
        if turn % 40 == 20:
            crew.kill_a_worker()
        if turn % 60 == 30:
            crew.kill_a_beat()
        if wipes and turn % 15 == 0:
            stage.wipe(wipes)
            wiped += 1
    return wiped


def rest(crew, *, seconds: float) -> None:
    """Until nothing waits any more, or the time is up."""
    until = time.monotonic() + seconds
    while time.monotonic() < until and waiting():
        crew.revive()
        time.sleep(0.2)


def shown_as_doubtful(store) -> int:
    """How many the manager finds on the page."""
    browser = Client()
    manager = make_user(Role.SERVICE_MANAGER, store=store)
    browser.force_login(manager, "django.contrib.auth.backends.ModelBackend")
    page = browser.get(reverse("message_list"), {"status": S.UNKNOWN})
    return page.context["page_obj"].paginator.count


@pytest.mark.slow
def test_two_thousand_confirmations_survive_kills_and_wipes(theatre):
    store, environment = theatre
    with stage.MailServer().running() as mail:
        crew = stage.Crew(environment | {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"})
        try:
            warm_up(store, crew, mail)
            plan(store, 2000, over=timedelta(seconds=25), late=20)
            wiped = rage(crew, seconds=35, wipes=environment["REDIS_URL"])
            rest(crew, seconds=120)
        finally:
            crew.stop()
    counts = count_by_status()
    assert max(mail.receipts.values()) == 1, "a message went twice"
    assert counts.keys() <= ENDS, "a message was left silently"
    by_status = {status: set(Message.objects.filter(status=status).values_list("reference", flat=True)) for status in S}
    received = set(mail.receipts)
    assert by_status[S.ACCEPTED] - received == set(), "a message was said to have gone, and was lost"
    assert received - by_status[S.ACCEPTED] - by_status[S.UNKNOWN] == set(), "a message went, and nobody knows"
    assert received & by_status[S.FAILED] == set(), "a message went, and is said to have failed"
    assert len(by_status[S.SKIPPED]) == 20
    assert shown_as_doubtful(store) == len(by_status[S.UNKNOWN])
    call_command("checkintegrity")
    assert (crew.kills["child"] >= 60, crew.kills["worker"] >= 1, wiped >= 3) == (True, True, True)


@pytest.mark.slow
@pytest.mark.negative_control
def test_an_outbox_that_sends_stale_messages_again_sends_some_twice(theatre):
    """The negative control: the same fire, and workers without the guard; until it has happened, they have work."""
    store, environment = theatre
    with stage.MailServer(moods=False, seconds=0.1).running() as mail:
        environment |= {"EMAIL_URL": f"smtp://127.0.0.1:{mail.port}"}
        crew = stage.Crew(environment, app="tests.concurrency.resending")
        try:
            warm_up(store, crew, mail)
            plan(store, 2000, over=timedelta(seconds=1))
            rage(crew, seconds=120, is_over=lambda: max(mail.receipts.values(), default=0) > 1)
        finally:
            crew.stop()
    assert max(mail.receipts.values()) > 1
