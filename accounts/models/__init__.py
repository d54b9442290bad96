"""Users, stores, memberships, tokens; the log, notices, counters and remembered answers."""

from accounts.models import base, lists, people, records, settings, stores

__all__ = ["base", "lists", "people", "records", "settings", "stores"]
