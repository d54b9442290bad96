"""Calls, faults, rescues, unmet requests, appointments with preparation and confirmations."""

from appointments.models import calls, promises, rescues, unmet, visits

__all__ = ["calls", "promises", "rescues", "unmet", "visits"]
