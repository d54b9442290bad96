"""Makes and revokes links, each of which opens one document to a customer (promise P22)."""

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

TOKEN_BYTES = 32  # 256 random bits cannot be guessed
SALT = "customers.actions.links"


@transaction.atomic
def make_link(
    kind: str, subject_id: int, customer: Customer, *, by: Access, at: datetime, days: int = 90, token: str = ""
) -> str:
    """Make a link; returns its absolute address, which cannot be read again, because only a hash is kept. Earlier links
    to the document stay valid until they end or are revoked.

    For a link that is the consequence of another act, pass `Access.system(by.store)`.
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
    """The absolute address of a link."""
    return f"{settings.PUBLIC_URL}/{kind}/{token}/"


@transaction.atomic
def link_for(
    key: str, kind: str, subject_id: int, customer: Customer, *, by: Access, at: datetime, days: int = 90
) -> str:
    """The address of the link for an idempotency key; the same key gives the same address, which is not stored.

    Its token is computed from the key and the system's secret, so the link is found by its hash. Raises Refused when
    the link was revoked or has ended.
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
    """The token for a person's key and a document; it cannot be guessed without the system's secret (P22)."""
    purpose = json.dumps([by.store.pk, by.user_id, kind, subject_id, key])
    secret = salted_hmac(SALT, purpose, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(secret).rstrip(b"=").decode()


@transaction.atomic
def revoke_links(kind: str, subject_id: int, *, by: Access, at: datetime) -> int:
    """Revoke all links to a document; returns the count of open ones."""
    by.require(CustomerPerm.LINK_MAKE)
    active = Link.objects.filter(kind=kind, subject_id=subject_id, revoked_at__isnull=True)
    links = list(active.select_for_update(no_key=True).order_by("pk"))
    for link in links:
        link.revoked_at = at
        link.save(update_fields=["revoked_at"])
        record(link, "revoke", by=by, at=at)
    return len(links)
