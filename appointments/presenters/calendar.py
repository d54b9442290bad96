"""An appointment as a calendar file (RFC 5545): one UID for good, and a SEQUENCE that grows with each move."""

from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

from appointments.models.visits import Appointment

LONGEST = 73  # bytes of a line, the blank of a continued one included
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def calendar(appointment: Appointment, *, at: datetime) -> str:
    """The file as it is now. Moments stand in UTC, so that each calendar shows them on its own clock.

    A cancelled appointment keeps its UID and gets a higher sequence, so that calendars strike it out.
    """
    store, gone = appointment.store, not (appointment.is_expected or appointment.has_arrived)
    where = ", ".join(filter(None, (store.name, store.address)))
    words = _("%(advisor)s will receive you. Phone: %(phone)s")
    fields = [
        ("BEGIN", "VCALENDAR"),
        ("VERSION", "2.0"),
        ("PRODID", "-//Dealership//Appointments//ZH"),
        ("METHOD", "CANCEL" if gone else "PUBLISH"),
        ("BEGIN", "VEVENT"),
        ("UID", f"appointment-{store.code}-{appointment.pk}@{urlsplit(settings.PUBLIC_URL).hostname}"),
        ("SEQUENCE", str(appointment.time_version + gone)),
        ("DTSTAMP", _utc(at)),
        ("DTSTART", _utc(appointment.start)),
        ("DTEND", _utc(appointment.end)),
        ("SUMMARY", _text(f"{store.name} {appointment.number}")),
        ("LOCATION", _text(where)),
        ("DESCRIPTION", _text(words % {"advisor": appointment.advisor.name, "phone": store.phone})),
        ("STATUS", "CANCELLED" if gone else "CONFIRMED"),
        ("END", "VEVENT"),
        ("END", "VCALENDAR"),
    ]
    return "".join(f"{_folded(f'{name}:{value}')}\r\n" for name, value in fields)


def _utc(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    return words.translate(ESCAPED)


def _folded(line: str) -> str:
    """Lines of 75 bytes at most; a sign of several bytes is never cut in two."""
    lines = [""]
    for sign in line:
        if len((lines[-1] + sign).encode()) > LONGEST:
            lines.append("")
        lines[-1] += sign
    return "\r\n ".join(lines)
