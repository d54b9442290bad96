"""Why a time is not free, and what would help."""

from datetime import datetime

from django.utils.translation import gettext as _

from capacity.models import BayType
from capacity.slots.opening import bits, quarter_before
from capacity.slots.search import Search
from capacity.slots.wish import Missing, Need, Wish


def missing(wish: Wish, start: datetime | None = None) -> list[Missing]:
    """What is missing for a start, or for the whole period when no start is named; empty when nothing is."""
    return missing_in(Search(wish), start)


def missing_in(search: Search, start: datetime | None = None) -> list[Missing]:
    """The same for a search that has been made."""
    position = search.opening.position(quarter_before(start)) if start else None
    return [_explained(search, need, position) for need in search.needs if not _has(search, need, position)]


def _has(search: Search, need: Need, position: int | None) -> bool:
    return bool(need.mask & search.opening.starts()) if position is None else bool(need.mask >> position & 1)


def _explained(search: Search, need: Need, position: int | None) -> Missing:
    if need.named:
        anybody = search.without("advisor") if need.kind == "advisor" else search.without("bay", "technician")
        return Missing(need.kind, _taken(need), _other(need), _nearest(anybody, position))
    return Missing(need.kind, _lacking(search, need), _wait(need), _nearest(search, position))


def _nearest(search: Search, position: int | None):
    starts = search.starts & ~bits(0, position or 0)
    return search.slot((starts & -starts).bit_length() - 1) if starts else None


def _taken(need: Need) -> str:
    return _("%(who)s is taken at that time.") % {"who": need.named.name}


def _other(need: Need) -> str:
    return {"bay": _("another bay"), "technician": _("another technician"), "advisor": _("another advisor")}[need.kind]


def _wait(need: Need) -> str:
    if need.kind == "parts":
        return "" if need.never else _("after the parts have come")
    return _("another time") if need.anybody else ""


def _lacking(search: Search, need: Need) -> str:
    if need.kind == "vehicle":
        return _("The car has another appointment at that time.")
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
    return (_("No technician with %(skill)s is free.") if need.seats else _("Nobody holds %(skill)s.")) % facts


def _parts(need: Need) -> str:
    if need.never:
        return _("A part is neither in stock nor on order.")
    return _("The parts are complete only on %(day)s.") % {"day": need.ready_on.isoformat()}
