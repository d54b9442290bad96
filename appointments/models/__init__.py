"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import (
    answers,
    calls,
    corrections,
    late,
    lines,
    promises,
    rescues,
    risks,
    selfbookings,
    unmet,
    visits,
    waiting,
)

__all__ = [
    "answers",
    "calls",
    "corrections",
    "late",
    "lines",
    "promises",
    "rescues",
    "risks",
    "selfbookings",
    "unmet",
    "visits",
    "waiting",
]
