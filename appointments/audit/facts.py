"""Everything that was recorded about one appointment, as the rules read it. Nothing here reads the database."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

from accounts.models.records import Notice
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.models.corrections import Correction
from appointments.models.promises import Confirmation, PrepItem, VisitEvent
from appointments.models.visits import Appointment, AppointmentPart
from customers.models.messages import Message

HOUR = timedelta(hours=1)


class FloorWork(NamedTuple):
    """Work on a car that really ran in a bay, from its first start until it was finished; still running without `over`.

    `appointment` is the key of its visit, `number` that visit's number.
    """

    appointment: int
    number: str
    began: datetime
    over: datetime | None

    def runs_at(self, moment: datetime) -> bool:
        """Whether the work had begun before that moment and was not over then."""
        return self.began < moment and (self.over is None or self.over > moment)


@dataclass(frozen=True)
class Facts:
    """An appointment with its records, oldest first. `confirmations` are those of its present time.

    `wanted_parts` are the numbers of the parts in its estimate, `rang_in_vain_at` when its caller was last missed
    shortly before he got through, `engaged_at` when he first met an engaged line then, `free_seats` how many stretches
    of a bay or technician were planned but not taken, `lost_seats` how many an expected car has lost since, `beside`
    (bay or technician, work on another car) what ran there when it was to begin.
    """

    appointment: Appointment
    store: Store
    events: tuple[VisitEvent, ...] = ()
    confirmations: tuple[Confirmation, ...] = ()
    preparation: tuple[PrepItem, ...] = ()
    needs: tuple[AppointmentPart, ...] = ()
    messages: tuple[Message, ...] = ()
    notices: tuple[Notice, ...] = ()
    corrections: tuple[Correction, ...] = ()
    wanted_parts: frozenset[str] = frozenset()
    has_phone: bool = False
    has_fault: bool = False
    has_repair: bool = False
    free_seats: int = 0
    lost_seats: int = 0
    beside: tuple[tuple[str, FloorWork], ...] = ()
    engaged_at: datetime | None = None
    rang_in_vain_at: datetime | None = None

    def first(self, kind: str, since: datetime | None = None) -> VisitEvent | None:
        """The first thing of this kind that happened (since a moment)."""
        return next((e for e in self.events if e.kind == kind and (since is None or e.at >= since)), None)

    def last(self, *kinds: str) -> VisitEvent | None:
        """The last thing of these kinds that happened."""
        return next((event for event in reversed(self.events) if event.kind in kinds), None)

    @cached_property
    def booked(self) -> VisitEvent | None:
        return self.first("booked")

    @cached_property
    def time_set(self) -> VisitEvent | None:
        """When, and by whom, the present time was agreed: at the booking or the last move."""
        return self.last("booked", "moved")

    @cached_property
    def agreed_at(self) -> datetime:
        """When the present time was agreed; of an appointment without a record of it, when it was made."""
        return self.time_set.at if self.time_set else self.appointment.created_at

    @cached_property
    def comes_at(self) -> datetime:
        """When everything has to be ready: at the agreed time, or earlier when the car comes earlier."""
        appointment = self.appointment
        return min(appointment.start, appointment.arrived_at or appointment.start)

    @cached_property
    def here_at(self) -> datetime:
        """When the customer stands in the store: his arrival, or the agreed time as long as he has not come."""
        return self.appointment.arrived_at or self.appointment.start

    @cached_property
    def hour_before(self) -> datetime:
        """An hour before the start; of a time agreed later than that, the start."""
        ahead = self.appointment.start - HOUR
        return ahead if self.time_set is None or self.time_set.at <= ahead else self.appointment.start

    @cached_property
    def ended(self) -> VisitEvent | None:
        """The event that ended it without a visit (cancelled, no-show): what was open then stays undecided."""
        over = {Appointment.Status.CANCELLED: "cancelled", Appointment.Status.NO_SHOW: "no_show"}
        kind = over.get(self.appointment.status)
        return self.last(kind) if kind else None

    def group(self, name: str) -> PrepItem | None:
        """One of the six groups of preparation."""
        return next((item for item in self.preparation if item.group == name), None)

    @cached_property
    def kept_needs(self) -> list[AppointmentPart]:
        """Parts that are still kept for the car, or were issued for it."""
        return [need for need in self.needs if need.reservation.status != "released"]

    @cached_property
    def advisor_notice(self) -> Notice | None:
        """The notice to the advisor about the present time."""
        to_advisor = (notice for notice in self.notices if notice.to_user_id == self.appointment.advisor.user_id)
        return next(to_advisor, None)

    @cached_property
    def parts_notice(self) -> Notice | None:
        """The notice to the parts store about the present time."""
        return next((notice for notice in self.notices if notice.to_role == Role.PARTS_CLERK), None)
