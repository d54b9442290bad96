"""What happened to a customer or a car, as the pages tell it."""

from accounts.models.records import Activity


def lines(thing, limit: int = 20) -> list[dict]:
    """The newest lines of the log for components/timeline.html."""
    rows = Activity.objects.about(thing).select_related("actor").order_by("-at", "-pk")[:limit]
    return [
        {
            "at": row.at,
            "title": row.what,
            "by": str(row.actor) if row.actor else row.get_actor_kind_display(),
            "words": row.why,
        }
        for row in rows
    ]
