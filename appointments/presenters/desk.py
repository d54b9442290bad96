"""The booking desk: one screen while the customer talks, its whole state in the address."""

from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property

from appointments.actions.booking import repeated
from appointments.models.visits import Appointment
from appointments.presenters import texts
from appointments.presenters.desk_caller import NOT_ENTERED
from appointments.presenters.desk_work import LONGEST_COMPLAINT, DeskWork
from appointments.rules import promises
from appointments.rules.transport import carriage
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.slots import best, reasons, times
from capacity.slots.best import DayUse
from capacity.slots.search import Search
from capacity.slots.wish import Missing, Slot, Wish
from core.clock import day_or_none
from core.parameters import key, words
from pricing.presenters import priced
from pricing.rules import prices
from pricing.rules.packages import why_not_packages

D = Appointment.Diagnosis


class Desk(DeskWork):
    """What the clerk has entered so far, and what follows from it. Reads only; the action books."""

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
        jobs = [{"thing": one.package, "amount": one.price} for one in priced(self.packages, today)]
        alone = prices.quote(self.single_work, self.single_parts, today) if jobs else quote
        lines = [line | {"thing": line.get("operation") or line["part"]} for line in alone.lines]
        return {"lines": jobs + lines, "total": quote.total, "minutes": quote.minutes}

    @cached_property
    def search(self) -> Search | None:
        """The one search from which times, calendar and reasons are read."""
        return Search(self.wish) if self.wish else None

    @cached_property
    def times(self) -> list[Slot]:
        """The three best."""
        return best.best(self.search) if self.search else []

    @cached_property
    def calendar(self) -> list[DayUse]:
        """The open days with their starts, and how they are sold."""
        return best.days(self.search) if self.search else []

    @cached_property
    def day(self) -> date | None:
        """The day whose times the clerk wants to see."""
        return day_or_none(self.parameters.get("day", ""))

    @cached_property
    def day_times(self) -> list[Slot]:
        """All times of the chosen day that are not among the best."""
        if self.search is None or self.day is None:
            return []
        starts = {slot.start for slot in self.times}
        return [slot for slot in best.on_day(self.search, self.day) if slot.start not in starts]

    @cached_property
    def chosen(self) -> Slot | None:
        """The time the clerk has chosen, as long as it is offered."""
        slot_key = self.parameters.get("slot")
        return next((slot for slot in [*self.times, *self.day_times] if slot.key == slot_key), None)

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
        return times.wish(self.operations, at=self.at, start_from=self.start_from, parts=self.parts, **named)

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
        return reasons.missing_in(self.search) if self.search and not self.times else []
