"""How each person kept the rules that he answers for, in one week of the store (service 4.1)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from accounts.models.people import User
from accounts.models.stores import Store
from appointments.audit import judge
from appointments.audit.catalogue import RULES, Rule
from appointments.audit.judge import Audit, Tally
from appointments.audit.people import accountable
from appointments.audit.verdicts import Judgement, State
from appointments.models.visits import Appointment
from core.clock import day_bounds

FEWEST = 5  # decided ones of which a percentage is said
WEEK = timedelta(days=7)
NOBODY = "none"  # the key of the line of what nobody answers for by name


@dataclass(frozen=True)
class One:
    """A judgement with the appointment and whoever answers for it."""

    audit: Audit
    rule: Rule
    judgement: Judgement
    person: User | None

    @property
    def counts(self) -> bool:
        """Whether it says anything about a person: not what does not apply."""
        return self.judgement.state != State.NOT_APPLICABLE or self.judgement.correction is not None


@dataclass
class Line:
    """The judgements of a person, of a rule, or of a person by a rule; `before` is the same for the week before."""

    person: User | None
    rule: Rule | None
    tally: Tally
    before: Tally | None = None

    @property
    def key(self) -> str:
        """The person as an address names him."""
        return str(self.person.pk) if self.person else NOBODY

    @property
    def share(self) -> float | None:
        """The percentage kept; None where too few are decided to say one."""
        return self.tally.share if self.tally.decided >= FEWEST else None

    @property
    def share_before(self) -> float | None:
        return self.before.share if self.before and self.before.decided >= FEWEST else None


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def is_over(monday: date, store: Store, at: datetime) -> bool:
    """Whether the whole week has passed: one that runs is compared with no other."""
    return monday + WEEK <= store.today(at)


def judged_in(monday: date, *, store: Store, at: datetime) -> Iterator[Audit]:
    """The appointments that begin in the week, judged now."""
    start, end = day_bounds(monday, store.zone)[0], day_bounds(monday + WEEK - timedelta(days=1), store.zone)[1]
    rows = Appointment.objects.between(start, end).filter(kind=Appointment.Kind.APPOINTMENT)
    return judge.judged(rows.order_by("start", "pk"), store=store, at=at)


def each(audits: Iterable[Audit], *, person: str = "", rule: Rule | None = None) -> Iterator[One]:
    """Every judgement of these appointments, or only those of a person (his key) or of a rule."""
    for audit in audits:
        for one_rule in [rule] if rule else RULES:
            judgement = audit.judgements[one_rule]
            one = One(audit, one_rule, judgement, accountable(one_rule.code, audit.facts, judgement))
            if not person or person == (str(one.person.pk) if one.person else NOBODY):
                yield one


def by_person(ones: Iterable[One]) -> list[Line]:
    """A line for each person, the most broken rules first; what nobody answers for by name comes last."""
    lines: dict[int | None, Line] = {}
    for one in ones:
        if one.counts:
            key = one.person.pk if one.person else None
            _add(lines.setdefault(key, Line(one.person, None, Tally(one.rule))), one)
    return sorted(lines.values(), key=lambda line: (line.person is None, -line.tally.counts[State.FAIL], line.key))


def by_rule(ones: Iterable[One]) -> list[Line]:
    """A line for each of the 23 rules that says anything."""
    lines: dict[Rule, Line] = {}
    for one in ones:
        if one.counts:
            _add(lines.setdefault(one.rule, Line(one.person, one.rule, Tally(one.rule))), one)
    return [lines[rule] for rule in RULES if rule in lines]


def by_person_and_rule(ones: Iterable[One]) -> list[Line]:
    """A line for each person and rule that says anything, in the order of persons and rules."""
    lines: dict[tuple[str, str], Line] = {}
    for one in ones:
        if one.counts:
            line = Line(one.person, one.rule, Tally(one.rule))
            _add(lines.setdefault((line.key, one.rule.code), line), one)
    places = {rule.code: place for place, rule in enumerate(RULES)}
    return [lines[key] for key in sorted(lines, key=lambda key: (key[0], places[key[1]]))]


def _add(line: Line, one: One) -> None:
    line.tally.counts[one.judgement.state] += 1
    line.tally.corrected += one.judgement.correction is not None


def compare(lines: list[Line], earlier: list[Line]) -> list[Line]:
    """The same lines, each with what it was in the week before."""
    tallies = {_place(line): line.tally for line in earlier}
    for line in lines:
        line.before = tallies.get(_place(line))
    return lines


def _place(line: Line) -> tuple[str, Rule | None]:
    """What makes two lines of two weeks the same: the rule, else the person."""
    return ("" if line.rule else line.key), line.rule
