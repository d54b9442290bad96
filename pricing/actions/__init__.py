"""Estimates are made, told and answered."""
