"""Estimates are made, told and answered; bills drafted, discarded, issued, paid, credited, refunded, read by link."""
