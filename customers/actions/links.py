"""Links that open one document to a customer: made, passed on once, revoked (promise P22)."""

import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from accounts.access import Access
from accounts.log import record
from accounts.roles import Perm
from customers.models import Customer, Link

TOKEN_BYTES = 32  # 256 bits from the system's generator: nothing to guess


@transaction.atomic
def make_link(
    kind: str, subject_id: int, customer: Customer, *, by: Access, at: datetime, days: int = 90, token: str = ""
) -> str:
    """The absolute address of a new link. It is told this once: only its hash is kept, so an old one cannot be shown
    again; earlier links to the document stay valid until they end or are revoked.

    Whoever makes one as a consequence of another act passes `Access.system(by.store)`.
    """
    by.require(Perm.LINK_MAKE)
    token = token or secrets.token_urlsafe(TOKEN_BYTES)
    link = Link.objects.create(
        store=by.store,
        kind=kind,
        subject_id=subject_id,
        customer=customer,
        token_hash=Link.hash_of(token),
        prefix=token[:6],
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(link, "make", by=by, at=at)
    return address(kind, token)


def address(kind: str, token: str) -> str:
    """Where the customer finds the document."""
    return f"{settings.PUBLIC_URL}/{kind}/{token}/"


@transaction.atomic
def revoke_links(kind: str, subject_id: int, *, by: Access, at: datetime) -> int:
    """Close every link to a document at once; how many were open."""
    by.require(Perm.LINK_MAKE)
    mine = Link.objects.filter(kind=kind, subject_id=subject_id, revoked_at__isnull=True)
    links = list(mine.select_for_update(no_key=True).order_by("pk"))
    for link in links:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        record(link, "revoke", by=by, at=at)
    return len(links)
