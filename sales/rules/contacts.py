"""Which contacts and visits may be recorded, and until when the next one may be put off."""

from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from accounts.models.stores import Store
from sales.models.contacts import Contact
from sales.models.leads import Lead
from sales.rules.revisits import DAY, interval_of

SLACK = timedelta(minutes=5)  # clocks of phones
DEVICE_SLACK = timedelta(days=2)  # a canvassing phone's clock may be wrong by a day (promise P12)
OLDEST_VISIT = timedelta(days=366)


def why_not_contact(lead: Lead) -> str | None:
    """Contacts are written down while the lead is open."""
    return None if lead.is_open else _("This lead is closed.")


def why_not_contacted_at(contacted_at: datetime, *, at: datetime, since: datetime | None = None) -> str | None:
    """The moment of a contact is past, within a year, and not before `since`, when the lead began."""
    if contacted_at > at + SLACK:
        return _("A contact is written down after it happened.")
    if since and contacted_at < since - SLACK:
        return _("At that time this lead was not there yet.")
    return _("This time cannot be right.") if contacted_at < at - OLDEST_VISIT else None


def began_at(lead: Lead) -> datetime:
    """When the lead began: its first visit may be older than its report, from a phone without signal."""
    first = Contact.objects.filter(lead=lead).order_by("at").values_list("at", flat=True).first()
    return min(first or lead.created_at, lead.created_at)


def why_not_visit_time(visited_at: datetime, *, at: datetime) -> str | None:
    """A visit keeps the phone's own time unless it cannot be true."""
    if not at - OLDEST_VISIT <= visited_at <= at + DEVICE_SLACK:
        return _("This time cannot be right. Check the clock of the phone.")
    return None


def why_not_postpone(
    store: Store, lead: Lead, due_on: date, *, usual: date, today: date, standing: str = ""
) -> str | None:
    """A contact is put off to a day not past, at most one interval beyond the usual one; longer is another grade."""
    if not lead.is_open:
        return _("This lead is closed.")
    latest = max(usual, today) + interval_of(store, lead.grade, standing) * DAY
    if due_on < today:
        return _("The next day must not be past.")
    if due_on > latest:
        return _("Later than %(latest)s is another grade.") % {"latest": latest}
    return None
