"""How rescues and unmet requests are shown, and who calls for one, read from the address of the page."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.access import Access
from accounts.models.lists import PickItem
from appointments.models.calls import PhoneCall
from appointments.models.rescues import Rescue
from appointments.models.unmet import UnmetDecision, UnmetRequestQuerySet
from appointments.rules.rescues import spans_of
from core.masks import whole
from core.parameters import key, words
from core.templatetags import formats
from customers.presenters import phone_for, plate_for
from vehicles.models import Vehicle


@dataclass(frozen=True)
class Caller:
    """Whoever asks, as the desk or the list of calls knows him: `?phone=&vehicle=&words=&call=`."""

    phone: str
    words: str
    vehicle: Vehicle | None
    call: PhoneCall | None
    plate: str


def caller_of(request: Any) -> Caller:
    """The caller in the address; what no row of this store has counts as not sent."""
    sent = request.GET
    vehicle = _row(Vehicle.objects.select_related("model"), sent.get("vehicle"))
    call = _row(PhoneCall.objects.select_related("customer"), sent.get("call"))
    phone = words(sent.get("phone"), 30) or (phone_for(request.access, call.number) if call else "")
    plate = plate_for(request.access, vehicle.plate) if vehicle else ""
    return Caller(phone, words(sent.get("words"), 2000), vehicle, call, plate)


def _row(rows: QuerySet, sent: str | None) -> Any:
    wanted = key(sent)
    return rows.filter(pk=wanted).first() if wanted else None


def ranking(requests: UnmetRequestQuerySet) -> list[dict]:
    """The kinds that were asked for, the worst first, each with the decision that stands."""
    decisions = UnmetDecision.objects.latest_by_kind()
    rows = list(requests.ranked())
    for row in rows:
        row["name"] = PickItem(name_zh=row["kind__name_zh"], name_en=row["kind__name_en"])
        row["decision"] = decisions.get(row["kind"])
    return rows


def with_clocks(rescues: Any, *, by: Access, at: datetime) -> Any:
    """Each rescue with when its next step is due, whether that is late, and its masked texts."""
    spans = spans_of(by.store)
    for rescue in rescues:
        rescue.next_due_at = rescue.due_at(spans)
        rescue.late = bool(rescue.next_due_at and rescue.next_due_at < at)
        rescue.which = which_car(rescue, by)
        rescue.tel = phone_for(by, rescue.phone)
    return rescues


def which_car(rescue: Rescue, by: Access) -> str:
    """The plate, else the model of a car that is known here, else the caller's words."""
    if rescue.vehicle is None:
        return rescue.car
    return formats.plate(plate_for(by, rescue.vehicle.plate)) or str(rescue.vehicle.model or rescue.vehicle)


def towed_in(sent: str | None) -> Rescue | None:
    """The rescue in the address of the reception's form, while its car waits there."""
    return _row(Rescue.objects.with_people().filter(status=Rescue.Status.TOWED), sent)


def to_reception(rescue: Rescue) -> dict[str, str]:
    """What the reception's form of a walk-in is filled with once the car was towed in."""
    plate = rescue.vehicle.plate if rescue.vehicle else ""
    name = rescue.customer.name if rescue.customer else ""
    return {"plate": plate, "phone": whole(rescue.phone), "name": name, "complaint": rescue.words}
