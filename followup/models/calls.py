"""Calls to make, and the result of each attempt."""

from datetime import datetime

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from customers.models.people import Customer, main_number
from followup.perms import FollowupPerm
from service.models.orders import RepairOrder
from vehicles.models import Vehicle


class CallTaskQuerySet(StoreQuerySet):
    def open(self):
        return self.filter(status=CallTask.Status.OPEN)

    def closed(self):
        return self.exclude(status=CallTask.Status.OPEN)

    def due(self, at: datetime):
        """Open calls whose time has come and is not over."""
        return self.open().filter(due_at__lte=at).filter(Q(not_after__isnull=True) | Q(not_after__gt=at))

    def waiting(self, at: datetime):
        """To be called now: due, and leased to nobody."""
        return self.due(at).filter(Q(lease_until__isnull=True) | Q(lease_until__lte=at))

    def held_by(self, user: User, at: datetime):
        return self.open().filter(leased_to=user, lease_until__gt=at)

    def about_service(self):
        return self.filter(kind__in=CallTask.AFTER_SERVICE)

    def about_visits_of(self, start: datetime, end: datetime):
        """Calls about cars delivered in this time; without those whose customer wants none."""
        visits = RepairOrder.objects.filter(delivered_at__gte=start, delivered_at__lt=end)
        calls = self.about_service().filter(source_id__in=visits.values("pk"))
        return calls.exclude(status=CallTask.Status.DROPPED)

    def urgent_first(self):
        """In the order of the queue: calls with a deadline, promised ones, then the oldest."""
        return self.order_by("urgency", "due_at", "pk")

    def with_people(self):
        return self.select_related("store", "customer", "vehicle__model", "leased_to").prefetch_related(
            "customer__phones"
        )

    def in_list(self):
        """With the columns of a list: main phone, plate, and the result of the last attempt."""
        results = CallResult.objects.filter(task=OuterRef("pk")).order_by("-at", "-pk")
        return self.select_related("customer", "leased_to").annotate(
            phone=main_number(),
            plate=F("vehicle__plate"),
            last_outcome=Subquery(results.values("outcome")[:1]),
            last_words=Subquery(results.values("words")[:1]),
        )


@audited()
class CallTask(StoreOwned):
    """One call to make, created once for its source and kind (promise P8), leased to one agent at a time.

    `source_id` is the key of what the call is about: the repair order, the confirmation, the message, the complaint.
    `not_after` is when the call becomes absurd: a confirmation after the appointment began.
    """

    class Kind(models.TextChoices):
        SERVICE_DAY1 = "service_day1", _("day after heavy or repeated repair")
        SERVICE_DAY3 = "service_day3", _("three days after hand-over")
        SILENT_CONFIRMATION = "silent_confirmation", _("confirmation without answer")
        FAILED_MESSAGE = "failed_message", _("message did not go out")
        COMPLAINT_CHECK = "complaint_check", _("check after a complaint was solved")

    AFTER_SERVICE = (Kind.SERVICE_DAY1, Kind.SERVICE_DAY3)

    class Urgency(models.IntegerChoices):
        DEADLINE = 1, _("has a deadline")
        PROMISED = 2, _("promised to the customer")
        SOON = 3, pgettext_lazy("call", "soon")
        NORMAL = 4, pgettext_lazy("call", "in turn")

    class Status(models.TextChoices):
        OPEN = "open", _("to call")
        DONE = "done", pgettext_lazy("call", "done")
        GIVEN_UP = "given_up", pgettext_lazy("call", "given up")
        DROPPED = "dropped", _("no longer needed")

    kind = models.CharField(_("kind"), max_length=20, choices=Kind)
    source_id = models.BigIntegerField()
    customer = StoreKey(Customer, models.PROTECT, related_name="call_tasks")
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    about = models.CharField(max_length=60, blank=True)
    about_url = models.CharField(max_length=200, blank=True)
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.OPEN)
    urgency = models.PositiveSmallIntegerField(_("urgency"), choices=Urgency, default=Urgency.NORMAL)
    due_at = models.DateTimeField(pgettext_lazy("call", "due"))
    not_after = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    leased_to = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    lease_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(CallTaskQuerySet)

    class Meta:
        verbose_name = pgettext_lazy("follow-up", "call")
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
        indexes = [
            models.Index(fields=["store", "urgency", "due_at"], name="call_due", condition=Q(status="open")),
            models.Index(fields=["store", "-due_at"], name="call_due_at"),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.about}".strip()

    def get_absolute_url(self):
        return reverse("call_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Still to be made."""
        return self.status == self.Status.OPEN

    @property
    def last_outcome_label(self) -> str:
        """The result of the last attempt, in words; for rows of `in_list`."""
        return CallResult.Outcome(self.last_outcome).label if self.last_outcome else ""


S = CallTask.Status
TAKE = Button(_("Call now"), "call_take", icon="phone")
STATES = Machine(
    Act("take", S.OPEN, S.OPEN, FollowupPerm.QUEUE_WORK, "why_not_hold", (TAKE,)),
    Act("finish", S.OPEN, S.DONE, FollowupPerm.QUEUE_WORK),
    Act("give_up", S.OPEN, S.GIVEN_UP, FollowupPerm.QUEUE_WORK),
    Act("drop", S.OPEN, S.DROPPED, FollowupPerm.QUEUE_WORK),
    tones={
        S.OPEN: "wait",
        S.DONE: "good",
        S.GIVEN_UP: "off",
        S.DROPPED: "off",
    },
).guard(CallTask)


class CallResult(StoreOwned):
    """One attempt at a call: its outcome, the answers on a scale of 1 to 5, and the customer's own words."""

    class Outcome(models.TextChoices):
        SATISFIED = "satisfied", pgettext_lazy("outcome of a call", "satisfied")
        NEUTRAL = "neutral", pgettext_lazy("outcome of a call", "so-so")
        DISSATISFIED = "dissatisfied", _("dissatisfied")
        NO_ANSWER = "no_answer", _("no answer")
        LATER = "later", _("call later")
        WRONG_NUMBER = "wrong_number", _("wrong number")
        REFUSED = "refused", _("does not want calls")
        CONFIRMED = "confirmed", _("keeps the appointment")

    REACHED = (Outcome.SATISFIED, Outcome.NEUTRAL, Outcome.DISSATISFIED, Outcome.REFUSED, Outcome.CONFIRMED)
    SCORED = (Outcome.SATISFIED, Outcome.NEUTRAL, Outcome.DISSATISFIED)

    task = StoreKey(CallTask, models.CASCADE, related_name="results", db_index=False)
    outcome = models.CharField(_("outcome"), max_length=14, choices=Outcome)
    attitude = models.PositiveSmallIntegerField(_("attitude"), null=True, blank=True)
    fixed = models.BooleanField(pgettext_lazy("answer", "fixed"), null=True, blank=True)
    charges_explained = models.BooleanField(_("charges explained"), null=True, blank=True)
    on_time = models.BooleanField(pgettext_lazy("answer", "on time"), null=True, blank=True)
    recommend = models.PositiveSmallIntegerField(_("would recommend, 0 to 10"), null=True, blank=True)
    reasons = ArrayField(models.CharField(max_length=16), default=list, blank=True)
    words = models.TextField(pgettext_lazy("follow-up", "the customer's own words"), blank=True)
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
        indexes = [
            models.Index(fields=["store", "-at"], name="call_result_at"),
            models.Index(fields=["store", "task", "at"], name="call_result_task"),
        ]

    def __str__(self):
        return f"{self.task_id} {self.outcome}"

    @property
    def score(self) -> int | None:
        """How content the customer was, 1 to 5: his own mark, or the one by the outcome that the agent chose."""
        by_outcome = {self.Outcome.SATISFIED: 5, self.Outcome.NEUTRAL: 3, self.Outcome.DISSATISFIED: 1}
        return self.attitude or by_outcome.get(self.outcome)
