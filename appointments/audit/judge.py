"""Judges appointments by the 23 rules, and counts how a store keeps each of them."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models.stores import Store
from appointments.audit.catalogue import RULES, Rule, Side
from appointments.audit.corrections import corrected
from appointments.audit.facts import Facts
from appointments.audit.records import gather
from appointments.audit.verdicts import Judgement, State, not_applicable, not_measured, proof, witness
from appointments.models.visits import Appointment


@dataclass(frozen=True)
class Audit:
    """An appointment with the judgement of each rule, in their order."""

    facts: Facts
    judgements: dict[Rule, Judgement]

    @property
    def appointment(self) -> Appointment:
        return self.facts.appointment

    def in_state(self, state: str, rules: Iterable[Rule] = RULES) -> dict[Rule, Judgement]:
        """Those of these rules that are in this state, with their judgements."""
        return {rule: self.judgements[rule] for rule in rules if self.judgements[rule].state == state}

    def by_side(self) -> list["Group"]:
        """The rules of each side with their judgements."""
        return [Group(side, {r: j for r, j in self.judgements.items() if r.side == side}) for side in Side]


@dataclass(frozen=True)
class Group:
    """The rules of one side for an appointment."""

    side: Side
    judgements: dict[Rule, Judgement]

    @property
    def counted(self) -> list[tuple[State, int]]:
        """(state, number of rules in it), without states that no rule is in."""
        counts = Counter(one.state for one in self.judgements.values())
        return [(state, counts[state]) for state in State if counts[state]]


@dataclass
class Tally:
    """How many appointments are in each state by one rule; `corrected` of them because a manager said so."""

    rule: Rule
    counts: Counter = field(default_factory=Counter)
    corrected: int = 0

    @property
    def decided(self) -> int:
        return self.counts[State.PASS] + self.counts[State.FAIL]

    @property
    def share(self) -> float | None:
        """The percentage kept of those decided; None when none was."""
        return round(100 * self.counts[State.PASS] / self.decided, 1) if self.decided else None


def of(key: int, *, store: Store, at: datetime) -> Audit | None:
    """The judgements of one appointment now; None when the store has no such appointment."""
    return next(judged(Appointment.objects.filter(pk=key), store=store, at=at), None)


def judged(rows: QuerySet, *, store: Store, at: datetime) -> Iterator[Audit]:
    """The judgements of each appointment of a queryset now."""
    for facts in gather(rows, store=store):
        yield Audit(facts, judge(facts, at))


def tally(audits: Iterable[Audit]) -> list[Tally]:
    """How each rule was kept by these appointments."""
    tallies = {rule: Tally(rule) for rule in RULES}
    for one in audits:
        for rule, judgement in one.judgements.items():
            tallies[rule].counts[judgement.state] += 1
            tallies[rule].corrected += judgement.correction is not None
    return list(tallies.values())


def judge(facts: Facts, at: datetime) -> dict[Rule, Judgement]:
    """The judgement of each rule, with the corrections that hold."""
    judgements = _by_records(facts, at)
    if not facts.corrections:
        return judgements
    by_rule = {one.rule: one for one in facts.corrections}
    return {
        rule: corrected(judgement, by_rule[rule.code]) if rule.code in by_rule else judgement
        for rule, judgement in judgements.items()
    }


def _by_records(facts: Facts, at: datetime) -> dict[Rule, Judgement]:
    """The judgement of each rule; for an appointment that was cancelled or missed, as of that moment."""
    if (aside := _outside(facts)) is not None:
        return dict.fromkeys(RULES, aside)
    if facts.ended is None:
        return {rule: rule.judge(facts, at) for rule in RULES}
    at = min(at, facts.ended.at)
    return {rule: _undecided(rule.judge(facts, at), facts) for rule in RULES}


def _outside(facts: Facts) -> Judgement | None:
    """The one judgement where the rules cannot judge: no appointment of a customer, or no record of its booking."""
    if facts.appointment.kind != Appointment.Kind.APPOINTMENT:
        return not_applicable(proof(Appointment.Kind(facts.appointment.kind).label))
    if facts.time_set is None:
        return not_measured(proof(_("Nothing was recorded when it was booked.")))
    return None


def _undecided(judgement: Judgement, facts: Facts) -> Judgement:
    if judgement.state != State.PENDING:
        return judgement
    ended = facts.ended
    return not_applicable(witness(ended.title, ended), *judgement.evidence)
