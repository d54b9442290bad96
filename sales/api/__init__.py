"""Visits, leads and organisations in the API."""
