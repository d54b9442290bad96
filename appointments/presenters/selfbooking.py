"""What a customer who books by himself sees: his car, the exact price, three best times and all of them by day."""

from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from django.http import QueryDict

from accounts.access import Access
from accounts.models.stores import Store
from appointments.actions.selfbooking import cars_of
from appointments.presenters.selfservices import Offer, Service, services_at
from appointments.rules import selfbooking
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots import reasons
from capacity.slots import times as times_slots
from capacity.slots.wish import Missing, Slot, Wish
from core.clock import day_or_none
from core.parameters import key, words
from customers.models.proofs import PhoneProof
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.operations import why_not_operations
from pricing.rules.packages import why_not_packages, with_contents
from pricing.rules.prices import Quote, quote
from vehicles.models import Vehicle

OFFERS = 240  # times that are searched for
BEST = 3
MOST_SERVICES = 6
NOON = 12


class Held(NamedTuple):
    """The time that is held for him: from when to when, who receives him, until when it is held."""

    start: datetime
    end: datetime
    advisor: Resource
    until: datetime


class Visit:
    """What he has said so far, in the address of the page, and what follows from it. Reads only."""

    def __init__(self, proof: PhoneProof, parameters: QueryDict, *, by: Access, at: datetime):
        self.proof, self.parameters, self.by, self.at = proof, parameters, by, at

    @property
    def store(self) -> Store:
        return self.by.store

    @cached_property
    def cars(self) -> list[Vehicle]:
        return cars_of(self.proof)

    @cached_property
    def vehicle(self) -> Vehicle | None:
        """The car he chose, that of the plate he typed, or his only one."""
        chosen = key(self.parameters.get("vehicle"))
        if chosen:
            return next((car for car in self.cars if car.pk == chosen), None)
        by_plate = [car for car in self.cars if car.pk == self.proof.vehicle_id]
        one = by_plate or (self.cars if len(self.cars) == 1 else [])
        return one[0] if one and "another" not in self.parameters else None

    @cached_property
    def all_services(self) -> list[Service]:
        return services_at(self.store, self.store.today(self.at))

    @cached_property
    def services(self) -> list[Service]:
        """Those he chose, each once."""
        chosen = [words(code, 40) for code in self.parameters.getlist("service")]
        return [service for service in self.all_services if service.code in chosen][:MOST_SERVICES]

    @cached_property
    def more(self) -> list[tuple[Service, Offer]]:
        """The other services for his car, with their prices."""
        others = [service for service in self.all_services if service not in self.services]
        rows = [(service, service.for_car(self.vehicle.model if self.vehicle else None)) for service in others]
        return [(service, offer) for service, offer in rows if offer]

    @cached_property
    def jobs(self) -> list[tuple[Service, Offer | None]]:
        """What he chose, each with the offer for his car."""
        model = self.vehicle.model if self.vehicle else None
        return [(service, service.for_car(model)) for service in self.services]

    @property
    def unfit(self) -> list[Service]:
        """What he chose that is not for his car."""
        return [service for service, offer in self.jobs if offer is None]

    @property
    def _things(self) -> list:
        return [offer.thing for _service, offer in self.jobs if offer]

    @cached_property
    def packages(self) -> list[RepairPackage]:
        return [thing for thing in self._things if isinstance(thing, RepairPackage)]

    @cached_property
    def single_work(self) -> list[Operation]:
        return [thing for thing in self._things if isinstance(thing, Operation)]

    @cached_property
    def contents(self) -> tuple[list[Operation], list[tuple]]:
        """All work and all parts."""
        return with_contents(self.packages, self.single_work, [])

    @cached_property
    def why_not(self) -> str | None:
        """Why no time can be offered for this: the rules of the booking itself."""
        if self.vehicle is None or not self._things:
            return None
        reason = why_not_packages(self.packages, self.vehicle) or why_not_operations(self.contents[0], self.vehicle)
        return reason or self._quote.why_not

    @cached_property
    def _quote(self) -> Quote:
        return quote(*self.contents, self.store.today(self.at))

    @property
    def total(self) -> Decimal:
        return self._quote.total

    @property
    def minutes(self) -> int:
        return self._quote.minutes

    @cached_property
    def advisors(self) -> list[Resource]:
        return list(Resource.objects.advisors().order_by("name"))

    @cached_property
    def advisor(self) -> Resource | None:
        """The advisor he asks for by name."""
        chosen = key(self.parameters.get("advisor"))
        return next((row for row in self.advisors if row.pk == chosen), None)

    @cached_property
    def wish(self) -> Wish | None:
        if self.vehicle is None or self.unfit or self.why_not or not self.contents[0]:
            return None
        facts = {"vehicle": self.vehicle, "guest": self.proof.guest, "advisor": self.advisor}
        return times_slots.wish(self.contents[0], at=self.at, start_from=self._from, parts=self.contents[1], **facts)

    @property
    def _from(self) -> datetime:
        """From the day he asks for, else from now."""
        day = day_or_none(self.parameters.get("on", ""))
        hours = self.store.hours_on(day) if day else None
        if hours:
            return max(self.at, hours[0])
        ahead = (day - self.store.today(self.at)).days if day else 0
        return self.at + timedelta(days=min(max(0, ahead), 365))

    @cached_property
    def times(self) -> list[Slot]:
        return times_slots.offered(self.wish, OFFERS) if self.wish else []

    @cached_property
    def best(self) -> list[Slot]:
        return best_of(self.times, self.store)

    @cached_property
    def missing(self) -> list[Missing]:
        """Why there is no time, and what would help."""
        return reasons.missing(self.wish) if self.wish and not self.times else []

    @cached_property
    def held(self) -> Held | None:
        """The time that is held for him and his car, None without one."""
        rows = Claim.objects.held().filter(held_for=self.proof.guest, expires_at__gt=self.at)
        by_kind = {claim.resource.kind: claim for claim in rows.select_related("resource")}
        car, advisor = by_kind.get(Resource.Kind.VEHICLE), by_kind.get(Resource.Kind.ADVISOR)
        if car is None or advisor is None or self.vehicle is None or car.resource.vehicle_id != self.vehicle.pk:
            return None
        return Held(car.during.lower, car.during.upper, advisor.resource, advisor.expires_at)

    @cached_property
    def why_not_more(self) -> str | None:
        return selfbooking.why_not_more(self.proof, self.store, self.at)


def best_of(slots: list[Slot], store: Store) -> list[Slot]:
    """Three to begin with: the earliest, one of the other half of a day, one with another advisor or on another day.

    In the order of time; fewer where there are fewer.
    """
    best = slots[:1]
    for differs in (_half, lambda slot, _store: slot.advisor.pk, lambda slot, _store: store.today(slot.start)):
        seen = {differs(slot, store) for slot in best}
        if other := next((slot for slot in slots if differs(slot, store) not in seen), None):
            best.append(other)
    best += [slot for slot in slots if slot not in best]
    return sorted(best[:BEST], key=lambda slot: slot.start)


def _half(slot: Slot, store: Store) -> bool:
    """Whether it is in a morning."""
    return slot.start.astimezone(store.zone).hour < NOON
