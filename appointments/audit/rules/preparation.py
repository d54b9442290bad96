"""Parts on their shelf and the six groups of preparation (SERVICE-D8, N7, D9, N8)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

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
    proof,
    together,
    witness,
)
from appointments.models.promises import PrepItem
from appointments.models.visits import AppointmentPart
from appointments.rules import promises
from appointments.rules.preparation import why_not_words
from parts.models import Reservation

AWAITED = Reservation.Status.AWAITED


def d8(facts: Facts, at: datetime) -> Judgement:
    """Every reserved part is on the appointment shelf by the day-before check; of a late booking, an hour before."""
    if not facts.kept_needs:
        return not_applicable(proof(_("No parts are kept for it.")))
    deadline = min(promises.preparation_due(facts.store, facts.appointment.start, facts.agreed_at), facts.here_at)
    return together(_shelved(need, deadline, at) for need in facts.kept_needs)


def _shelved(need: AppointmentPart, deadline: datetime, at: datetime) -> Judgement:
    row = need.reservation
    part = row.item.part.display_number
    if row.picked_at:
        text, shelf = _("%(part)s was put on shelf %(shelf)s."), row.shelf or "–"
        picked = proof(text, row.picked_at, row.picked_by, part=part, shelf=shelf)
        return kept(picked) if row.picked_at <= deadline else late(picked, deadline)
    if row.issued_at:
        return broken(proof(_("%(part)s was handed out without having been on the shelf."), row.issued_at, part=part))
    status = Reservation.Status(row.status).label
    waiting = proof(_("%(part)s is not on the shelf: %(status)s."), part=part, status=status)
    return pending(waiting) if at < deadline else broken(waiting)


def n7(facts: Facts, at: datetime) -> Judgement:
    """No parts are kept: a part of the estimate has no reservation, lost it, or had not come when the customer did."""
    if not facts.needs and not facts.wanted_parts:
        return not_applicable(proof(_("No parts are needed.")))
    missing = [_lost(need) for need in facts.needs if facts.ended is None and need not in facts.kept_needs]
    reserved = {need.reservation.item.part.number for need in facts.needs}
    missing += [proof(_("Nothing is kept of %(part)s."), part=part) for part in sorted(facts.wanted_parts - reserved)]
    if missing:
        return broken(*missing)
    judgements = [_kept_for_it(need, facts, at) for need in facts.kept_needs]
    return together(judgements) if judgements else not_applicable(proof(_("No parts are kept for it.")))


def _lost(need: AppointmentPart) -> Proof:
    row = need.reservation
    part, reason = row.item.part.display_number, row.why_released
    return proof(_("%(part)s was given up: %(reason)s"), row.released_at, part=part, reason=reason)


def _kept_for_it(need: AppointmentPart, facts: Facts, at: datetime) -> Judgement:
    row, arrived = need.reservation, facts.first("arrived")
    part = row.item.part.display_number
    if arrived and row.item.part.number in arrived.facts.get("missing", []):
        return broken(witness(_("%(part)s had not come when the customer did."), arrived, part=part))
    if row.status != AWAITED:
        return kept(proof(_("%(count)s × %(part)s is kept."), row.created_at, part=part, count=row.quantity))
    coming = proof(_("%(part)s is on order for it."), row.created_at, part=part)
    return pending(coming) if at < facts.here_at else broken(coming)


def d9(facts: Facts, at: datetime) -> Judgement:
    """The advisor supervises: all six groups are done an hour before, his own by himself, and he has signed for it."""
    if not facts.preparation:
        return not_measured(proof(_("No preparation was planned.")))
    advisor = facts.appointment.advisor.user_id
    ready = [_ready(item, facts.hour_before, at, owner=advisor) for item in _wanted(facts)]
    return together([*ready, _signed(facts, at)])


def _signed(facts: Facts, at: datetime) -> Judgement:
    """The signature for the whole: the advisor's own, an hour before; one that fell counts as none."""
    visit, deadline = facts.appointment, facts.hour_before
    if visit.prepared_at is None:
        unsigned = proof(_("Nobody has signed for the whole preparation."))
        return pending(unsigned) if at < deadline else broken(unsigned)
    signed = proof(_("Signed for the whole preparation."), visit.prepared_at, visit.prepared_by)
    if visit.prepared_by_id != visit.advisor.user_id:
        return broken(signed, proof(_("The advisor did not see to it himself.")))
    return kept(signed) if visit.prepared_at <= deadline else late(signed, deadline)


def n8(facts: Facts, at: datetime) -> Judgement:
    """The preparation is insufficient: a group is open when the time has come, or the car has."""
    if not facts.preparation:
        return not_measured(proof(_("No preparation was planned.")))
    return together([_ready(item, facts.comes_at, at) for item in _wanted(facts)])


def _wanted(facts: Facts) -> list[PrepItem]:
    """The groups that are needed: at least technician and bay."""
    return [item for item in facts.preparation if not item.not_needed] or list(facts.preparation)


def _ready(item: PrepItem, deadline: datetime, at: datetime, owner: int | None = None) -> Judgement:
    group = PrepItem.Group(item.group).label
    if item.not_needed:
        return kept(proof(_("%(group)s: not needed."), group=group))
    if item.done_at is None:
        still = proof(_("%(group)s: still open."), group=group)
        return pending(still) if at < deadline else broken(still)
    by_itself = item.done_by_id is None
    text = _("%(group)s: ticked by itself. %(evidence)s") if by_itself else _("%(group)s: ticked by hand. %(evidence)s")
    done = proof(text, item.done_at, item.done_by, group=group, evidence=item.evidence)
    if not by_itself and why_not_words(item.evidence, not_needed=False):
        return broken(done, proof(_("The tick shows no evidence.")))
    if owner is not None and item.owner_id == owner and item.done_by_id != owner:
        return broken(done, proof(_("The advisor did not see to it himself.")))
    return kept(done) if item.done_at <= deadline else late(done, deadline)
