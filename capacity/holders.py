"""Who holds a set of claims. Holders stand in the apps above; each app registers the lookup of its holders."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from django.utils.module_loading import import_string


class Holder(NamedTuple):
    """What a board says of a holder: its page, who looks after the customer, and whether the car is here."""

    url: str
    person: str
    here: bool


Lookup = Callable[[Collection[int]], dict[int, Holder]]  # keys of claim sets → their holders
LOOKUPS: list[Lookup] = []


def register(name: str) -> None:
    """Add the lookup of this dotted name. Called when its app is ready: before that its models cannot be imported."""
    LOOKUPS.append(import_string(name))


def holders_of(claim_sets: Collection[int]) -> dict[int, Holder]:
    """The holders of these claim sets, by key; a set that nobody holds any more is missing."""
    holders: dict[int, Holder] = {}
    for lookup in LOOKUPS:
        holders |= lookup(claim_sets)
    return holders
