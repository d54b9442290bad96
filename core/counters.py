"""How often something happened lately, and from where.

Redis counts for all processes. Each process counts for itself too: while Redis is away, or after it was wiped, a limit
that guards passwords and links against guessing is higher (by the number of processes) and never gone
(docs/decisions/0011).
"""

from typing import Any, cast

from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def address_of(request: HttpRequest | Any) -> str:
    """The address of the network that a request came from; behind the proxy, the one that it names."""
    return BaseThrottle().get_ident(cast(Request, request))  # it reads the headers only


def kept(name: str) -> int:
    """What stands under this name, 0 for nothing."""
    return max(cache.get(name, 0) for cache in _caches())


def keep(name: str, seconds: int) -> None:
    """Let 1 stand under this name for so many seconds."""
    for cache in _caches():
        cache.set(name, 1, seconds)


def count(name: str, seconds: int) -> None:
    """Once more, of those within so many seconds of the first."""
    for cache in _caches():
        _count_in(cache, name, seconds)


def _count_in(cache: BaseCache, name: str, seconds: int) -> None:
    cache.add(name, 0, seconds)
    try:
        cache.incr(name)
    except ValueError:  # Redis is away, or it ended or was wiped between the two: the next one starts again
        return


def _caches() -> tuple[BaseCache, BaseCache]:
    return caches["default"], caches["process"]
