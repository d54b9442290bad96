"""Messages to customers: first a row, then the sending."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.scope import StoreQuerySet, scoped
from core import columns
from customers.models.people import Customer
from customers.perms import CustomerPerm


class MessageQuerySet(StoreQuerySet):
    def due(self, at: datetime):
        return self.filter(status=Message.Status.PLANNED, due_at__lte=at)

    def stale(self, at: datetime):
        """Messages being sent whose lease has ended."""
        return self.filter(status=Message.Status.SENDING, lease_until__lt=at)

    def too_late(self, at: datetime):
        return self.filter(status=Message.Status.PLANNED, not_after__lt=at)

    def doubtful(self):
        return self.filter(status=Message.Status.UNKNOWN)

    def of(self, purpose: str, source_id: int):
        return self.filter(purpose=purpose, source_id=source_id)


@audited()
class Message(StoreOwned):
    """A message to a customer on a channel, never sent twice and never lost unnoticed (promise P3).

    Unique for purpose, source, version and channel; `version` changes when its subject is moved. `sent_at` is the start
    of the attempt that is under way, in doubt or accepted.
    """

    class Status(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("message", "planned")
        SENDING = "sending", pgettext_lazy("message", "sending")
        ACCEPTED = "accepted", pgettext_lazy("message", "accepted")
        DELIVERED = "delivered", pgettext_lazy("message", "delivered")
        FAILED = "failed", pgettext_lazy("message", "failed")
        UNKNOWN = "unknown", pgettext_lazy("message", "unknown")
        SKIPPED = "skipped", pgettext_lazy("message", "skipped")
        CANCELLED = "cancelled", pgettext_lazy("message", "cancelled")

    customer = StoreKey(Customer, models.PROTECT, related_name="messages")
    purpose = models.CharField(_("purpose"), max_length=40)
    source_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=1)
    channel = models.CharField(_("channel"), max_length=20)
    address = columns.MaskedAddressField(pgettext_lazy("message", "to"), max_length=254, blank=True)
    subject = models.CharField(_("subject"), max_length=200)
    body = models.TextField(_("text"))
    link_kind = models.CharField(max_length=1, blank=True)
    link_subject_id = models.BigIntegerField(null=True)
    marketing = models.BooleanField(default=False)
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.PLANNED)
    reason = models.CharField(pgettext_lazy("message", "why"), max_length=200, blank=True)
    reference = models.CharField(_("our reference"), max_length=40, unique=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(pgettext_lazy("message", "due"))
    not_after = models.DateTimeField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(pgettext_lazy("message", "sent"), null=True, blank=True)
    created_at = models.DateTimeField(_("created"))

    objects = scoped(MessageQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "purpose", "source_id", "version", "channel"], name="one_message_a_purpose"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["accepted", "delivered"], sent_at__isnull=False)
                | ~Q(status__in=["accepted", "delivered"]),
                name="accepted_message_was_sent",
            ),
        ]
        indexes = [
            models.Index(F("store"), F("due_at"), name="message_due", condition=Q(status="planned")),
            models.Index(F("store"), F("lease_until"), name="message_lease", condition=Q(status="sending")),
            models.Index(fields=["store", "-created_at"], name="message_created"),
        ]

    def __str__(self):
        return f"{self.purpose} {self.source_id} {self.channel}"

    @property
    def is_doubtful(self) -> bool:
        """Nobody knows whether it went."""
        return self.status == self.Status.UNKNOWN

    @property
    def went_wrong(self) -> bool:
        """It did not go, or nobody knows whether it did."""
        return self.is_doubtful or self.status == self.Status.FAILED

    @property
    def why(self) -> str:
        """The reason in the reader's language; words of a mail server stay as they are."""
        return gettext(self.reason) if self.reason else ""


S = Message.Status
WENT = Button(_("It went"), "message_went", icon="check")
DID_NOT_GO = Button(_("It did not go"), "message_lost", icon="cross")
STATES = Machine(
    Act("take", S.PLANNED, S.SENDING, CustomerPerm.MESSAGE_SETTLE),
    Act("skip", S.PLANNED, S.SKIPPED, CustomerPerm.MESSAGE_SETTLE),
    Act("cancel", S.PLANNED, S.CANCELLED, CustomerPerm.MESSAGE_SETTLE),
    Act("accept", S.SENDING, S.ACCEPTED, CustomerPerm.MESSAGE_SETTLE),
    Act("try_again", S.SENDING, S.PLANNED, CustomerPerm.MESSAGE_SETTLE),
    Act("fail", S.SENDING, S.FAILED, CustomerPerm.MESSAGE_SETTLE),
    Act("doubt", S.SENDING, S.UNKNOWN, CustomerPerm.MESSAGE_SETTLE),
    # The results that a person may record for a doubtful message.
    Act("settle_as_gone", S.UNKNOWN, S.ACCEPTED, CustomerPerm.MESSAGE_SETTLE, buttons=(WENT,)),
    Act("settle_as_failed", S.UNKNOWN, S.FAILED, CustomerPerm.MESSAGE_SETTLE, buttons=(DID_NOT_GO,)),
    Act("deliver", S.ACCEPTED, S.DELIVERED, CustomerPerm.MESSAGE_SETTLE),
    Act("fail", S.ACCEPTED, S.FAILED, CustomerPerm.MESSAGE_SETTLE),
    tones={
        S.PLANNED: "calm",
        S.SENDING: "info",
        S.ACCEPTED: "good",
        S.DELIVERED: "good",
        S.FAILED: "bad",
        S.UNKNOWN: "bad",
        S.SKIPPED: "wait",
        S.CANCELLED: "off",
    },
).guard(Message)
