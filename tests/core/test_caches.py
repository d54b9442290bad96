"""The cache while Redis is away (case M11): no error, no waiting, and nothing false when it is back."""

import socket
from time import perf_counter

import pytest
from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

from core import caches as ours
from core import counters
from tests.redis_away import NOBODY, redis_away

REDIS = settings.REDIS_URL


@pytest.fixture
def cache(monkeypatch, own_cache):
    """A cache whose Redis answers, with a circuit of its own."""
    monkeypatch.setattr(ours, "CIRCUITS", {})
    prefix = caches["default"].key_prefix
    return ours.TolerantCache(REDIS, {"OPTIONS": settings.REDIS_TIMEOUTS, "KEY_PREFIX": prefix})


def leave(cache) -> None:
    """From now on nobody answers this cache."""
    cache._cache._servers, cache._cache._pools = [NOBODY], {}


def come_back(cache) -> None:
    cache._cache._servers, cache._cache._pools = [REDIS], {}
    cache._cache.circuit.next_try = 0.0


CALLS = {
    "get": (("a", "nothing"), "nothing"),
    "set": (("a", 1), None),
    "add": (("a", 1), False),
    "touch": (("a", 9), False),
    "delete": (("a",), False),
    "has_key": (("a",), False),
    "get_many": ((["a", "b"],), {}),
    "set_many": (({"a": 1},), []),
    "delete_many": ((["a"],), None),
    "get_or_set": (("a", 5), 5),
    "clear": ((), False),
}


@pytest.mark.parametrize("name", CALLS)
def test_each_call_has_an_answer_while_redis_is_away(cache, name):
    leave(cache)
    args, answer = CALLS[name]
    assert getattr(cache, name)(*args) == answer


@pytest.mark.negative_control
def test_the_plain_cache_raises():
    with pytest.raises(RedisError):
        RedisCache(NOBODY, {"OPTIONS": settings.REDIS_TIMEOUTS}).get("a")


def test_a_counter_is_not_there_while_redis_is_away(cache):
    cache.set("a", 1)
    leave(cache)
    with pytest.raises(ValueError):
        cache.incr("a")


def test_all_is_as_usual_while_redis_answers(cache):
    assert cache.add("a", 1) and not cache.add("a", 2)
    assert (cache.incr("a"), cache.get("a"), cache.touch("a", 9), cache.has_key("a")) == (2, 2, True, True)
    cache.set_many({"b": "x", "c": "y"})
    assert cache.get_many(["b", "c", "d"]) == {"b": "x", "c": "y"}
    cache.delete_many(["b", "c"])
    assert cache.delete("a") and cache.get("b") is None


def test_a_silent_redis_is_waited_for_once(cache):
    """It takes calls and never answers: the first waits its time out, the next thousand do not."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        cache._cache._servers = [f"redis://127.0.0.1:{silent.getsockname()[1]}"]
        cache._cache._pools = {}
        cache.get("a")
        began = perf_counter()
        for _time in range(1000):
            cache.get("a")
        later = perf_counter() - began
    assert later < 2 * settings.REDIS_TIMEOUTS["socket_timeout"]


def test_what_was_changed_meanwhile_is_not_read_when_redis_is_back(cache):
    cache.set_many({"deleted": 1, "changed": 1, "untouched": 1})
    leave(cache)
    cache.delete("deleted")
    cache.set("changed", 2)
    come_back(cache)
    assert cache.get_many(["deleted", "changed", "untouched"]) == {"untouched": 1}


@pytest.mark.negative_control
def test_without_the_list_the_old_value_would_come_back(cache, monkeypatch):
    monkeypatch.setattr(ours.Circuit, "add_outdated", lambda circuit, keys: None)
    cache.set("deleted", 1)
    leave(cache)
    cache.delete("deleted")
    come_back(cache)
    assert cache.get("deleted") == 1


def test_the_list_of_the_changed_does_not_grow_without_end(cache, monkeypatch):
    monkeypatch.setattr(ours, "MOST_OUTDATED", 3)
    leave(cache)
    for number in range(9):
        cache.delete(f"k{number}")
    assert [key[-2:] for key in cache._cache.circuit.outdated] == ["k6", "k7", "k8"]


def test_it_is_logged_once_in_a_while(cache, caplog):
    caplog.set_level("WARNING")
    leave(cache)
    for _time in range(5):
        cache._cache.circuit.next_try = 0.0
        cache.get("a")
    come_back(cache)
    cache.get("a")
    assert [record.message.split(",")[0] for record in caplog.records] == ["Redis is away", "Redis answers again"]


def test_a_session_is_believed_for_a_minute():
    assert caches["sessions"].get_backend_timeout(12 * 3600) == 60
    assert caches["sessions"].get_backend_timeout(None) == 60
    assert caches["sessions"].get_backend_timeout(5) == 5


@pytest.mark.parametrize("away", [True, False])
def test_counters_count_with_redis_and_without(monkeypatch, away):
    if not away:
        counters.count("c", 60), counters.count("c", 60)
        assert counters.value_of("c") == 2
        return
    with redis_away(monkeypatch):
        counters.count("c", 60), counters.count("c", 60)
        counters.keep("k", 60)
        assert (counters.value_of("c"), counters.value_of("k"), counters.value_of("other")) == (2, 1, 0)
    assert counters.value_of("c") == 2, "a limit does not begin anew when Redis is back"


def test_counters_survive_a_wiped_redis():
    counters.count("c", 60)
    caches["default"].delete("c")
    assert counters.value_of("c") == 1
