"""The record of the call: complete, diagnosed, with cost and time told (SERVICE-D2, N2, D3, N3, D4)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from appointments.audit.facts import Facts
from appointments.audit.verdicts import (
    Judgement,
    State,
    broken,
    kept,
    not_applicable,
    pending,
    proof,
    witness,
)
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment
from appointments.rules import bookings
from core import money
from pricing.models.estimates import Estimate

D = Appointment.Diagnosis


def d2(facts: Facts, at: datetime) -> Judgement:
    """All that is needed is recorded: who, which car, how to reach him, and what he said."""
    lacking = _lacking(facts)
    if lacking:
        return broken(witness(_("Missing: %(what)s."), facts.booked, what=lacking))
    return kept(witness(_("In his own words: “%(said)s”"), facts.booked, said=facts.appointment.complaint))


def n2(facts: Facts, at: datetime) -> Judgement:
    """The record or the description is incomplete: a field is empty or a placeholder ("同上", "无")."""
    return d2(facts, at)


def _lacking(facts: Facts) -> str:
    """What is missing, in one text."""
    appointment = facts.appointment
    needed = [
        (appointment.customer and appointment.customer.name, _("the customer's name")),
        (facts.has_phone, _("a phone number")),
        (appointment.vehicle.plate or appointment.vehicle.vin, _("plate or VIN")),
        (not bookings.why_not_words(appointment.complaint), _("the customer's own words")),
    ]
    if appointment.diagnosis == D.INSPECT:
        needed.append((facts.has_fault or appointment.diagnosis_note, _("the fault")))
    return str(_(", ")).join(str(name) for there, name in needed if not there)


def d3(facts: Facts, at: datetime) -> Judgement:
    """The fault is diagnosed; where an expert was asked, or a repair repeats, he has answered before it begins."""
    diagnosis = n3(facts, at)
    request = facts.last("help_asked")
    if diagnosis.state == State.FAIL or (request is None and not facts.appointment.repeat_of):
        return diagnosis
    helped = _helped(facts, at)
    return Judgement(helped.state, helped.evidence + diagnosis.evidence)


def _helped(facts: Facts, at: datetime) -> Judgement:
    request, item = facts.last("help_asked"), facts.group(PrepItem.Group.EXPERT)
    answered = facts.last("help_answered")
    if answered and item and item.done_at:
        return kept(witness(_("The expert: %(said)s"), answered, said=answered.words or "✓"))
    if item and item.not_needed and not request:
        return kept(proof(_("An expert is not needed.")))
    question = request.words if request else _("the same system was repaired shortly before")
    waiting = witness(_("An expert was asked: %(question)s. No answer yet."), request, question=question)
    return pending(waiting) if at < facts.comes_at else broken(waiting)


def n3(facts: Facts, at: datetime) -> Judgement:
    """The fault is not diagnosed: nobody chose an outcome. A fault that was named or a note alone is none.

    Maintenance has no fault.
    """
    appointment, booked = facts.appointment, facts.booked
    if appointment.diagnosis == D.MAINTENANCE:
        return not_applicable(witness(_("Maintenance by plan: there is no fault."), booked))
    if appointment.diagnosis:
        outcome = D(appointment.diagnosis).label
        if not appointment.diagnosis_note:
            return kept(witness(outcome, booked))
        return kept(witness("%(outcome)s · %(note)s", booked, outcome=outcome, note=appointment.diagnosis_note))
    if not facts.has_repair and not facts.has_fault:
        return not_applicable(witness(_("Maintenance by plan: there is no fault."), booked))
    return broken(witness(_("No diagnosis was recorded at the booking."), booked))


def d4(facts: Facts, at: datetime) -> Judgement:
    """Diagnosis, remedy, cost and time are told before he comes, as an estimate that no longer changes."""
    estimate = facts.appointment.estimate
    if estimate is None or estimate.told_at is None:
        untold = proof(_("No estimate was told to the customer."))
        return pending(untold) if at < facts.comes_at else broken(untold)
    places = {"total": money.yuan(estimate.total), "minutes": estimate.minutes}
    places |= {"how": Estimate.Channel(estimate.channel).label, "answer": Estimate.Answer(estimate.answer).label}
    text = _("Told %(total)s and %(minutes)s minutes %(how)s; the answer: %(answer)s.")
    record = proof(text, estimate.told_at, estimate.told_by, **places)
    return kept(record) if estimate.told_at <= facts.here_at else broken(record, proof(_("Told only after he came.")))
