"""The day of the bays or of the technicians as rows of time: what is taken there, and when nobody works there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db.models import QuerySet

from accounts.models.stores import Store
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots.opening import OpeningTime
from capacity.slots.roster import off_time, stretches

DISPLACED = "displaced"  # a claim that another job has pushed out of its time, where the store knows such claims


@dataclass(frozen=True)
class Stretch:
    """Time in which somebody does not work: a break between two parts of his shift, or time off."""

    start: datetime
    end: datetime
    is_break: bool


@dataclass
class Lane:
    """One bay or technician: the claims on his time in order, and when he does not work."""

    resource: Resource
    claims: list[Claim] = field(default_factory=list)
    off: list[Stretch] = field(default_factory=list)


def working_day(store: Store, at: datetime) -> date:
    """The day whose opening time holds this moment: after midnight yesterday's, until the store has closed."""
    today = store.today(at)
    before = today - timedelta(days=1)
    hours = store.hours_on(before)
    return before if hours and hours[0] <= at < hours[1] else today


def bays_and_people() -> QuerySet[Resource]:
    """The bays and the technicians in use, as the rows of a board stand."""
    kinds = [Resource.Kind.BAY, Resource.Kind.TECHNICIAN]
    rows = Resource.objects.usable().filter(kind__in=kinds).select_related("bay_type")
    return rows.order_by("bay_type__code", "name", "pk")


def lanes(resources: Iterable[Resource], store: Store, hours: tuple[datetime, datetime], at: datetime) -> list[Lane]:
    """The rows of these bays or people between opening and closing; as many queries whatever the day holds."""
    opens, closes = hours
    rows = {row.pk: Lane(row) for row in resources}
    for claim in _claims(opens, closes, at).filter(resource__in=rows).order_by("during", "pk"):
        rows[claim.resource_id].claims.append(claim)
    _add_time_off(store, opens, {key: lane for key, lane in rows.items() if lane.resource.is_person})
    return list(rows.values())


def _claims(opens: datetime, closes: datetime, at: datetime) -> QuerySet[Claim]:
    rows = Claim.objects.filter(status__in=[*Claim.LIVE, DISPLACED]).within(opens, closes)
    return rows.exclude(status=Claim.Status.HELD, expires_at__lte=at)


def _add_time_off(store: Store, opens: datetime, rows: dict[int, Lane]) -> None:
    opening = OpeningTime(store, opens, 1, 0)
    for key, positions in off_time(store, opening, list(rows)).items():
        for first, last in stretches(positions):
            inside = first > 0 and last < opening.length
            rows[key].off += [Stretch(*piece, inside) for piece in opening.pieces(first, last - first)]
