"""Counts how often something happened lately, and from which address.

Redis counts for all processes, and each process counts for itself too. So without Redis a limit on guesses of
passwords and links is higher (by the number of processes), but it holds (docs/decisions/0011).
"""

from typing import Any, cast

from django.core.cache import BaseCache, caches
from django.http import HttpRequest
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle


def address_of(request: HttpRequest | Any) -> str:
    """The network address of a request; behind the proxy, the one in the proxy's header."""
    return BaseThrottle().get_ident(cast(Request, request))  # it reads the headers only


def value_of(name: str) -> int:
    """The count under this name, 0 without one."""
    return max(cache.get(name, 0) for cache in _caches())


def keep(name: str, seconds: int) -> None:
    """Keep the count 1 under this name for so many seconds."""
    for cache in _caches():
        cache.set(name, 1, seconds)


def count(name: str, seconds: int) -> None:
    """Count one more; counting starts anew so many seconds after the first."""
    for cache in _caches():
        _count_in(cache, name, seconds)


def _count_in(cache: BaseCache, name: str, seconds: int) -> None:
    cache.add(name, 0, seconds)
    try:
        cache.incr(name)
    except ValueError:  # Redis is away, or the key expired between the two calls: the next count starts again
        return


def _caches() -> tuple[BaseCache, BaseCache]:
    return caches["default"], caches["process"]
