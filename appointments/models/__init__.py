"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import calls, lines, promises, rescues, selfbookings, unmet, visits

__all__ = ["calls", "lines", "promises", "rescues", "selfbookings", "unmet", "visits"]
