"""Runs periodic tasks in every store, in its scope and time zone; a failure in one store does not stop the others.

A sweep reads rows without locks, and a person may change them before it acts. So each row is locked and checked
again, in a transaction of its own; a row locked by somebody else is left to the next tick.
"""

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.core.cache import cache
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django_scopes import scope

from accounts.access import Access
from accounts.models.stores import Store

LONGEST_SECONDS = 4.0  # a tick with much to do delays messages

log = logging.getLogger(__name__)


@contextmanager
def in_store(store: Store) -> Iterator[None]:
    """Enter the scope and the time zone of a store; the database's date functions use them too."""
    with scope(store=store), timezone.override(store.zone):
        yield


def for_each_store(*acts: Callable) -> None:
    """Run acts in every active store; failures are logged, and raised at the end.

    When its time is over, the next tick goes on with the next store, by a mark in the cache; without the mark it begins
    with the first store.
    """
    failures, until = [], time.monotonic() + LONGEST_SECONDS
    mark = f"tick:{acts[0].__module__}.{acts[0].__qualname__}"
    for store in stores_after(cache.get(mark, 0)):
        with set_aside(failures, store):
            for act in acts:
                act(by=Access.system(store), at=timezone.now())
        if time.monotonic() > until:
            cache.set(mark, store.pk, None)
            break
    raise_failures(failures)


def stores_after(last: int) -> list[Store]:
    """All active stores, beginning after the last one."""
    stores = Store.objects.filter(active=True).order_by("pk")
    return [*stores.filter(pk__gt=last), *stores.filter(pk__lte=last)]


@contextmanager
def set_aside(failures: list[Exception], store: Store) -> Iterator[None]:
    """Run the block in a store; an exception is logged and added to the failures, so that other stores go on."""
    try:
        with in_store(store):
            yield
    except Exception as failure:
        log.exception("A tick failed in store %s.", store.code)
        if not connection.in_atomic_block:  # the connection may have failed: the next store gets a new one
            connection.close_if_unusable_or_obsolete()
        failures.append(failure)


def raise_failures(failures: list[Exception]) -> None:
    """Raise the failures together, so that the task fails."""
    if failures:
        raise ExceptionGroup("A tick failed.", failures)


def each_free(rows: QuerySet, act: Callable) -> int:
    """Act on each row of a sweep, in a transaction of its own; returns the count of rows.

    A row that is locked by somebody else, or no longer in the sweep, is skipped.
    """
    acted = 0
    for key in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            if _lock(rows.model, key) and (row := rows.filter(pk=key).first()):
                act(row)
                acted += 1
    return acted


def _lock(model, key: int) -> bool:
    free = model.objects.select_for_update(skip_locked=True, no_key=True, of=("self",)).filter(pk=key)
    return free.values_list("pk", flat=True).first() is not None
