"""The time and who is told of it: capacity, the customer, the departments (SERVICE-D5, N4, D6, N5, D7, N6)."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from accounts.models.records import Notice
from appointments.audit.facts import Facts, FloorWork
from appointments.audit.verdicts import (
    Judgement,
    Proof,
    broken,
    kept,
    not_measured,
    pending,
    proof,
    together,
    witness,
)
from appointments.presenters import texts
from appointments.rules import promises
from customers.models.messages import Message

M = Message.Status
WENT = {M.ACCEPTED, M.DELIVERED}
NAMING = {texts.BOOKED, texts.MOVED, texts.DAY, texts.HOUR}


def d5(facts: Facts, at: datetime) -> Judgement:
    """The time is agreed by wish and capacity: bay, technician and advisor were free at it and were taken for it."""
    if facts.free_seats:
        return _never_taken(facts)
    appointment, agreed = facts.appointment, facts.time_set
    places = {"bay": appointment.bay.name, "technician": appointment.technician.name}
    places["advisor"] = appointment.advisor.name
    text = _("%(bay)s, %(technician)s and %(advisor)s were free and are taken for it.")
    return kept(witness(text, agreed, **places))


def _never_taken(facts: Facts) -> Judgement:
    text = _("Bays or technicians planned without being taken: %(count)s.")
    return broken(witness(text, facts.time_set, count=facts.free_seats))


def n4(facts: Facts, at: datetime) -> Judgement:
    """Beyond capacity, as the floor shows it: a bay or technician was never taken for it, is lost to something else
    since, or was still at work on another car when its time came."""
    if facts.free_seats:
        return _never_taken(facts)
    if facts.lost_seats:
        lost = proof(_("Bays or technicians that it has lost since: %(count)s."), count=facts.lost_seats)
        return broken(lost, witness(_("The time was agreed then."), facts.time_set))
    if facts.beside and at >= facts.appointment.start:
        return broken(*(_still_at_work(place, work) for place, work in facts.beside))
    return kept(witness(_("All work lies in time that was free in the workshop."), facts.time_set))


def _still_at_work(place: str, work: FloorWork) -> Proof:
    if work.over is None:
        text = _("%(place)s was still at work on the car of %(number)s when its time came.")
        return proof(text, work.began, place=place, number=work.number)
    text = _("%(place)s was at work on the car of %(number)s until after its time.")
    return proof(text, work.over, place=place, number=work.number)


def went_by(message: Message, moment: datetime) -> bool:
    """The message left the store, and not after that moment."""
    return message.status in WENT and message.sent_at is not None and message.sent_at <= moment


def d6(facts: Facts, at: datetime) -> Judgement:
    """He is told who will receive him: a message about the present time, and so about the present advisor, went."""
    name = facts.appointment.advisor.name
    for message in _naming(facts):
        if went_by(message, facts.here_at):
            text = _("Told that %(advisor)s will receive him: “%(subject)s”")
            return kept(proof(text, message.sent_at, advisor=name, subject=message.subject))
    return _untold(facts, at)


def n5(facts: Facts, at: datetime) -> Judgement:
    """He does not know who will receive him: no message that names the advisor went before he came."""
    return d6(facts, at)


def _naming(facts: Facts) -> list[Message]:
    version = facts.appointment.time_version
    return [row for row in reversed(facts.messages) if row.version == version and row.purpose in NAMING]


def _untold(facts: Facts, at: datetime) -> Judgement:
    messages = _naming(facts)
    proofs = [_of_message(row) for row in messages]
    proofs = proofs or [proof(_("No message that names the advisor was written."))]
    if at < facts.here_at:
        return pending(*proofs)
    if any(row.status == M.UNKNOWN for row in messages):
        return not_measured(proof(_("Whether a message went is in doubt.")), *proofs)
    return broken(*proofs)


def _of_message(row: Message) -> Proof:
    state = {"subject": row.subject, "status": M(row.status).label}
    return proof("%(subject)s: %(status)s", row.sent_at or row.due_at, **state)


def d7(facts: Facts, at: datetime) -> Judgement:
    """Advisor and parts store are told in time: each acknowledged within the opening time that the store allows."""
    judgements = [_heard(facts.advisor_notice, facts.appointment.advisor.name, facts, at)]
    if facts.kept_needs or facts.parts_notice:
        judgements.append(_heard(facts.parts_notice, str(_("Parts store")), facts, at))
    return together(judgements)


def n6(facts: Facts, at: datetime) -> Judgement:
    """Departments or people are not told in time: an acknowledgement is missing or late."""
    return d7(facts, at)


def _heard(notice: Notice | None, who: str, facts: Facts, at: datetime) -> Judgement:
    if notice is None:
        return broken(proof(_("No notice was written to %(who)s."), who=who))
    heard_at = notice.acknowledged_at
    late = promises.is_late_to_hear(facts.store, notice.created_at, heard_at or at)
    if heard_at is None:
        waiting = proof(_("%(who)s has not acknowledged the notice."), notice.created_at, who=who)
        return broken(waiting) if late else pending(waiting)
    heard = proof(_("%(who)s acknowledged the notice."), heard_at, notice.acknowledged_by, who=who)
    if late:
        return broken(heard, proof(_("Too much opening time after the notice."), notice.created_at))
    return kept(heard)
