"""A lead: one buying intention of one customer, with its grade, its one open obligation and its history."""

from datetime import date
from typing import Any

from django.db import models
from django.db.models import F, Func, Q, Value
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import Access
from accounts.machines import Act, Button, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from core.row_reads import Given, Prepared
from customers.models.people import Customer, main_number
from sales.perms import LeadPerm


class Grade(models.TextChoices):
    """How soon a person means to buy (SALES-26); the letter never stands without its meaning."""

    O = "O", _("within 1 week")  # noqa: E741
    A = "A", _("within 1 month")
    B = "B", _("within 3 months")
    C = "C", _("within 6 months")
    N = "N", _("later or unknown")


GRADES = "OABCN"  # the hottest first
# Two explicit noes of three, as `rules.qualification` says it (SALES-3).
NO_PROSPECT = Q(need="no", means="no") | Q(need="no", authority="no") | Q(means="no", authority="no")


class LeadQuerySet(StoreQuerySet):
    def open(self):
        return self.filter(status__in=Lead.OPEN)

    def owned_by(self, user: User):
        return self.filter(owner=user)

    def seen_by(self, access: Access):
        """The user's own leads and those he has joined, or all of the store where he may see them."""
        if access.can(LeadPerm.LEAD_VIEW_ALL):
            return self
        if "joined leads" not in access.cache:
            members = JOINED(store=access.store.pk, user=access.user_id)
            access.cache["joined leads"] = [member.lead_id for member in members]
        joined = access.cache["joined leads"]
        return self.filter(Q(owner=access.user) | Q(pk__in=joined)) if joined else self.owned_by(access.user)

    def due_until(self, on: date):
        return self.open().filter(next_due_on__lte=on)

    def overdue(self, on: date):
        return self.open().filter(next_due_on__lt=on)

    def undated(self):
        """Open leads with no next step: an error state, never normal."""
        return self.open().filter(next_due_on__isnull=True)

    def with_customer(self):
        """With name, owner and `phone`, in one question to the database."""
        return self.select_related("customer", "owner").annotate(phone=main_number())

    def by_urgency(self, today: date):
        """By urgency: reviews, then overdue, due today, undated, later; the hottest grade first while due.

        Inside a grade the oldest due day comes first; later ones are ordered by their day.
        """
        return self.order_by(Urgency(today), Heat(today), "next_due_on", Heat(), "pk")


class Urgency(Func):
    """0 in review, 1 overdue, 2 due today, 3 undated, 4 later.

    Written as SQL, as is `Heat`: a list is ordered so at each opening, and Django would build a tree of both each time.
    """

    output_field = models.IntegerField()

    def __init__(self, today: date) -> None:
        super().__init__(F("status"), F("next_due_on"), Value(today, models.DateField()))

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        (status, _none), (due, _none), (today, day) = map(compiler.compile, self.source_expressions)
        when = f"WHEN {status} = %s THEN 0 WHEN {due} < {today} THEN 1 WHEN {due} = {today} THEN 2"
        return f"CASE {when} WHEN {due} IS NULL THEN 3 ELSE 4 END", [Lead.Status.REVIEW.value, *day, *day]


class Heat(Func):
    """The place of the grade, the hottest first; 0 for all that are due later than `today`."""

    output_field = models.IntegerField()

    def __init__(self, today: date | None = None) -> None:
        later = [F("next_due_on"), Value(today, models.DateField())] if today else []
        super().__init__(F("grade"), *later)

    def as_sql(self, compiler: Any, connection: Any, **_context: Any) -> tuple[str, list[Any]]:
        (grade, _none), *later = map(compiler.compile, self.source_expressions)
        if not later:
            return f"STRPOS(%s, {grade})", [GRADES]
        (due, _none), (today, day) = later
        return f"CASE WHEN {due} > {today} THEN 0 ELSE STRPOS(%s, {grade}) END", [*day, GRADES]


@audited()
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

    OPEN = [Status.FOLLOWING, Status.REVIEW]

    customer = StoreKey(Customer, models.PROTECT, related_name="leads")
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
    referrer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
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
                fields=["store", "customer"],
                condition=Q(status__in=["following", "review"]),
                name="one_open_lead_a_customer",
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
            models.Index(F("store"), F("closed_at").desc(), name="lead_closed", condition=Q(closed_at__isnull=False)),
        ]

    def __str__(self):
        return str(self.customer)

    def get_absolute_url(self):
        return reverse("lead_detail", args=[self.pk])

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN

    @property
    def is_in_review(self) -> bool:
        """Its owner still has to say what happened."""
        return self.status == self.Status.REVIEW

    @property
    def is_lost(self) -> bool:
        return self.status == self.Status.LOST


S = Lead.Status
WORKS = (LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE)
TAKES_PART = "why_not_take_part"
HAPPENED = Button(_("What happened?"), "lead_review", asks=True)
CONTACT = Button(_("Record a contact"), "lead_contact", icon="check", asks=True)
GRADE = Button(_("Grade"), "lead_regrade", icon="star", asks=True)
POSTPONE = Button(_("Other day"), "lead_postpone", icon="calendar", asks=True)
CORRECT = Button(_("Facts of the lead"), "lead_edit", icon="edit", asks=True)
GIVE = Button(_("Give to a colleague"), "lead_reassign", icon="swap", asks=True, key="leads")
WIN = Button(_("Bought here"), "lead_win", icon="car")
LOSE = Button(_("Lost"), "lead_lose", icon="cross", asks=True)
STATES = Machine(
    Act("send_to_review", S.FOLLOWING, S.REVIEW, WORKS),
    Act("follow", S.REVIEW, S.FOLLOWING, WORKS),
    Act("answer_review", S.REVIEW, S.REVIEW, WORKS, TAKES_PART, (HAPPENED,)),
    *(Act("contact", status, status, LeadPerm.LEAD_WORK, TAKES_PART, (CONTACT,)) for status in Lead.OPEN),
    *(Act("regrade", status, status, WORKS, TAKES_PART, (GRADE,)) for status in Lead.OPEN),
    *(Act("postpone", status, status, LeadPerm.LEAD_WORK, TAKES_PART, (POSTPONE,)) for status in Lead.OPEN),
    *(Act("correct", status, status, WORKS, TAKES_PART, (CORRECT,)) for status in Lead.OPEN),
    *(Act("reassign", status, status, LeadPerm.LEAD_DECIDE, buttons=(GIVE,)) for status in Lead.OPEN),
    *(Act("win", status, S.WON, WORKS, TAKES_PART, (WIN,)) for status in Lead.OPEN),
    *(Act("lose", status, S.LOST, WORKS, TAKES_PART, (LOSE,)) for status in Lead.OPEN),
    tones={
        S.FOLLOWING: "info",
        S.REVIEW: "bad",
        S.WON: "good",
        S.LOST: "off",
        S.YIELDED: "off",
    },
).guard(Lead)


class LeadMember(StoreOwned):
    """A colleague who helps with a lead that another owns."""

    lead = StoreKey(Lead, models.CASCADE, related_name="members", db_index=False)
    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    joined_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "lead", "user"], name="one_membership_a_lead")]

    def __str__(self):
        return f"{self.lead_id} {self.user_id}"


JOINED = Prepared(lambda: LeadMember.objects.filter(store=Given("store"), user=Given("user")))
