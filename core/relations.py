"""Relations whose rows are at hand, so that reading them takes no statement."""

from collections.abc import Sequence
from typing import TypeVar, cast

from django.db.models import ForeignKey, Model

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


def keep_related(thing: M, earlier: M, *names: str) -> M:
    """The thing with what an earlier copy of the row had read of its relations, where it has not read them itself.

    For what a reader sees: a rule reads again what it judges.
    """
    for name in names:
        field = cast(ForeignKey, thing._meta.get_field(name))
        is_same = getattr(thing, field.attname) == getattr(earlier, field.attname)
        if is_same and field.is_cached(earlier) and not field.is_cached(thing):
            field.set_cached_value(thing, field.get_cached_value(earlier))
    return thing
