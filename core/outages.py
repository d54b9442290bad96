"""Tells from an error that PostgreSQL is away or too busy, and what to answer then (case M12)."""

from dataclasses import dataclass
from typing import Any

from django.db import Error
from django.db.utils import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

AWAY_CLASSES = ("08", "53", "57P")  # connection lost, out of resources, shut down or starting
IDLE_IN_TRANSACTION = "25P03"  # PostgreSQL ended a transaction that was idle for too long
READ_ONLY = "25006"  # the server is no longer the primary one
BUSY = {
    "57014",  # statement_timeout
    "55P03",  # lock_timeout
    "40P01",  # deadlock
    "40001",  # serialisation
}


@dataclass(frozen=True)
class Outage:
    """An answer of 503: what is wrong, in plain words, and the seconds until another try."""

    heading: Any
    detail: Any
    retry_after: int


AWAY = Outage(
    _("The system cannot reach its data at the moment"),
    _("It usually comes back within a minute. Please try again then."),
    10,
)
CROWDED = Outage(
    _("Too much is going on here at the same moment"),
    _("This step took too long and was stopped; nothing of it was saved. Please try again in a few seconds."),
    5,
)


def outage_of(error: BaseException | None) -> Outage | None:
    """The outage behind an exception; None for a fault of our own."""
    if not isinstance(error, Error):
        return None
    code = getattr(error.__cause__, "pgcode", None)
    if code in BUSY:
        return CROWDED
    if code is None:  # without a server there is no code
        return AWAY if isinstance(error, OperationalError | InterfaceError) else None
    return AWAY if code.startswith(AWAY_CLASSES) or code in {IDLE_IN_TRANSACTION, READ_ONLY} else None
