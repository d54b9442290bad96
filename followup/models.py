"""Call queues, what customers answered, and complaints."""

import pghistory
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import StoreOwned, User
from accounts.scope import StoreQuerySet, scoped
from customers.models import Customer, Vehicle


class CallTaskQuerySet(StoreQuerySet):
    def waiting(self, at):
        """To be called now: due, and leased to nobody."""
        return self.filter(status=CallTask.Status.OPEN, due_at__lte=at).filter(
            Q(lease_until__isnull=True) | Q(lease_until__lte=at)
        )

    def held_by(self, user: User, at):
        return self.filter(status=CallTask.Status.OPEN, leased_to=user, lease_until__gt=at)

    def open(self):
        return self.filter(status=CallTask.Status.OPEN)


@pghistory.track()
class CallTask(StoreOwned):
    """One call to make, created once for its source and kind (promise P8), leased to one agent at a time."""

    class Kind(models.TextChoices):
        SERVICE_DAY1 = "service_day1", _("day after heavy or repeated repair")
        SERVICE_DAY3 = "service_day3", _("three days after hand-over")
        SILENT_CONFIRMATION = "silent_confirmation", _("confirmation without answer")
        FAILED_MESSAGE = "failed_message", _("message did not go out")

    class Status(models.TextChoices):
        OPEN = "open", _("to call")
        DONE = "done", _("done")
        GIVEN_UP = "given_up", _("given up")
        DROPPED = "dropped", _("no longer needed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source_id = models.BigIntegerField()
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="call_tasks")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=60, blank=True)
    about_url = models.CharField(max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    due_at = models.DateTimeField(_("due"))
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(CallTaskQuerySet)

    class Meta:
        verbose_name = _("call")
        constraints = [
            models.UniqueConstraint(fields=["store", "kind", "source_id"], name="one_call_a_source_and_kind"),
            models.CheckConstraint(
                condition=Q(status="open", closed_at__isnull=True) | (~Q(status="open") & Q(closed_at__isnull=False)),
                name="closed_call_has_time",
            ),
            models.UniqueConstraint(
                fields=["store", "leased_to"],
                condition=Q(status="open", leased_to__isnull=False),
                name="one_call_in_hand_an_agent",
            ),
        ]
        indexes = [models.Index(fields=["store", "due_at"], name="call_due", condition=Q(status="open"))]

    def __str__(self):
        return f"{self.get_kind_display()} {self.about}"

    def get_absolute_url(self):
        return reverse("call_detail", args=[self.pk])


class CallResult(StoreOwned):
    """One attempt at a call: what came of it, the answers on a scale of 1 to 5, and the customer's own words."""

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", _("satisfied")
        NEUTRAL = "neutral", _("so-so")
        DISSATISFIED = "dissatisfied", _("dissatisfied")
        NO_ANSWER = "no_answer", _("no answer")
        LATER = "later", _("call later")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        REFUSED = "refused", _("does not want calls")
        CONFIRMED = "confirmed", _("keeps the appointment")

    task = models.ForeignKey(CallTask, models.CASCADE, related_name="results")
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    attitude = models.PositiveSmallIntegerField(_("attitude"), null=True, blank=True)
    fixed = models.BooleanField(_("fixed"), null=True, blank=True)
    charges_explained = models.BooleanField(_("charges explained"), null=True, blank=True)
    on_time = models.BooleanField(_("on time"), null=True, blank=True)
    recommend = models.PositiveSmallIntegerField(_("would recommend, 0 to 10"), null=True, blank=True)
    words = models.TextField(_("the customer's own words"), blank=True)
    through_link = models.BooleanField(default=False)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(attitude__isnull=True) | Q(attitude__range=(1, 5)), name="attitude_1_to_5"
            ),
            models.CheckConstraint(
                condition=Q(recommend__isnull=True) | Q(recommend__range=(0, 10)), name="recommend_0_to_10"
            ),
        ]
        indexes = [models.Index(fields=["store", "-at"], name="call_result_at")]

    def __str__(self):
        return f"{self.task_id} {self.outcome}"


class ComplaintQuerySet(StoreQuerySet):
    def open(self):
        return self.exclude(status=Complaint.Status.CLOSED)


@pghistory.track()
class Complaint(StoreOwned):
    """An unhappy customer: in his words, with an owner, a category, and clocks to answer and to solve."""

    class Status(models.TextChoices):
        RECEIVED = "received", _("received")
        ASSIGNED = "assigned", _("assigned")
        IN_PROGRESS = "in_progress", _("being handled")
        ESCALATED = "escalated", _("escalated")
        RESOLVED = "resolved", _("solved, to be verified")
        CLOSED = "closed", _("closed")

    class Category(models.TextChoices):
        ATTITUDE = "attitude", _("attitude")
        SKILL = "skill", _("skill, not fixed")
        CHARGE = "charge", _("charges")
        DELAY = "delay", _("delay")
        PARTS = "parts", _("parts")
        MISSING = "missing", _("service we lack")
        OTHER = "other", _("other")

    number = models.CharField(_("number"), max_length=30)
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="complaints")
    vehicle = models.ForeignKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    task = models.OneToOneField(CallTask, models.PROTECT, null=True, blank=True, related_name="complaint")
    about = models.CharField(max_length=60, blank=True)
    about_url = models.CharField(max_length=200, blank=True)
    category = models.CharField(_("category"), max_length=10, choices=Category)
    words = models.TextField(_("the customer's own words"))
    status = models.CharField(_("status"), max_length=12, choices=Status, default=Status.RECEIVED)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="complaints")
    received_at = models.DateTimeField()
    answer_due_at = models.DateTimeField()
    solve_due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
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
