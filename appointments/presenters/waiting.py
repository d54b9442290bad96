"""How the waiting list is shown, and what a page about it is asked with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from accounts.access import Access
from accounts.transitions import acts_of
from appointments.models.calls import PhoneCall
from appointments.presenters.desk import Desk
from core.parameters import key, words
from customers.presenters import plate_for
from pricing.models.prices import Operation, RepairPackage
from vehicles.models import Vehicle


@dataclass(frozen=True)
class WaitingWish:
    """The car and the work in the address of the form: `?vehicle=&operation=&package=&words=&call=`."""

    vehicle: Vehicle | None
    operations: list[Operation]
    packages: list[RepairPackage]
    words: str
    call: PhoneCall | None
    plate: str

    @property
    def work(self) -> list[str]:
        """The work by name, packages first."""
        return [str(one) for one in (*self.packages, *self.operations)]


def wish_of(request: Any) -> WaitingWish:
    """What the desk sent; what no row of this store has counts as not sent."""
    sent = request.GET
    vehicle = Vehicle.objects.select_related("model").filter(pk=key(sent.get("vehicle")) or 0).first()
    call = PhoneCall.objects.filter(pk=key(sent.get("call")) or 0).first()
    codes = [words(code, 20) for code in sent.getlist("operation")]
    operations = list(Operation.objects.with_own(request.access.store).filter(code__in=codes).order_by("pk"))
    chosen = [words(code, 20) for code in sent.getlist("package")]
    packages = list(RepairPackage.objects.filter(code__in=chosen).order_by("code"))
    plate = plate_for(request.access, vehicle.plate) if vehicle else ""
    return WaitingWish(vehicle, operations, packages, words(sent.get("words"), 2000), call, plate)


def with_acts(entries: Iterable[Any], *, by: Access, at: datetime) -> None:
    """Give each entry its work by name, its open offer with the acts on it, and its own acts."""
    entries = list(entries)
    names = work_names(code for entry in entries for code in (*entry.packages, *entry.operations))
    for entry in entries:
        entry.work = ", ".join(names.get(code, code) for code in (*entry.packages, *entry.operations))
        entry.acts = acts_of(entry, by, at)
        entry.open_offer = entry.offer
        if entry.open_offer:
            entry.open_offer.acts = acts_of(entry.open_offer, by, at)
        entry.unanswered = sum(1 for offer in entry.offers.all() if offer.status == offer.Status.EXPIRED)


def work_names(codes: Iterable[str]) -> dict[str, str]:
    """The names of operations and packages by their codes."""
    wanted = set(codes)
    rows: list[Any] = [*RepairPackage.objects.filter(code__in=wanted), *Operation.objects.filter(code__in=wanted)]
    return {row.code: str(row) for row in rows}


def waiting_address(desk: Desk) -> str:
    """Where the customer is put on the waiting list with what the desk has; "" before car and work are chosen."""
    if desk.vehicle is None or not desk.operations:
        return ""
    work = [("operation", one.code) for one in desk.single_work] + [("package", one.code) for one in desk.packages]
    facts = [("vehicle", desk.vehicle.pk), *work, ("words", words(desk.parameters.get("complaint"), 300))]
    facts += [("call", desk.call.pk)] if desk.call else []
    return f"{reverse('waiting_new')}?{urlencode(facts)}"
