"""API tokens: 256 random bits shown once, kept as a hash, revocable at once."""

import hashlib
import secrets
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser

from accounts.models.people import ApiToken, Membership, User
from core.row_reads import Given, Prepared


def hashed(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def issue(user: User, *, at: datetime) -> str:
    """Make a token for a person; it can be read only now."""
    key = secrets.token_urlsafe(32)
    ApiToken.objects.create(user=user, key_hash=hashed(key), created_at=at)
    return key


def sent_with(request) -> str:
    """The token in the header of a request, "" without one."""
    scheme, _space, key = request.headers.get("Authorization", "").partition(" ")
    return key.strip() if scheme == "Token" else ""


def revoke(key: str, *, at: datetime) -> bool:
    """Revoke a token; returns whether it was valid."""
    return ApiToken.objects.filter(key_hash=hashed(key), revoked_at__isnull=True).update(revoked_at=at) == 1


def _valid(of: str = "") -> dict[str, Any]:
    """The filter of active people by a valid token."""
    valid = {"tokens__key_hash": Given("key_hash"), "tokens__revoked_at__isnull": True, "is_active": True}
    return {f"{of}{name}": value for name, value in valid.items()}


HELD = Prepared(lambda: Membership.objects.with_stores().filter(**_valid("user__")).select_related("user"))
WITHOUT_ROLE = Prepared(lambda: User.objects.filter(**_valid())[:1])


def person_behind(key: str) -> tuple[User | AnonymousUser, list[Membership]]:
    """The active person of a valid token, with roles, in one statement; None without one."""
    if memberships := HELD(key_hash=hashed(key)):
        return memberships[0].user, memberships
    return WITHOUT_ROLE.first(key_hash=hashed(key)) or AnonymousUser(), []
