"""Calls on the hotline: which are owed a call back, and what can be recorded about one."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.stores import Store
from appointments.models.calls import PhoneCall
from appointments.models.lines import PhoneLine
from appointments.settings import CALL_BACK_TRIES
from core import phones

CLOCKS_DIFFER = timedelta(minutes=2)
REMEMBERED = timedelta(days=7)
RING, ANSWER, HANG_UP, BUSY = "ring", "answer", "hang_up", "busy"
Legs = dict[str, dict[str, str]]  # leg → event → moment as text


@dataclass(frozen=True)
class Times:
    """What the events of a call come to, in whatever order they arrived."""

    rang_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    engaged: bool


def with_event(legs: Legs, leg: str, event: str, moment: datetime) -> Legs:
    """The legs with one more event; of an event that comes twice the earlier moment counts."""
    moments = dict(legs.get(leg, {}))
    before = moments.get(event)
    moments[event] = (min(moment, datetime.fromisoformat(before)) if before else moment).isoformat()
    return {**legs, leg: moments}


def legs_of(call: PhoneCall) -> Legs:
    """The legs of a call; one without any, whose times are known all the same, has one leg with them."""
    times = {ANSWER: call.answered_at, HANG_UP: call.ended_at}
    moments = {event: moment.isoformat() for event, moment in times.items() if moment}
    return call.legs or ({"": moments} if moments else {})


def hung_up(legs: Legs, moment: datetime) -> Legs:
    """The legs when whoever speaks has rung off."""
    for leg in [name for name, events in legs.items() if ANSWER in events and _ended(events) is None]:
        legs = with_event(legs, leg, HANG_UP, moment)
    return legs


def times_of(legs: Legs) -> Times:
    """A call is answered with its first leg, and ends with the last leg that was answered (SERVICE-N1).

    Without an answer it ends when every leg has: one telephone of several that stops ringing misses nobody.
    """
    rang, answered = _moments(legs, RING), _moments(legs, ANSWER)
    over = [_ended(leg) for leg in legs.values() if ANSWER in leg or not answered]
    ended = None if None in over else max((moment for moment in over if moment), default=None)
    return Times(
        rang_at=min(rang, default=None),
        answered_at=min(answered, default=None),
        ended_at=ended,
        engaged=not answered and any(BUSY in leg for leg in legs.values()),
    )


def _moments(legs: Legs, event: str) -> list[datetime]:
    return [datetime.fromisoformat(leg[event]) for leg in legs.values() if event in leg]


def _ended(leg: dict[str, str]) -> datetime | None:
    ends = [datetime.fromisoformat(leg[event]) for event in (HANG_UP, BUSY) if event in leg]
    return min(ends, default=None)


def why_not_open(call: PhoneCall, by: Access) -> str | None:
    """One clerk takes a caller; the others see who (SERVICE-D1)."""
    if call.opened_by_id and call.opened_by_id != by.person.pk:
        return _("%(name)s has this caller.") % {"name": call.opened_by}
    return None


def why_not_reply(call: PhoneCall) -> str | None:
    """An open question is answered once (SERVICE-R22)."""
    if call.asked_at is None:
        return _("No question of this caller is open.")
    if call.replied_at:
        return _("%(name)s has answered it already.") % {"name": call.replied_by}
    return None


def why_not_settle_question(call: PhoneCall, stays_open: bool | None) -> str | None:
    """A question that waits for its answer ends with the answer only."""
    if call.is_open_question and stays_open is False:
        return _("The question is open: write down the answer that the caller got.")
    return None


def why_not_line(number: str) -> str | None:
    """A line has a number that customers can dial."""
    return None if phones.fold(number) else _("Customers cannot dial this number.")


def why_not_add_line(earlier: PhoneLine | None) -> str | None:
    """A number is one line."""
    return _("This number is the line “%(label)s” already.") % {"label": earlier} if earlier else None


def why_not_print(line: PhoneLine) -> str | None:
    """Documents show a number at which somebody answers (SERVICE-R2)."""
    return None if line.in_use else _("This line is not in use.")


def why_not_withdraw(line: PhoneLine, printed: str) -> str | None:
    """The number on documents stays in use."""
    if phones.fold(printed) != line.number_folded:
        return None
    return _("Documents show this number: choose another one for them first.")


def why_not_call_back(call: PhoneCall) -> str | None:
    """Only a missed call with a number that can be called is called back, once (SERVICE-D1)."""
    if call.answered_at:
        return _("This call was answered.")
    if call.ended_at is None:
        return _("It is still ringing.")
    if call.called_back_at:
        return _("%(name)s has called back already.") % {"name": call.called_back_by}
    return None if call.is_owed else _("No number was shown that could be called.")


def is_settled(store: Store, reached: bool, tries: int) -> bool:
    """Whether no more call back is owed: somebody was reached, or enough tries were made (SERVICE-D1)."""
    return reached or tries >= CALL_BACK_TRIES.of(store)


def why_not_written(rang_at: datetime, at: datetime) -> str | None:
    """A call that a clerk writes down lies in the past, and not too far back to be remembered (SERVICE-R3)."""
    if rang_at > at + CLOCKS_DIFFER:
        return _("A call cannot have come in later than now.")
    if rang_at < at - REMEMBERED:
        return _("A call is written down within seven days.")
    return None
