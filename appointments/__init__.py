"""Calls, faults and diagnosis, bookings, preparation, confirmations, the live audit."""
