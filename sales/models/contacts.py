"""Obligations to contact a lead, contacts and attempts, the history of its grade."""

from datetime import date, datetime

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.machines import Act, Machine
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from sales.models.leads import Grade, Lead
from sales.perms import LeadPerm


class RevisitQuerySet(StoreQuerySet):
    def open(self):
        return self.filter(status=Revisit.Status.OPEN)

    def due_between(self, first: date, last: date):
        return self.filter(due_on__gte=first, due_on__lte=last)

    def seen_by(self, access: Access):
        """The user's own, or those of all colleagues where he may see them."""
        return self if access.can(LeadPerm.LEAD_VIEW_ALL) else self.filter(owner=access.user)

    def with_outcome(self, outcome: str, today: date):
        """Obligations by outcome: `due` (counted at all), `kept`, `missed`, `open`.

        Missed: contacted late, moved or dropped after the day, or open and past. Moved or dropped in time, or not due
        yet: not counted at all.
        """
        status = Revisit.Status
        given_up = Q(status__in=[status.MOVED, status.DROPPED], closed_at__date__gt=F("due_on"))
        missed = Q(status=status.LATE) | given_up | Q(status=status.OPEN, due_on__lt=today)
        wanted = {"missed": missed, "due": missed | Q(status=status.KEPT)}
        return self.filter(wanted.get(outcome) or Q(status=outcome))


class Revisit(StoreOwned):
    """An obligation to contact a lead by a day: one open at a time; kept, kept late, or dropped with its cause."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        LATE = "late", _("kept late")
        MOVED = "moved", _("moved")
        DROPPED = "dropped", _("dropped")

    lead = StoreKey(Lead, models.CASCADE, related_name="revisits")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    grade = models.CharField(max_length=1, choices=Grade)
    due_on = models.DateField()
    status = models.CharField(max_length=8, choices=Status, default=Status.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(RevisitQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "lead"], condition=Q(status="open"), name="one_open_revisit_a_lead"
            ),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="closed_revisit_has_time",
            ),
        ]
        indexes = [models.Index(fields=["store", "due_on", "status"], name="revisit_due")]

    def __str__(self):
        return f"{self.lead_id} {self.due_on}"

    @property
    def is_open(self) -> bool:
        return self.status == self.Status.OPEN


S = Revisit.Status
STATES = Machine(
    Act("keep", S.OPEN, S.KEPT, LeadPerm.LEAD_WORK),
    Act("keep_late", S.OPEN, S.LATE, LeadPerm.LEAD_WORK),
    Act("replan", S.OPEN, S.MOVED, (LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE)),
    Act("drop", S.OPEN, S.DROPPED, (LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE)),
    tones={
        S.OPEN: "info",
        S.KEPT: "good",
        S.LATE: "bad",
        S.MOVED: "off",
        S.DROPPED: "off",
    },
).guard(Revisit)


class ContactQuerySet(StoreQuerySet):
    def moments_in_vain(self, lead: Lead) -> list[datetime]:
        """When it was tried since the last two-way contact with a lead."""
        spoken = self.filter(lead=lead, effective=True).order_by("-at").values("at")[:1]
        vain = self.filter(Q(at__gt=Subquery(spoken)) | ~Exists(spoken), lead=lead, effective=False)
        return list(vain.values_list("at", flat=True))

    def last_note(self):
        """A subquery for leads: the note of the last two-way contact."""
        return Subquery(self.filter(lead=OuterRef("pk"), effective=True).order_by("-at").values("note")[:1])


class Contact(StoreOwned):
    """One contact or attempt with a lead; only ever added. Only a two-way one is effective."""

    class Channel(models.TextChoices):
        VISIT = "visit", _("visit")
        CALL = "call", _("phone call")
        WECHAT = "wechat", _("WeChat")
        SHOWROOM = "showroom", _("showroom")
        SMS = "sms", _("SMS")
        OTHER = "other", _("other")

    lead = StoreKey(Lead, models.CASCADE, related_name="contacts", db_index=False)
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    effective = models.BooleanField(_("two-way"))
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)
    recorded_at = models.DateTimeField()

    objects = scoped(ContactQuerySet)

    class Meta:
        indexes = [
            models.Index(fields=["store", "lead", "-at"], name="contact_lead"),
            models.Index(fields=["store", "by", "-at"], name="contact_by"),
        ]

    def __str__(self):
        return f"{self.lead_id} {self.at}"


class GradeChange(StoreOwned):
    """A line of the grade history: from, to, and what caused it; the system signs its own changes."""

    class Cause(models.TextChoices):
        CUSTOMER = "customer", _("the customer said so")
        TIME = "time", _("time moved")
        MANAGER = "manager", _("manager")
        SYSTEM = "system", _("system")
        SETTING = "setting", _("a setting of the store changed")
        RESTORED = "restored", _("a setting of the store is again as it was")
        UNDONE = "undone", _("undone")

    lead = StoreKey(Lead, models.CASCADE, related_name="grade_changes", db_index=False)
    old = models.CharField(max_length=1, choices=Grade, blank=True)
    new = models.CharField(max_length=1, choices=Grade)
    expected_by_before = models.DateField(null=True)
    cause = models.CharField(max_length=10, choices=Cause)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["store", "lead", "-at"], name="grade_change_lead")]

    def __str__(self):
        return f"{self.lead_id} {self.old}→{self.new}"
