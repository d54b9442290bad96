"""When PostgreSQL is away or too busy: which errors say so, and what the person at the screen is told (case M12)."""

from dataclasses import dataclass
from typing import Any

from django.db import Error
from django.db.utils import InterfaceError, OperationalError
from django.utils.translation import gettext_lazy as _

AWAY_CLASSES = ("08", "53", "57P")  # connection lost, nothing left to give, shut down or starting
IDLE_IN_TRANSACTION = "25P03"  # PostgreSQL ended the connection of a request that did nothing for too long
READ_ONLY = "25006"  # the connection leads to a server that was the primary one until just now
BUSY = {
    "57014",  # statement_timeout
    "55P03",  # lock_timeout
    "40P01",  # deadlock
    "40001",  # serialisation
}


@dataclass(frozen=True)
class Outage:
    """An answer of 503: what is wrong in plain words, and after how many seconds another try makes sense."""

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
    """What an exception says about the database; None for a fault of our own."""
    if not isinstance(error, Error):
        return None
    code = getattr(error.__cause__, "pgcode", None)
    if code in BUSY:
        return CROWDED
    if code is None:  # nobody was there to give a code
        return AWAY if isinstance(error, OperationalError | InterfaceError) else None
    return AWAY if code.startswith(AWAY_CLASSES) or code in {IDLE_IN_TRANSACTION, READ_ONLY} else None
