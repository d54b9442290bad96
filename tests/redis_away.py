"""A Redis that is away: nobody listens at this address."""

from contextlib import contextmanager

from django.conf import settings
from django.core.cache import caches

from core import caches as ours

NOBODY = "redis://127.0.0.1:1"
NAMES = {"default": ours.TolerantCache, "sessions": ours.SessionCache}


@contextmanager
def redis_away(monkeypatch, address: str = NOBODY):
    """Every cache on Redis asks at this address, as in a process that has not asked before."""
    with monkeypatch.context() as changes:
        changes.setattr(ours, "CIRCUITS", {})
        before = {name: caches[name] for name in NAMES}
        for name, cache in NAMES.items():
            caches[name] = cache(address, {"OPTIONS": settings.REDIS_TIMEOUTS, "KEY_PREFIX": before[name].key_prefix})
        try:
            yield
        finally:
            for name, cache in before.items():
                caches[name] = cache
