"""Proofs that somebody without a login holds a phone: a code by SMS, and what it opened."""

import hashlib
from datetime import datetime, timedelta

from django.db import models
from django.utils.crypto import salted_hmac

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.scope import StoreQuerySet, scoped
from core import columns
from vehicles.models import Vehicle

DIGITS = 6
WINDOW = timedelta(hours=1)  # in which codes are counted
SALT = "customers.models.proofs"


class ProofQuerySet(StoreQuerySet):
    def unsent(self, at: datetime):
        """Codes that wait to leave, and are still of use."""
        return self.filter(sent_at__isnull=True, code_until__gt=at).exclude(number="")

    def lately(self, at: datetime):
        return self.filter(created_at__gt=at - WINDOW)


class PhoneProof(StoreOwned):
    """One who says which phone or plate is his: he is sent a code, and is believed once he has entered it.

    Nothing of the code is stored: it is computed from `salt` and the system's secret. `sought_hash` is what he typed,
    `address_hash` the network address he came from, both for counting only. `number` is where the code goes, empty
    where nobody has the plate; the page looks the same. `sent_at` is when it left, or was tried to; `why` why not.
    """

    token_hash = models.CharField(max_length=64)
    sought_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    number = columns.MaskedPhoneField(max_length=30, blank=True)
    vehicle = StoreKey(Vehicle, models.CASCADE, null=True, blank=True, related_name="+")
    salt = models.CharField(max_length=32)
    created_at = models.DateTimeField()
    code_until = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    verified_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField()

    objects = scoped(ProofQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "token_hash"], name="one_proof_a_token"),
            models.CheckConstraint(
                condition=models.Q(verified_at__isnull=True) | ~models.Q(number=""), name="only_a_number_is_proved"
            ),
        ]
        indexes = [
            models.Index(fields=["store", "created_at"], name="proof_created"),
            models.Index(fields=["store", "code_until"], name="proof_unsent", condition=models.Q(sent_at=None)),
        ]

    def __str__(self):
        return str(self.pk)

    @property
    def code(self) -> str:
        """The six digits."""
        digest = salted_hmac(SALT, f"{self.store_id}:{self.salt}", algorithm="sha256").hexdigest()
        return f"{int(digest, 16) % 10**DIGITS:0{DIGITS}d}"

    @property
    def guest(self) -> str:
        """The name under which this stranger holds a time."""
        return f"proof:{self.pk}"

    @staticmethod
    def hash_of(text: str) -> str:
        return hashlib.sha256(text.encode()).hexdigest()

    @staticmethod
    def hash_of_few(text: str) -> str:
        """The hash of one of few possible texts, as a number or an address: nobody can try them all without the key."""
        return salted_hmac(SALT, text, algorithm="sha256").hexdigest()
