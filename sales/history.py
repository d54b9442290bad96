"""Everything that happened to a lead as one story, the newest first."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models.records import Activity
from accounts.models.stores import Store
from sales.models.contacts import Contact, GradeChange
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.rules import grades

SHOWN = 100  # lines of each kind
VERBS = {
    "postpone": gettext_lazy("next contact moved"),
    "extend": gettext_lazy("extended"),
    "correct": gettext_lazy("facts corrected"),
    "reassign": gettext_lazy("given to a colleague"),
}


def history_of(store: Store, lead: Lead, changes: list[GradeChange]) -> list[dict[str, Any]]:
    """Contacts, grades, requests and moves, for components/timeline.html."""
    rows = [_contact(row) for row in lead.contacts.select_related("by").order_by("-at", "-pk")[:SHOWN]]
    rows += [_change(store, row) for row in changes[:SHOWN]]
    rows += [_case(row) for row in lead.cases.select_related("asked_by").order_by("-asked_at")[:SHOWN]]
    rows += [_activity(row) for row in Activity.objects.about(lead).select_related("actor").order_by("-at")[:SHOWN]]
    return sorted(rows, key=lambda row: row["at"], reverse=True)


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
    title = VERBS.get(row.verb, row.verb)
    if row.verb == "move":
        title = f"{labels.get(row.from_status)} → {labels.get(row.to_status)}"
    if row.verb == "reassign":
        title = pgettext("lead", "From %(before)s to %(to)s") % row.facts
    tone = {Lead.Status.WON: "good", Lead.Status.LOST: "bad"}.get(row.to_status, "")
    return {"at": row.at, "title": title, "by": row.actor or _("system"), "words": row.why, "tone": tone}
