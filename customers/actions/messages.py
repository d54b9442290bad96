"""Messages to customers as rows: planned, cancelled, settled by a person. `actions.outbox` sends them."""

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.transitions import move, shift
from core.transactions import one_transaction
from customers import channels, rules
from customers.models.messages import Message
from customers.models.people import Customer
from customers.perms import CustomerPerm

S = Message.Status
WENT = gettext_noop("a person found that it went")
DID_NOT_GO = gettext_noop("a person found that it did not go")


class Words(NamedTuple):
    """What one message says, and when it leaves; `{link}` in the body becomes a fresh address at sending."""

    purpose: str
    subject: str
    body: str
    due_at: datetime


@one_transaction()
def send(
    customer: Customer,
    *,
    by: Access,
    at: datetime,
    purpose: str,
    source_id: int,
    subject: str,
    body: str,
    due_at: datetime,
    version: int = 1,
    **about: Any,
) -> Message:
    """Plan one message; `about` as for `send_all`. Asked twice for a purpose, source and version it is one message,
    even when the customer is reached another way meanwhile."""
    same = Message.objects.filter(purpose=purpose, source_id=source_id, version=version).order_by("pk")
    if message := same.first():
        return message
    words = [Words(purpose, subject, body, due_at)]
    send_all(customer, words, by=by, at=at, source_id=source_id, version=version, **about)
    return same[0]


def send_all(
    customer: Customer,
    words: list[Words],
    *,
    by: Access,
    at: datetime,
    source_id: int,
    version: int = 1,
    not_after: datetime | None = None,
    link: tuple[str, int] | None = None,
    marketing: bool = False,
) -> None:
    """Plan messages about one thing: the only way one leaves. A twin under the same unique key (purpose, source,
    version, channel) is not written.

    `link` = (kind, key of the document), for the bodies that offer one. Whoever cannot be reached, or has not consented
    to marketing, gets a skipped row that says why, so that somebody may call him.
    """
    channel, address = channels.way_to(customer)
    shared: dict[str, Any] = {"source_id": source_id, "version": version}
    shared |= {"marketing": marketing, "not_after": not_after}
    shared |= {"store": by.store, "customer": customer, "channel": channel, "address": address, "created_at": at}
    Message.objects.bulk_create([_planned(one, link, at, shared) for one in words], ignore_conflicts=True)


def _planned(one: Words, link: tuple[str, int] | None, at: datetime, shared: dict[str, Any]) -> Message:
    """The row of one message; a twin that was written under the same unique key meanwhile stays the only one."""
    kind, subject_id = link if link and "{link}" in one.body else ("", None)
    message = Message(
        purpose=one.purpose,
        subject=" ".join(one.subject.split())[:200],
        body=one.body,
        due_at=one.due_at,
        link_kind=kind,
        link_subject_id=subject_id,
        reference=uuid.uuid4().hex,
        **shared,
    )
    if reason := rules.why_not_send(message, at):
        message.status, message.reason = S.SKIPPED, reason
    return message


def cancel_messages(purposes: Iterable[str], source_id: int, *, by: Access, at: datetime, reason: str) -> int:
    """Stop what was planned and has not begun to leave; how many were stopped (promise P4).

    No permission of its own: it is a consequence of moving or cancelling what the messages speak of.
    """
    rows = Message.objects.filter(purpose__in=list(purposes), source_id=source_id)
    return shift(rows, S.PLANNED, S.CANCELLED, reason=reason[:200])


def settle(message: Message, *, by: Access, at: datetime, went: bool) -> Message:
    """A person has found out whether a doubtful message went; it is never sent again (promise P3)."""
    by.require(CustomerPerm.MESSAGE_SETTLE)
    if went:
        return move(message, "settle_as_gone", by=by, at=at, reason=WENT)
    return move(message, "settle_as_failed", by=by, at=at, sent_at=None, reason=DID_NOT_GO)
