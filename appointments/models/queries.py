"""Querysets of appointments: filters by time, status and text, and the columns that lists and acts need."""

from datetime import timedelta

from django.contrib.postgres.aggregates import ArrayAgg, StringAgg
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from accounts.access import Access
from accounts.scope import StoreQuerySet
from core import names
from core.languages import of_reader
from customers.models.people import Customer
from vehicles.models import plate_start


def _number_of(rows) -> Coalesce:
    """How many of these rows an appointment has, as a column of its own."""
    return Coalesce(Subquery(rows.order_by().values("appointment").annotate(n=Count("pk")).values("n")), 0)


class AppointmentQuerySet(StoreQuerySet):
    """Appointments of a store."""

    def _related(self, name: str):
        """The rows that point at appointments under this name; their models build on that of the appointment."""
        return self.model._meta.get_field(name).related_model.objects

    def live(self):
        """Still to come or being received."""
        return self.filter(
            status__in=[self.model.Status.CONFIRMED, self.model.Status.PREPARED, self.model.Status.ARRIVED]
        )

    def expected(self):
        return self.filter(status__in=[self.model.Status.CONFIRMED, self.model.Status.PREPARED])

    def between(self, start, end):
        return self.filter(start__gte=start, start__lt=end)

    def with_people(self):
        people = ("customer", "vehicle__model", "bay", "technician", "advisor__user", "estimate")
        return self.select_related("store", *people)

    def for_acts(self):
        """With the related rows an act needs: fewer joins than for a page, since each statement is planned anew.

        `has_risk` says whether something puts its time at risk.
        """
        risks = self.model.risks.rel.related_model.objects.open().filter(appointment=OuterRef("pk"))
        return self.select_related("store", "customer", "vehicle", "advisor").annotate(has_risk=Exists(risks))

    def with_promises(self):
        """With what a list row shows: confirmations, preparation, parts, work; one query each."""
        needs = self._related("needs").select_related("reservation__item__part").order_by("pk")
        groups = Prefetch("preparation", self._related("preparation").order_by("pk"))
        return self.with_people().with_work().prefetch_related("confirmations", groups, Prefetch("needs", needs))

    def with_work(self):
        """With the operations that are booked, in one query."""
        work = self._related("operation_rows").select_related("operation").order_by("pk")
        return self.prefetch_related(Prefetch("operation_rows", work))

    def with_faults(self):
        """With the faults that were called in, in one query."""
        faults = self._related("fault_rows").select_related("fault").order_by("pk")
        return self.prefetch_related(Prefetch("fault_rows", faults))

    def with_answers(self):
        """With what the customer answered about the faults, in one query."""
        answers = self._related("answer_rows").select_related("question", "answer").order_by("question__code")
        return self.prefetch_related(Prefetch("answer_rows", answers))

    def with_readiness(self):
        """With how a list shows the promises: `prep_open` and `prep_all` groups, `parts_waiting`, `work` in the
        reader's language, and `promised`, the states of this time's confirmations as "day:customer:asked"."""
        of_appointment = {"appointment": OuterRef("pk")}
        word = of_reader("operation__name_zh", "operation__name_en")
        work = self._related("operation_rows").filter(**of_appointment).values("appointment")
        promised = (
            self._related("confirmations")
            .filter(**of_appointment, version=OuterRef("time_version"))
            .values("appointment")
        )
        items = self._related("preparation").filter(**of_appointment)
        waiting = self._related("needs").filter(**of_appointment).exclude(reservation__status__in=["picked", "issued"])
        said = Concat("kind", Value(":"), "side", Value(":"), "status")
        return self.annotate(
            prep_open=_number_of(items.open()),
            prep_all=_number_of(items.filter(not_needed=False)),
            parts_waiting=_number_of(waiting),
            work=Subquery(work.annotate(all=StringAgg(word, ", ", order_by="pk")).values("all")),
            promised=Subquery(promised.annotate(all=ArrayAgg(said)).values("all")),
        )

    def with_fault_words(self):
        """With what is wrong in the reader's language, in one text, and what was answered about it, in a list."""
        word = of_reader("fault__words_zh", "fault__symptom_en")
        rows = self._related("fault_rows").filter(appointment=OuterRef("pk")).values("appointment")
        said = self._related("answer_rows").filter(appointment=OuterRef("pk")).values("appointment")
        words = [of_reader(f"{name}__text_zh", f"{name}__text_en") for name in ("question", "answer")]
        pair = Concat(words[0], Value(" "), words[1])
        return self.annotate(
            fault_words=Subquery(rows.annotate(all=StringAgg(word, "; ", order_by="pk")).values("all")),
            answer_words=Subquery(said.annotate(all=ArrayAgg(pair, order_by="question__code")).values("all")),
        )

    def matching(self, text: str, *, by: Access):
        """Appointments that match a text: by number, plate, or the customer's name, initials or phone."""
        if not names.fold(text):
            return self.none()
        customers = Customer.objects.matching(text, by=by).values("pk")
        return self.filter(Q(number__folded_code__endswith=text) | Q(customer__in=customers) | plate_start(text))

    def of_customers(self):
        """Without the delivery preparations that sales books for its own new cars."""
        return self.exclude(kind=self.model.Kind.DELIVERY_PREP)

    def due(self, at):
        """Appointments that were kept, missed, or over for half an hour; not those cancelled or moved."""
        over = Q(start__lte=at - timedelta(minutes=30)) & ~Q(status=self.model.Status.CANCELLED)
        return self.filter(Q(status__in=[self.model.Status.ARRIVED, self.model.Status.NO_SHOW]) | over)

    def at_risk(self):
        return self.expected().filter(at_risk_at__isnull=False)
