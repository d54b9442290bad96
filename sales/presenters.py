"""A lead laid out for a reader: its history, the newest first, and its masked card for a colleague."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import Access
from accounts.models.records import Activity
from accounts.models.stores import Store
from accounts.presenters import log_of, timeline_row
from core import masks
from sales.models.contacts import Contact, GradeChange
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.rules import grades, ownership
from sales.rules.reviews import names_of_reasons

TONES: dict[str, str] = {Lead.Status.WON: "good", Lead.Status.LOST: "bad"}
MOST_LINES = 100  # lines of each kind


def history_of(store: Store, lead: Lead, changes: list[GradeChange]) -> list[dict[str, Any]]:
    """Contacts, grades, requests and moves, for components/timeline.html."""
    rows = [_contact(row) for row in lead.contacts.select_related("by").order_by("-at", "-pk")[:MOST_LINES]]
    rows += [_change(store, row) for row in changes[:MOST_LINES]]
    rows += [_case(row) for row in lead.cases.select_related("asked_by").order_by("-asked_at")[:MOST_LINES]]
    rows += [_activity(row) for row in log_of(lead, MOST_LINES)]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


def named_reason(lead: Lead, access: Access) -> str:
    """Why a lead was lost, in the reader's words; the words are read once a request."""
    if not lead.lost_reason:
        return ""
    if "loss reasons" not in access.cache:
        access.cache["loss reasons"] = names_of_reasons()
    return access.cache["loss reasons"].get(lead.lost_reason, lead.lost_reason)


def _contact(row: Contact) -> dict[str, Any]:
    came = _("spoken to") if row.effective else _("attempt")
    title = f"{row.get_channel_display()} · {came}"
    return {"at": row.at, "title": title, "by": row.by, "words": row.note, "tone": "good" if row.effective else ""}


def _change(store: Store, row: GradeChange) -> dict[str, Any]:
    title = _("Grade %(old)s → %(new)s") if row.old else _("Grade %(new)s")
    cause = f" · {row.get_cause_display()}"
    return {
        "at": row.at,
        "title": title % {"old": grades.letter_of(store, row.old), "new": grades.letter_of(store, row.new)} + cause,
        "by": row.by or _("system"),
    }


def _case(row: OwnershipCase) -> dict[str, Any]:
    title = f"{row.get_kind_display()} · {row.get_status_display()}"
    return {"at": row.asked_at, "title": title, "by": row.asked_by, "words": row.reason}


def _activity(row: Activity) -> dict[str, Any]:
    labels = dict(Lead.Status.choices)
    title = row.what
    if row.verb == "move":
        title = f"{labels.get(row.from_status)} → {labels.get(row.to_status)}"
    if row.verb == "reassign":
        title = pgettext("lead", "From %(before)s to %(to)s") % row.facts
    tone = TONES.get(row.to_status, "")
    return timeline_row(row, title=title, tone=tone)


def conflict_card(store: Store, lead: Lead, *, today: date) -> dict[str, Any]:
    """Owner, grade and last contact in the clear, name and number masked (SALES-38); needs owner and customer."""
    return {
        "lead": lead.pk,
        "owner": str(lead.owner),
        "owner_id": lead.owner_id,
        "name": masks.name(lead.customer.name),
        "phone": masks.phone(lead.customer.main_number()),
        "grade": lead.grade,
        "last_contact_on": lead.last_contact_on,
        "days_since": (today - lead.last_contact_on).days if lead.last_contact_on else None,
        "active": ownership.is_active(store, lead, on=today),
    }
