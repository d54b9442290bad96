"""Who answers for a rule on an appointment: the person whose act it was, or whose task it is (service 4.1)."""

from accounts.models.people import User
from appointments.audit.facts import Facts
from appointments.audit.verdicts import Judgement, State
from appointments.rules import promises

BY_PHONE = {"D1", "N1"}
AT_THE_BOOKING = {"D2", "N2", "D3", "N3", "D4"}
BY_THE_TIME = {"D5", "N4", "D6", "N5"}
NOTICES = {"D7", "N6"}
PARTS = {"D8", "N7"}


def accountable(code: str, facts: Facts, judgement: Judgement) -> User | None:
    """The person who answers for this rule; None where it is nobody by name: the store, or a customer by himself.

    The phone: who answered, of a missed call who called back. Record, diagnosis and price: who booked. The time, and
    that the customer knows his advisor: who agreed on the present time. Notices: the advisor, or the parts keeper where
    only he was late. Parts: who put them on the shelf. All else from preparation to greeting: the advisor.
    """
    if code in BY_PHONE:
        call = facts.appointment.call
        return call and (call.taken_by or call.called_back_by)
    if code in AT_THE_BOOKING:
        return facts.booked.by if facts.booked else facts.appointment.created_by
    if code in BY_THE_TIME:
        return facts.time_set.by if facts.time_set else None
    if code in NOTICES and judgement.by_records == State.FAIL and _only_parts_late(facts):
        return facts.parts_notice.acknowledged_by if facts.parts_notice else None
    if code in PARTS:
        return next((need.reservation.picked_by for need in facts.kept_needs if need.reservation.picked_by_id), None)
    return facts.appointment.advisor.user


def _only_parts_late(facts: Facts) -> bool:
    """Whether the advisor took note in the time that the store allows, so that only the parts store was late."""
    notice = facts.advisor_notice
    if notice is None or notice.acknowledged_at is None:
        return False
    return not promises.is_late_to_hear(facts.store, notice.created_at, notice.acknowledged_at)
