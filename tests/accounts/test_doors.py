"""Passwords cannot be tried without end, and whoever works behind the same router is not held up for it (P22)."""

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from redis.exceptions import RedisError

from accounts import guesses, tokens
from accounts.roles import Role
from core import counters
from tests.factories.accounts import make_user
from tests.redis_away import redis_away

pytestmark = pytest.mark.usefixtures("frozen")
GOOD = "Two-quiet-otters"
ROUTER, ELSEWHERE = {"REMOTE_ADDR": "10.0.0.1"}, {"REMOTE_ADDR": "10.0.0.2"}


@pytest.fixture(autouse=True)
def few(monkeypatch):
    """Three wrong passwords from an address are too many, and two at a name."""
    monkeypatch.setattr(guesses, "MOST_FROM_AN_ADDRESS", 3)
    monkeypatch.setattr(guesses, "MOST_AT_A_NAME", 2)


@pytest.fixture
def cashier(store):
    user = make_user(Role.CASHIER, store=store)
    user.set_password(GOOD)
    user.save()
    return user


@pytest.fixture(params=["api", "page"])
def enter(request, cashier):
    """`enter(name, password, where)` tries the door of the API, or that of the pages."""

    def at_the_door(name=cashier.username, password=GOOD, where=ROUTER):
        asked, browser = {"username": name, "password": password}, Client(headers={"Accept-Language": "en"}, **where)
        if request.param == "api":
            return browser.post(reverse("api-token"), asked, content_type="application/json")
        return browser.post(reverse("login"), asked)

    return at_the_door


def test_the_right_password_enters_and_is_kept_as_its_argon2_hash(real_passwords, enter, cashier):
    assert cashier.password.startswith("argon2$argon2id$")
    assert enter(password="wrong").status_code in {200, 400, 403}
    assert enter().status_code in {200, 302}


def test_one_password_at_many_names_is_stopped(enter):
    found = [enter(f"name-{number}", "wrong").status_code for number in range(4)]
    assert 429 not in found[:3] and found[3] == 429
    stopped = enter()
    assert (stopped.status_code, stopped["Retry-After"]) == (429, "300")
    assert "Try again in 5 min" in stopped.content.decode()
    assert enter(where=ELSEWHERE).status_code in {200, 302}


def test_many_passwords_at_one_name_are_stopped_wherever_they_come_from(enter):
    for number in range(2):
        assert enter(password=f"wrong {number}", where={"REMOTE_ADDR": f"10.0.1.{number}"}).status_code != 429
    assert enter(where=ELSEWHERE).status_code == 429


def test_the_case_of_a_name_gives_no_tries_more(enter, cashier):
    enter(cashier.username.upper(), "wrong")
    enter(cashier.username.lower(), "wrong")
    assert enter().status_code == 429


def test_it_ends_when_it_was_said_to_end(enter, frozen):
    for number in range(3):
        enter(f"name-{number}", "wrong")
    frozen.shift(int(enter()["Retry-After"]))
    assert enter().status_code in {200, 302}


def test_who_has_entered_from_there_before_is_not_held_up_by_others(enter):
    assert enter().status_code in {200, 302}
    for number in range(3):
        enter(f"name-{number}", "wrong")
    assert enter("name-4", "wrong").status_code == 429
    assert enter().status_code in {200, 302}


def test_right_passwords_are_never_counted(enter):
    assert {enter().status_code for _twice in range(5)} <= {200, 302}


def test_with_redis_away_both_doors_open(enter, monkeypatch):
    with redis_away(monkeypatch):
        assert enter(password="wrong").status_code in {200, 403}
        assert enter().status_code in {200, 302}


def test_with_redis_away_guesses_are_counted_all_the_same(enter, monkeypatch):
    with redis_away(monkeypatch):
        found = [enter(f"name-{number}", "wrong").status_code for number in range(4)]
        assert 429 not in found[:3] and found[3] == 429
        assert enter().status_code == 429
    assert enter().status_code == 429, "nor are they forgotten when it is back"


@pytest.mark.negative_control
def test_without_the_count_of_the_process_nobody_would_be_stopped(enter, monkeypatch):
    monkeypatch.setattr(counters, "_caches", lambda: (caches["default"],))
    with redis_away(monkeypatch):
        assert 429 not in {enter(f"name-{number}", "wrong").status_code for number in range(9)}


def test_pages_of_a_session_open_with_redis_away(client_of, monkeypatch):
    browser = client_of(Role.CASHIER)
    with redis_away(monkeypatch):
        assert browser.get(reverse("settle_list")).status_code == 200
        assert browser.post(reverse("logout")).status_code == 302
        assert browser.get(reverse("settle_list")).status_code == 302


def test_a_session_that_ended_with_redis_away_does_not_come_back_with_it(client_of):
    """The cookie was copied before: it opens nothing afterwards."""
    browser, copied = client_of(Role.CASHIER), Client()
    assert browser.get(reverse("settle_list")).status_code == 200
    copied.cookies = browser.cookies.copy()
    circuit = caches["sessions"]._cache.circuit
    circuit.open(RedisError("away"))
    browser.post(reverse("logout"))
    circuit.next_try = 0.0
    assert copied.get(reverse("settle_list")).status_code == 302
    assert not circuit.is_open


def test_the_lock_on_a_pair_says_when_it_ends(enter, settings):
    settings.AXES_FAILURE_LIMIT = 1
    locked = enter(password="wrong")
    assert (locked.status_code, locked["Retry-After"]) == (429, "600")


def test_a_key_is_revoked_by_whoever_holds_it_and_no_other(cashier, at):
    mine, other = tokens.issue(cashier, at=at), tokens.issue(cashier, at=at)
    address = reverse("api-token")
    assert Client(headers={"Authorization": f"Token {mine}"}).delete(address).status_code == 204
    assert Client(headers={"Authorization": f"Token {mine}"}).delete(address).status_code == 401
    assert Client(headers={"Authorization": f"Token {mine}"}).get("/api/v1/notices/").status_code == 401
    assert Client(headers={"Authorization": f"Token {other}"}).get("/api/v1/notices/").status_code == 200
    assert Client().delete(address).status_code == 401
