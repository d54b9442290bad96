"""Calls, faults and diagnosis, resources and claims, slots, preparation, confirmations."""
