"""Appointments laid out for a reader: the booking desk, the texts customers get, the board of the workshop."""
