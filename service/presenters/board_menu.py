"""The menu of a block on the day board: who has what, what may be changed, and why not."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from accounts.access import Access
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from capacity.models.resources import Resource
from service.actions.board import Place, jobs_of, place_of
from service.models.orders import RepairOrder
from service.models.work import Job
from service.perms import OrderPerm
from service.rules import board
from service.rules.work import can_do, fits


@dataclass(frozen=True)
class Menu:
    """A block as its menu shows it: `offers` holds the bays and people to choose from, and `why_not` by field."""

    mark: str
    place: Place
    offers: dict[str, Any]
    jobs: list[Job]
    order: RepairOrder | None

    @property
    def can_change(self) -> bool:
        """Whether anything may be changed."""
        return not all(self.offers["why_not"].get(name) for name in ("start", "until", "bay"))

    @property
    def reasons(self) -> list[str]:
        """Why some of it stays as it is, each reason once."""
        return list(dict.fromkeys(str(reason) for reason in self.offers["why_not"].values() if reason))


def menu_of(visit: Appointment, lane: Resource, by: Access, at: datetime) -> Menu:
    """The menu of a visit's block in a bay, or at a technician."""
    every_job = jobs_of(visit)
    jobs = board.jobs_in(lane, every_job) if visit.has_arrived else []
    place = place_of(visit, lane)
    offers = _choices(visit, place, jobs) | {"why_not": _why_not(visit, lane, jobs, by, at)}
    order = RepairOrder.objects.filter(appointment=visit).first()
    return Menu(board.mark_of(visit, every_job), place, offers, jobs, order)


def _why_not(visit: Appointment, lane: Resource, jobs: list[Job], by: Access, at: datetime) -> dict[str, str | None]:
    """For each field why it cannot be changed."""
    books = None if by.can(AppointmentPerm.APPOINTMENT_BOOK) else _("You do not move appointments.")
    if visit.has_arrived:
        gives = None if by.can(OrderPerm.ORDER_DISPATCH) else _("The service manager gives out the work.")
        replace = gives or board.why_not_replace(visit, jobs)
    else:
        replace = books or board.why_not_main(visit, lane) or board.why_not_shift(visit, by, at)
    start = books or board.why_not_shift(visit, by, at)
    until = books or board.why_not_resize(visit)
    return {"start": start, "until": until, "bay": replace, "technician": replace}


def _choices(visit: Appointment, place: Place, jobs: list[Job]) -> dict[str, list[Resource]]:
    """The bays of the same kind and the people who can do the work, the present ones among them."""
    rows = list(Resource.objects.usable().filter(kind__in=["bay", "technician"]).select_related("bay_type"))
    bays = [row for row in rows if row.kind == Resource.Kind.BAY]
    people = [row for row in rows if row.kind == Resource.Kind.TECHNICIAN]
    work = [job.line.operation for job in jobs if job.status != Job.Status.DONE and job.line.operation]
    work = work or [row.operation for row in visit.operation_rows.all()]
    near = [bay for bay in bays if bay.bay_type_id == place.bay.bay_type_id or any(fits(bay, one) for one in work)]
    able = [one for one in people if not jobs or all(can_do(one, job) for job in work)]
    return {"bay": _with(place.bay, near), "technician": _with(place.technician, able)}


def _with(present: Resource, rows: list[Resource]) -> list[Resource]:
    return sorted({present, *rows}, key=lambda row: (row.name, row.pk))
