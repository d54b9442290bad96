"""The setting of the demo's cases: a store, a moment in its opening hours, and its people."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django_scopes import scope

from accounts.access import Access
from accounts.models.people import Membership
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.actions import preparation
from capacity.models.resources import Resource
from customers.actions import cars, outbox
from customers.actions.people import add_customer
from customers.models.people import Customer
from dealership.demo import names
from parts.models import Part
from pricing.models.prices import Operation
from vehicles.models import Vehicle, VehicleModel

LEAST_OPEN = timedelta(hours=2, minutes=30)
FIRST_CAME = timedelta(hours=3)  # the longest time before the moment


@dataclass
class Stage:
    """The setting of a store's cases; `moment` is now while the store is open, else its last mid-morning."""

    store: Store
    moment: datetime
    cast: int = 0

    @classmethod
    def of(cls, store: Store, now: datetime) -> "Stage":
        return cls(store, moment_of(store, now))

    def by(self, role: Role, n: int = 0) -> Access:
        """The access of the n-th person with a role at the store."""
        people = Membership.objects.filter(store=self.store, role=role).select_related("user").order_by("pk")
        return Access.of(people[n].user, [role], self.store)

    def ago(self, **delta) -> datetime:
        return self.moment - timedelta(**delta)

    def tick(self, at: datetime) -> None:
        """Do what the workers do at a moment: send messages, decide our readiness."""
        while message := outbox.claim(at=at):
            with scope(store=message.store):
                outbox.dispatch(message, at=at)
        preparation.check_readiness(by=Access.system(self.store), at=at)

    def slot(self, **delta) -> datetime:
        """A start on the half hour, so long before or after the moment."""
        at = self.moment + timedelta(**delta)
        return at.replace(minute=at.minute // 30 * 30, second=0, microsecond=0)

    def car(self, name: str, model: str, *, mileage: int, at: datetime | None = None) -> Vehicle:
        """Make a customer with a car, added some months ago."""
        self.cast += 1
        at = at or self.ago(days=200)
        by = self.by(Role.SERVICE_ADVISOR)
        customer = add_customer(by=by, at=at, name=name, phone=self.phone(), email=f"demo{self.cast}@customer.example")
        Customer.objects.filter(pk=customer.pk).update(demo=True)
        trim = VehicleModel.objects.select_related("powertrain").filter(family=model).order_by("code").first()
        plate = names.plate(self.cast, new_energy=trim.powertrain.is_nev)
        vin = names.vin(self.cast)
        facts = {"plate": plate, "vin": vin, "model": trim, "mileage": mileage, "colour": "白"}
        return cars.add_car(customer, by=by, at=at, **facts)

    def phone(self) -> str:
        self.cast += 1
        return f"1370000{self.cast:04d}"

    def bay(self, kind: str, n: int = 0) -> Resource:
        return Resource.objects.bays().filter(bay_type__code=kind).order_by("pk")[n]

    def technician(self, n: int = 0) -> Resource:
        return Resource.objects.technicians().order_by("pk")[n]

    def advisor(self, n: int = 0) -> Resource:
        return Resource.objects.advisors().order_by("pk")[n]


def first_hour(store: Store, now: datetime) -> datetime:
    """The hour from which the cases need all bays."""
    return moment_of(store, now) - FIRST_CAME


def work(*codes: str) -> list[Operation]:
    return list(Operation.objects.filter(code__in=codes).order_by("code"))


def goods(*numbers: str) -> list[tuple[Part, int]]:
    """The parts with these numbers, each with the count of its mentions."""
    return [
        (part, numbers.count(part.number)) for part in Part.objects.filter(number__in=set(numbers)).order_by("number")
    ]


def moment_of(store: Store, now: datetime) -> datetime:
    """Now, when the store has been open for a while today; else half past ten of its last open day."""
    local = now.astimezone(store.zone)
    hours = store.hours_on(local.date())
    all_day = hours and hours[1] - hours[0] >= timedelta(hours=24)
    if hours and (all_day or hours[0] + LEAST_OPEN <= now < hours[1] - timedelta(hours=1)):
        return now
    day = local.date() if hours and now >= hours[1] - timedelta(hours=1) else local.date() - timedelta(days=1)
    while not store.is_open_on(day):
        day -= timedelta(days=1)
    return store.hours_on(day)[0] + LEAST_OPEN
