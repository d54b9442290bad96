"""What every test starts from: a store in scope, people of each role, clients that are signed in."""

import gc
import logging
from contextlib import suppress
from copy import deepcopy
from importlib import import_module
from itertools import count
from pathlib import Path

import pytest
import time_machine
from coverage import Coverage
from django.conf import settings
from django.core.cache import caches
from django.db import connections
from django.test import Client
from django.test.utils import override_settings
from django.utils import translation
from django_scopes import scope

from accounts import tokens
from accounts.access import Access
from tests import databases
from tests.examples.common import built_for_a_module
from tests.examples.world import built_once
from tests.factories import accounts as people
from tests.moments import MONDAY

REAL_HASHERS = settings.PASSWORD_HASHERS
TESTS = Path(__file__).parent
ROOT = TESTS.parent
_test = count(1)
gc.disable()  # until all tests are collected: nothing of it is waste, and looking through it takes 4 s


@pytest.hookimpl(trylast=True)  # after coverage began: importing a module runs its first lines
def pytest_sessionstart(session):
    """Workers of a whole run begin with other test modules each: what one has compiled, the rest read from the disk.

    Rewriting the assertions of all modules takes a worker 4 s, and all would do it at the same time.
    """
    worker = getattr(session.config, "workerinput", None)
    if worker is None or [Path(name).name for name in session.config.args] != session.config.getini("testpaths"):
        return
    modules = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in sorted(TESTS.rglob("test_*.py"))]
    for name in modules[int(worker["workerid"].removeprefix("gw")) :: worker["workercount"]]:
        with suppress(Exception):  # one that cannot be imported says so when it is collected
            import_module(name)


def pytest_collection_finish(session):
    """What is loaded by now stays until the end: not looking through it again and again for waste saves a tenth."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
    gc.enable()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item):
    """Lines are counted while quick tests run: they alone must run all rules and actions, and counting takes time."""
    counting = Coverage.current() if item.get_closest_marker("slow") else None
    if counting is None:
        return (yield)
    counting.stop()
    try:
        return (yield)
    finally:
        counting.start()


@pytest.fixture(autouse=True)
def spoken():
    """Tests speak English unless they say otherwise: a request leaves its language behind in the thread."""
    with translation.override("en"):
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Hashing a password is slow on purpose; `real_passwords` is for the tests that are about it."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield


@pytest.fixture
def real_passwords():
    """Passwords are hashed as in a dealership."""
    with override_settings(PASSWORD_HASHERS=REAL_HASHERS):
        yield


@pytest.fixture(scope="session", autouse=True)
def quiet_log():
    """The line of each request and each refusal is a tenth of its cost, and only the tests of the log read it."""
    for name in ("", "django"):  # Django gives its own loggers a level, so that of the root does not count for them
        logging.getLogger(name).setLevel(logging.ERROR)


@pytest.fixture(autouse=True)
def own_cache(worker_id, monkeypatch):
    """Nobody counts the guesses of another test: each test's keys begin with a word of its own, beside its neighbours.

    Emptying the cache instead would empty it under the tests that run at the same time. Threads that a test starts
    make their cache from the settings.
    """
    word = f"test-{worker_id}-{next(_test)}"
    for name in ("default", "process"):
        monkeypatch.setitem(caches.settings[name], "KEY_PREFIX", word)
        monkeypatch.setattr(caches[name], "key_prefix", word)


@pytest.fixture
def at():
    """Monday 23 November 2026, nine in the morning in the store."""
    return MONDAY


@pytest.fixture
def frozen(at):
    """The clock stands at `at`, for views and tasks that ask it."""
    with time_machine.travel(at, tick=False) as clock:
        yield clock


@pytest.fixture
def store(db):
    """Store SH01, and its scope."""
    store = people.make_store("SH01")
    with scope(store=store):
        yield store


@pytest.fixture(scope="module")
def common_store(django_db_setup, django_db_blocker):
    """Store SH01, for the folders where every test has it."""
    with django_db_blocker.unblock(), built_for_a_module(lambda store: store) as store:
        yield store


@pytest.fixture
def other_store(db):
    return people.make_store("SH02")


@pytest.fixture(scope="module")
def common_world(django_db_setup, django_db_blocker):
    """A store in the early afternoon, and another beside it; built once for all tests of a module."""
    with django_db_blocker.unblock(), built_once(MONDAY) as world:
        yield world


@pytest.fixture
def world(common_world, store, other_store, frozen):
    """The test's own copy: what it adds to the world goes with its rows."""
    frozen.move_to(common_world.now)
    return deepcopy(common_world)


@pytest.fixture
def access_of(store):
    """`access_of(Role.X)` is the Access of a person with that role at the store (one person a role)."""

    def access(*roles, user=None) -> Access:
        return Access.of(user or people.make_user(*roles, store=store), roles, store)

    return access


@pytest.fixture
def client_of(store):
    """`client_of(Role.X)` is a browser in which a person with that role is signed in, in English."""

    def client(*roles, store=store) -> Client:
        browser = Client(headers={"Accept-Language": "en"})
        browser.force_login(people.make_user(*roles, store=store), "django.contrib.auth.backends.ModelBackend")
        return browser

    return client


@pytest.fixture
def api_of(store, at):
    """`api_of(Role.X)` calls the API with a token: `api.get(path)`, `api.post(path, body)`."""

    def api(*roles, store=store) -> "Api":
        return Api(tokens.issue(people.make_user(*roles, store=store), at=at))

    return api


class Api:
    def __init__(self, token: str):
        self.client = Client(headers={"Authorization": f"Token {token}", "Accept-Language": "en"})

    def get(self, path: str, **params):
        return self.client.get(f"/api/v1{path}", params)

    def post(self, path: str, body: dict | None = None, *, key: str = ""):
        headers = {"Idempotency-Key": key} if key else {}
        return self.client.post(f"/api/v1{path}", body or {}, content_type="application/json", headers=headers)

    def delete(self, path: str):
        return self.client.delete(f"/api/v1{path}")


@pytest.fixture(scope="session")
def template_database(testrun_uid, django_test_environment, django_db_blocker):
    """The name of a database with all tables, guards and reference rows, made once a run (`tests.databases`)."""
    run = testrun_uid[:8]
    with django_db_blocker.unblock():
        template = databases.template_of(run)
    yield template
    with django_db_blocker.unblock():
        databases.leave(run, template)


@pytest.fixture(scope="session")
def django_db_setup(template_database, testrun_uid, worker_id, django_db_blocker):
    """This worker's own copy: every test finds the reference rows (operations, parts, faults …), as every store does.

    The plug-in's own makes no database when only browser tests were asked for: they carry no mark of it.
    """
    name, before = f"test_{testrun_uid[:8]}_{worker_id}", connections["default"].settings_dict["NAME"]
    with django_db_blocker.unblock():
        databases.copy(template_database, name)
        databases.use(name)
    yield
    with django_db_blocker.unblock():
        databases.use(before)
        databases.drop(name)
