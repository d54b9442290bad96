"""Metrics in the API."""

ROUTES = []
