"""The live audit: the text's 12 "should do" and 11 "should avoid" rules, judged for every appointment from what was
recorded (PRODUCT.md "The live audit", background/service.md 4.1). Nothing is kept: a new fact is a new judgement."""

from appointments.audit.catalogue import RULES, Rule, Side, rule_of
from appointments.audit.facts import Facts
from appointments.audit.judge import Found, Tally, judge, judged, of, tally
from appointments.audit.records import gather
from appointments.audit.verdicts import Judgement, Proof, State

__all__ = [
    "RULES",
    "Facts",
    "Found",
    "Judgement",
    "Proof",
    "Rule",
    "Side",
    "State",
    "Tally",
    "gather",
    "judge",
    "judged",
    "of",
    "rule_of",
    "tally",
]
