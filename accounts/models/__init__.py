"""Users, stores, memberships, tokens; the log, notices, counters and remembered answers."""

from accounts.models.base import StoreOwned
from accounts.models.lists import Festival, Named, PickItem
from accounts.models.people import ApiToken, Membership, User
from accounts.models.records import Activity, Counter, Notice, RememberedAnswer
from accounts.models.stores import OpeningHours, Store, StoreDay, WorkDay

__all__ = [
    "Activity",
    "ApiToken",
    "Counter",
    "Festival",
    "Membership",
    "Named",
    "Notice",
    "OpeningHours",
    "PickItem",
    "RememberedAnswer",
    "Store",
    "StoreDay",
    "StoreOwned",
    "User",
    "WorkDay",
]
