"""Calls and complaints in the API (API.md rows calls, complaints)."""
