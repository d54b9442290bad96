"""Free times as a page shows them: day by day, a few of each from morning to evening."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models.stores import Store
from capacity.slots.wish import Slot

A_DAY = 4


def by_day(offered: Iterable[Slot], store: Store, chosen: datetime | None = None) -> list[dict]:
    """Rows of {on, slots, count}: the day, the few that are shown and the one `chosen` before, how many there are."""
    slots_by_day: dict = {}
    for slot in offered:
        slots_by_day.setdefault(store.today(slot.start), []).append(slot)
    return [{"on": on, "slots": spread(rows, chosen), "count": len(rows)} for on, rows in slots_by_day.items()]


def spread(rows: list[Slot], chosen: datetime | None = None) -> list[Slot]:
    """The first, the last, some between, and the chosen one."""
    if len(rows) <= A_DAY:
        return rows
    step = (len(rows) - 1) / (A_DAY - 1)
    few = {round(n * step) for n in range(A_DAY)}
    return [slot for n, slot in enumerate(rows) if n in few or slot.start == chosen]
