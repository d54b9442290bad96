"""Preparation and confirmations of an appointment, and the events of its live audit."""

import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.machines import Act, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.roles import Role
from accounts.scope import StoreQuerySet, scoped
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm


class PrepItemQuerySet(StoreQuerySet):
    def open(self):
        """Still to be done."""
        return self.filter(done_at__isnull=True, not_needed=False)


class PrepItem(StoreOwned):
    """One of the six groups to prepare (SERVICE-R7, D9): who owns it, until when, and the evidence that it is done."""

    class Group(models.TextChoices):
        REPAIR_ORDER = "repair_order", _("repair order")
        PARTS = "parts", pgettext_lazy("preparation", "parts")
        EXPERT = "expert", _("expert")
        CREW = "crew", _("technician and bay")
        TOOLS = "tools", _("tools and equipment")
        DOCUMENTS = "documents", _("documents")

    appointment = StoreKey(Appointment, models.CASCADE, related_name="preparation", db_index=False)
    group = models.CharField(_("group"), max_length=14, choices=Group)
    owner = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    owner_role = models.CharField(max_length=30, choices=Role, blank=True)
    due_at = models.DateTimeField()
    not_needed = models.BooleanField(default=False)
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.CharField(_("evidence"), max_length=200, blank=True)

    objects = scoped(PrepItemQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["store", "appointment", "group"], name="one_preparation_a_group")
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.group}"

    @property
    def ticks_itself(self) -> bool:
        """Whether the records tick the group, and no person does."""
        return self.group in {self.Group.CREW, self.Group.PARTS}


class ConfirmationQuerySet(StoreQuerySet):
    def due(self, at):
        return self.filter(status=Confirmation.Status.PLANNED, due_at__lte=at)

    def due_later(self, at):
        """Planned, still to come, and of the present time of an appointment that is expected."""
        expected = [Appointment.Status.CONFIRMED, Appointment.Status.PREPARED]
        planned = self.filter(status=Confirmation.Status.PLANNED, due_at__gt=at, appointment__status__in=expected)
        return planned.filter(version=F("appointment__time_version")).order_by("pk")


@audited()
class Confirmation(StoreOwned):
    """One of the four confirmations of an appointment's time (SERVICE-D11): day and hour before, ours and theirs."""

    class Kind(models.TextChoices):
        DAY = "day", _("a day before")
        HOUR = "hour", _("an hour before")

    class Side(models.TextChoices):
        READINESS = "readiness", _("our readiness")
        CUSTOMER = "customer", _("the customer")

    class Status(models.TextChoices):
        PLANNED = "planned", _("planned")
        ASKED = "asked", pgettext_lazy("confirmation", "asked")
        KEPT = "kept", _("customer keeps it")
        MOVED = "moved", _("moved")
        CANCELLED = "cancelled", _("cancelled")
        READY = "ready", pgettext_lazy("confirmation", "ready")
        NOT_READY = "not_ready", _("not ready")
        FAILED = "failed", _("message failed")
        UNKNOWN = "unknown", _("message doubtful")
        SKIPPED = "skipped", _("too late for it")

    OPEN = (Status.PLANNED, Status.ASKED, Status.FAILED, Status.UNKNOWN)

    appointment = StoreKey(Appointment, models.CASCADE, related_name="confirmations", db_index=False)
    version = models.PositiveIntegerField()
    kind = models.CharField(max_length=6, choices=Kind)
    side = models.CharField(max_length=10, choices=Side)
    due_at = models.DateTimeField()
    status = models.CharField(max_length=10, choices=Status, default=Status.PLANNED)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    objects = scoped(ConfirmationQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "appointment", "version", "kind", "side"], name="four_confirmations_a_time"
            )
        ]
        indexes = [
            models.Index(fields=["store", "due_at"], name="confirmation_due", condition=Q(status="planned")),
            models.Index(fields=["store", "status", "due_at"], name="confirmation_status"),
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.kind} {self.side}"


S = Confirmation.Status
ANSWERS = (AppointmentPerm.APPOINTMENT_CONFIRM, AppointmentPerm.APPOINTMENT_BOOK)
STATES = Machine(
    # The customer's side follows its message, until he answers or the time is another.
    Act("ask", S.PLANNED, S.ASKED, AppointmentPerm.APPOINTMENT_BOOK),
    Act("ask", S.FAILED, S.ASKED, AppointmentPerm.APPOINTMENT_BOOK),
    Act("ask", S.UNKNOWN, S.ASKED, AppointmentPerm.APPOINTMENT_BOOK),
    Act("fail", S.PLANNED, S.FAILED, AppointmentPerm.APPOINTMENT_BOOK),
    Act("fail", S.ASKED, S.FAILED, AppointmentPerm.APPOINTMENT_BOOK),
    Act("fail", S.UNKNOWN, S.FAILED, AppointmentPerm.APPOINTMENT_BOOK),
    Act("doubt", S.PLANNED, S.UNKNOWN, AppointmentPerm.APPOINTMENT_BOOK),
    Act("doubt", S.ASKED, S.UNKNOWN, AppointmentPerm.APPOINTMENT_BOOK),
    Act("doubt", S.FAILED, S.UNKNOWN, AppointmentPerm.APPOINTMENT_BOOK),
    Act("keep", S.PLANNED, S.KEPT, ANSWERS),
    Act("keep", S.ASKED, S.KEPT, ANSWERS),
    Act("keep", S.FAILED, S.KEPT, ANSWERS),
    Act("keep", S.UNKNOWN, S.KEPT, ANSWERS),
    Act("skip", S.PLANNED, S.SKIPPED, AppointmentPerm.APPOINTMENT_BOOK),  # no time is left for it
    # Our side is judged when it is due.
    Act("find_ready", S.PLANNED, S.READY, AppointmentPerm.APPOINTMENT_PREPARE),
    Act("find_not_ready", S.PLANNED, S.NOT_READY, AppointmentPerm.APPOINTMENT_PREPARE),
    *(Act("move", start, S.MOVED, AppointmentPerm.APPOINTMENT_BOOK) for start in Confirmation.OPEN),
    *(Act("cancel", start, S.CANCELLED, AppointmentPerm.APPOINTMENT_BOOK) for start in Confirmation.OPEN),
    tones={
        S.PLANNED: "calm",
        S.ASKED: "info",
        S.KEPT: "good",
        S.READY: "good",
        S.NOT_READY: "bad",
        S.FAILED: "bad",
        S.UNKNOWN: "bad",
        S.SKIPPED: "off",
        S.MOVED: "off",
        S.CANCELLED: "off",
    },
).guard(Confirmation)


class VisitEvent(StoreOwned):
    """An event of an appointment, which the live audit of the 23 rules reads. Only ever added."""

    TITLES = {
        "booked": _("Booked"),
        "moved": _("Moved to another time"),
        "changed": _("Changed"),
        "kept": _("The customer keeps it"),
        "cancelled": _("Called off"),
        "at_risk": _("At risk: the customer was told"),
        "escalated": _("The service manager was told"),
        "arrived": _("The car is here"),
        "late": _("Late: the customer is to be called"),
        "late_called": _("The late customer was called"),
        "no_show": _("Did not come"),
        "came_late": _("Came after all: received with what was free"),
        "prepared": _("A group is prepared"),
        "reopened": _("A group is open again"),
        "signed": _("Signed: everything is prepared"),
        "unsigned": _("The signature fell: a group is open, or the time is another"),
        "readiness": _("Readiness checked"),
        "help_asked": _("An expert was asked"),
        "help_answered": _("The expert has answered"),
        "greeted": _("The customer was greeted"),
        "checked_in": _("The walk-around is done"),
        "delayed": _("The customer was asked to wait longer"),
        "parts_issued": _("Parts were issued"),
        "work_started": _("Work has begun"),
        "work_finished": _("Work is finished"),
        "inspected": _("The car was inspected"),
        "delivered": _("The car was handed over"),
    }
    WORDS = ("question", "answer", "reason", "evidence")

    appointment = StoreKey(Appointment, models.CASCADE, related_name="visit_events", db_index=False)
    kind = models.CharField(max_length=30)
    at = models.DateTimeField()
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["store", "appointment", "at"], name="visit_event_appointment")]
        triggers = [pgtrigger.Protect(name="visit_events_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.appointment_id} {self.kind}"

    @property
    def title(self):
        """What happened, in the reader's words."""
        title = self.TITLES.get(self.kind, self.kind)
        group = self.facts.get("group")
        return f"{title}: {PrepItem.Group(group).label}" if group in PrepItem.Group.values else title

    @property
    def words(self) -> str:
        """What was said or written then."""
        return next((self.facts[name] for name in self.WORDS if self.facts.get(name)), "")
