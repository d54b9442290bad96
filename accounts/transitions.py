"""The one place that changes a status."""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record, record_all
from accounts.permissions import Permission
from core.errors import Refused, Stale

Table = Mapping[Any, Permission]  # (status, status) → permission


def lock(thing):
    """The thing as it is now, kept from change by others until the transaction ends."""
    return type(thing).objects.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)


def refuse_stale(thing, version: int) -> None:
    """The version that the form was opened with must still be the present one (promise P13)."""
    if thing.version != version:
        raise Stale(_("Somebody has changed this since you opened it. Look at it again."), version=thing.version)


@transaction.atomic
def move(
    thing, to: str, *, by: Access, at, table: Table, why_not: Callable | None = None, note: str = "", **stamps: Any
):
    """Move a thing to a status the table allows, with its stamps and its log line; a second click changes nothing.

    Raises Refused for a move the table does not know or a rule forbids, PermissionDenied for the wrong role.
    """
    thing = lock(thing)
    if thing.status == to:
        return thing
    came_from = thing.status
    if (came_from, to) not in table:
        labels = dict(type(thing)._meta.get_field("status").flatchoices)
        raise Refused(_("This is “%(now)s”; it cannot become “%(to)s”.") % {"now": labels[came_from], "to": labels[to]})
    by.require(table[came_from, to])
    if why_not and (reason := why_not(thing, by)):
        raise Refused(reason)
    thing.status = to
    for name, value in stamps.items():
        setattr(thing, name, value)
    thing.save(update_fields=["status", *stamps])
    record(thing, "move", by=by, at=at, note=note, moved=(came_from, to))
    return thing


@transaction.atomic
def move_all(rows, came_from: str, to: str, *, by: Access, at, table: Table, **stamps: Any) -> list[int]:
    """Move many things at once, as `move` does one, to a status with its log lines; returns the keys of those moved.

    Rows that are not (or no longer) in `came_from` stay as they are.
    """
    by.require(table[came_from, to])
    found = rows.filter(status=came_from).select_for_update(of=("self",), no_key=True).order_by("pk")
    moved = list(found.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=moved).update(status=to, **stamps)
    record_all(rows.model, moved, "move", by=by, at=at, moved=(came_from, to))
    return moved
