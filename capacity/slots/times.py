"""Lists free times for a job: what the desk, the API and the customer's page offer."""

from collections.abc import Iterable
from datetime import datetime
from itertools import islice

from django_scopes import get_scope

from capacity.slots.search import Search
from capacity.slots.stages import stages
from capacity.slots.wish import Slot, Wish
from pricing.models.prices import Operation
from pricing.rules.prices import minutes_here


def wish(operations: Iterable[Operation], *, at: datetime, start_from: datetime | None = None, **named) -> Wish:
    """A wish at the store of the present scope; `advisor`, `bay`, `technician` may be named as resources."""
    keys = {name: getattr(thing, "pk", thing) for name, thing in named.items()}
    parts = tuple(keys.pop("parts", ()))
    store, operations = get_scope()["store"], list(operations)
    return Wish(store, tuple(stages(operations, minutes_here(operations))), at, start_from or at, parts=parts, **keys)


def offered(job: Wish, limit: int = 10) -> list[Slot]:
    """The first free times for a job."""
    return list(islice(Search(job).slots(), limit))


def free(
    operations: Iterable[Operation],
    *,
    at: datetime,
    vehicle=None,
    start_from: datetime | None = None,
    days: int = 14,
    advisor=None,
    bay=None,
    technician=None,
    kind: str = "appointment",
    parts: Iterable = (),
    limit: int = 10,
    beyond_share: bool = False,
) -> list[Slot]:
    """The first free times on the half-hour grid: everything the list offers can be booked."""
    named = {"vehicle": vehicle, "advisor": advisor, "bay": bay, "technician": technician}
    named |= {"kind": kind, "parts": parts, "beyond_share": beyond_share}
    return offered(wish(operations, at=at, start_from=start_from, days=days, **named), limit)
