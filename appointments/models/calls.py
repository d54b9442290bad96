"""The hotline: calls that came in, and the catalogue of faults people call about."""

import re
from datetime import datetime, timedelta

from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import Case, F, Prefetch, Q, When
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import scoped
from appointments.models.call_queries import CAN_BE_CALLED, RINGS_AT_MOST, PhoneCallQuerySet
from appointments.models.lines import PhoneLine
from core import columns, masks
from core.languages import of_reader
from customers.models.people import Customer
from parts.models import Part
from pricing.models.prices import Operation


class FaultQuerySet(models.QuerySet):
    def in_order(self, codes: list[str]):
        """The faults of these codes, in their order."""
        places = [When(code=code, then=place) for place, code in enumerate(codes)]
        return self.filter(code__in=codes).order_by(Case(*places)) if codes else self.none()

    def with_questions(self):
        return self.prefetch_related(Prefetch("questions", FaultQuestion.objects.with_answers()))


class Fault(models.Model):
    """A complaint customers bring, in their words, with its usual diagnosis and remedy (reference/faults.csv)."""

    class Outcome(models.TextChoices):
        FAULT = "fault", _("this fault")
        INSPECT = "inspect", _("inspect on site")
        NOT_DRIVABLE = "not_drivable", _("not drivable, rescue")
        MAINTENANCE = "maintenance", _("maintenance by plan")
        RECALL = "recall", _("covered by a recall")
        NO_FAULT = "no_fault", _("no fault")

    code = models.CharField(max_length=20, unique=True)
    system = models.CharField(_("system"), max_length=40)
    words_zh = models.CharField(max_length=120)
    symptom_zh = models.CharField(max_length=80)
    symptom_en = models.CharField(max_length=80)
    fits = models.CharField(max_length=40)
    causes = models.CharField(max_length=200, blank=True)
    diagnosis = models.ForeignKey(Operation, models.PROTECT, null=True, related_name="+")
    usual_operation = models.ForeignKey(Operation, models.PROTECT, null=True, related_name="+")
    usual_part = models.ForeignKey(Part, models.PROTECT, null=True, related_name="+")
    safety_critical = models.BooleanField(default=False)
    outcome = models.CharField(max_length=12, choices=Outcome, default=Outcome.INSPECT)
    advice = models.CharField(max_length=200, blank=True)
    source = models.TextField(blank=True)

    objects = FaultQuerySet.as_manager()

    def __str__(self):
        return of_reader(self.words_zh, self.symptom_en)

    @property
    def operation_codes(self) -> list[str]:
        """The diagnosis first, then the usual repair."""
        return list(dict.fromkeys(work.code for work in (self.diagnosis, self.usual_operation) if work))


class FaultQuestionQuerySet(models.QuerySet):
    def with_answers(self):
        answers = FaultAnswer.objects.select_related("question", "next", "fault").order_by("code")
        return self.prefetch_related(Prefetch("answers", answers)).order_by("code")


class FaultQuestion(models.Model):
    """A question a clerk asks about a fault (reference/fault_questions.csv), in the order of the codes (SERVICE-R5)."""

    code = models.CharField(max_length=20, unique=True)
    fault = models.ForeignKey(Fault, models.CASCADE, related_name="questions")
    text_zh = models.CharField(max_length=120)
    text_en = models.CharField(max_length=120)

    objects = FaultQuestionQuerySet.as_manager()

    def __str__(self):
        return of_reader(self.text_zh, self.text_en)


class FaultAnswer(models.Model):
    """An answer to a question about a fault: it leads to the next question, or to an outcome."""

    code = models.CharField(max_length=20, unique=True)
    question = models.ForeignKey(FaultQuestion, models.CASCADE, related_name="answers")
    text_zh = models.CharField(max_length=60)
    text_en = models.CharField(max_length=60)
    next = models.ForeignKey(FaultQuestion, models.PROTECT, null=True, related_name="+")
    outcome = models.CharField(max_length=12, choices=Fault.Outcome, blank=True)
    fault = models.ForeignKey(Fault, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(next__isnull=False, outcome="") | (Q(next__isnull=True) & ~Q(outcome="")),
                name="an_answer_leads_to_a_question_or_an_outcome",
            ),
            models.CheckConstraint(
                condition=Q(outcome="fault", fault__isnull=False) | (~Q(outcome="fault") & Q(fault__isnull=True)),
                name="an_outcome_that_is_a_fault_names_it",
            ),
        ]

    def __str__(self):
        return of_reader(self.text_zh, self.text_en)

    @property
    def leads_to(self) -> str:
        """The next question, the fault or the outcome, in the reader's language."""
        return str(self.next or self.fault or self.get_outcome_display())


class PhoneCall(StoreOwned):
    """A call on the booking hotline: when it rang, was answered and ended, and what it was about (SERVICE-R3, D1).

    `legs` are the moments of each telephone that it rang at: `{leg: {event: moment}}`; its three times follow from
    them (`appointments.rules.calls.times_of`). `dialled` is the number as the telephone system told it, `line` the
    line of the store with that number.
    """

    class Reason(models.TextChoices):
        BOOKING = "booking", _("booking")
        FAULT = "fault", _("fault report")
        QUESTION = "question", _("question")
        CHANGE = "change", _("change of an appointment")
        NOT_OFFERED = "not_offered", _("asked for a service we lack")
        OTHER = "other", _("other")

    external_id = models.CharField(max_length=60, blank=True)
    number = columns.MaskedPhoneField(_("caller"), max_length=30, blank=True)
    number_folded = columns.folded_phone("number")
    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="calls")
    taken_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(_("reason"), max_length=12, choices=Reason, blank=True)
    note = models.TextField(_("note"), blank=True)
    rang_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries to call back"), default=0)
    called_back_at = models.DateTimeField(_("called back"), null=True, blank=True)
    called_back_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    reached = models.BooleanField(_("the caller was spoken to"), default=False)
    dialled = models.CharField(_("number dialled"), max_length=30, blank=True)
    line = StoreKey(PhoneLine, models.PROTECT, null=True, blank=True, related_name="+")
    engaged = models.BooleanField(_("the line was engaged"), default=False)
    legs = models.JSONField(default=dict, blank=True)
    opened_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    opened_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(_("question open since"), null=True, blank=True)
    reply = models.TextField(_("answer to the question"), blank=True)
    replied_at = models.DateTimeField(null=True, blank=True)
    replied_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")

    objects = scoped(PhoneCallQuerySet)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "external_id"], condition=~Q(external_id=""), name="one_row_a_phone_call"
            ),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) | Q(answered_at__gte=F("rang_at")), name="answered_after_ringing"
            ),
            models.CheckConstraint(
                condition=Q(called_back_at__isnull=True, called_back_by__isnull=True)
                | Q(called_back_at__isnull=False, called_back_by__isnull=False, answered_at__isnull=True),
                name="only_missed_calls_are_called_back",
            ),
            models.CheckConstraint(
                condition=Q(reached=False) | Q(called_back_at__isnull=False), name="only_settled_calls_were_reached"
            ),
            models.CheckConstraint(
                condition=Q(engaged=False) | Q(answered_at__isnull=True), name="an_engaged_line_answers_nobody"
            ),
            models.CheckConstraint(
                condition=Q(opened_at__isnull=True, opened_by__isnull=True)
                | Q(opened_at__isnull=False, opened_by__isnull=False),
                name="whoever_opens_a_call_is_known",
            ),
            models.CheckConstraint(
                condition=Q(replied_at__isnull=True, replied_by__isnull=True, reply="")
                | (Q(asked_at__isnull=False, replied_at__isnull=False, replied_by__isnull=False) & ~Q(reply="")),
                name="only_questions_are_replied_to",
            ),
        ]
        indexes = [
            models.Index(fields=["store", "-rang_at"], name="call_rang"),
            models.Index(F("store"), OpClass("number_folded", "text_pattern_ops"), name="call_number"),
            models.Index(
                fields=["store", "rang_at"],
                name="call_owed",
                condition=Q(answered_at__isnull=True, ended_at__isnull=False, called_back_at__isnull=True),
            ),
            models.Index(
                fields=["store", "rang_at"],
                name="call_at_the_bell",
                condition=Q(ended_at__isnull=True) & ~Q(external_id=""),
            ),
            models.Index(
                fields=["store", "asked_at"],
                name="call_question",
                condition=Q(asked_at__isnull=False, replied_at__isnull=True),
            ),
        ]

    def __str__(self):
        return f"{self.number} {self.rang_at}"

    @property
    def call_back_url(self) -> str:
        return reverse("phone_call_back", args=[self.pk])

    @property
    def is_hidden(self) -> bool:
        """The condition of `hidden()` for this call."""
        return not re.match(CAN_BE_CALLED, masks.whole(self.number))

    @property
    def is_open_question(self) -> bool:
        """The condition of `open_questions()` for this call."""
        return self.asked_at is not None and self.replied_at is None

    @property
    def clerk(self) -> User | None:
        """Who has the caller: whoever opened the call at the desk, else whose telephone answered it."""
        return self.opened_by or self.taken_by

    @property
    def ring_seconds(self) -> int | None:
        """How long it rang before it was answered; None for a call that a clerk wrote down."""
        if not self.external_id or self.answered_at is None:
            return None
        return int((self.answered_at - self.rang_at).total_seconds())

    @property
    def is_missed(self) -> bool:
        return self.answered_at is None and self.ended_at is not None

    @property
    def is_owed(self) -> bool:
        """The condition of `owed()` for this call."""
        return self.is_missed and self.called_back_at is None and not self.is_hidden

    def is_ringing(self, at: datetime) -> bool:
        """The condition of `ringing()` for this call."""
        return self.answered_at is None and self.ended_at is None and at - RINGS_AT_MOST < self.rang_at <= at

    def is_overdue(self, at: datetime, within: timedelta) -> bool:
        """Nobody has called back `within` the time that the store gives itself (SERVICE-D1)."""
        return self.is_owed and at > self.rang_at + within
