"""Sends due messages one by one through their channels and records the results (promise P3).

A message is marked `sending`, with a lease and an attempt, and committed before it leaves. If the worker is killed,
the row stays `sending` and becomes `unknown` at the end of the lease. Messages are claimed singly, so that a killed
worker leaves one doubtful message, and a cancellation counts until milliseconds before the sending.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_noop
from django_scopes import scopes_disabled

from accounts.access import Access
from accounts.models.stores import Store
from accounts.ticks import in_store
from accounts.transitions import lock, shift
from core import masks
from customers import channels, rules
from customers.actions.links import address, make_link
from customers.models.links import Link
from customers.models.messages import Message

S = Message.Status
STOPPED = gettext_noop("the sender stopped half-way")


def sweep(*, at: datetime) -> None:
    """Mark messages as unknown after their lease, and skip those that are too late, in the stores that have any."""
    for store in stores_with(lambda: Message.objects.stale(at)):
        with in_store(store):
            shift(Message.objects.stale(at), S.SENDING, S.UNKNOWN, lease_until=None, reason=STOPPED)
    for store in stores_with(lambda: Message.objects.too_late(at)):
        with in_store(store):
            shift(Message.objects.too_late(at), S.PLANNED, S.SKIPPED, reason=rules.TOO_LATE)


@transaction.atomic
def claim(*, at: datetime) -> Message | None:
    """Claim the message of all stores that has been due longest; None without a due one.

    Two workers never claim the same: locked rows are skipped, and the update counts planned rows only.
    """
    for store in stores_with(lambda: Message.objects.due(at)):
        with in_store(store):
            if message := _claim_here(at):
                return message
    return None


def _claim_here(at: datetime) -> Message | None:
    due = Message.objects.due(at).select_for_update(skip_locked=True, no_key=True, of=("self",))
    while message := due.select_related("store", "customer").order_by("due_at", "pk").first():
        row = Message.objects.filter(pk=message.pk)
        if reason := rules.why_not_send(message, at):
            shift(row, S.PLANNED, S.SKIPPED, reason=reason)
            continue
        message.attempts += 1
        lease = at + timedelta(seconds=settings.MESSAGE_LEASE_SECONDS)
        if shift(row, S.PLANNED, S.SENDING, lease_until=lease, sent_at=at, attempts=message.attempts, reason=""):
            return message
    return None


def stores_with(rows: Callable[[], QuerySet]) -> QuerySet:
    """The stores with such messages, the one with the oldest first: one look into the index of each store."""
    with scopes_disabled():
        oldest = rows().filter(store=OuterRef("pk")).order_by("due_at").values("due_at")[:1]
    return Store.objects.annotate(oldest=Subquery(oldest)).filter(oldest__isnull=False).order_by("oldest", "pk")


def dispatch(message: Message, *, at: datetime) -> None:
    """Deliver a claimed message through its channel, outside any transaction, and record the result."""
    body = _body_of(message, at=at)
    letter = channels.Letter(message.reference, masks.whole(message.address), message.subject, body)
    try:
        channels.offered()[message.channel].deliver(letter)
    except channels.NotTaken as refusal:
        _refused(message, str(refusal), at=at)
    except channels.Doubtful as doubt:
        _done(message, S.UNKNOWN, reason=str(doubt)[:200])
    else:
        _done(message, S.ACCEPTED)


def _body_of(message: Message, *, at: datetime) -> str:
    """The body with the address of a new link."""
    return message.body.replace("{link}", _fresh_link(message, at=at)) if message.link_kind else message.body


def _fresh_link(message: Message, *, at: datetime, token: str = "") -> str:
    if message.link_subject_id is None:
        raise ValueError("This message speaks of no document.")
    by = Access.system(message.store)
    return make_link(message.link_kind, message.link_subject_id, message.customer, by=by, at=at, token=token)


def open_for_show(message: Message, *, at: datetime) -> str:
    """The address of a working link for the demo's outbox, the same each time; "" when the message has no link.

    Its token is computed, because a random one is not stored; a revoked link stays revoked.
    """
    if not settings.DEMO or not message.link_kind:
        return ""
    token = salted_hmac("customers.outbox", message.reference, algorithm="sha256").hexdigest()
    with transaction.atomic():
        message = lock(message)
        if not Link.objects.filter(token_hash=Link.hash_of(token)).exists():
            _fresh_link(message, at=at, token=token)
    return address(message.link_kind, token)


def _refused(message: Message, reason: str, *, at: datetime) -> None:
    if again := rules.try_again_at(message.attempts, at):
        _done(message, S.PLANNED, sent_at=None, reason=reason[:200], due_at=again)
    else:
        _done(message, S.FAILED, sent_at=None, reason=reason[:200])


def _done(message: Message, to: str, **stamps: Any) -> None:
    """End this attempt, also when its lease has ended and made it unknown: the result is known now."""
    attempt = Message.objects.filter(pk=message.pk, attempts=message.attempts)
    if not shift(attempt, S.SENDING, to, lease_until=None, **stamps) and (S.UNKNOWN, to) in Message.STATES.moves:
        shift(attempt, S.UNKNOWN, to, lease_until=None, **stamps)


@transaction.atomic
def take_receipt(reference: str, *, delivered: bool, reason: str = "") -> bool:
    """Record what the gateway tells later: it arrived, or did not; False for a reference that is none of ours.

    It also settles a doubt, and may come before the answer to the sending. A settled failure stays.
    """
    with scopes_disabled():
        message = Message.objects.select_related("store").filter(reference=reference).first()
    if message is None:
        return False
    with in_store(message.store):
        row = Message.objects.filter(pk=message.pk)
        if delivered:
            shift(row, S.SENDING, S.ACCEPTED, lease_until=None, reason="")
            shift(row, S.UNKNOWN, S.ACCEPTED, reason="")
            shift(row, S.ACCEPTED, S.DELIVERED)
        else:
            shift(row, {S.SENDING, S.UNKNOWN, S.ACCEPTED}, S.FAILED, lease_until=None, sent_at=None, reason=reason)
    return True
