"""Work on a car: jobs, the clock, findings, extra work, inspection."""

from datetime import datetime, timedelta

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models import DurationField, F, Max, OuterRef, Q, Subquery, Sum
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey, StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from capacity.models.resources import Resource
from parts.models import Reservation
from pricing.models.estimates import Estimate, EstimateLine
from service.models.orders import RepairOrder
from service.perms import OrderPerm


class JobQuerySet(StoreQuerySet):
    def of_technician(self, user: User):
        return self.filter(technician__user=user)

    def unfinished(self):
        """Jobs still to be done on cars in the workshop."""
        return self.exclude(status=Job.Status.DONE).filter(order__status__in=RepairOrder.IN_WORKSHOP)

    def with_people(self):
        return self.select_related("line__operation", "line__estimate", "technician__user", "bay")

    def with_clock(self):
        """With the ended time on the clock, the start of what runs now, and who clocked on."""
        logs = WorkLog.objects.filter(job=OuterRef("pk")).order_by().values("job")
        last = WorkLog.objects.filter(job=OuterRef("pk")).order_by("-pk")
        spent = logs.filter(ended_at__isnull=False).annotate(spent=Sum(F("ended_at") - F("started_at")))
        return self.annotate(
            spent=Subquery(spent.values("spent"), output_field=DurationField()),
            running_since=Subquery(logs.filter(ended_at__isnull=True).annotate(at=Max("started_at")).values("at")),
            paused_for=Subquery(last.values("pause_reason")[:1]),
            worked_by=Subquery(
                logs.annotate(people=ArrayAgg("technician__user_id", distinct=True)).values("people"),
            ),
        )


@audited()
class Job(StoreOwned):
    """One approved operation given to a technician in a bay. Rework after a failed inspection is a job of its own."""

    class Status(models.TextChoices):
        WAITING = "waiting", _("waiting")
        WORKING = "working", _("in work")
        PAUSED = "paused", _("paused")
        DONE = "done", _("done")

    order = StoreKey(RepairOrder, models.CASCADE, related_name="jobs")
    line = StoreKey(EstimateLine, models.PROTECT, related_name="jobs")
    technician = StoreKey(Resource, models.PROTECT, related_name="jobs", db_index=False)
    bay = StoreKey(Resource, models.PROTECT, related_name="+")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    rework = models.BooleanField(default=False)
    assigned_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)

    # Of rows that were read `with_clock`, or by `service.work`.
    spent: timedelta | None
    running_since: datetime
    stands_since: datetime
    paused_for: str

    objects = scoped(JobQuerySet)

    class Meta:
        verbose_name = _("job")
        constraints = [
            models.CheckConstraint(
                condition=Q(status="done", done_at__isnull=False) | (~Q(status="done") & Q(done_at__isnull=True)),
                name="done_job_has_time",
            )
        ]
        indexes = [
            models.Index(fields=["store", "technician", "status"], name="job_technician"),
            models.Index(fields=["store", "-done_at"], name="job_done", condition=Q(done_at__isnull=False)),
        ]

    def __str__(self):
        return f"{self.order_id} {self.line_id}"

    @property
    def is_running(self) -> bool:
        """Its technician is on the clock."""
        return self.status == self.Status.WORKING

    @property
    def is_paused(self) -> bool:
        return self.status == self.Status.PAUSED

    def minutes(self) -> int:
        """Minutes on the clock that have ended; of rows read `with_clock`."""
        return round(self.spent.total_seconds() / 60) if self.spent else 0


J = Job.Status
START = Button(_("Start"), "job_start", icon="play")
GO_ON = Button(_("Go on"), "job_resume", icon="play")
FINISH = Button(_("Finish"), "job_finish", icon="check")
PARTS = Button(_("Bring the parts"), "job_parts", icon="box-out")
STATES = Machine(
    Act("start", J.WAITING, J.WORKING, OrderPerm.ORDER_WORK, buttons=(START,)),
    Act("resume", J.PAUSED, J.WORKING, OrderPerm.ORDER_WORK, buttons=(GO_ON,)),
    Act("pause", J.WORKING, J.PAUSED, OrderPerm.ORDER_WORK),  # by the form of his page, which asks why
    Act("finish", J.WORKING, J.DONE, OrderPerm.ORDER_WORK, buttons=(FINISH,)),
    Act("ask_for_parts", J.WORKING, J.WORKING, OrderPerm.ORDER_WORK, buttons=(PARTS,)),
    tones={J.WAITING: "calm", J.WORKING: "info", J.PAUSED: "wait", J.DONE: "good"},
).guard(Job)


class WorkLog(StoreOwned):
    """A stretch on the clock of one technician; server time. He is on one clock at a time."""

    class Pause(models.TextChoices):
        PARTS = "parts", _("waiting for parts")
        CUSTOMER = "customer", _("waiting for the customer")
        EXPERT = "expert", _("waiting for an expert")
        BAY = "bay", _("waiting for a bay")
        SHIFT = "shift", _("end of shift")
        OTHER = "other", _("other car first")

    job = StoreKey(Job, models.CASCADE, related_name="log")
    technician = StoreKey(Resource, models.PROTECT, related_name="work", db_index=False)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=10, choices=Pause, blank=True)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "technician"],
                condition=Q(ended_at__isnull=True),
                name="one_running_clock_a_technician",
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True) | Q(ended_at__gte=F("started_at")), name="clock_ends_after_start"
            ),
        ]
        indexes = [models.Index(fields=["store", "technician", "-started_at"], name="worklog_technician")]

    def __str__(self):
        return f"{self.job_id} {self.started_at}"


class Finding(StoreOwned):
    """A defect that the technician saw on the car, with photos; may become extra work."""

    class Severity(models.TextChoices):
        GOOD = "good", _("in order")
        WATCH = "watch", _("watch it")
        URGENT = "urgent", _("needs work now")

    order = StoreKey(RepairOrder, models.CASCADE, related_name="findings")
    text = models.TextField(_("what was found"))
    severity = models.CharField(_("how urgent"), max_length=8, choices=Severity, default=Severity.WATCH)
    system = models.CharField(_("system"), max_length=40, blank=True)
    operation = models.ForeignKey("pricing.Operation", models.PROTECT, null=True, blank=True, related_name="+")
    found_by = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("finding")

    def __str__(self):
        return self.text[:60]


class ExtraWork(StoreOwned):
    """Work found on the way, priced in an estimate of its own; started and billed only line by approved line (P10)."""

    order = StoreKey(RepairOrder, models.CASCADE, related_name="extra_work")
    finding = StoreKey(Finding, models.PROTECT, null=True, blank=True, related_name="extra_work")
    estimate = OneStoreKey(Estimate, models.PROTECT, related_name="extra_work")
    promised_before = models.DateTimeField(null=True)
    promised_if_approved = models.DateTimeField(_("promised for, if approved"), null=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name = _("extra work")

    def __str__(self):
        return f"{self.order_id} {self.estimate_id}"


class OrderPart(StoreOwned):
    """A part the order needs: the key to its reservation (the holder keeps the key)."""

    order = StoreKey(RepairOrder, models.CASCADE, related_name="needs")
    reservation = OneStoreKey(Reservation, models.PROTECT, related_name="order_need")

    def __str__(self):
        return f"{self.order_id} {self.reservation_id}"


class Inspection(StoreOwned):
    """The check of finished work by another person than the one who did it; a failure needs a cause (SERVICE-R15)."""

    class Cause(models.TextChoices):
        WORK = "work", _("workmanship")
        PART = "part", _("faulty part")
        DIAGNOSIS = "diagnosis", _("wrong diagnosis")
        FORGOTTEN = "forgotten", _("something forgotten")
        CLEAN = "clean", _("cleanliness")

    order = StoreKey(RepairOrder, models.CASCADE, related_name="inspections", db_index=False)
    round = models.PositiveSmallIntegerField()
    passed = models.BooleanField()
    cause = models.CharField(_("cause"), max_length=10, choices=Cause, blank=True)
    note = models.CharField(_("note"), max_length=300, blank=True)
    road_test = models.BooleanField(_("road test"), default=False)
    checked_items = models.JSONField(default=list, blank=True)
    not_applicable = models.JSONField(default=list, blank=True)
    inspector = models.ForeignKey(User, models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        verbose_name = _("inspection")
        constraints = [
            models.UniqueConstraint(fields=["store", "order", "round"], name="one_inspection_a_round"),
            models.CheckConstraint(condition=Q(passed=True) | ~Q(cause=""), name="failed_inspection_has_a_cause"),
        ]
        indexes = [models.Index(fields=["store", "-at"], name="inspection_at")]

    def __str__(self):
        return f"{self.order_id} {self.round}"
