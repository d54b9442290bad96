"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import calls, corrections, lines, promises, rescues, unmet, visits

__all__ = ["calls", "corrections", "lines", "promises", "rescues", "unmet", "visits"]
