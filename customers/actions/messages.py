"""Messages to customers as rows: planned, cancelled, settled by a person. `actions.outbox` sends them."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_noop

from accounts.access import Access
from accounts.roles import Perm
from accounts.transitions import move
from customers import channels, rules
from customers.actions.outbox import shift
from customers.models import Customer, Message

S = Message.Status
WENT = gettext_noop("a person found that it went")
DID_NOT_GO = gettext_noop("a person found that it did not go")


@transaction.atomic
def send(
    customer: Customer,
    *,
    by: Access,
    at: datetime,
    purpose: str,
    source_id: int,
    version: int = 1,
    subject: str,
    body: str,
    due_at: datetime,
    not_after: datetime | None = None,
    link: tuple[str, int] | None = None,
    marketing: bool = False,
) -> Message:
    """Plan one message: the only way one leaves. Asked twice for a purpose, source and version it is one message.

    `link` = (kind, key of the document): `{link}` in the body becomes a fresh address at sending. Whoever cannot be
    reached, or has not consented to marketing, gets a skipped row that says why, so that somebody may call him.
    """
    if known := Message.objects.of(purpose, source_id).filter(version=version).first():
        return known
    channel, address = channels.way_to(customer)
    message = Message(
        store=by.store,
        customer=customer,
        purpose=purpose,
        source_id=source_id,
        version=version,
        channel=channel,
        address=address,
        subject=" ".join(subject.split())[:200],
        body=body,
        link_kind=link[0] if link else "",
        link_subject_id=link[1] if link else None,
        marketing=marketing,
        reference=uuid.uuid4().hex,
        due_at=due_at,
        not_after=not_after,
        created_at=at,
    )
    if reason := rules.why_not_send(message, at):
        message.status, message.reason = S.SKIPPED, reason
    return _kept(message)


def _kept(message: Message) -> Message:
    """Write the row, or read the one that a twin has just written under the same unique key."""
    key = {name: getattr(message, name) for name in ("purpose", "source_id", "version", "channel")}
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.get(**key)


def cancel_messages(purposes: Iterable[str], source_id: int, *, by: Access, at: datetime, reason: str) -> int:
    """Stop what was planned and has not begun to leave; how many were stopped (promise P4).

    No permission of its own: it is a consequence of moving or cancelling what the messages speak of.
    """
    rows = Message.objects.filter(purpose__in=list(purposes), source_id=source_id)
    return shift(rows, S.PLANNED, S.CANCELLED, reason=reason[:200])


def settle(message: Message, *, by: Access, at: datetime, went: bool) -> Message:
    """A person has found out whether a doubtful message went; it is never sent again (promise P3)."""
    by.require(Perm.MESSAGE_SETTLE)
    if went:
        return move(message, S.ACCEPTED, by=by, at=at, table=rules.SETTLING, reason=WENT)
    return move(message, S.FAILED, by=by, at=at, table=rules.SETTLING, sent_at=None, reason=DID_NOT_GO)
