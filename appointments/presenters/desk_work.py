"""What is wrong with the car at the booking desk, and the work that follows from it."""

from django.utils.functional import cached_property

from appointments.models.calls import Fault, FaultAnswer
from appointments.models.visits import Appointment
from appointments.presenters.desk_caller import DeskCaller
from appointments.rules import answers, fault_search
from appointments.rules.answers import Step
from core.parameters import words
from parts.rules.fitting import fits
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.packages import packages_for, with_contents

LIKELY = 5  # faults
LONGEST_SEARCH = 40  # signs by which work is sought
MOST_WORK = 12  # operations
LONGEST_COMPLAINT = 300  # signs in which faults are looked for
QUESTION = "q-"  # before the code of a question, the name of its input
D = Appointment.Diagnosis


class DeskWork(DeskCaller):
    """The customer's words, the faults they may mean, the outcome that a person chose, and the work."""

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
        codes = [one.fault.code for one in self.ends if one.fault]
        codes += fault_search.ranked(words(self.parameters.get("complaint"), LONGEST_COMPLAINT))
        return [by_code[code] for code in dict.fromkeys(codes) if code in by_code][:LIKELY]

    @property
    def unlikely(self) -> list[Fault]:
        return [fault for fault in self.fitting if fault not in self.likely]

    @cached_property
    def faults(self) -> list[Fault]:
        chosen = set(self.parameters.getlist("fault"))
        return [fault for fault in self.fitting if fault.code in chosen]

    @cached_property
    def steps(self) -> list[Step]:
        """The questions that are due about the chosen faults, each with its answer."""
        questions = answers.questions_about(self.faults)
        given = {one.code: self.parameters.get(f"{QUESTION}{one.code}", "") for one in questions}
        return answers.steps(questions, given)

    @property
    def answers(self) -> list[FaultAnswer]:
        """What the customer has answered so far."""
        return [step.answer for step in self.steps if step.answer]

    @property
    def ends(self) -> list[FaultAnswer]:
        """The answers that point to an outcome; the clerk chooses it."""
        return answers.ends(self.steps)

    @property
    def proposed(self) -> set[str]:
        """The outcomes to which the answers point."""
        return {one.outcome for one in self.ends}

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
        return [row for row in packages_for(self.vehicle, self.by.store) if row not in self.packages]

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
