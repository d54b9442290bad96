"""The page on which a standing appointment is changed: its chips, and what the changed work costs and takes."""

from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.functional import cached_property

from accounts.access import Access
from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from appointments.rules import changes
from appointments.rules.changes import Change
from core.parameters import words
from parts.models import Part
from parts.rules.fitting import fits
from pricing.models.prices import Operation, RepairPackage
from pricing.rules import prices

MOST_WORK, LONGEST_SEARCH = 12, 40


class ChangeDesk:
    """What the person has chosen so far; what the page did not send yet is as the appointment stands. Reads only."""

    def __init__(self, appointment: Appointment, parameters: QueryDict, *, by: Access, at: datetime):
        self.appointment, self.parameters, self.by, self.at = appointment, parameters, by, at

    @property
    def was_sent(self) -> bool:
        """Whether the page came with its chips; without them nobody has taken one away."""
        return "chips" in self.parameters

    @cached_property
    def present(self) -> dict[str, Any]:
        return changes.present(self.appointment)

    @cached_property
    def operations(self) -> list[Operation]:
        """The chosen work."""
        if not self.was_sent:
            return self.present["operations"]
        codes = self.parameters.getlist("operation")
        rows = Operation.objects.with_own(self.by.store).filter(code__in=codes)
        return sorted(rows, key=lambda row: codes.index(row.code))

    @cached_property
    def dropped(self) -> list[Operation]:
        """Work that stands and was taken away here: one tap brings it back."""
        return [row for row in self.present["operations"] if row not in self.operations]

    @cached_property
    def work_sought(self) -> str:
        return words(self.parameters.get("work"), LONGEST_SEARCH)

    @cached_property
    def found_work(self) -> list[Operation]:
        """Work that can be added, by a part of its name or by its code."""
        if not self.work_sought:
            return []
        rows = Operation.objects.offered(self.by.store).matching(self.work_sought).order_by("category", "code")
        there = {*self.operations, *self.dropped}
        model = self.appointment.vehicle.model
        return [row for row in rows if row not in there and fits(row.scope, model)][:MOST_WORK]

    @cached_property
    def packages(self) -> list[RepairPackage]:
        """The packages to be added."""
        return list(RepairPackage.objects.filter(code__in=self.parameters.getlist("package")).order_by("code"))

    @cached_property
    def offered_packages(self) -> list[RepairPackage]:
        rows = RepairPackage.objects.offered(self.by.store).order_by("code")
        model = self.appointment.vehicle.model
        return [row for row in rows if fits(row.maintenance_group, model) and row not in self.packages]

    @cached_property
    def parts(self) -> list[tuple[Part, int]]:
        """The parts that stay, each with its pieces."""
        held = self.present["pieces"]
        chosen = set(self.parameters.getlist("part")) if self.was_sent else None
        return [(part, number) for part, number in held.items() if chosen is None or part.number in chosen]

    @cached_property
    def dropped_parts(self) -> list[tuple[Part, int]]:
        return [pair for pair in self.present["pieces"].items() if pair not in self.parts]

    @cached_property
    def faults(self) -> list[Fault]:
        if not self.was_sent:
            return self.present["faults"]
        return list(Fault.objects.filter(code__in=self.parameters.getlist("fault")).order_by("code"))

    @cached_property
    def dropped_faults(self) -> list[Fault]:
        return [row for row in self.present["faults"] if row not in self.faults]

    @property
    def wanted(self) -> Change:
        """The chosen work, parts and faults as a change."""
        return Change(operations=self.operations, packages=self.packages, parts=self.parts, faults=self.faults)

    @cached_property
    def quote(self) -> prices.Quote | None:
        """What the chosen work costs from the published prices."""
        changed = changes.difference(self.appointment, self.wanted)
        if not changed.operations:
            return None
        pieces, today = list(changed.pieces.items()), self.by.store.today(self.at)
        return prices.quote(changed.operations, pieces, today, booked=True)
