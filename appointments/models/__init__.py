"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import answers, calls, lines, promises, rescues, unmet, visits

__all__ = ["answers", "calls", "lines", "promises", "rescues", "unmet", "visits"]
