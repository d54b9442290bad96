"""The last day: risks told in time, confirmations, and who stands there when the customer comes (SERVICE-D10 … D12)."""

from datetime import datetime, timedelta

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from appointments import texts
from appointments.audit.facts import Facts
from appointments.audit.rules.knowing import WENT
from appointments.audit.verdicts import Judgement, Proof, broken, kept, late, not_applicable, pending, together
from appointments.models import Confirmation, VisitEvent
from customers.models import Message

C = Confirmation.State
SETTLED = {C.READY, C.NOT_READY, C.KEPT, C.MOVED}
HOUR_BEFORE = timedelta(hours=1)
NOTICE_AHEAD = timedelta(hours=2)
GREETING = timedelta(minutes=3)


def d10(facts: Facts, at: datetime) -> Judgement:
    """What we cannot keep is told at least two hours ahead, and another time is agreed."""
    risk = facts.last("at_risk")
    if risk is None:
        return _surprised(facts) or not_applicable(Proof(_("Nothing has stood in its way.")))
    told = _told_of(risk, facts)
    if told is None:
        untold = _told_proof(risk)
        return pending(untold) if at < facts.here_at else broken(untold, Proof(_("No message about it went.")))
    proof = Proof(_("At risk, and the customer was told: %(reason)s") % {"reason": risk.words}, told.sent_at)
    if told.sent_at > _start_then(risk, facts) - NOTICE_AHEAD:
        return broken(proof, Proof(_("That was less than two hours ahead.")))
    return _agreed(risk, proof, facts, at)


def n9(facts: Facts, at: datetime) -> Judgement:
    """He learns only after coming: parts had not come, or he was asked to wait longer, and nobody had told him."""
    if found := _surprised(facts):
        return found
    risk = facts.last("at_risk")
    if risk is None:
        return not_applicable(Proof(_("Nothing has stood in its way.")))
    told = _told_of(risk, facts)
    if told and told.sent_at <= facts.here_at:
        return kept(Proof(_("Told before he came: %(reason)s") % {"reason": risk.words}, told.sent_at))
    untold = _told_proof(risk)
    return pending(untold) if at < facts.here_at else broken(untold, Proof(_("No message about it went.")))


def _surprised(facts: Facts) -> Judgement | None:
    """It could not be kept when he came, and no risk had been told before."""
    arrived, later = facts.first("arrived"), facts.first("delayed")
    if arrived is None or facts.last("at_risk"):
        return None
    if missing := arrived.facts.get("missing"):
        text = _("Parts had not come when the customer did: %(parts)s.") % {"parts": ", ".join(missing)}
        return broken(Proof(text, arrived.at, str(arrived.by or "")))
    began = facts.first("work_started")
    if later and (began is None or later.at < began.at):
        text = _("Asked to wait longer after he had come: %(reason)s") % {"reason": later.words}
        return broken(Proof(text, later.at, str(later.by or "")))
    return None


def _told_proof(risk: VisitEvent) -> Proof:
    return Proof(_("At risk: %(reason)s") % {"reason": risk.words}, risk.at, str(risk.by or ""))


def _told_of(risk: VisitEvent, facts: Facts) -> Message | None:
    """The message about the risk, if it went."""
    about = (row for row in facts.messages if row.purpose == texts.AT_RISK and row.created_at >= risk.at)
    return next((row for row in about if row.status in WENT), None)


def _start_then(risk: VisitEvent, facts: Facts) -> datetime:
    """The time that was at risk: the one before the move that followed."""
    moved = facts.first("moved", since=risk.at)
    return parse_datetime(moved.facts["before"]) if moved else facts.appointment.start


def _agreed(risk: VisitEvent, proof: Proof, facts: Facts, at: datetime) -> Judgement:
    for kind in ("moved", "cancelled", "kept", "arrived"):
        if answer := facts.first(kind, since=risk.at):
            return kept(proof, Proof(str(answer.title), answer.at, str(answer.by or "")))
    open_end = Proof(_("No other time is agreed yet."))
    return pending(proof, open_end) if at < facts.comes_at else broken(proof, open_end)


def d11(facts: Facts, at: datetime) -> Judgement:
    """Four records, each in its window: a day and an hour before, our readiness and the customer's answer."""
    return _confirmed(facts, at, {Confirmation.Kind.DAY: facts.appointment.start - HOUR_BEFORE})


def n10(facts: Facts, at: datetime) -> Judgement:
    """Not confirmed beforehand: one of the four records is missing when he comes."""
    return _confirmed(facts, at, {})


def _confirmed(facts: Facts, at: datetime, deadlines: dict) -> Judgement:
    """A silent message is no answer; a time agreed inside a window needs no confirmation of that window."""
    rows = [_one(row, min(deadlines.get(row.kind, facts.comes_at), facts.comes_at), at) for row in facts.confirmations]
    return together(rows) if rows else not_applicable(Proof(_("Nothing is to be confirmed.")))


def _one(row: Confirmation, deadline: datetime, at: datetime) -> Judgement:
    said = f"{row.get_kind_display()} · {row.get_side_display()}: {row.get_state_display()}"
    proof = Proof(said, row.decided_at or row.due_at, str(row.decided_by or ""))
    if row.state == C.SKIPPED or (row.state not in SETTLED and row.due_at > deadline):
        return not_applicable(proof)
    if row.state in SETTLED and row.decided_at:
        return kept(proof) if row.decided_at <= deadline else late(proof, deadline)
    return pending(proof) if at < deadline else broken(proof)


def d12(facts: Facts, at: datetime) -> Judgement:
    """The advisor is there: he who was named greets the customer within three minutes of his arrival."""
    found = n11(facts, at)
    greeted, advisor = facts.first("greeted"), facts.appointment.advisor
    if greeted and greeted.by_id != advisor.user_id:
        return broken(*found.evidence, Proof(_("The customer expected %(advisor)s.") % {"advisor": advisor.name}))
    return found


def n11(facts: Facts, at: datetime) -> Judgement:
    """Nobody is there: no advisor takes the customer over within three minutes of his arrival."""
    arrived, greeted = facts.first("arrived"), facts.first("greeted")
    if arrived is None:
        return pending(Proof(_("The car is still to come.")))
    came = Proof(str(arrived.title), arrived.at, str(arrived.by or ""))
    if greeted is None:
        waits = Proof(_("Nobody has greeted the customer yet."))
        return pending(came, waits) if at <= arrived.at + GREETING else broken(came, waits)
    minutes = int((greeted.at - arrived.at).total_seconds() // 60)
    text = _("Greeted after %(minutes)s minutes.") % {"minutes": minutes}
    proof = Proof(text, greeted.at, str(greeted.by or ""))
    return kept(came, proof) if greeted.at - arrived.at <= GREETING else broken(came, proof)
