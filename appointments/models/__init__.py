"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import calls, late, lines, promises, rescues, risks, unmet, visits, waiting

__all__ = ["calls", "late", "lines", "promises", "rescues", "risks", "unmet", "visits", "waiting"]
