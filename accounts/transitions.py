"""Changes statuses by the table of their model (`accounts.machines`); no other code does."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record, record_all
from accounts.machines import Act, Button, Machine, rule_of
from accounts.models.records import Activity
from core.errors import Refused, Stale, refuse
from core.transactions import one_transaction


def lock(thing):
    """Lock the row of a thing until the transaction ends; returns it, read again."""
    return type(thing).objects.select_for_update(of=("self",), no_key=True).get(pk=thing.pk)


def refuse_stale(thing, version: int) -> None:
    """Raise Stale when the form was opened with an earlier version (promise P13)."""
    if thing.version != version:
        raise Stale(_("Somebody has changed this since you opened it. Look at it again."), version=thing.version)


@one_transaction()
def move(thing, to: str, *, by: Access, at, note: str = "", **stamps: Any):
    """Move a thing by an act of its table, or by the usual act to a status, with stamps and a line of the log.

    The same act again changes nothing; with another note or other stamps it is refused (`refuse_other`). Raises Refused
    for a move that is not in the table or that a rule forbids, PermissionDenied without the permission.
    """
    thing, machine = lock(thing), type(thing).STATES
    if thing.status == machine.end_of(to):
        refuse_other(thing, note, stamps, at=at, by=by)
        return thing
    act = _legal(machine, thing, to)
    act.require(by)
    refuse(why_not(thing, act, by, at))
    thing.status = act.end
    for name, value in stamps.items():
        setattr(thing, name, value)
    thing.save(update_fields=["status", *stamps])
    record(thing, "move", by=by, at=at, note=note, moved=(act.start, act.end))
    return thing


def _legal(machine: Machine, thing, to: str) -> Act:
    if act := machine.act(to, thing.status):
        return act
    labels = dict(type(thing)._meta.get_field("status").flatchoices)
    words = {"now": labels[thing.status], "to": labels[machine.end_of(to)]}
    raise Refused(_("This is “%(now)s”; it cannot become “%(to)s”.") % words)


def why_not(thing, act: Act, by: Access, at) -> str | None:
    """The reason of the act's rule against it; None without a reason or a rule."""
    return rule_of(thing._meta.app_label, act.why_not)(thing, by, at) if act.why_not else None


@dataclass(frozen=True)
class Offer:
    """An act for a page: `method` is that of its button, `why_not` the reason when the button is disabled."""

    name: str
    label: str
    url: str
    why_not: str | None
    method: str
    icon: str
    question: str = ""
    sends: tuple[str, str] = ("", "")


def acts_of(thing, by: Access, at) -> list[Offer]:
    """The acts that the table offers to a person for a thing in its status, in the order of the table.

    A rule that several of them name is asked once.
    """
    acts = [act for act in type(thing).STATES.acts if act.start == thing.status and act.buttons and act.is_open_to(by)]
    reasons = {rule: why_not(thing, act, by, at) for rule, act in {act.why_not: act for act in acts}.items()}
    return [_offer(act, button, thing, reasons[act.why_not]) for act in acts for button in act.buttons]


def _offer(act: Act, button: Button, thing, reason: str | None) -> Offer:
    method = "get" if button.asks else "post"
    label, question = str(button.label), str(button.question)
    return Offer(act.name, label, button.url_of(thing), reason, method, button.icon, question, button.sent_with(thing))


def refuse_other(thing, note: str, stamps: dict[str, Any], *, at, by: Access) -> None:
    """Refuse an act that was done already with other content, naming that; do nothing for the same content.

    A customer does not see the earlier content, because staff wrote it.

    The moment of the click (a stamp equal to `at`) and the person (`…_by`) are no content: two managers may grant the
    same request. A person who is content has a field of another name (`owner`). An empty note is no content.
    """
    for name, value in stamps.items():
        if value != at and not name.endswith("_by") and getattr(thing, name) != value:
            raise Refused(_already(thing, getattr(thing, f"get_{name}_display", getattr(thing, name)), by))
    if note and note != (before := _last_note(thing)):
        raise Refused(_already(thing, before, by))


def _already(thing, stands: Any, by: Access) -> str:
    """The refusal, for colleagues with the earlier content: `This is “lost” already, with “price”; …`"""
    stands = stands() if callable(stands) else stands
    stands = None if by.is_customer else stands
    if hasattr(stands, "astimezone"):
        stands = f"{stands.astimezone(thing.store.zone):%Y-%m-%d %H:%M}"
    if stands in (None, "", {}, []):
        return _("This is “%(now)s” already; nothing was changed.") % {"now": thing.get_status_display()}
    words = {"now": thing.get_status_display(), "stands": stands}
    return _("This is “%(now)s” already, with “%(stands)s”; nothing was changed.") % words


def _last_note(thing) -> str:
    """The note of the last move of the thing."""
    lines = Activity.objects.filter(subject=thing._meta.label_lower, subject_id=thing.pk, verb="move")
    return lines.order_by("-pk").values_list("note", flat=True).first() or ""


@one_transaction()
def move_all(rows, start: str, end: str, *, by: Access, at, **stamps: Any) -> list[int]:
    """Move many things to a status, with lines of the log; returns the keys of those moved.

    Rows that are not in `start` stay as they are. No rule is checked: the filter of the rows is the rule.
    """
    _usual(rows.model, start, end).require(by)
    locked = rows.filter(status=start).select_for_update(of=("self",), no_key=True).order_by("pk")
    moved = list(locked.values_list("pk", flat=True))
    shift(rows.model.objects.filter(pk__in=moved), start, end, **stamps)
    record_all(rows.model, moved, "move", by=by, at=at, moved=(start, end))
    return moved


def shift(rows: models.QuerySet, start: str | Collection[str], end: str, **stamps: Any) -> int:
    """Move rows that are still in `start` (one or several statuses) by one conditional UPDATE; returns their count.

    For consequences of another act, whose permission was checked: the questions about an appointment that is moved, the
    time of a visit that is cancelled. And for workers that read rows without locks: the count proves that this worker
    has the row. It writes no log. Raises ValueError for a move that is not in the table.
    """
    starts = [start] if isinstance(start, str) else sorted(start)
    for one in starts:
        _usual(rows.model, one, end)
    return rows.filter(status__in=starts).update(status=end, **stamps)


def _usual(model, start: str, end: str) -> Act:
    if act := model.STATES.moves.get((start, end)):
        return act
    raise ValueError(f"{model.__name__}: from {start} to {end} there is no legal move.")
