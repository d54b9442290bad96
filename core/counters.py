"""How often something happened lately, and from where. The cache keeps it: with the cache away or wiped nothing was
counted, and nobody is turned away."""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError
from rest_framework.throttling import BaseThrottle


def address_of(request: HttpRequest | Any) -> str:
    """The address of the network that a request came from; behind the proxy, the one that it names."""
    return BaseThrottle().get_ident(request)


def kept(name: str) -> int:
    """What stands under this name, 0 for nothing."""
    try:
        return cache.get(name, 0)
    except RedisError:
        return 0


def keep(name: str, seconds: int) -> None:
    """Let 1 stand under this name for so many seconds."""
    try:
        cache.set(name, 1, seconds)
    except RedisError:
        return


def count(name: str, seconds: int) -> None:
    """Once more, of those within so many seconds of the first."""
    try:
        cache.add(name, 0, seconds)
        cache.incr(name)
    except (RedisError, ValueError):  # it ended, or Redis was wiped, between the two: the next one starts again
        return
