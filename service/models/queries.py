"""Querysets of repair orders: filters by step, lateness, waiting and outcome."""

from datetime import datetime, timedelta

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import JSONObject, TruncDate

from accounts.access import Access
from accounts.scope import StoreQuerySet
from core import names
from customers.models.people import Customer
from vehicles.models import RepairFact, plate_end, plate_start, vin_end

FIXED_FOR_DAYS = 30
SAME_WORK = {"保养"}
NAMED = [
    "customer__store", "customer__name", "vehicle__store", "vehicle__plate", "vehicle__vin", "vehicle__mileage",
    "vehicle__model__code", "advisor__name", "bill__store", "bill__number", "bill__status", "bill__total",
]  # fmt: skip


class RepairOrderQuerySet(StoreQuerySet):
    """Repair orders of a store."""

    def open(self):
        """Orders whose car is here."""
        return self.exclude(status__in=self.model.ENDED)

    def in_workshop(self):
        return self.filter(status__in=self.model.IN_WORKSHOP)

    def on_step(self, step: int):
        """Orders at one of the six steps of the service process."""
        return self.filter(status__in=[status for status, number in self.model.STEPS.items() if number == step])

    def late(self, at: datetime):
        """Open orders that were promised for an earlier moment."""
        return self.open().filter(promised_at__lt=at)

    def matching(self, text: str, *, by: Access):
        """Orders that match a text: by number, plate, VIN tail, name or phone."""
        if not names.fold(text):
            return self.none()
        matches = Q(number__folded_code__endswith=text) | plate_start(text)
        matches |= plate_end(text) | vin_end(text)
        return self.filter(matches | Q(customer__in=Customer.objects.matching(text, by=by)))

    def with_names(self):
        """With the columns of customer, car, advisor and bill that a row of the API shows."""
        own = [field.name for field in self.model._meta.concrete_fields]
        return self.select_related("customer", "vehicle__model", "advisor", "bill").only(*own, *NAMED)

    def with_people(self):
        return self.select_related(
            "customer", "vehicle__model", "advisor", "appointment__bay", "appointment__technician", "estimate", "bill"
        )

    def with_late(self, at: datetime):
        late = Q(promised_at__lt=at) & ~Q(status__in=self.model.ENDED)
        return self.annotate(late=Case(When(late, then=True), default=False, output_field=BooleanField()))

    def with_waiting(self):
        """With `waiting_for`: what a car waits for, a key of `RepairOrder.Waiting`, or "" while somebody works on it.

        `rules.waiting.waiting_for` is the same for one order whose work is loaded.
        """
        status, wait = self.model.Status, self.model.Waiting
        same = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        last_pause = same.order_by(F("jobs__log__pk").desc(nulls_last=True)).values("jobs__log__pause_reason")[:1]
        in_hand = Q(status__in=[status.DISPATCHED, status.PAUSED])
        undispatched = self._undispatched()
        unanswered = Exists(same.filter(extra_work__estimate__lines__approval="waiting"))
        awaited = Exists(same.filter(needs__reservation__status="awaited"))
        awaited |= Exists(same.filter(appointment__needs__reservation__status="awaited"))
        rules = [
            When(status=status.AWAITING_CUSTOMER, then=Value(wait.CUSTOMER)),
            When(status=status.CONFIRMED, then=Value(wait.DISPATCH)),
            When(status=status.QC_PENDING, then=Value(wait.INSPECTION)),
            When(status=status.QC_FAILED, then=Value(wait.REWORK)),
            When(status__in=self.model.INSPECTED, bill__status="paid", then=Value(wait.HANDOVER)),
            # As the figure of the money to collect: a draft is not owed yet.
            When(status=status.READY, bill__status="issued", then=Value(wait.PAYMENT)),
            When(status=status.READY, then=Value(wait.BILL)),
            When(in_hand & Q(unanswered), then=Value(wait.CUSTOMER)),
            When(in_hand & Q(undispatched), then=Value(wait.DISPATCH)),
            When(in_hand & Q(awaited), then=Value(wait.PARTS)),
            When(
                status=status.PAUSED,
                then=Case(When(last_pause="customer", then=Value(wait.START)), default="last_pause"),
            ),
            When(status=status.DISPATCHED, then=Value(wait.START)),
        ]
        return self.annotate(last_pause=Subquery(last_pause)).annotate(
            waiting_for=Case(*rules, default=Value(""), output_field=CharField())
        )

    def with_undispatched(self):
        """With `undispatched`: whether approved labour waits for somebody to be given to."""
        return self.annotate(undispatched=self._undispatched())

    def _undispatched(self):
        same = self.model.objects.filter(pk=OuterRef("pk")).order_by()
        undone = {"kind": "labour", "approval": "approved", "jobs__isnull": True}
        signed, extra = _of("estimate__lines", undone), _of("extra_work__estimate__lines", undone)
        return Exists(same.filter(**signed)) | Exists(same.filter(**extra))

    def with_sides(self):
        """The marks of the walk-around and the inspections as lists of facts, in the same query."""
        marks = self.model.objects.filter(pk=OuterRef("pk"), marks__isnull=False).order_by("marks__pk")
        names = ("place", "damage", "x", "y")
        mark = JSONObject(**{name: f"marks__{name}" for name in names})
        rounds = self.model.objects.filter(pk=OuterRef("pk"), inspections__isnull=False).order_by("inspections__round")
        facts = {name: f"inspections__{name}" for name in ("passed", "cause", "note", "at")}
        verdict = JSONObject(**facts, inspector="inspections__inspector__name")
        return self.annotate(
            marks_seen=ArraySubquery(marks.values(json=mark)), verdicts=ArraySubquery(rounds.values(json=verdict))
        )

    # ── outcomes: the rows behind the figures ─────────────────────────────────────────────────
    def delivered(self, start: datetime, end: datetime):
        return self.filter(delivered_at__gte=start, delivered_at__lt=end)

    def settled(self, start: datetime, end: datetime):
        """Orders whose bill was paid in that time."""
        return self.filter(bill__paid_at__gte=start, bill__paid_at__lt=end)

    def inspected(self, start: datetime, end: datetime):
        """Orders whose first inspection was in that time."""
        first = {"inspections__round": 1, "inspections__at__gte": start, "inspections__at__lt": end}
        return self.filter(Exists(self.model.objects.filter(pk=OuterRef("pk"), **first)))

    def on_time(self):
        """Orders delivered no later than the customer last agreed to."""
        return self.filter(delivered_at__lte=F("promised_at"))

    def missed(self):
        """Orders delivered later than promised."""
        return self.filter(delivered_at__gt=F("promised_at"))

    def same_day(self, zone):
        """Orders delivered on the store's day on which the car came."""
        return self.filter(delivered_at__isnull=False).filter(delivered_at__date=TruncDate("created_at", tzinfo=zone))

    def passed_at_once(self):
        return self.filter(
            Exists(self.model.objects.filter(pk=OuterRef("pk"), inspections__round=1, inspections__passed=True))
        )

    def reworked(self):
        """Orders that the inspector sent back at least once."""
        return self.filter(Exists(self.model.objects.filter(pk=OuterRef("pk"), inspections__passed=False)))

    def matured(self, at: datetime):
        """Orders delivered so long ago that a repeat would have come (SVC_FFV: 30 days)."""
        return self.filter(delivered_at__lt=at - timedelta(days=FIXED_FOR_DAYS))

    def with_repairs(self):
        """Orders with a repair, not only maintenance."""
        return self.filter(Exists(_facts(OuterRef("number"), OuterRef("vehicle"))))

    def came_back(self):
        """Orders whose car came again with the same system within 30 days (SERVICE-R37)."""
        again = RepairFact.objects.filter(
            vehicle=OuterRef("vehicle"),
            system=OuterRef("system"),
            on__gte=OuterRef("on"),
            on__lte=OuterRef("on") + timedelta(days=FIXED_FOR_DAYS),
        ).exclude(order_number=OuterRef("order_number"))
        first = _facts(OuterRef("number"), OuterRef("vehicle"))
        return self.filter(Exists(first.filter(Exists(again.filter(pk__gt=OuterRef("pk"))))))


def _of(path: str, conditions: dict) -> dict:
    return {f"{path}__{name}": value for name, value in conditions.items()}


def _facts(number, vehicle):
    return RepairFact.objects.filter(order_number=number, vehicle=vehicle).exclude(system__in=SAME_WORK)
