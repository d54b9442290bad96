"""The last day: risks told in time, confirmations, and who receives the customer (SERVICE-D10 … D12)."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from appointments.audit.facts import Facts
from appointments.audit.rules.knowing import WENT, went_by
from appointments.audit.verdicts import (
    Judgement,
    Proof,
    broken,
    kept,
    late,
    not_applicable,
    pending,
    proof,
    together,
    witness,
)
from appointments.models.promises import Confirmation, VisitEvent
from appointments.presenters import texts
from customers.models.messages import Message

C = Confirmation.Status
SETTLED = {C.READY, C.NOT_READY, C.KEPT, C.MOVED}
HOUR_BEFORE = timedelta(hours=1)
NOTICE_AHEAD = timedelta(hours=2)
GREETING = timedelta(minutes=3)


def d10(facts: Facts, at: datetime) -> Judgement:
    """What we cannot keep is told at least two hours ahead, and another time is agreed."""
    risk = facts.last("at_risk")
    if risk is None:
        return _surprised(facts) or not_applicable(proof(_("Nothing has stood in its way.")))
    message = _message_about(risk, facts)
    if message is None:
        at_risk = _risk_proof(risk)
        return pending(at_risk) if at < facts.here_at else broken(at_risk, proof(_("No message about it went.")))
    heard = proof(_("At risk, and the customer was told: %(reason)s"), message.sent_at, reason=risk.words)
    if not went_by(message, _start_then(risk, facts) - NOTICE_AHEAD):
        return broken(heard, proof(_("That was less than two hours ahead.")))
    return _agreed(risk, heard, facts, at)


def n9(facts: Facts, at: datetime) -> Judgement:
    """He learns only after coming: parts had not come, or he was asked to wait longer, and nobody had told him."""
    if surprise := _surprised(facts):
        return surprise
    risk = facts.last("at_risk")
    if risk is None:
        return not_applicable(proof(_("Nothing has stood in its way.")))
    message = _message_about(risk, facts)
    if message and went_by(message, facts.here_at):
        return kept(proof(_("Told before he came: %(reason)s"), message.sent_at, reason=risk.words))
    at_risk = _risk_proof(risk)
    return pending(at_risk) if at < facts.here_at else broken(at_risk, proof(_("No message about it went.")))


def _surprised(facts: Facts) -> Judgement | None:
    """Broken where it could not be kept when he came, and he had not been warned before; else None."""
    arrived, later = facts.first("arrived"), facts.first("delayed")
    if arrived is None or facts.first("at_risk", since=facts.agreed_at):
        return None
    if missing := arrived.facts.get("missing"):
        text = _("Parts had not come when the customer did: %(parts)s.")
        return broken(witness(text, arrived, parts=", ".join(missing)))
    began = facts.first("work_started")
    if later and (began is None or later.at < began.at):
        return broken(witness(_("Asked to wait longer after he had come: %(reason)s"), later, reason=later.words))
    return None


def _risk_proof(risk: VisitEvent) -> Proof:
    return witness(_("At risk: %(reason)s"), risk, reason=risk.words)


def _message_about(risk: VisitEvent, facts: Facts) -> Message | None:
    """The message about the risk, if it went."""
    about = (row for row in facts.messages if row.purpose == texts.AT_RISK and row.created_at >= risk.at)
    return next((row for row in about if row.status in WENT), None)


def _start_then(risk: VisitEvent, facts: Facts) -> datetime:
    """The time that was at risk: the one before the move that followed."""
    moved = facts.first("moved", since=risk.at)
    return datetime.fromisoformat(moved.facts["before"]) if moved else facts.appointment.start


def _agreed(risk: VisitEvent, warning: Proof, facts: Facts, at: datetime) -> Judgement:
    for kind in ("moved", "cancelled", "kept", "arrived"):
        if answer := facts.first(kind, since=risk.at):
            return kept(warning, witness(answer.title, answer))
    open_end = proof(_("No other time is agreed yet."))
    return pending(warning, open_end) if at < facts.comes_at else broken(warning, open_end)


def d11(facts: Facts, at: datetime) -> Judgement:
    """Four records, each in its window: a day and an hour before, our readiness and the customer's answer."""
    return _confirmed(facts, at, {Confirmation.Kind.DAY: facts.appointment.start - HOUR_BEFORE})


def n10(facts: Facts, at: datetime) -> Judgement:
    """Not confirmed beforehand: one of the four records is missing when he comes."""
    return _confirmed(facts, at, {})


def _confirmed(facts: Facts, at: datetime, deadlines: dict) -> Judgement:
    """Judge each confirmation by its deadline. No answer is none; a time agreed inside a window needs none of it."""
    rows = [_one(row, min(deadlines.get(row.kind, facts.comes_at), facts.comes_at), at) for row in facts.confirmations]
    return together(rows) if rows else not_applicable(proof(_("Nothing is to be confirmed.")))


def _one(row: Confirmation, deadline: datetime, at: datetime) -> Judgement:
    said = {"kind": Confirmation.Kind(row.kind).label, "side": Confirmation.Side(row.side).label}
    said["state"] = C(row.status).label
    record = proof("%(kind)s · %(side)s: %(state)s", row.decided_at or row.due_at, row.decided_by, **said)
    if row.status == C.SKIPPED or (row.status not in SETTLED and row.due_at > deadline):
        return not_applicable(record)
    if row.status in SETTLED and row.decided_at:
        return kept(record) if row.decided_at <= deadline else late(record, deadline)
    return pending(record) if at < deadline else broken(record)


def d12(facts: Facts, at: datetime) -> Judgement:
    """The advisor is there: he who was named greets the customer within three minutes of his arrival."""
    greeting = n11(facts, at)
    greeted, advisor = facts.first("greeted"), facts.appointment.advisor
    if greeted and greeted.by_id != advisor.user_id:
        return broken(*greeting.evidence, proof(_("The customer expected %(advisor)s."), advisor=advisor.name))
    return greeting


def n11(facts: Facts, at: datetime) -> Judgement:
    """Nobody is there: no advisor takes the customer over within three minutes of his arrival."""
    arrived, greeted = facts.first("arrived"), facts.first("greeted")
    if arrived is None:
        return pending(proof(_("The car is still to come.")))
    came = witness(arrived.title, arrived)
    if greeted is None:
        waits = proof(_("Nobody has greeted the customer yet."))
        return pending(came, waits) if at <= arrived.at + GREETING else broken(came, waits)
    minutes = int((greeted.at - arrived.at).total_seconds() // 60)
    received = witness(_("Greeted after %(minutes)s minutes."), greeted, minutes=minutes)
    return kept(came, received) if greeted.at - arrived.at <= GREETING else broken(came, received)
