"""Calls: when they are due, which outcomes they can have, when they are given up, which customer is unhappy."""

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.stores import Store
from accounts.settings import Span
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.rules.hours import call_time, contact_window, morning
from followup.settings import ATTEMPTS, DAY1, DAY3, TRY_AGAIN

S, K, Out, C = CallTask.Status, CallTask.Kind, CallResult.Outcome, Complaint.Category

AFTER: dict[str, Span] = {K.SERVICE_DAY1: DAY1, K.SERVICE_DAY3: DAY3}
LATEST_PROMISE_DAYS = 30
QUICKEST_RETRY, SLOWEST_RETRY = timedelta(minutes=10), timedelta(hours=3)

ANSWERS = ("attitude", "fixed", "charges_explained", "on_time", "recommend")
_ANSWERED = (Out.SATISFIED, Out.NEUTRAL, Out.DISSATISFIED)
_NOT_ANSWERED = (Out.NO_ANSWER, Out.LATER, Out.WRONG_NUMBER, Out.REFUSED)
OUTCOMES: dict[str, tuple[str, ...]] = {
    K.SERVICE_DAY1: (*_ANSWERED, *_NOT_ANSWERED),
    K.SERVICE_DAY3: (*_ANSWERED, *_NOT_ANSWERED),
    K.COMPLAINT_CHECK: (*_ANSWERED, *_NOT_ANSWERED),
    K.SILENT_CONFIRMATION: (Out.CONFIRMED, *_NOT_ANSWERED),
    K.FAILED_MESSAGE: (*_ANSWERED, *_NOT_ANSWERED, Out.CONFIRMED),
}


def after_hand_over(store: Store, delivered_at: datetime, kind: str) -> datetime:
    """The morning so many days after the car was delivered (SERVICE-R51; kpis.csv CRM_FU3)."""
    on: date = store.today(delivered_at) + AFTER[kind].span(store)
    return morning(store, on)


def why_not_hold(task: CallTask, by: Access, at: datetime) -> str | None:
    """One agent at a time is on a call; a lease that ran out holds nobody back."""
    if task.status != S.OPEN:
        return _("This call is closed already.")
    leased = task.leased_to_id and task.lease_until and task.lease_until > at
    if leased and task.leased_to_id != by.user_id:
        return _("%(name)s is on this call.") % {"name": task.leased_to}
    return None


def why_not_finish(task: CallTask, outcome: str, by: Access, at: datetime) -> str | None:
    """Only the agent on the call finishes it, with an outcome that such a call can have."""
    return why_not_hold(task, by, at) or why_not_outcome(task, outcome)


def why_not_outcome(task: CallTask, outcome: str) -> str | None:
    """Each kind of call has its own outcomes: those of a confirmation are not those of a visit."""
    if outcome in OUTCOMES[task.kind]:
        return None
    return _("“%(outcome)s” is no outcome of such a call.") % {"outcome": Out(outcome).label}


def why_not_call_later(later_at: datetime | None, at: datetime) -> str | None:
    """A promise to call again needs a moment within the next days."""
    if later_at is None:
        return _("Say when to call again.")
    if not at < later_at <= at + timedelta(days=LATEST_PROMISE_DAYS):
        return _("Choose a moment within the next %(days)s days.") % {"days": LATEST_PROMISE_DAYS}
    return None


def is_unhappy(facts: dict[str, Any]) -> bool:
    """Dissatisfied, not fixed, or an attitude of 2 or less of 5: a complaint at once (SERVICE-R36, R37)."""
    attitude = facts.get("attitude")
    return (
        facts["outcome"] == Out.DISSATISFIED
        or (facts["outcome"] in _ANSWERED and facts.get("fixed") is False)
        or (facts["outcome"] in _ANSWERED and attitude is not None and attitude <= 2)
    )


def missing_words(facts: dict[str, Any]) -> str | None:
    """What an unhappy customer says is written down in his own words."""
    if is_unhappy(facts) and not (facts.get("words") or "").strip():
        return _("Write down the own words of the customer.")
    return None


def cause_of(facts: dict[str, Any]) -> str:
    """What the complaint is about, when nobody chose: the first answer that was bad."""
    attitude = facts.get("attitude")
    answers = [
        (facts.get("fixed") is False, C.SKILL),
        (attitude is not None and attitude <= 2, C.ATTITUDE),
        (facts.get("charges_explained") is False, C.CHARGE),
        (facts.get("on_time") is False, C.DELAY),
    ]
    return next((category for bad, category in answers if bad), C.OTHER)


def next_attempt(task: CallTask, store: Store, at: datetime) -> datetime | None:
    """When an unanswered call is tried again; None after the last attempt, or when it would come too late.

    Calls without a deadline move to another time of day; a confirmation is tried again before its appointment.
    """
    if task.attempts + 1 >= ATTEMPTS.of(store):
        return None
    if task.not_after is None:
        return other_time_of_day(store, at)
    pause = min(max((task.not_after - at) / 4, QUICKEST_RETRY), SLOWEST_RETRY)
    again = call_time(store, at + pause)
    return again if again < task.not_after else None


def other_time_of_day(store: Store, at: datetime) -> datetime:
    """The next morning, afternoon or early evening that is not the present one."""
    today, earliest = store.today(at), at + timedelta(minutes=90)
    for day in range(8):
        on = today + timedelta(days=day)
        window = contact_window(store, on)
        if window is None:
            continue
        for clock in TRY_AGAIN:
            moment = datetime.combine(on, clock.of(store), store.zone)
            if moment >= earliest and window[0] <= moment < window[1]:
                return moment
    return call_time(store, at + timedelta(hours=4))
