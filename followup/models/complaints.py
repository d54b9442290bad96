"""Complaints: the customer's words, who is in charge, and the clocks."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Case, DateTimeField, F, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from customers.models.people import Customer, main_number
from followup.models.calls import CallTask
from followup.perms import FollowupPerm
from vehicles.models import Vehicle

CLOSED_WITHIN = timedelta(days=14)


class ComplaintQuerySet(StoreQuerySet):
    def open(self):
        return self.exclude(status=Complaint.Status.CLOSED)

    def with_clock(self):
        """With `next_due_at`: when the next promise to the customer is due; none once it is solved."""
        return self.annotate(
            next_due_at=Case(
                When(status__in=[Complaint.Status.RESOLVED, Complaint.Status.CLOSED], then=None),
                When(taken_at__isnull=True, then=F("react_due_at")),
                When(answered_at__isnull=True, then=F("answer_due_at")),
                default=F("solve_due_at"),
                output_field=DateTimeField(),
            )
        )

    def overdue(self, at: datetime):
        return self.with_clock().filter(next_due_at__lt=at)

    def to_escalate(self, at: datetime):
        """Overdue complaints not escalated yet, or overdue again since somebody took them after an escalation."""
        again = Q(escalated_at__lt=F("next_due_at"), taken_at__lt=F("next_due_at"))
        return self.overdue(at).filter(Q(escalated_at__isnull=True) | again).exclude(status="escalated")

    def ended_or_late(self, at: datetime):
        """Closed, or received two weeks ago or more: the base of the closure rate (kpis.csv CRM_CASE14)."""
        return self.filter(Q(closed_at__isnull=False) | Q(received_at__lte=at - CLOSED_WITHIN))

    def overdue_first(self):
        return self.with_clock().order_by(F("next_due_at").asc(nulls_last=True), "-received_at", "-pk")

    def with_people(self):
        return self.select_related("customer", "vehicle__model", "owner", "task").prefetch_related("customer__phones")

    def in_list(self):
        return self.select_related("customer", "owner").annotate(phone=main_number(), plate=F("vehicle__plate"))


@audited()
class Complaint(StoreOwned):
    """An unhappy customer: in his words, with an owner, a category, and clocks to react, to answer and to solve.

    The clocks run in the store's opening hours (`followup.rules.working_time`).
    """

    class Status(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("complaint", "received")
        ASSIGNED = "assigned", pgettext_lazy("complaint", "assigned")
        IN_PROGRESS = "in_progress", pgettext_lazy("complaint", "being handled")
        ESCALATED = "escalated", pgettext_lazy("complaint", "escalated")
        RESOLVED = "resolved", _("solved, to be verified")
        CLOSED = "closed", pgettext_lazy("complaint", "closed")

    class Category(models.TextChoices):
        ATTITUDE = "attitude", pgettext_lazy("complaint", "attitude")
        SKILL = "skill", _("skill, not fixed")
        CHARGE = "charge", pgettext_lazy("complaint", "charges")
        DELAY = "delay", pgettext_lazy("complaint", "delay")
        PARTS = "parts", pgettext_lazy("complaint", "parts")
        MISSING = "missing", _("service we lack")
        PROMISE = "sales_promise", _("promise not kept")
        PRIVACY = "privacy", _("personal information")
        PRODUCT = "vehicle_quality", _("product quality")
        OTHER = "other", pgettext_lazy("complaint", "other")

    number = models.CharField(_("number"), max_length=30)
    customer = StoreKey(Customer, models.PROTECT, related_name="complaints")
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    task = OneStoreKey(CallTask, models.PROTECT, null=True, blank=True, related_name="complaint")
    about = models.CharField(max_length=60, blank=True)
    about_url = models.CharField(max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=16, choices=Category)
    words = models.TextField(pgettext_lazy("follow-up", "the customer's own words"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="complaints")
    received_at = models.DateTimeField()
    react_due_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    solve_due_at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    answer = models.TextField(_("what we told the customer"), blank=True)
    remedy = models.TextField(_("remedy"), blank=True)
    cause = models.CharField(_("cause"), max_length=200, blank=True)

    objects = scoped(ComplaintQuerySet)

    class Meta:
        verbose_name = _("complaint")
        constraints = [
            models.UniqueConstraint(fields=["store", "number"], name="one_complaint_a_number"),
            models.CheckConstraint(
                condition=~Q(status="closed") | Q(closed_at__isnull=False), name="closed_complaint_has_time"
            ),
        ]
        indexes = [models.Index(fields=["store", "status", "solve_due_at"], name="complaint_status")]

    def __str__(self):
        return self.number

    def get_absolute_url(self):
        return reverse("complaint_detail", args=[self.pk])

    def clocks(self, at: datetime) -> list[dict]:
        """The three promises to the customer: what, until when, kept when, and whether it is broken."""
        promises = [
            (_("Somebody in charge"), self.react_due_at, self.taken_at),
            (pgettext_lazy("promise", "Answer"), self.answer_due_at, self.answered_at),
            (pgettext_lazy("promise", "Solution"), self.solve_due_at, self.resolved_at),
        ]
        return [
            {"label": label, "due_at": due, "kept_at": kept, "late": (kept or at) > due}
            for label, due, kept in promises
        ]


S = Complaint.Status
WORK = FollowupPerm.COMPLAINT_WORK
TAKE = Button(_("I take it"), "complaint_take", icon="user")
HAND_OVER = Button(_("Hand over"), "complaint_take", icon="swap", asks=True)
ANSWER = Button(_("Answer the customer"), "complaint_answer", icon="phone", asks=True)
RESOLVE = Button(pgettext_lazy("complaint", "Solved"), "complaint_resolve", icon="check", asks=True)
CLOSE = Button(_("The customer agrees: close"), "complaint_close", icon="check-circle", asks=True)
REOPEN = Button(_("The customer does not agree"), "complaint_reopen", icon="rework", asks=True)
ESCALATE = Button(_("Pass it up"), "complaint_escalate", icon="up", asks=True)
STATES = Machine(
    Act("take", S.RECEIVED, S.ASSIGNED, WORK, "why_not_take", (TAKE, HAND_OVER)),
    Act("take", S.ESCALATED, S.ASSIGNED, WORK, "why_not_take", (TAKE, HAND_OVER)),
    Act("answer", S.ASSIGNED, S.IN_PROGRESS, WORK, "why_not_answer", (ANSWER,)),
    Act("answer", S.ESCALATED, S.IN_PROGRESS, WORK, "why_not_answer", (ANSWER,)),
    Act("resolve", S.IN_PROGRESS, S.RESOLVED, WORK, "why_not_resolve", (RESOLVE,)),
    Act("resolve", S.ESCALATED, S.RESOLVED, WORK, "why_not_resolve", (RESOLVE,)),
    Act("answer_again", S.IN_PROGRESS, S.IN_PROGRESS, WORK, buttons=(ANSWER,)),
    Act("hand_over", S.ASSIGNED, S.ASSIGNED, WORK, "why_not_take", (HAND_OVER,)),
    Act("hand_over", S.IN_PROGRESS, S.IN_PROGRESS, WORK, "why_not_take", (HAND_OVER,)),
    Act("close", S.RESOLVED, S.CLOSED, WORK, "why_not_close", (CLOSE,)),
    Act("close_checked", S.RESOLVED, S.CLOSED, WORK),  # the customer agreed in the checking call
    Act("reopen", S.RESOLVED, S.IN_PROGRESS, WORK, buttons=(REOPEN,)),
    Act("escalate", S.RECEIVED, S.ESCALATED, WORK, buttons=(ESCALATE,)),
    Act("escalate", S.ASSIGNED, S.ESCALATED, WORK, buttons=(ESCALATE,)),
    Act("escalate", S.IN_PROGRESS, S.ESCALATED, WORK, buttons=(ESCALATE,)),
    tones={
        S.RECEIVED: "bad",
        S.ASSIGNED: "info",
        S.IN_PROGRESS: "info",
        S.ESCALATED: "bad",
        S.RESOLVED: "wait",
        S.CLOSED: "good",
    },
).guard(Complaint)
