"""Links, each of which opens one document to a customer without login."""

import hashlib

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from customers.models.people import Customer


class Link(StoreOwned):
    """A link to one document (promise P22): only the hash of its token is kept; it ends, can be revoked, counts visits.

    `subject_id` is the key of the document in its own department, which this app does not import.
    """

    class Kind(models.TextChoices):
        APPOINTMENT = "a", _("appointment")
        BILL = "b", _("bill")
        ORDER = "o", _("repair order")
        SURVEY = "s", _("survey")
        WAITING = "w", _("waiting list")

    kind = models.CharField(max_length=1, choices=Kind)
    subject_id = models.BigIntegerField()
    customer = StoreKey(Customer, models.PROTECT, related_name="links")
    token_hash = models.CharField(max_length=64, unique=True)
    prefix = models.CharField(max_length=6)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    views = models.PositiveIntegerField(default=0)
    last_viewed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["store", "kind", "subject_id"], name="link_subject")]

    def __str__(self):
        return f"{self.kind} {self.prefix}…"

    @staticmethod
    def hash_of(token: str) -> str:
        """The stored hash of a token."""
        return hashlib.sha256(token.encode()).hexdigest()


class LinkView(StoreOwned):
    """One opening of a link, for the view log."""

    link = StoreKey(Link, models.CASCADE, related_name="openings")
    at = models.DateTimeField()
    agent = models.CharField(max_length=200, blank=True)

    def __str__(self):
        return f"{self.link_id} {self.at}"
