"""The hotline as it is read from a distance: who waits, and the figures of the day; and the lines of the store."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.access import Access
from accounts.models.stores import Store
from appointments.models.calls import PhoneCall
from appointments.models.lines import PhoneLine
from appointments.rules.calls import why_not_withdraw
from appointments.settings import CALL_BACK
from core import phones
from core.clock import day_bounds
from customers.presenters import phone_for


def line_rows(store: Store) -> tuple[list[Any], PhoneLine | None]:
    """The lines with what may be done, and the one whose number documents show."""
    rows: list[Any] = list(PhoneLine.objects.order_by("-in_use", "pk"))
    folded = phones.fold(store.phone)
    for line in rows:
        line.is_printed = bool(folded) and line.number_folded == folded
        line.why_not_withdraw = why_not_withdraw(line, store.phone)
    return rows, next((line for line in rows if line.is_printed), None)


def at_the_bell(by: Access, at: datetime) -> list[Any]:
    """The calls for the bar of every open page: who calls, on which line, who has him, where he is served."""
    calls: list[Any] = list(PhoneCall.objects.at_the_bell(at))
    for call in calls:
        call.tel = "" if call.is_hidden else phone_for(by, call.number)
        call.waits = int((at - call.rang_at).total_seconds())
        call.is_mine = call.opened_by_id is not None and call.opened_by_id == (by.user and by.user.pk)
    return calls


def desk_of(call: PhoneCall, by: Access) -> str:
    """The address of the desk with the caller: his number where it was shown, and the call."""
    number = "" if call.is_hidden else phone_for(by, call.number)
    sent = {"q": number, "phone": number} if number else {}
    return f"{reverse('booking')}?{urlencode(sent | {'call': call.pk})}"


def wall(by: Access, at: datetime) -> dict:
    """Waiting callers, the longest wait, answers within three rings today, owed calls and open questions."""
    store = by.store
    start, end = day_bounds(store.today(at), store.zone)
    today = PhoneCall.objects.filter(rang_at__gte=start, rang_at__lt=end)
    ringing = [call for call in at_the_bell(by, at) if call.answered_at is None]
    owed = list(PhoneCall.objects.owed().order_by("rang_at", "pk"))
    counts = today.counted()
    return {
        "counts": counts,
        "waiting": len(ringing),
        "longest": max((call.waits for call in ringing), default=0),
        "quick": round(100 * counts["quick"] / counts["measured"]) if counts["measured"] else None,
        "owed": len(owed),
        "owed_since": owed[0].rang_at if owed else None,
        "owed_late": any(call.is_overdue(at, CALL_BACK.span(store)) for call in owed),
        "questions": PhoneCall.objects.open_questions().count(),
    }
