"""Fills the relations of a thing with rows in memory, so that reading them takes no statement."""

from collections.abc import Sequence
from typing import TypeVar, cast

from django.db.models import ForeignKey, Model

M = TypeVar("M", bound=Model)


def loaded(thing: M, **relations: Sequence[Model]) -> M:
    """The thing with the rows just written for it, by relation: `.all()` returns them, as after a prefetch.

    Only for the answer to the same act: later changes are not in them.
    """
    cache = thing.__dict__.setdefault("_prefetched_objects_cache", {})
    for name, rows in relations.items():
        queryset = getattr(thing, name).all()
        queryset._result_cache, queryset._prefetch_done = list(rows), True
        cache[name] = queryset
    return thing


def are_loaded(thing: Model, name: str) -> bool:
    """Whether the rows of this relation are in memory."""
    return name in thing.__dict__.get("_prefetched_objects_cache", {})


def keep_related(thing: M, earlier: M, *names: str) -> M:
    """The thing with the related rows that an earlier copy of it had read, where it has not read them.

    For answers only: a rule must read the rows again.
    """
    for name in names:
        field = cast(ForeignKey, thing._meta.get_field(name))
        is_same = getattr(thing, field.attname) == getattr(earlier, field.attname)
        if is_same and field.is_cached(earlier) and not field.is_cached(thing):
            field.set_cached_value(thing, field.get_cached_value(earlier))
    return thing
