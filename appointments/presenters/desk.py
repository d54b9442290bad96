"""The booking desk: one screen while the customer talks, its whole state in the address."""

from datetime import datetime, timedelta
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property

from accounts.access import Access
from appointments.actions.booking import repeated
from appointments.models.calls import Fault, FaultQuestion, PhoneCall
from appointments.models.visits import Appointment
from appointments.presenters import texts
from appointments.rules import fault_search, promises
from appointments.rules.transport import carriage
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots import reasons
from capacity.slots import times as times_slots
from capacity.slots.wish import Missing, Slot, Wish
from core import phones
from core.clock import day_or_none
from core.parameters import key, search_text, words
from customers.models.ownership import cars_prefetched
from customers.models.people import Customer
from parts.rules.fitting import fits
from pricing.models.prices import Operation, RepairPackage
from pricing.rules import prices
from pricing.rules.packages import why_not_packages, with_contents
from vehicles.models import Vehicle

SLOTS = 5
NOT_ENTERED = ["csrfmiddlewaretoken", "idempotency_key"]  # what a form brings along by itself
LIKELY = 5  # faults
LONGEST_SEARCH = 40  # signs by which work is sought
MOST_WORK = 12  # operations
LONGEST_COMPLAINT = 300  # signs in which faults are looked for
MOST_CUSTOMERS = 6  # customers; more are not read while somebody waits on the phone
D = Appointment.Diagnosis


class Desk:
    """What the clerk has entered so far, and what follows from it. Reads only; the action books."""

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
    def fitting(self) -> list[Fault]:
        """The complaints that can happen to this car."""
        if self.vehicle is None:
            return []
        rows = Fault.objects.select_related("diagnosis", "usual_operation", "usual_part").order_by("code")
        return [fault for fault in rows if fits(fault.fits, self.vehicle.model)]

    @cached_property
    def likely(self) -> list[Fault]:
        """The faults that the customer's own words may mean, best first."""
        by_code = {fault.code: fault for fault in self.fitting}
        codes = fault_search.ranked(words(self.parameters.get("complaint"), LONGEST_COMPLAINT))
        return [by_code[code] for code in codes if code in by_code][:LIKELY]

    @property
    def unlikely(self) -> list[Fault]:
        return [fault for fault in self.fitting if fault not in self.likely]

    @cached_property
    def faults(self) -> list[Fault]:
        chosen = set(self.parameters.getlist("fault"))
        return [fault for fault in self.fitting if fault.code in chosen]

    @cached_property
    def questions(self) -> list[FaultQuestion]:
        """What to ask about the chosen faults."""
        rows = FaultQuestion.objects.filter(fault__in=self.faults).with_answers()
        return list(rows.select_related("fault")) if self.faults else []

    @cached_property
    def diagnosis(self) -> str:
        """The outcome that the clerk chose, "" as long as he has not."""
        given = self.parameters.get("diagnosis", "")
        return given if given in D.values else ""

    @cached_property
    def packages(self) -> list[RepairPackage]:
        """The packages that the clerk chose."""
        codes = [words(code, 20) for code in self.parameters.getlist("package")]
        return list(RepairPackage.objects.filter(code__in=codes).order_by("code"))

    @cached_property
    def offered_packages(self) -> list[RepairPackage]:
        """Those that the store offers for the engine of this car."""
        if self.vehicle is None:
            return []
        rows = RepairPackage.objects.offered(self.by.store).order_by("code")
        return [row for row in rows if fits(row.maintenance_group, self.vehicle.model) and row not in self.packages]

    @cached_property
    def contents(self) -> tuple[list[Operation], list[tuple]]:
        """The work and the parts of the chosen packages."""
        return with_contents(self.packages, [], [])

    @cached_property
    def operations(self) -> list[Operation]:
        """All work: of the packages, and by itself."""
        return [*self.contents[0], *self.single_work]

    @cached_property
    def single_work(self) -> list[Operation]:
        """What follows from the faults and the diagnosis, and what was added by name; no package brings it already."""
        work = dict.fromkeys([*self.following, *self.added])
        return [operation for operation in work if operation not in self.contents[0]]

    @cached_property
    def following(self) -> list[Operation]:
        """The usual repair where the clerk knows the job; else the fault is looked at first. It goes with its fault."""
        known_job = self.diagnosis == D.KNOWN_JOB
        work = [fault.usual_operation if known_job else fault.diagnosis for fault in self.faults]
        return list(dict.fromkeys(filter(None, work)))

    @cached_property
    def added(self) -> list[Operation]:
        """The work that the clerk added by name: it stays until he takes it away."""
        codes = [words(code, 20) for code in self.parameters.getlist("operation")]
        return list(Operation.objects.with_own(self.by.store).filter(code__in=codes).order_by("pk"))

    @cached_property
    def work_sought(self) -> str:
        return words(self.parameters.get("work"), LONGEST_SEARCH)

    @cached_property
    def found_work(self) -> list[Operation]:
        """Work that can be added, by a part of its name or by its code."""
        if not self.work_sought or self.vehicle is None:
            return []
        rows = Operation.objects.offered(self.by.store).matching(self.work_sought).order_by("category", "code")
        there = set(self.operations)
        return [row for row in rows if row not in there and fits(row.scope, self.vehicle.model)][:MOST_WORK]

    @cached_property
    def parts(self) -> list[tuple]:
        """All parts: of the packages, and of a known job."""
        return [*self.contents[1], *self.single_parts]

    @cached_property
    def single_parts(self) -> list[tuple]:
        """The usual part of a known job, when it fits the car."""
        if self.diagnosis != D.KNOWN_JOB or self.vehicle is None:
            return []
        usual = [fault.usual_part for fault in self.faults if fault.usual_part]
        return [(part, 1) for part in dict.fromkeys(usual) if fits(part.fits, self.vehicle.model)]

    @property
    def rescue_address(self) -> str:
        """Where a rescue is asked for, with what was entered, when the car cannot be driven; else ""."""
        return self._asked_elsewhere("rescue_new") if self.diagnosis == D.NOT_DRIVABLE else ""

    @property
    def unmet_address(self) -> str:
        """Where it is written down what the customer asks for and the store does not offer."""
        return self._asked_elsewhere("unmet_new")

    def _asked_elsewhere(self, name: str) -> str:
        facts = {"phone": self.number, "vehicle": self.vehicle and self.vehicle.pk, "call": self.call and self.call.pk}
        facts |= {"words": words(self.parameters.get("complaint"), LONGEST_COMPLAINT)}
        return f"{reverse(name)}?{urlencode({field: value for field, value in facts.items() if value})}"

    @cached_property
    def estimate(self) -> dict | None:
        """What it will cost from the published prices, a package in one line; the action prices it when it books."""
        if not self.operations:
            return None
        today = self.by.store.today(self.at)
        quote = prices.quote(self.operations, self.parts, today)
        why_not = self.vehicle and why_not_packages(self.packages, self.vehicle) or quote.why_not
        if why_not:
            return {"why_not": why_not, "lines": []}
        jobs = [
            {"thing": one, "amount": prices.quote(*with_contents([one], [], []), today).total} for one in self.packages
        ]
        alone = prices.quote(self.single_work, self.single_parts, today) if jobs else quote
        lines = [line | {"thing": line.get("operation") or line["part"]} for line in alone.lines]
        return {"lines": jobs + lines, "total": quote.total, "minutes": quote.minutes}

    @cached_property
    def times(self) -> list[Slot]:
        return times_slots.offered(self.wish, SLOTS) if self.wish else []

    @cached_property
    def chosen(self) -> Slot | None:
        """The time the clerk has chosen, as long as it is offered."""
        slot_key = self.parameters.get("slot")
        return next((slot for slot in self.times if slot.key == slot_key), None)

    @property
    def address(self) -> str:
        """What was entered, as the query of the desk's address."""
        entered = self.parameters.copy()
        for name in NOT_ENTERED:
            entered.pop(name, None)
        return entered.urlencode()

    @cached_property
    def held_until(self) -> datetime | None:
        """Until when the chosen time is held for this clerk; None when it is not, or no longer."""
        if not self.chosen:
            return None
        rows = Claim.objects.held().filter(held_by=self.by.user, resource=self.chosen.bay.pk, expires_at__gt=self.at)
        return rows.filter(during__startswith=self.chosen.start).values_list("expires_at", flat=True).first()

    @property
    def checks(self) -> str:
        """The sentence about the questions we shall ask before the chosen time."""
        kind = Appointment.Kind.APPOINTMENT
        kinds = promises.questions_to_come(self.by.store, kind, self.chosen.start, self.at) if self.chosen else []
        return texts.checks(kinds)

    @cached_property
    def wish(self) -> Wish | None:
        if self.vehicle is None or not self.operations or self.diagnosis == D.NOT_DRIVABLE:
            return None
        named = {"advisor": Resource.objects.advisors().filter(pk=key(self.parameters.get("advisor"))).first()}
        named |= {"carriage": carriage(self.parameters.get("transport", ""), self.by.store)}
        named |= {"vehicle": self.vehicle, "holder": self.by.user}
        return times_slots.wish(self.operations, at=self.at, start_from=self.start_from, parts=self.parts, **named)

    @cached_property
    def standing(self) -> list[Appointment]:
        """The visits for which this car is expected already."""
        rows = Appointment.objects.live().filter(vehicle=self.vehicle, start__gte=self.at).select_related("advisor")
        return list(rows.order_by("start")) if self.vehicle else []

    @cached_property
    def repeats(self) -> str:
        """The order that repaired the same system of this car shortly before, or ""."""
        return repeated(self.vehicle, self.faults, self.by.store.today(self.at)) if self.vehicle else ""

    @cached_property
    def start_from(self) -> datetime:
        """From the day the customer wishes, else from now."""
        day = day_or_none(self.parameters.get("on", ""))
        if day is None:
            return self.at
        hours = self.by.store.hours_on(day)
        return (
            max(self.at, hours[0])
            if hours
            else self.at + timedelta(days=max(0, (day - self.by.store.today(self.at)).days))
        )

    @cached_property
    def missing(self) -> list[Missing]:
        """Why there is no time, and what would help."""
        return reasons.missing(self.wish) if self.wish and not self.times else []
