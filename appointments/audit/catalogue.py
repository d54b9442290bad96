"""The 23 rules in the order of the founding text, each with the function that judges it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from appointments.audit.facts import Facts
from appointments.audit.rules import coming, diagnosis, knowing, phone, preparation
from appointments.audit.verdicts import Judgement


class Side(models.TextChoices):
    DO = "do", _("Should do")
    AVOID = "avoid", _("Should avoid")


@dataclass(frozen=True, eq=False)
class Rule:
    """One sentence of the text; an "avoid" rule is kept when what it names did not happen."""

    code: str
    name: Any
    judge: Callable[[Facts, datetime], Judgement]

    @property
    def side(self) -> Side:
        return Side.DO if self.code.startswith("D") else Side.AVOID


RULES = (
    Rule("D1", _("The phone is answered at any time"), phone.d1),
    Rule("D2", _("All that is needed is recorded, and the fault in the customer's words"), diagnosis.d2),
    Rule("D3", _("The fault is diagnosed, with the help of advisor and expert where needed"), diagnosis.d3),
    Rule("D4", _("The customer is told diagnosis, remedy, cost and time"), diagnosis.d4),
    Rule("D5", _("The time is agreed by the customer's wish and the workshop's capacity"), knowing.d5),
    Rule("D6", _("The customer is told who will receive him"), knowing.d6),
    Rule("D7", _("Advisor and parts store are told of the appointment in time"), knowing.d7),
    Rule("D8", _("The reserved parts stand on a shelf of their own"), preparation.d8),
    Rule("D9", _("The advisor supervises the preparation"), preparation.d9),
    Rule("D10", _("If we cannot keep it, the customer is told in time and another time is agreed"), coming.d10),
    Rule("D11", _("A day and an hour before, preparation and customer are confirmed"), coming.d11),
    Rule("D12", _("The advisor is there when the customer comes"), coming.d12),
    Rule("N1", _("Nobody answers after three rings, or the line is long engaged"), phone.n1),
    Rule("N2", _("The record, or the description of the fault, is incomplete"), diagnosis.n2),
    Rule("N3", _("The fault is not diagnosed"), diagnosis.n3),
    Rule("N4", _("The appointment goes beyond the workshop's capacity"), knowing.n4),
    Rule("N5", _("The customer does not know who will receive him"), knowing.n5),
    Rule("N6", _("Departments and people concerned are not told in time"), knowing.n6),
    Rule("N7", _("The parts store has kept no parts for the customer"), preparation.n7),
    Rule("N8", _("The preparation is insufficient"), preparation.n8),
    Rule("N9", _("The customer learns only after coming that we cannot keep it"), coming.n9),
    Rule("N10", _("Preparation and customer were not confirmed beforehand"), coming.n10),
    Rule("N11", _("The advisor in charge is not there when the customer comes"), coming.n11),
)


def rule_of(code: str) -> Rule | None:
    """The rule with this code, or None."""
    return next((rule for rule in RULES if rule.code == code), None)
