"""Who needs reserved goods. Holders stand in the apps above and keep the keys; each app registers what it does.

Each holder of the register is called by the acts of the parts store:

* `lock` before the stock is locked, so that every act locks in one order: holders, stock items, places, reservations;
* `split` when pieces of a reservation arrive and the rest becomes a reservation of its own;
* `changed` when goods were put on the shelf, taken from it, issued, released or taken back.
"""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.utils.module_loading import import_string

if TYPE_CHECKING:  # at run time the models are not loaded yet
    from accounts.access import Access


class Holder(Protocol):
    """What an app does about the reservations that it holds keys of."""

    def lock(self, reservations: Collection[int]) -> None: ...

    def split(self, reservation: Any, rest: Any) -> None: ...

    def changed(self, reservations: Collection[int], *, by: "Access", at: datetime) -> None: ...

    def names(self, reservations: Collection[int]) -> dict[int, str]: ...


HOLDERS: list[Holder] = []


def register(name: str) -> None:
    """Add the holder of this dotted name. Called when its app is ready: before that its models cannot be imported."""
    HOLDERS.append(import_string(name)())


def lock(reservations: Collection[int]) -> None:
    """Lock those who need these goods, before the stock is locked."""
    for holder in HOLDERS:
        holder.lock(reservations)


def split(reservation: Any, rest: Any) -> None:
    """Let the holder of a reservation hold its rest too."""
    for holder in HOLDERS:
        holder.split(reservation, rest)


def changed(reservations: Collection[int], *, by: "Access", at: datetime) -> None:
    """Let the holders derive anew what follows from these goods, in the transaction of the act."""
    for holder in HOLDERS:
        holder.changed(reservations, by=by, at=at)


def names_of(reservations: Collection[int]) -> dict[int, str]:
    """The numbers of what the goods are for (an appointment), by the key of the reservation."""
    named: dict[int, str] = {}
    for holder in HOLDERS:
        named |= holder.names(reservations)
    return named
