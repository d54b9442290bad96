"""The judgement of a rule: a state, and the records that prove it."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from appointments.models.corrections import Correction
from appointments.models.promises import VisitEvent


class State(models.TextChoices):
    """The state of a rule for an appointment; without a record that proves it, never "passed"."""

    PASS = "pass", pgettext_lazy("audit", "passed")
    FAIL = "fail", pgettext_lazy("audit", "failed")
    PENDING = "pending", pgettext_lazy("audit", "pending")
    NOT_APPLICABLE = "not_applicable", pgettext_lazy("audit", "not applicable")
    NOT_MEASURED = "not_measured", pgettext_lazy("audit", "not measured")


@dataclass(frozen=True)
class Proof:
    """One record: what it says, when it was made, and by whom; the reason alone where there is none.

    `words` are lazy and filled with `places` only when somebody reads them: a month's figures need the states alone.
    """

    words: Any
    at: datetime | None = None
    by: str = ""
    places: dict[str, Any] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """In the reader's language."""
        return (str(self.words) % self.places).strip() if self.places else str(self.words)


def proof(words: Any, at: datetime | None = None, by: Any = None, **places: Any) -> Proof:
    """A record that was made at a moment by somebody, or the bare reason."""
    return Proof(words, at, str(by or ""), places)


def witness(words: Any, event: VisitEvent | None, **places: Any) -> Proof:
    """What an event proves; of a missing event the bare reason."""
    return proof(words, event.at, event.by, **places) if event else proof(words, **places)


@dataclass(frozen=True)
class Judgement:
    """The state of one rule with its evidence.

    With a `correction` the state is the manager's, and `by_records` what the records say; `fallen` is a correction that
    counts no more, because the records have changed since.
    """

    state: str
    evidence: tuple[Proof, ...] = ()
    by_records: str = ""
    correction: Correction | None = None
    fallen: Correction | None = None

    def __post_init__(self) -> None:
        if not self.by_records:
            object.__setattr__(self, "by_records", self.state)


def kept(*proofs: Proof) -> Judgement:
    """The rule was kept, and these records prove it."""
    return Judgement(State.PASS, proofs)


def broken(*proofs: Proof) -> Judgement:
    """The rule was not kept."""
    return Judgement(State.FAIL, proofs)


def late(done: Proof, deadline: datetime) -> Judgement:
    """It was done, but after its time."""
    return broken(done, proof(_("Too late: it was due by then."), deadline))


def pending(*proofs: Proof) -> Judgement:
    """It can still be kept."""
    return Judgement(State.PENDING, proofs)


def not_applicable(*proofs: Proof) -> Judgement:
    """The rule does not apply to this appointment."""
    return Judgement(State.NOT_APPLICABLE, proofs)


def not_measured(*proofs: Proof) -> Judgement:
    """The record that would decide is missing; the evidence says which."""
    return Judgement(State.NOT_MEASURED, proofs)


WORST_FIRST = (State.FAIL, State.PENDING, State.NOT_MEASURED, State.PASS, State.NOT_APPLICABLE)


def together(judgements: Iterable[Judgement]) -> Judgement:
    """One judgement of several that must all be kept: the worst counts, and its evidence comes first."""
    ordered = sorted(judgements, key=lambda one: WORST_FIRST.index(one.state))
    return Judgement(ordered[0].state, tuple(proof for one in ordered for proof in one.evidence))
