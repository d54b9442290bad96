"""Hours of a day or a week by skill: open, absent, sold to appointments and walk-ins, kept, free (SERVICE-R10)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models.stores import Store
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots.opening import OpeningTime, bits, quarter_after, quarter_before
from capacity.slots.roster import off_time
from capacity.slots.share import kept_share
from core.clock import day_bounds

QUARTERS = 4  # an hour has
ABSENT = "absent"


@dataclass
class Use:
    """The quarters of technicians who hold a skill; a person counts for each skill that he holds."""

    skill: str
    people: int = 0
    open: int = 0
    absent: int = 0
    appointments: int = 0
    walk_ins: int = 0
    other: int = 0
    kept: int = 0

    @property
    def available(self) -> int:
        return self.open - self.absent

    @property
    def sold(self) -> int:
        return self.appointments + self.walk_ins + self.other

    @property
    def free(self) -> int:
        return max(0, self.available - self.sold)

    @property
    def kept_open(self) -> int:
        """What is kept for appointments and not sold to them yet."""
        return min(self.free, max(0, self.kept - self.appointments))

    @property
    def share_sold(self) -> float:
        """Sold hours of those available, in per cent."""
        return 100 * self.sold / self.available if self.available else 0.0

    def hours(self, name: str) -> float:
        """A figure in hours."""
        return getattr(self, name) / QUARTERS

    @property
    def figures(self) -> list[float]:
        """In hours, in the order of the table."""
        names = ("open", "absent", "available", "appointments", "walk_ins", "other", "free", "kept_open")
        return [self.hours(name) for name in names]


def use(store: Store, first: date, last: date) -> list[Use]:
    """The use of the technicians' time on these days, for all of them together (skill "") and by skill."""
    start, end = day_bounds(first, store.zone)[0], day_bounds(last, store.zone)[1]
    opening = OpeningTime(store, start, (last - first).days + 1, 0)
    people = list(Resource.objects.usable().technicians().order_by("pk"))
    off = off_time(store, opening, [one.pk for one in people])
    taken = _taken(opening, people, start, end)
    skills = sorted({skill for one in people for skill in one.skills})
    return [_use_of(skill, store, opening, people, off, taken) for skill in ["", *skills]]


Taken = dict[int, dict[str, int]]


def _taken(opening: OpeningTime, people: Iterable[Resource], start: datetime, end: datetime) -> Taken:
    """For each person the positions that are taken, by what for."""
    masks: Taken = {one.pk: {} for one in people}
    rows = Claim.objects.live().within(start, end).filter(resource__in=list(masks))
    for key, during, kind, status in rows.values_list("resource_id", "during", "kind", "status"):
        name = ABSENT if status == Claim.Status.BLOCKED else kind
        mask = opening.mask(quarter_before(during.lower), quarter_after(during.upper))
        masks[key][name] = masks[key].get(name, 0) | mask
    return masks


def _use_of(
    skill: str, store: Store, opening: OpeningTime, people: list[Resource], off: dict[int, int], taken: Taken
) -> Use:
    use, everything = Use(skill), bits(0, opening.searched)
    days = [(kept_share(store, on), bits(first, last)) for on, first, last in opening.days]
    kept = [0] * len(days)
    for one in people:
        if skill and skill not in one.skills:
            continue
        on = everything & ~off.get(one.pk, 0)
        absent = on & taken[one.pk].get(ABSENT, 0)
        use.people += 1
        use.open += on.bit_count()
        use.absent += absent.bit_count()
        kept = [sum_ + (day & on & ~absent).bit_count() for sum_, (_share, day) in zip(kept, days)]
        _add_sold(use, taken[one.pk], everything)
    use.kept = sum(quarters * share // 100 for quarters, (share, _day) in zip(kept, days))
    return use


def _add_sold(use: Use, taken: dict[str, int], everything: int) -> None:
    for kind, mask in taken.items():
        if kind != ABSENT:
            name = {Claim.Kind.APPOINTMENT: "appointments", Claim.Kind.WALK_IN: "walk_ins"}.get(
                Claim.Kind(kind), "other"
            )
            setattr(use, name, getattr(use, name) + (mask & everything).bit_count())


def whole_week(on: date) -> tuple[date, date]:
    """Monday and Sunday of a day's week."""
    first = on - timedelta(days=on.weekday())
    return first, first + timedelta(days=6)
