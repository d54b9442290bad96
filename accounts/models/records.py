"""The log of acts, notices to staff, counters of document numbers, kept answers."""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.register import notice_kinds, verbs
from accounts.roles import Role
from accounts.scope import StoreQuerySet, scoped
from core.languages import of_reader
from core.row_reads import AnyOf, Given, PreparedCount


class ActivityQuerySet(StoreQuerySet):
    def about(self, thing):
        return self.filter(subject=thing._meta.label_lower, subject_id=thing.pk)


class Activity(StoreOwned):
    """A line of the log: who did what, when and why.

    It has no foreign key to its subject, so that the subject can be deleted. `actor` is empty when the
    system or a customer acted; `actor_kind` says which.
    """

    class ActorKind(models.TextChoices):
        STAFF = "staff", _("staff")
        CUSTOMER = "customer", pgettext_lazy("who acted", "customer")
        SYSTEM = "system", _("system")

    subject = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    verb = models.CharField(_("what"), max_length=40)
    from_status = models.CharField(max_length=30, blank=True)
    to_status = models.CharField(max_length=30, blank=True)
    note = models.TextField(_("note"), blank=True)
    facts = models.JSONField(default=dict, blank=True)
    actor_kind = models.CharField(max_length=10, choices=ActorKind)
    actor = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    objects = scoped(ActivityQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["store", "subject", "subject_id", "at"], name="activity_subject"),
            models.Index(fields=["store", "at"], name="activity_at"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(actor_kind="staff", actor__isnull=False) | (~Q(actor_kind="staff") & Q(actor__isnull=True)),
                name="staff_acts_have_an_actor",
            )
        ]

    def __str__(self):
        return f"{self.subject} {self.subject_id} {self.verb}"

    @property
    def what(self) -> str:
        """The verb in the words of the subject's app."""
        app = self.subject.partition(".")[0]
        return str(verbs().get((app, self.verb), self.verb))

    @property
    def why(self) -> str:
        """The note: the system's own in the reader's language, a person's as written."""
        return gettext(self.note) if self.note else ""


class NoticeQuerySet(StoreQuerySet):
    def waiting(self):
        return self.filter(acknowledged_at__isnull=True)

    def to(self, user: User, roles):
        """Notices to the person, or to one of the person's roles."""
        return self.filter(addressed(user, to_role__in=list(roles)))


def addressed(user: Any, **role: Any) -> Q:
    return Q(to_user=user) | Q(to_user__isnull=True, **role)


class Notice(StoreOwned):
    """A notice to a colleague, which must be acknowledged (SERVICE-R11), with the time of that.

    Its kind, declared by the sending app, has the text; `facts` fill the placeholders, so that each reader gets the
    language of the page. A fact with a name in each language is the list of its Chinese and its English one.
    """

    to_user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="notices")
    to_role = models.CharField(max_length=30, choices=Role, blank=True)
    kind = models.CharField(max_length=40)
    facts = models.JSONField(default=dict, blank=True)
    url = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=60, blank=True)
    subject_id = models.BigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped(NoticeQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["store", "to_user"], name="notice_to_user", condition=Q(acknowledged_at=None)),
            models.Index(fields=["store", "to_role"], name="notice_to_role", condition=Q(acknowledged_at=None)),
            models.Index(fields=["store", "subject", "subject_id"], name="notice_subject"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(to_user__isnull=False) | ~Q(to_role=""), name="notice_has_a_reader"),
            models.CheckConstraint(
                condition=Q(acknowledged_by__isnull=True) | Q(acknowledged_at__isnull=False),
                name="acknowledged_notice_has_time",
            ),
        ]

    def __str__(self):
        facts = {name: of_reader(*fact) if isinstance(fact, list) else fact for name, fact in self.facts.items()}
        return str(notice_kinds()[self.kind].label) % facts

    def is_late(self, at: datetime, within: timedelta) -> bool:
        """Unread for longer than the store allows (SERVICE-D7)."""
        return self.acknowledged_at is None and at - self.created_at > within


WAITING = PreparedCount(
    lambda: Notice.objects.filter(addressed(Given("user"), to_role=AnyOf("roles")), store=Given("store")).waiting()
)


class Counter(StoreOwned):
    """The last number given out: one row per store, kind and year, locked by the transaction that uses it.

    Rows of year 0 count nothing: `accounts.log.take_turn` locks them.
    """

    kind = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    last = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "kind", "year"], name="one_counter_a_kind_and_year")]

    def __str__(self):
        return f"{self.kind} {self.year} {self.last}"


class RememberedAnswer(models.Model):
    """The answer to a request with an idempotency key: the same key and body get it again (promise P11).

    Of an answer with a secret only the fact is kept that it was given. `store` is empty where a person of the group
    acts for no store; `perms` are the permissions that the answer needed.
    """

    store = models.ForeignKey(Store, models.CASCADE, null=True, related_name="+")
    principal = models.CharField(max_length=80)
    key = models.CharField(max_length=64)
    fingerprint = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=bytes)
    perms = models.JSONField(default=list)
    is_secret = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "principal", "key"], name="one_answer_a_key", nulls_distinct=False
            ),
            models.CheckConstraint(condition=Q(is_secret=False) | Q(body=b""), name="no_secret_is_kept"),
        ]
        indexes = [models.Index(fields=["store", "at"], name="remembered_at")]

    def __str__(self):
        return f"{self.principal} {self.key}"
