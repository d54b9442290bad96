"""A lead: one buying intention of one customer, with its grade, its one open obligation and its history."""

from datetime import date

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import StoreOwned, User
from accounts.scope import StoreQuerySet, scoped
from customers.models import Customer


class Grade(models.TextChoices):
    """How soon a person means to buy (SALES-26); the letter never stands without its meaning."""

    O = "O", _("within 1 week")  # noqa: E741
    A = "A", _("within 1 month")
    B = "B", _("within 3 months")
    C = "C", _("within 6 months")
    N = "N", _("later or unknown")


class LeadQuerySet(StoreQuerySet):
    def open(self):
        return self.filter(status__in=[Lead.Status.FOLLOWING, Lead.Status.REVIEW])

    def owned_by(self, user: User):
        return self.filter(owner=user)

    def helped_by(self, user: User):
        """Own leads and those one has joined."""
        return self.filter(Q(owner=user) | Q(members__user=user)).distinct()

    def due_until(self, on: date):
        return self.open().filter(next_due_on__lte=on)

    def overdue(self, on: date):
        return self.open().filter(next_due_on__lt=on)

    def undated(self):
        """Open leads with no next step: an error state, never normal."""
        return self.open().filter(next_due_on__isnull=True)

    def with_customer(self):
        return self.select_related("customer", "owner").prefetch_related("customer__phones")


@pghistory.track()
class Lead(StoreOwned):
    """Somebody who may buy a car, followed by one owner.

    The stored fact is `expected_by`; `grade` follows from it. `next_due_on` is the open revisit's day (invariant:
    they agree). `review` means the window passed without a purchase and the owner must say what happened.
    """

    Grade = Grade

    class Status(models.TextChoices):
        FOLLOWING = "following", _("following")
        REVIEW = "review", _("in review")
        WON = "won", _("bought here")
        LOST = "lost", _("lost")
        YIELDED = "yielded", _("yielded")

    class Answer(models.TextChoices):
        """Need, means, authority (SALES-2): unknown is never counted as no."""

        YES = "yes", _("yes")
        NO = "no", _("no")
        UNKNOWN = "unknown", _("unknown")

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="leads")
    owner = models.ForeignKey(User, models.PROTECT, related_name="leads", verbose_name=_("owner"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.FOLLOWING)
    grade = models.CharField(_("grade"), max_length=1, choices=Grade, default=Grade.N)
    grade_confirmed = models.BooleanField(default=True)
    expected_by = models.DateField(_("means to buy by"), null=True, blank=True)
    next_due_on = models.DateField(_("next revisit"), null=True, blank=True)
    last_contact_on = models.DateField(_("last two-way contact"), null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts in a row"), default=0)
    extensions = models.PositiveSmallIntegerField(default=0)
    source = models.CharField(_("source"), max_length=20, default="canvassing")
    referrer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    family = models.CharField(_("model of interest"), max_length=30, blank=True)
    need = models.CharField(_("need"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    means = models.CharField(_("means"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    authority = models.CharField(_("authority"), max_length=8, choices=Answer, default=Answer.UNKNOWN)
    note = models.TextField(_("note"), blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    lost_reason = models.CharField(_("why lost"), max_length=40, blank=True)
    lost_to = models.CharField(_("bought instead"), max_length=80, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = scoped(LeadQuerySet)

    class Meta:
        verbose_name = _("lead")
        constraints = [
            models.UniqueConstraint(
                fields=["customer"], condition=Q(status__in=["following", "review"]), name="one_open_lead_a_customer"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["following", "review"], closed_at__isnull=True)
                | (~Q(status__in=["following", "review"]) & Q(closed_at__isnull=False)),
                name="closed_lead_has_time",
            ),
            models.CheckConstraint(condition=~Q(status="lost") | ~Q(lost_reason=""), name="lost_lead_has_a_reason"),
        ]
        indexes = [
            models.Index(
                fields=["store", "owner", "next_due_on"],
                name="lead_owner_due",
                condition=Q(status__in=["following", "review"]),
            ),
            models.Index(
                fields=["store", "grade", "next_due_on"],
                name="lead_grade_due",
                condition=Q(status__in=["following", "review"]),
            ),
            models.Index(
                fields=["store", "expected_by"], name="lead_expected", condition=Q(status__in=["following", "review"])
            ),
            models.Index(fields=["store", "-created_at"], name="lead_created"),
        ]

    def __str__(self):
        return str(self.customer)

    def get_absolute_url(self):
        return reverse("lead_detail", args=[self.pk])


class RevisitQuerySet(StoreQuerySet):
    def open(self):
        return self.filter(state=Revisit.State.OPEN)

    def due_between(self, first: date, last: date):
        return self.filter(due_on__gte=first, due_on__lte=last)


class Revisit(StoreOwned):
    """An obligation to contact a lead by a day: one open at a time; kept, kept late, or dropped with its cause."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        KEPT = "kept", _("kept")
        LATE = "late", _("kept late")
        MOVED = "moved", _("moved")
        DROPPED = "dropped", _("dropped")

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="revisits")
    owner = models.ForeignKey(User, models.PROTECT, related_name="+")
    grade = models.CharField(max_length=1, choices=Grade)
    due_on = models.DateField()
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(RevisitQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead"], condition=Q(state="open"), name="one_open_revisit_a_lead"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at__isnull=True) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="closed_revisit_has_time",
            ),
        ]
        indexes = [models.Index(fields=["store", "due_on", "state"], name="revisit_due")]

    def __str__(self):
        return f"{self.lead_id} {self.due_on}"


class Contact(StoreOwned):
    """One contact or attempt with a lead; only ever added. Only a two-way one is effective (PRODUCT.md "Revisits")."""

    class Channel(models.TextChoices):
        VISIT = "visit", _("visit")
        CALL = "call", _("phone call")
        WECHAT = "wechat", _("WeChat")
        SHOWROOM = "showroom", _("showroom")
        SMS = "sms", _("SMS")
        OTHER = "other", _("other")

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="contacts")
    channel = models.CharField(_("how"), max_length=10, choices=Channel)
    effective = models.BooleanField(_("two-way"))
    at = models.DateTimeField(_("when"))
    note = models.TextField(_("note"), blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

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
        UNDONE = "undone", _("undone")

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="grade_changes")
    old = models.CharField(max_length=1, choices=Grade, blank=True)
    new = models.CharField(max_length=1, choices=Grade)
    expected_by_before = models.DateField(null=True)
    cause = models.CharField(max_length=10, choices=Cause)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(F("store"), F("lead"), F("at").desc(), name="grade_change_lead")]

    def __str__(self):
        return f"{self.lead_id} {self.old}→{self.new}"
