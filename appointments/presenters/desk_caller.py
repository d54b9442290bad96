"""Who calls at the booking desk, and with which car."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from accounts.access import Access
from appointments.models.calls import PhoneCall
from core import phones
from core.parameters import key, search_text
from customers.models.ownership import cars_prefetched
from customers.models.people import Customer
from vehicles.models import Vehicle

MOST_CUSTOMERS = 6  # customers; more are not read while somebody waits on the phone


class DeskCaller:
    """The caller, his records and the chosen car, as far as the clerk has entered them."""

    def __init__(self, parameters: QueryDict, *, by: Access, at: datetime):
        self.parameters, self.by, self.at = parameters, by, at

    @cached_property
    def q(self) -> str:
        return search_text(self.parameters.get("q") or self.parameters.get("phone"))

    @cached_property
    def number(self) -> str:
        """The caller's number when what was typed is one."""
        try:
            return phones.normalise(self.q)
        except ValueError:
            return ""

    @cached_property
    def call(self) -> PhoneCall | None:
        """The call of the hotline's log that is being taken."""
        call_key = key(self.parameters.get("call"))
        return PhoneCall.objects.filter(pk=call_key).first() if call_key else None

    @cached_property
    def matches(self) -> QuerySet[Customer]:
        rows = Customer.objects.live()
        return rows.matching(self.q, by=self.by) if self.q else rows.none()

    @cached_property
    def customers(self) -> list[Customer]:
        rows = self.matches.prefetch_related("phones", cars_prefetched("model__powertrain"))
        return list(rows.order_by("pk")[:MOST_CUSTOMERS])

    @cached_property
    def unseen(self) -> int:
        """How many more customers fit what was typed than are shown."""
        return max(0, self.matches.count() - MOST_CUSTOMERS) if len(self.customers) == MOST_CUSTOMERS else 0

    @cached_property
    def vehicle(self) -> Vehicle | None:
        """The chosen car, or the only one it can be."""
        cars = Vehicle.objects.select_related("model__powertrain")
        if vehicle_key := key(self.parameters.get("vehicle")):
            return cars.filter(pk=vehicle_key).first()
        own_cars = [car for customer in self.customers for car in customer.cars]
        return cars.get(pk=own_cars[0].pk) if len(own_cars) == 1 else None
