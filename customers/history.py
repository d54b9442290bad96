"""What happened to a customer or a car, as the pages tell it."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models.records import Activity

WORDS = {
    "add": _("Added"),
    "correct": _("Corrected"),
    "new owner": _("New owner"),
    "read mileage": _("Mileage read"),
    "consent": _("Consent given"),
    "withdraw consent": _("Consent withdrawn"),
    "move": pgettext_lazy("message", "Settled"),
}


def lines(thing, limit: int = 20) -> list[dict]:
    """The newest lines of the log for components/timeline.html."""
    rows = Activity.objects.about(thing).select_related("actor").order_by("-at", "-pk")[:limit]
    return [
        {
            "at": row.at,
            "title": WORDS.get(row.verb, row.verb),
            "by": str(row.actor) if row.actor else row.get_actor_kind_display(),
            "words": row.why,
        }
        for row in rows
    ]
