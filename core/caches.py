"""The cache on Redis. While Redis is away, reads find nothing and writes keep nothing."""

import logging
from threading import Lock
from time import monotonic
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.redis import RedisCache, RedisCacheClient
from redis.exceptions import RedisError

log = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0  # seconds after a failure in which Redis is not tried
LOG_SECONDS = 60.0
MOST_OUTDATED = 10_000


class Circuit:
    """Whether Redis answers, for all threads of this process, and the keys whose value in Redis is outdated."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.is_open = False
        self.next_try = self.next_log = 0.0
        self.outdated: dict[str, None] = {}

    def may_try(self) -> bool:
        """Whether to try Redis: after a failure, one caller in each pause tries and the others do not wait."""
        if not self.is_open:
            return True
        with self.lock:
            if monotonic() < self.next_try:
                return False
            self.next_try = monotonic() + PAUSE_SECONDS
            return True

    def open(self, error: Exception) -> None:
        """Redis has failed."""
        with self.lock:
            self.is_open, self.next_try = True, monotonic() + PAUSE_SECONDS
            if monotonic() >= self.next_log:
                self.next_log = monotonic() + LOG_SECONDS
                log.warning("Redis is away, nothing is cached: %s", error)

    def close(self) -> None:
        """Redis has answered."""
        if self.is_open:
            self.is_open = False
            log.warning("Redis answers again")

    def add_outdated(self, keys: list[str]) -> None:
        """Remember keys that could not be changed or deleted: their values in Redis must not be read."""
        with self.lock:
            self.outdated.update(dict.fromkeys(keys))
            while len(self.outdated) > MOST_OUTDATED:  # the oldest first: they expire soonest in Redis
                del self.outdated[next(iter(self.outdated))]

    def take_outdated(self) -> list[str]:
        """Return the outdated keys and forget them; the caller deletes them in Redis."""
        with self.lock:
            keys, self.outdated = list(self.outdated), {}
            return keys


CIRCUITS: dict[tuple[str, ...], Circuit] = {}  # by address: Django makes a cache object for each thread


class TolerantClient(RedisCacheClient):
    """A client that raises nothing while Redis is away: reads find nothing, writes keep nothing.

    Keys that were changed or deleted meanwhile are deleted in Redis before the next read: a session that ended while
    Redis was away must stay ended.
    """

    def __init__(self, servers: list[str], **options: Any) -> None:
        super().__init__(servers, **options)
        self.circuit = CIRCUITS.setdefault(tuple(servers), Circuit())
        self.clients: dict[Any, Any] = {}

    def get_client(self, key: Any = None, *, write: bool = False) -> Any:
        """One client for each pool of connections: Django makes one for each read, which costs more than the read."""
        pool = self._get_connection_pool(write)  # type: ignore[attr-defined]  # the stubs do not know it
        if pool not in self.clients:
            self.clients[pool] = super().get_client(key, write=write)
        return self.clients[pool]

    def attempt(self, name: str, *args: Any, otherwise: Any, changed: Any = ()) -> Any:
        """Call a method of Django's client, which writes the keys `changed`; returns `otherwise` without Redis."""
        if self.circuit.may_try():
            try:
                self.delete_outdated()
                value = getattr(super(), name)(*args)
            except RedisError as error:
                self.circuit.open(error)
            else:
                self.circuit.close()
                return value
        self.circuit.add_outdated(list(changed))
        return otherwise

    def delete_outdated(self) -> None:
        if not self.circuit.outdated:
            return
        keys = self.circuit.take_outdated()
        try:
            super().delete_many(keys)
        except RedisError:
            self.circuit.add_outdated(keys)
            raise

    def add(self, key: Any, value: Any, timeout: Any) -> bool:
        return self.attempt("add", key, value, timeout, otherwise=False)

    def get(self, key: Any, default: Any) -> Any:
        return self.attempt("get", key, default, otherwise=default)

    def set(self, key: Any, value: Any, timeout: Any) -> None:
        self.attempt("set", key, value, timeout, otherwise=None, changed=[key])

    def touch(self, key: Any, timeout: Any) -> bool:
        return self.attempt("touch", key, timeout, otherwise=False)

    def delete(self, key: Any) -> bool:
        return self.attempt("delete", key, otherwise=False, changed=[key])

    def get_many(self, keys: Any) -> dict[Any, Any]:
        return self.attempt("get_many", keys, otherwise={})

    def has_key(self, key: Any) -> bool:
        return self.attempt("has_key", key, otherwise=False)

    def incr(self, key: Any, delta: int) -> int:
        value = self.attempt("incr", key, delta, otherwise=None)
        if value is None:
            raise ValueError(f"Key '{key}' not found.")
        return value

    def set_many(self, data: Any, timeout: Any) -> None:
        self.attempt("set_many", data, timeout, otherwise=None, changed=data)

    def delete_many(self, keys: Any) -> None:
        self.attempt("delete_many", keys, otherwise=None, changed=keys)

    def clear(self) -> bool:
        return self.attempt("clear", otherwise=False)


class TolerantCache(RedisCache):
    """Django's cache on Redis; no page fails while Redis is away."""

    def __init__(self, server: str, params: dict[str, Any]) -> None:
        super().__init__(server, params)
        self._class = TolerantClient


class SessionCache(TolerantCache):
    """The cache of sessions: each is kept for a minute at most, then the database is asked again.

    A session may end in one process while Redis is away for another; no process trusts it for longer than this.
    """

    longest_seconds = 60

    def get_backend_timeout(self, timeout: Any = DEFAULT_TIMEOUT) -> Any:
        seconds = super().get_backend_timeout(timeout)
        return self.longest_seconds if seconds is None else min(seconds, self.longest_seconds)
