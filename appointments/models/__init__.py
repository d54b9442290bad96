"""Calls, faults, resources and their claims, appointments with preparation and confirmations."""

from appointments.models import calls, promises, resources, visits

__all__ = ["calls", "promises", "resources", "visits"]
