"""PostgreSQL away or too busy: every page and call answers 503 with Retry-After, and then goes on (case M12)."""

import os
import socket
import subprocess
import sys
import threading
from contextlib import contextmanager, suppress
from time import monotonic, sleep
from uuid import uuid4

import psycopg2
import pytest
from django.conf import settings
from django.db import (
    DataError,
    IntegrityError,
    InternalError,
    OperationalError,
    close_old_connections,
    connection,
    connections,
    transaction,
)
from django.http import HttpResponse
from django.test import Client
from django.urls import include, path
from django_scopes import scope

from accounts.models.records import RememberedAnswer
from accounts.needs import public
from accounts.roles import Role
from core.outages import AWAY, CROWDED, outage_of
from customers.models.people import Customer
from dealership import urls
from tests.concurrency.clients import PATIENCE
from tests.factories.accounts import make_store, make_user

MARK = "opened_by"


@public
def half_way(request):
    """Works, loses its connection, and works on."""
    list(Customer.objects.none())
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        ended(connection.connection.info.backend_pid)
        cursor.execute("SELECT 1")
    return HttpResponse("done")


@public
def endless(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(10)")
    return HttpResponse("done")


@public
def faulty(request):
    with connection.cursor() as cursor:
        cursor.execute("SELECT nonsense")
    return HttpResponse("done")


urlpatterns = [
    path("half-way/", half_way),
    path("api/v1/half-way/", half_way),
    path("endless/", endless),
    path("faulty/", faulty),
    path("", include(urls.urlpatterns)),
]
handler500 = urls.handler500
handler404 = urls.handler404


def line() -> psycopg2.extensions.connection:
    """A connection beside Django's."""
    parameters = connection.get_connection_params()
    parameters.pop("cursor_factory", None)
    beside = psycopg2.connect(**parameters)
    beside.autocommit = True
    return beside


def ended(pid: int) -> None:
    """PostgreSQL ends a connection, as it does when it shuts down."""
    beside = line()
    with beside.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
    beside.close()


@contextmanager
def postgres_away():
    """Nobody answers at the address of the database."""
    host = connection.settings_dict["HOST"]
    connection.close()
    connection.settings_dict["HOST"] = "/nowhere"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["HOST"] = host


@contextmanager
def limited(**limits):
    """Connections are made with these time limits."""
    options = connection.settings_dict["OPTIONS"]
    before = options.get("options")
    connection.close()
    options["options"] = " ".join(f"-c {name}={value}" for name, value in limits.items())
    try:
        yield
    finally:
        connection.close()
        options.pop("options") if before is None else options.update(options=before)


@pytest.fixture
def store(own_database):
    """As in real life: each request commits for itself."""
    store = make_store("SH01")
    with scope(store=store):
        yield store


class Server(Client):
    """As in a web server: before each request the connections that are of no use any more are closed."""

    def request(self, **facts):
        close_old_connections()
        return super().request(**facts)


@pytest.fixture
def browser(store):
    browser = Server(headers={"Accept-Language": "en"}, raise_request_exception=False)
    browser.force_login(make_user(Role.HOTLINE_CLERK, store=store), "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def person():
    """What a clerk types of a customer whom no other test knows: nothing is wiped between them."""
    number = uuid4().int
    return {"name": "张三", "kind": "person", "phone": f"139{number % 10**8:08}", "idempotency_key": f"{number:x}"}


def kept(person) -> tuple[int, int]:
    """How many customers and remembered answers came of it."""
    answers = RememberedAnswer.objects.filter(key=person["idempotency_key"])
    return Customer.objects.filter(phones__number__endswith=person["phone"]).count(), answers.count()


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_with_postgres_away_a_page_says_so_in_the_readers_language(browser, language):
    with postgres_away():
        answer = browser.get("/customers/", headers={"Accept-Language": language})
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    heading, button = {"en": ("cannot reach its data", "Try again"), "zh-hans": ("暂时", "重试")}[language]
    text = answer.content.decode()
    assert heading in text and button in text and "our side" not in text


@pytest.mark.parametrize("address", ["/", "/login/", "/customers/", "/search/?q=x", "/b/no-such-link-1234567890/"])
def test_with_postgres_away_no_page_is_a_fault_of_ours(browser, address):
    with postgres_away():
        answer = browser.get(address)
    assert answer.status_code in ({200, 503} if address == "/login/" else {503})


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Token x"}])
def test_with_postgres_away_the_api_answers_problem_json(browser, headers):
    with postgres_away():
        answer = browser.get("/api/v1/customers/", headers=headers)
    assert (answer.status_code, answer["Content-Type"], answer["Retry-After"]) == (
        503,
        "application/problem+json",
        "10",
    )
    assert answer.json()["status"] == 503 and "try again" in answer.json()["detail"]


def test_with_postgres_away_htmx_gets_a_note(browser):
    with postgres_away():
        answer = browser.get("/customers/", headers={"HX-Request": "true"})
    assert answer.status_code == 503 and 'class="note' in answer.content.decode()


def test_with_postgres_away_the_process_says_that_it_lives_and_is_not_ready(browser):
    with postgres_away():
        assert browser.get("/healthz/live").status_code == 200
        ready = browser.get("/healthz/ready")
    assert ready.status_code == 503 and ready.json()["database"] == {"ok": False}


def test_what_was_typed_can_be_sent_again_and_counts_once(browser, person):
    mark = mark_in(browser, "/customers/new/")
    with postgres_away():
        answer = browser.post("/customers/new/", person | {MARK: mark}, headers={"Origin": "http://testserver"})
    text = answer.content.decode()
    assert answer.status_code == 503
    assert [value in text for value in (*person.values(), mark)] == [True] * 5
    for _twice in range(2):
        assert browser.post("/customers/new/", person).status_code == 302
    assert kept(person) == (1, 1)


@pytest.mark.parametrize(
    ("headers", "more"), [({"Origin": "http://elsewhere"}, {}), ({"Origin": "http://testserver"}, {"password": "x"})]
)
def test_words_of_elsewhere_and_passwords_are_not_offered_again(browser, person, headers, more):
    with postgres_away():
        answer = browser.post("/customers/new/", person | more, headers=headers)
    assert answer.status_code == 503 and "张三" not in answer.content.decode()


def mark_in(browser, page: str) -> str:
    return browser.get(page).content.decode().split(f'name="{MARK}" value="')[1].split('"')[0]


def test_afterwards_all_goes_on_by_itself(browser):
    with postgres_away():
        assert browser.get("/customers/").status_code == 503
    assert browser.get("/customers/").status_code == 200


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("address", ["/half-way/", "/api/v1/half-way/"])
def test_a_connection_that_breaks_in_the_middle_is_503_and_the_next_request_has_a_new_one(browser, address):
    assert (browser.get(address).status_code, browser.get("/customers/").status_code) == (503, 200)


@pytest.mark.urls(__name__)
def test_a_kept_connection_that_ended_between_two_requests_is_not_noticed(browser):
    browser.get("/customers/")
    ended(connection.connection.info.backend_pid)
    assert browser.get("/customers/").status_code == 200


@pytest.mark.urls(__name__)
def test_a_statement_over_its_limit_is_503_in_plain_words(browser):
    with limited(statement_timeout="200ms"):
        answer = browser.get("/endless/")
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert "Too much is going on" in answer.content.decode()


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_stays_a_fault_of_ours(browser):
    answer = browser.get("/faulty/")
    assert answer.status_code == 500 and "our side" in answer.content.decode()


@contextmanager
def key_taken(store, user, person):
    """Somebody else is at work on this key, and takes long."""
    beside = line()
    beside.autocommit = False
    with beside.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_rememberedanswer (store_id, principal, key, fingerprint, headers, body, perms,"
            " is_secret, at) VALUES (%s, %s, %s, 'x', '{}', '', '[]', false, now())",
            [store.pk, f"user:{user.pk}", person["idempotency_key"]],
        )
        yield beside
    beside.rollback()
    beside.close()


def test_who_waits_too_long_for_a_lock_gets_503_and_nothing_is_half_written(browser, store, person):
    user = make_user(Role.HOTLINE_CLERK, store=store)
    with limited(lock_timeout="200ms"), key_taken(store, user, person):
        answer = browser.post("/customers/new/", person)
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert kept(person) == (0, 0)
    assert browser.post("/customers/new/", person).status_code == 302
    assert kept(person) == (1, 1)


@pytest.mark.negative_control
def test_without_a_limit_he_would_wait_as_long_as_it_takes(browser, store, person):
    user, answers = make_user(Role.HOTLINE_CLERK, store=store), []

    def send():
        answers.append(browser.post("/customers/new/", person).status_code)
        connections.close_all()

    with key_taken(store, user, person):
        thread = threading.Thread(target=send)
        thread.start()
        thread.join(1.5)
        assert answers == []
    thread.join(PATIENCE)
    assert answers == [302]


@pytest.mark.parametrize("has_left", [True, False])
def test_for_a_client_that_has_left_nothing_is_booked(browser, person, has_left):
    answer = browser.post("/customers/new/", person, **{"waitress.client_disconnected": lambda: has_left})
    assert answer.status_code == 302
    assert kept(person) == ((0, 0) if has_left else (1, 1))
    assert browser.post("/customers/new/", person).status_code == 302
    assert kept(person) == (1, 1)


def waiting_for_lock(pid: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'", [pid])
        return cursor.fetchone()[0] == 1


@pytest.mark.parametrize("interval", ["300ms", "0"])
def test_a_process_that_died_waits_for_no_lock_and_writes_nothing(store, interval):
    """By `client_connection_check_interval`; without it (0) PostgreSQL waits on, and writes when its turn comes."""
    beside = line()
    with beside.cursor() as cursor:
        cursor.execute(f"SET client_connection_check_interval = '{interval}'")
    pid = beside.info.backend_pid
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM accounts_store WHERE id = %s FOR UPDATE", [store.pk])
        thread = threading.Thread(target=abandoned, args=[beside, store.pk])
        thread.start()
        until(lambda: waiting_for_lock(pid))
        socket.socket(fileno=os.dup(beside.fileno())).shutdown(socket.SHUT_RDWR)  # what PostgreSQL sees of a kill
        gone = until(lambda: not waiting_for_lock(pid), seconds=3 if interval == "0" else PATIENCE)
    thread.join(PATIENCE)
    written = until(
        lambda: type(store).objects.filter(pk=store.pk, name="gone").exists(),
        seconds=PATIENCE if interval == "0" else 2,
    )
    type(store).objects.filter(pk=store.pk).update(name=store.name)
    assert (gone, written) == ((True, False) if interval == "300ms" else (False, True))


def abandoned(beside, pk: int) -> None:
    with suppress(psycopg2.Error), beside.cursor() as cursor:
        cursor.execute("UPDATE accounts_store SET name = 'gone' WHERE id = %s", [pk])


def until(holds, seconds: float = PATIENCE) -> bool:
    ends = monotonic() + seconds
    while monotonic() < ends:
        if holds():
            return True
        sleep(0.05)
    return False


def error(kind, code: str | None):
    cause = psycopg2.OperationalError()
    made = kind("x")
    made.__cause__ = type("Cause", (Exception,), {"pgcode": code})() if code else cause
    return made


@pytest.mark.parametrize(
    ("kind", "code", "outage"),
    [
        (OperationalError, None, AWAY),
        (OperationalError, "57P01", AWAY),
        (OperationalError, "57P03", AWAY),
        (OperationalError, "53300", AWAY),
        (OperationalError, "08006", AWAY),
        (InternalError, "25P03", AWAY),
        (InternalError, "25006", AWAY),
        (OperationalError, "57014", CROWDED),
        (OperationalError, "55P03", CROWDED),
        (OperationalError, "40P01", CROWDED),
        (DataError, "22003", None),
        (IntegrityError, "23505", None),
        (DataError, None, None),
    ],
)
def test_which_errors_mean_what(kind, code, outage):
    assert outage_of(error(kind, code)) is outage


def test_an_error_of_python_is_no_outage():
    assert outage_of(ValueError("x")) is None and outage_of(None) is None


@pytest.mark.parametrize(("process", "limit"), [("web", "15s"), ("worker", "60s"), ("manage", None), ("migrate", None)])
def test_each_kind_of_process_has_its_limits(process, limit):
    code = "from dealership import settings; print(settings.DATABASES['default']['OPTIONS'].get('options', ''))"
    environment = os.environ | {"APPLICATION_NAME": process, "PYTHONPATH": str(settings.BASE_DIR)}
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert (f"-c statement_timeout={limit} " in told.stdout) if limit else told.stdout.strip() == ""
    pooled = environment | {"DATABASE_POOLER": "1"}
    told = subprocess.run([sys.executable, "-c", code], env=pooled, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == ""
