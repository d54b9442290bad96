"""Services that customers asked for and the store lacks, and what a manager decided about them (SERVICE-R44)."""

from django.db import models
from django.db.models import Count, F, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.lists import PickItem
from accounts.models.people import User
from accounts.scope import StoreQuerySet, scoped
from appointments.models.calls import PhoneCall
from core import columns
from customers.models.people import Customer, numbers_within
from vehicles.models import Vehicle

KINDS = "unmet_kind"


class UnmetRequestQuerySet(StoreQuerySet):
    def ranked(self):
        """A row for each kind: how often it was asked for, and the known value that was lost; the worst first."""
        names = ("kind", "kind__code", "kind__name_zh", "kind__name_en")
        rows = self.order_by().values(*names).annotate(times=Count("pk"), lost=Sum("value"))
        return rows.order_by("-times", F("lost").desc(nulls_last=True), "kind__sort")

    def matching(self, text: str, *, by: Access):
        """Requests that match a text: by the customer's words, his number or his name."""
        hit = Q(customer__in=Customer.objects.matching(text, by=by).values("pk"))
        return self.filter(hit | Q(words__icontains=text) | numbers_within(text, by, "number"))


class UnmetRequest(StoreOwned):
    """A request that the store had to turn down: what, who asked, for which car, and what it cost the store.

    `value` is the amount in yuan that the customer would have paid, empty where nobody knows it.
    """

    kind = models.ForeignKey(PickItem, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("unmet", "kind"))
    words = models.TextField(_("what was asked for"))
    number = columns.MaskedPhoneField(_("phone"), max_length=30, blank=True)
    number_folded = columns.folded_phone("number")
    customer = StoreKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="+")
    call = StoreKey(PhoneCall, models.PROTECT, null=True, blank=True, related_name="+")
    value = models.DecimalField(_("value lost"), max_digits=10, decimal_places=2, null=True, blank=True)
    asked_at = models.DateTimeField()
    logged_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = scoped(UnmetRequestQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__isnull=True) | Q(value__gt=0), name="a_lost_value_is_positive")
        ]
        indexes = [
            models.Index(fields=["store", "-asked_at"], name="unmet_asked"),
        ]

    def __str__(self):
        return self.words[:40]


class UnmetDecisionQuerySet(StoreQuerySet):
    def latest_by_kind(self) -> dict[int, "UnmetDecision"]:
        """The decision that stands for each kind, by the key of the kind."""
        rows = self.select_related("decided_by").order_by("kind", "-pk").distinct("kind")
        return {decision.kind_id: decision for decision in rows}

    def of(self, kind: PickItem):
        return self.filter(kind=kind).select_related("decided_by").order_by("-pk")


class UnmetDecision(StoreOwned):
    """What a manager decided about a kind of unmet request. A later row replaces it; none is changed."""

    class Answer(models.TextChoices):
        OFFER = "offer", pgettext_lazy("unmet", "we will offer it")
        REFER = "refer", pgettext_lazy("unmet", "refer the customer")
        NEVER = "never", pgettext_lazy("unmet", "we never offer it")

    kind = models.ForeignKey(PickItem, models.PROTECT, related_name="+", db_index=False)
    answer = models.CharField(_("decision"), max_length=6, choices=Answer)
    refer_to = models.CharField(_("refer to"), max_length=120, blank=True)
    reason = models.CharField(_("reason"), max_length=200)
    decided_at = models.DateTimeField()
    decided_by = models.ForeignKey(User, models.PROTECT, related_name="+")

    objects = scoped(UnmetDecisionQuerySet)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answer="refer") & ~Q(refer_to="") | ~Q(answer="refer") & Q(refer_to=""),
                name="only_a_referral_names_where_to",
            )
        ]
        indexes = [models.Index(fields=["store", "kind", "-id"], name="unmet_decision_latest")]

    def __str__(self):
        label = str(self.get_answer_display())
        return f"{label}: {self.refer_to}" if self.refer_to else label
