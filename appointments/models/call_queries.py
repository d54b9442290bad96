"""Which phone calls: missed, owed a call back, ringing, of one caller (SERVICE-D1, N1)."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q
from django.db.models.functions import TruncHour

from accounts.access import Access
from accounts.scope import StoreQuerySet
from customers.models.people import Customer, CustomerPhone, numbers_within

if TYPE_CHECKING:  # calls imports this module
    from appointments.models.calls import PhoneCall

THREE_RINGS = timedelta(seconds=15)  # one second of ringing, four of silence, three times (SERVICE-N1)
RINGS_AT_MOST = timedelta(minutes=15)  # by then it has rung off, though no event said so
CAN_BE_CALLED = r"^[0-9+]"


class PhoneCallQuerySet(StoreQuerySet):
    def missed(self):
        """Rang off without an answer (SERVICE-N1)."""
        return self.filter(answered_at__isnull=True, ended_at__isnull=False)

    def owed(self):
        """Missed, with a number that can be called, and nobody has called back yet (SERVICE-D1)."""
        return self.missed().filter(called_back_at__isnull=True, number__regex=CAN_BE_CALLED)

    def hidden(self):
        """The caller's number was not shown: nobody can call back, and two such calls are not one caller."""
        return self.exclude(number__regex=CAN_BE_CALLED)

    def of_caller(self, call: "PhoneCall"):
        """The calls of the same person: from this number, or from another number of the same customer."""
        same = Q(pk=call.pk)
        if call.number_folded:
            same |= Q(number_folded=call.number_folded)
        if call.customer_id:
            own = CustomerPhone.objects.filter(customer=call.customer_id, shared=False).values("e164")
            same |= Q(customer=call.customer_id) | Q(number_folded__in=own)
        return self.filter(same)

    def open_questions(self):
        """A caller asked what nobody could answer at once, and waits for the answer (SERVICE-R22)."""
        return self.filter(asked_at__isnull=False, replied_at__isnull=True)

    def waiting(self) -> dict[str, int]:
        """How many callers are owed a call, and how many wait for an answer: one statement, two partial indexes."""
        owed = Q(answered_at__isnull=True, ended_at__isnull=False, called_back_at__isnull=True)
        owed &= Q(number__regex=CAN_BE_CALLED)
        question = Q(asked_at__isnull=False, replied_at__isnull=True)
        counts = {"owed": Count("pk", filter=owed), "questions": Count("pk", filter=question)}
        return self.filter(owed | question).aggregate(**counts)

    def at_the_bell(self, at: datetime):
        """Calls of the telephone system that ring, or whose caller somebody speaks to, the first first."""
        rows = self.filter(ended_at__isnull=True, rang_at__gt=at - RINGS_AT_MOST).exclude(external_id="")
        return rows.select_related("customer", "line", "opened_by", "taken_by").order_by("rang_at", "pk")

    def answered(self):
        return self.filter(answered_at__isnull=False)

    def ringing(self, at: datetime):
        """Nobody has answered yet, and it has not rung off: the latest quarter of an hour."""
        waiting = self.filter(answered_at__isnull=True, ended_at__isnull=True)
        return waiting.filter(rang_at__gt=at - RINGS_AT_MOST, rang_at__lte=at).order_by("rang_at")

    def counted(self) -> dict[str, int]:
        """How many rang, were missed, met an engaged line, hid their number, and were answered within three rings
        (of those whose ringing was measured)."""
        measured = ~Q(external_id="") & Q(answered_at__isnull=False)
        return self.aggregate(
            rang=Count("pk"),
            missed=Count("pk", filter=Q(answered_at__isnull=True, ended_at__isnull=False)),
            measured=Count("pk", filter=measured),
            engaged=Count("pk", filter=Q(engaged=True)),
            hidden=Count("pk", filter=~Q(number__regex=CAN_BE_CALLED)),
            quick=Count("pk", filter=measured & Q(answered_at__lte=F("rang_at") + THREE_RINGS)),
        )

    def engaged_hours(self, start: datetime, end: datetime) -> dict[datetime, int]:
        """How many callers met an engaged line in each hour of [start, end) in which one did (SERVICE-N1)."""
        rows = self.filter(engaged=True, rang_at__gte=start, rang_at__lt=end).order_by()
        return dict(rows.annotate(hour=TruncHour("rang_at")).values_list("hour").annotate(Count("pk")))

    def matching(self, text: str, *, by: Access):
        """Calls that match a text: by number or by the customer's name."""
        hit = Q(customer__in=Customer.objects.matching(text, by=by).values("pk"))
        return self.filter(hit | numbers_within(text, by, "number"))
