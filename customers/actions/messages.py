"""Plans, cancels and settles messages to customers; `actions.outbox` sends them."""

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
    """The text of a message and when it leaves; at sending, `{link}` in the body becomes the address of a new link."""

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
    """Plan one message; `about` as for `planned`. A purpose, source and version have one message, even when the
    customer's channel has changed meanwhile."""
    same = Message.objects.filter(purpose=purpose, source_id=source_id, version=version).order_by("pk")
    if message := same.first():
        return message
    words = [Words(purpose, subject, body, due_at)]
    send_all(customer, words, by=by, at=at, source_id=source_id, version=version, **about)
    return same[0]


def send_all(customer: Customer, words: list[Words], *, by: Access, at: datetime, **about: Any) -> None:
    """Plan messages about one thing; `about` as for `planned`. A second one with the same unique key (purpose, source,
    version, channel) is not written."""
    Message.objects.bulk_create(planned(customer, words, by=by, at=at, **about), ignore_conflicts=True)


def planned(
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
) -> list[Message]:
    """The rows of messages about one thing, not saved yet; messages leave in no other way.

    `link` = (kind, key of the document), for bodies with `{link}`. A customer without a channel, or without consent to
    marketing, gets a skipped row with the reason, so that somebody may call.
    """
    channel, address = channels.way_to(customer)
    shared: dict[str, Any] = {"source_id": source_id, "version": version}
    shared |= {"marketing": marketing, "not_after": not_after}
    shared |= {"store": by.store, "customer": customer, "channel": channel, "address": address, "created_at": at}
    return [_planned(one, link, at, shared) for one in words]


def _planned(one: Words, link: tuple[str, int] | None, at: datetime, shared: dict[str, Any]) -> Message:
    """The row of one message; the insert ignores it when the same unique key was written meanwhile."""
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
    """Cancel planned messages that are not being sent; returns their count (promise P4).

    It needs no permission: it is a consequence of moving or cancelling the subject of the messages.
    """
    rows = Message.objects.filter(purpose__in=list(purposes), source_id=source_id)
    return shift(rows, S.PLANNED, S.CANCELLED, reason=reason[:200])


def settle(message: Message, *, by: Access, at: datetime, went: bool) -> Message:
    """Record what a person has found out about a doubtful message; it is not sent again (promise P3)."""
    by.require(CustomerPerm.MESSAGE_SETTLE)
    if went:
        return move(message, "settle_as_gone", by=by, at=at, reason=WENT)
    return move(message, "settle_as_failed", by=by, at=at, sent_at=None, reason=DID_NOT_GO)
