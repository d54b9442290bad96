"""Repair orders in the API."""
