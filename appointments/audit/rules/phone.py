"""The phone: answered at any time, never after more than three rings (SERVICE-D1, N1)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from appointments.audit.facts import Facts
from appointments.audit.verdicts import Judgement, broken, kept, not_applicable, not_measured, pending, proof, witness
from appointments.models.call_queries import THREE_RINGS
from appointments.models.calls import PhoneCall
from appointments.settings import CALL_BACK, LONG_ENGAGED


def d1(facts: Facts, at: datetime) -> Judgement:
    """The phone is always answered: the call in which this was booked, within three rings."""
    call = facts.appointment.call
    if call is None:
        return _without_a_call(facts)
    if not call.external_id:
        text = _("The call was written down by hand: how long it rang is not known.")
        return not_measured(proof(text, call.rang_at, call.taken_by))
    return _missed(call, facts) if call.answered_at is None else _rang(call)


def n1(facts: Facts, at: datetime) -> Judgement:
    """Nobody answers after three rings, or the line is long engaged: in this call, or in one of the same caller within
    the hour before. A line is engaged for long when he gets through later than the store's limit after his first try.
    """
    call = facts.appointment.call
    if call is not None and facts.rang_in_vain_at:
        return broken(proof(_("The same caller rang in vain before."), facts.rang_in_vain_at))
    if call is not None and facts.engaged_at and call.rang_at - facts.engaged_at >= LONG_ENGAGED.span(facts.store):
        minutes = int((call.rang_at - facts.engaged_at).total_seconds() // 60)
        text = _("The line was engaged for %(minutes)s minutes before he got through.")
        return broken(proof(text, facts.engaged_at, minutes=minutes))
    return d1(facts, at)


def _without_a_call(facts: Facts) -> Judgement:
    if facts.appointment.source != "phone":
        return not_applicable(proof(_("Not booked by phone.")))
    return not_measured(proof(_("No call of the hotline belongs to this appointment.")))


def _rang(call: PhoneCall) -> Judgement:
    text = _("Answered after %(seconds)s seconds.")
    answered = proof(text, call.answered_at, call.taken_by, seconds=call.ring_seconds)
    in_time = call.answered_at is not None and call.answered_at - call.rang_at <= THREE_RINGS
    return kept(answered) if in_time else broken(answered)


def _missed(call: PhoneCall, facts: Facts) -> Judgement:
    """Broken for a missed call and an engaged line; who was called back in time is recovered, which is no pass."""
    if call.ended_at is None:
        return pending(proof(_("It is still ringing."), call.rang_at))
    words = _("The line was engaged.") if call.engaged else _("Rang off without an answer.")
    missed, until = proof(words, call.ended_at), call.ended_at + CALL_BACK.span(facts.store)
    text, places = _("Recovered: spoken to within %(minutes)s minutes."), {"minutes": CALL_BACK.of(facts.store)}
    if call.reached and call.called_back_at and call.called_back_at <= until:
        return broken(missed, proof(text, call.called_back_at, call.called_back_by, **places))
    if facts.booked and facts.booked.at <= until:
        return broken(missed, witness(text, facts.booked, **places))
    return broken(missed)
