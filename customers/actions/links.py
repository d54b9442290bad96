"""Links that open one document to a customer: made, passed on once, revoked (promise P22)."""

import base64
import json
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.log import record
from core.errors import Refused
from customers.models.links import Link
from customers.models.people import Customer
from customers.perms import CustomerPerm

TOKEN_BYTES = 32  # 256 bits from the system's generator: nothing to guess
SALT = "customers.actions.links"


@transaction.atomic
def make_link(
    kind: str, subject_id: int, customer: Customer, *, by: Access, at: datetime, days: int = 90, token: str = ""
) -> str:
    """The absolute address of a new link. It is told this once: only its hash is kept, so an old one cannot be shown
    again; earlier links to the document stay valid until they end or are revoked.

    Whoever makes one as a consequence of another act passes `Access.system(by.store)`.
    """
    by.require(CustomerPerm.LINK_MAKE)
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
def link_for(
    key: str, kind: str, subject_id: int, customer: Customer, *, by: Access, at: datetime, days: int = 90
) -> str:
    """The address that belongs to one idempotency key: asked again, the same one, though it is kept nowhere.

    Its token follows from the key and the house's secret, so the living link is found by its hash. Refused when that
    link was revoked or has ended.
    """
    by.require(CustomerPerm.LINK_MAKE)
    token = token_for(key, kind, subject_id, by=by)
    link = Link.objects.filter(token_hash=Link.hash_of(token)).first()
    if link is None:
        return make_link(kind, subject_id, customer, by=by, at=at, days=days, token=token)
    if link.revoked_at or link.expires_at <= at:
        raise Refused(_("The link of this key is closed. Ask for a new one under another key."))
    return address(kind, token)


def token_for(key: str, kind: str, subject_id: int, *, by: Access) -> str:
    """The token of this person's key for this document: nobody guesses it without the house's secret (P22)."""
    purpose = json.dumps([by.store.pk, by.user_id, kind, subject_id, key])
    secret = salted_hmac(SALT, purpose, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


@transaction.atomic
def revoke_links(kind: str, subject_id: int, *, by: Access, at: datetime) -> int:
    """Close every link to a document at once; how many were open."""
    by.require(CustomerPerm.LINK_MAKE)
    active = Link.objects.filter(kind=kind, subject_id=subject_id, revoked_at__isnull=True)
    links = list(active.select_for_update(no_key=True).order_by("pk"))
    for link in links:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        record(link, "revoke", by=by, at=at)
    return len(links)
