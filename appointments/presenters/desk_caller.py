"""Who calls at the booking desk, and with which car."""

from datetime import datetime

from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.functional import cached_property

from accounts.access import Access
from appointments.models.calls import PhoneCall
from core import phones, plates
from core.parameters import key, search_text
from customers.models.ownership import cars_prefetched
from customers.models.people import Customer
from vehicles.models import Vehicle

NOT_ENTERED = ["csrfmiddlewaretoken", "idempotency_key"]  # what a form brings along by itself
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

    @cached_property
    def named(self) -> Customer | None:
        """The customer to whom the clerk adds a car."""
        wanted = key(self.parameters.get("add"))
        return Customer.objects.live().filter(pk=wanted).first() if wanted else None

    @property
    def without_car(self) -> Customer | None:
        """The only customer found, when no car of his is known."""
        only = self.customers[0] if len(self.customers) == 1 else None
        return only if only and not only.cars and self.vehicle is None else None

    @property
    def is_unknown(self) -> bool:
        """Nobody here has what was typed."""
        return bool(self.q) and not self.customers and self.vehicle is None

    @property
    def guess(self) -> dict[str, str]:
        """What was typed, as the fact of a new caller that it is: his number, his plate or his name."""
        typed = {name: self.parameters.get(name, "") for name in ("name", "phone", "plate", "model")}
        if not self.is_unknown:
            return typed
        if self.number:
            return typed | {"phone": self.number}
        try:
            return typed | {"plate": plates.normalise(self.q)}
        except ValueError:
            return typed if any(sign.isdigit() for sign in self.q) else typed | {"name": self.q}

    @property
    def entered(self) -> list[tuple[str, str]]:
        """What was entered so far, for another form of the page to bring along."""
        own = {*NOT_ENTERED, "name", "phone", "plate", "model", "add", "vehicle"}
        return [(name, value) for name, values in self.parameters.lists() if name not in own for value in values]
