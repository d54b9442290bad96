"""Corrects the judgement of a rule, and takes the correction back (service 4.1). No record is changed by either."""

from datetime import datetime

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock
from appointments.audit import judge
from appointments.audit.catalogue import Rule
from appointments.audit.corrections import fingerprint
from appointments.audit.people import accountable
from appointments.audit.verdicts import Judgement
from appointments.models.corrections import Correction
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import corrections
from core.errors import Refused, Stale, refuse
from core.transactions import one_transaction


@one_transaction()
def correct(
    appointment: Appointment, *, by: Access, at: datetime, rule: Rule, state: str, reason: str, seen: str
) -> Correction:
    """Replace the judgement of a rule by another, with the reason; `seen` is the fingerprint of the records seen.

    The same correction again changes nothing. One whose records have changed since is replaced.
    """
    by.require(AppointmentPerm.AUDIT_CORRECT)
    lock(appointment)
    audit, judgement = _judged(appointment, rule, by=by, at=at)
    standing = judgement.correction
    if standing and (standing.after, standing.reason, standing.corrected_by_id) == (state, reason, by.person.pk):
        return standing
    refuse(corrections.why_not_correct(judgement, accountable(rule.code, audit.facts, judgement), by))
    if changed := corrections.why_not_stale(judgement, seen):
        raise Stale(changed, state=str(judgement.by_records), seen=fingerprint(judgement))
    refuse(corrections.why_not_again(judgement, state))
    refuse(corrections.why_not_words(reason), field="reason")
    if judgement.fallen:
        _end(judgement.fallen, by=by, at=at)
    facts = {"before": judgement.by_records, "after": state, "reason": reason, "seen": fingerprint(judgement)}
    row = Correction.objects.create(
        store=by.store, appointment=appointment, rule=rule.code, corrected_at=at, corrected_by=by.person, **facts
    )
    record(appointment, "correct rule", by=by, at=at, note=reason, rule=rule.code, before=row.before, after=row.after)
    return row


@one_transaction()
def take_back(appointment: Appointment, *, by: Access, at: datetime, rule: Rule) -> Correction:
    """The records count again. A correction that was taken back already stays so."""
    by.require(AppointmentPerm.AUDIT_CORRECT)
    lock(appointment)
    _audit, judgement = _judged(appointment, rule, by=by, at=at)
    standing = judgement.correction or judgement.fallen
    if standing is None:
        if last := Correction.objects.of_rule(appointment, rule.code).first():
            return last
        raise Refused(corrections.why_not_take_back(judgement))
    row = _end(standing, by=by, at=at)
    record(appointment, "take back correction", by=by, at=at, rule=rule.code, note=row.reason)
    return row


def _judged(appointment: Appointment, rule: Rule, *, by: Access, at: datetime) -> tuple[judge.Audit, Judgement]:
    audit = next(judge.judged(Appointment.objects.filter(pk=appointment.pk), store=by.store, at=at))
    return audit, audit.judgements[rule]


def _end(correction: Correction, *, by: Access, at: datetime) -> Correction:
    correction.ended_at, correction.ended_by = at, by.person
    correction.save(update_fields=["ended_at", "ended_by"])
    return correction
