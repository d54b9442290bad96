"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import answers, calls, late, lines, promises, rescues, risks, unmet, visits

__all__ = ["answers", "calls", "late", "lines", "promises", "rescues", "risks", "unmet", "visits"]
