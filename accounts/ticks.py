"""The clock's work in every store: each in its own scope and on its own clock, and none falls with another.

A sweep finds rows without holding them; by the time it acts, a person may have been quicker. So each row is locked,
then looked at again, in a transaction of its own; whoever is working on a row keeps it, the next tick comes soon.
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

LONGEST_SECONDS = 4.0  # messages wait for the tick that is at work

log = logging.getLogger(__name__)


@contextmanager
def in_store(store: Store) -> Iterator[None]:
    """See and write this store's rows alone; days begin and end on its clock, in the database's functions too."""
    with scope(store=store), timezone.override(store.zone):
        yield


def for_each_store(*acts: Callable) -> None:
    """Do what a tick does in every active store; a failure is written down, and raised when all had their turn.

    When its time is over the rest is left to the next tick, which goes on from there. Without that mark, in a cache
    that may be wiped, it begins with the first store.
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
    tell(failures)


def stores_after(last: int) -> list[Store]:
    """Every active store once, those after the last one first."""
    stores = Store.objects.filter(active=True).order_by("pk")
    return [*stores.filter(pk__gt=last), *stores.filter(pk__lte=last)]


@contextmanager
def set_aside(failures: list[Exception], store: Store) -> Iterator[None]:
    """Work in a store; what goes wrong there is logged and put with the failures, so that the others go on."""
    try:
        with in_store(store):
            yield
    except Exception as failure:
        log.exception("A tick failed in store %s.", store.code)
        if not connection.in_atomic_block:  # the line may be what failed: the next store gets a fresh one
            connection.close_if_unusable_or_obsolete()
        failures.append(failure)


def tell(failures: list[Exception]) -> None:
    """A task with failures fails, so that it is seen where tasks are watched."""
    if failures:
        raise ExceptionGroup("A tick failed.", failures)


def each_free(rows: QuerySet, act: Callable) -> int:
    """Act on each row of a sweep, in a transaction of its own; on how many.

    Lock, then look: a row in somebody's hand is passed over, and so is one that no longer belongs to the sweep.
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
