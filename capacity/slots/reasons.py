"""Why a time is not free, and what would help."""

from datetime import datetime

from django.utils.translation import gettext as _

from capacity.models.resources import BayType
from capacity.slots.opening import bits, quarter_before
from capacity.slots.search import Search
from capacity.slots.wish import Missing, Need, Wish


def missing(wish: Wish, start: datetime | None = None) -> list[Missing]:
    """What is missing for a start, or for the whole period when no start is named; empty when nothing is."""
    return missing_in(Search(wish), start)


def missing_in(search: Search, start: datetime | None = None) -> list[Missing]:
    """The same for a search that has been made."""
    position = search.opening.position(quarter_before(start)) if start else None
    lacking = [_explained(search, need, position) for need in _all_needs(search) if not _has(search, need, position)]
    return lacking or _not_together(search, position)


def _all_needs(search: Search) -> list[Need]:
    """What the job needs, and what carries its customer."""
    carrying = search.carrying.needs(list(search.ways[0])) if search.carrying else ()
    return [*search.needs, *carrying]


def _not_together(search: Search, position: int | None) -> list[Missing]:
    """Each is free by itself, but none of the bays for as long as the shifts and breaks of the people make it."""
    possible = search.opening.starts() & ~bits(0, search.first)
    if position is None or not possible >> position & 1 or search.starts >> position & 1 or not search.wish.stages:
        return []
    reason = _("Bay and technician are not free together for as long as the work takes with breaks.")
    return [Missing("technician", reason, _("another time"), _nearest(search, position))]


def _has(search: Search, need: Need, position: int | None) -> bool:
    return bool(need.mask & search.opening.starts()) if position is None else bool(need.mask >> position & 1)


def _explained(search: Search, need: Need, position: int | None) -> Missing:
    if need.named:
        anybody = search.without("advisor") if need.kind == "advisor" else search.without("bay", "technician")
        return Missing(need.kind, _taken(search, need, position), _other(need), _nearest(anybody, position))
    return Missing(need.kind, _lacking(search, need, position), _wait(need), _nearest(search, position))


def _nearest(search: Search, position: int | None):
    starts = search.starts & ~bits(0, position or 0)
    return search.slot((starts & -starts).bit_length() - 1) if starts else None


def _taken(search: Search, need: Need, position: int | None) -> str:
    """Why the named one cannot be had: off, absent or out of use, without a certificate, or taken."""
    who = {"who": need.named.name}
    if position is None:
        return _("%(who)s is taken at that time.") % who
    if off := search.off.get(need.named.pk, 0):
        day = next((bits(first, last) for _on, first, last in search.opening.days if position < last), 0)
        if not day & ~off:
            return _("%(who)s is off that day.") % who
        if off >> position & 1:
            return _("%(who)s is not on shift at that time.") % who
    if search.blocked[need.named.pk] >> position & 1:
        away = _("%(who)s is out of use at that time.") if need.kind == "bay" else _("%(who)s is absent at that time.")
        return away % who
    if need.kind == "technician" and not search.worker(need.named, need.stage).on >> position & 1:
        return _("The high-voltage certificate of %(who)s has ended by then.") % who
    return _("%(who)s is taken at that time.") % who


def _other(need: Need) -> str:
    return {"bay": _("another bay"), "technician": _("another technician"), "advisor": _("another advisor")}[need.kind]


def _wait(need: Need) -> str:
    if need.kind == "parts":
        return "" if need.never else _("after the parts have come")
    return _("another time") if need.anybody else ""


def _nobody_on_shift(search: Search, need: Need, position: int | None) -> bool:
    """Whether all who could do it are off at that time."""
    if position is None or not need.seats:
        return False
    return all(search.off.get(s.pk, 0) >> position & 1 for s, _mask in need.seats)


def _nobody_to_carry(need: Need) -> str | None:
    """What is missing of driver or loan car; None for another need."""
    if need.kind == "loan_car":
        return _("No loan car is free for that long.") if need.seats else _("The store has no loan car.")
    if need.kind in {"driver", "driver_back"} and not need.seats:
        return _("The store has no driver.")
    if need.kind == "driver":
        return _("No driver is free to fetch the car.")
    return _("No driver is free to bring the car back after the work.") if need.kind == "driver_back" else None


def _lacking(search: Search, need: Need, position: int | None) -> str:
    if carrier := _nobody_to_carry(need):
        return carrier
    if need.kind == "vehicle":
        return _("The car has another appointment at that time.")
    if need.kind == "advisor" and _nobody_on_shift(search, need, position):
        return _("No service advisor is on shift at that time.")
    if need.kind == "advisor":
        return _("No service advisor is free to receive the car.")
    if need.kind == "share":
        return _("The rest of that day is kept for appointments.")
    if need.kind == "parts":
        return _parts(need)
    if need.kind == "bay":
        facts = {"bay": BayType.objects.get(code=need.stage.bay_type)}
        return (_("No %(bay)s is free.") if need.seats else _("The store has no %(bay)s in use.")) % facts
    facts = {"skill": ", ".join(sorted(need.stage.skills))}
    if _nobody_on_shift(search, need, position):
        return _("Nobody with %(skill)s is on shift at that time.") % facts
    return (_("No technician with %(skill)s is free.") if need.seats else _("Nobody holds %(skill)s.")) % facts


def _parts(need: Need) -> str:
    if need.never:
        return _("A part is neither in stock nor on order.")
    return _("The parts are complete only on %(day)s.") % {"day": need.ready_on.isoformat()}
