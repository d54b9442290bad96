"""Calls, faults, appointments with preparation and confirmations."""

from appointments.models import calls, promises, visits

__all__ = ["calls", "promises", "visits"]
