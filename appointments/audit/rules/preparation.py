"""Parts on their shelf and the six groups of preparation (SERVICE-D8, N7, D9, N8)."""

from datetime import datetime

from django.utils.translation import gettext as _

from appointments import rules
from appointments.audit.facts import Facts
from appointments.audit.verdicts import (
    Judgement,
    Proof,
    broken,
    kept,
    late,
    not_applicable,
    not_measured,
    pending,
    together,
)
from appointments.models import AppointmentPart, PrepItem
from parts.models import Reservation

AWAITED = Reservation.Status.AWAITED


def d8(facts: Facts, at: datetime) -> Judgement:
    """Every reserved part is on the appointment shelf by the day-before check; of a late booking, an hour before."""
    if not facts.kept_needs:
        return not_applicable(Proof(_("No parts are kept for it.")))
    deadline = min(rules.preparation_due(facts.appointment.start, facts.time_set.at), facts.here_at)
    return together(_shelved(need, deadline, at) for need in facts.kept_needs)


def _shelved(need: AppointmentPart, deadline: datetime, at: datetime) -> Judgement:
    row = need.reservation
    part = row.item.part.display_number
    if row.picked_at:
        places = {"part": part, "shelf": row.shelf or "–"}
        text = _("%(part)s was put on shelf %(shelf)s.") % places
        proof = Proof(text, row.picked_at, str(row.picked_by or ""))
        return kept(proof) if row.picked_at <= deadline else late(proof, deadline)
    if row.issued_at:
        return broken(
            Proof(_("%(part)s was handed out without having been on the shelf.") % {"part": part}, row.issued_at)
        )
    waiting = Proof(_("%(part)s is not on the shelf: %(status)s.") % {"part": part, "status": row.get_status_display()})
    return pending(waiting) if at < deadline else broken(waiting)


def n7(facts: Facts, at: datetime) -> Judgement:
    """No parts are kept: a part of the estimate has no reservation, lost it, or had not come when the customer did."""
    if not facts.needs and not facts.wanted_parts:
        return not_applicable(Proof(_("No parts are needed.")))
    missing = [_lost(need) for need in facts.needs if facts.ended is None and need not in facts.kept_needs]
    known = {need.reservation.item.part.number for need in facts.needs}
    missing += [
        Proof(_("Nothing is kept of %(part)s.") % {"part": part}) for part in sorted(facts.wanted_parts - known)
    ]
    if missing:
        return broken(*missing)
    found = [_kept_for_it(need, facts, at) for need in facts.kept_needs]
    return together(found) if found else not_applicable(Proof(_("No parts are kept for it.")))


def _lost(need: AppointmentPart) -> Proof:
    row = need.reservation
    places = {"part": row.item.part.display_number, "reason": row.release_reason}
    return Proof(_("%(part)s was given up: %(reason)s") % places, row.released_at)


def _kept_for_it(need: AppointmentPart, facts: Facts, at: datetime) -> Judgement:
    row, arrived = need.reservation, facts.first("arrived")
    places = {"part": row.item.part.display_number, "count": row.quantity}
    if arrived and row.item.part.number in arrived.facts.get("missing", []):
        return broken(Proof(_("%(part)s had not come when the customer did.") % places, arrived.at))
    if row.status != AWAITED:
        return kept(Proof(_("%(count)s × %(part)s is kept.") % places, row.created_at))
    coming = Proof(_("%(part)s is on order for it.") % places, row.created_at)
    return pending(coming) if at < facts.here_at else broken(coming)


def d9(facts: Facts, at: datetime) -> Judgement:
    """The advisor supervises: all six groups are done an hour before, his own by himself."""
    if not facts.preparation:
        return not_measured(Proof(_("No preparation was planned.")))
    advisor = facts.appointment.advisor.user_id
    return together([_ready(item, facts.hour_before, at, owner=advisor) for item in _wanted(facts)])


def n8(facts: Facts, at: datetime) -> Judgement:
    """The preparation is insufficient: a group is open when the time has come, or the car has."""
    if not facts.preparation:
        return not_measured(Proof(_("No preparation was planned.")))
    return together([_ready(item, facts.comes_at, at) for item in _wanted(facts)])


def _wanted(facts: Facts) -> list[PrepItem]:
    """The groups that are needed; never none, for technician and bay always are."""
    return [item for item in facts.preparation if not item.not_needed] or list(facts.preparation)


def _ready(item: PrepItem, deadline: datetime, at: datetime, owner: int | None = None) -> Judgement:
    group = item.get_group_display()
    if item.not_needed:
        return kept(Proof(_("%(group)s: not needed.") % {"group": group}))
    if item.done_at is None:
        still = Proof(_("%(group)s: still open.") % {"group": group})
        return pending(still) if at < deadline else broken(still)
    text = _("%(group)s: done. %(evidence)s") % {"group": group, "evidence": item.evidence}
    proof = Proof(text.strip(), item.done_at, str(item.done_by or ""))
    if owner is not None and item.owner_id == owner and item.done_by_id != owner:
        return broken(proof, Proof(_("The advisor did not see to it himself.")))
    return kept(proof) if item.done_at <= deadline else late(proof, deadline)
