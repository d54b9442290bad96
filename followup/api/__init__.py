"""Calls and complaints in the API."""
