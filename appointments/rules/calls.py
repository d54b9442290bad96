"""Calls on the hotline: which are owed a call back, and what can be recorded about one."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from appointments.models.calls import PhoneCall
from appointments.settings import CALL_BACK_TRIES

CLOCKS_DIFFER = timedelta(minutes=2)
REMEMBERED = timedelta(days=7)


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
