"""Relations whose rows are at hand, so that reading them takes no statement."""

from collections.abc import Sequence
from typing import TypeVar

from django.db.models import Model

M = TypeVar("M", bound=Model)


def loaded(thing: M, **relations: Sequence[Model]) -> M:
    """The thing with rows that were just written for it, by relation: `.all()` answers with them, as after a prefetch.

    For an answer that follows at once: what others write later is not in them.
    """
    cache = thing.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in relations.items():
        queryset = getattr(thing, name).all()
        queryset._result_cache, queryset._prefetch_done = list(rows), True
        cache[name] = queryset
    return thing
