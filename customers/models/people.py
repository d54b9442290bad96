"""Customers (persons, households, organisations), their phones and consents."""

from typing import Any

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import CharField, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Right
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.access import Access
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.scope import StoreQuerySet, scoped
from core import columns, names, phones
from core.folding import FoldedCode
from core.row_reads import Given, Prepared
from customers.perms import CustomerPerm
from vehicles.models import Vehicle, marks_like


class CustomerQuerySet(StoreQuerySet):
    def live(self):
        """Customers that were not merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_number(self, number: str, **phone: bool):
        """Whose number it is, in whatever form it is written; several where it is shared.

        `phone`: what else is true of the phone, as `shared=False` of whoever has it alone.
        """
        if not (folded := phones.fold(number)):
            return self.none()
        return self.holding(folded, **phone)

    def holding(self, e164: Any, **phone: bool):
        """Whose number it is, by its folded form."""
        facts = {f"phones__{name}": value for name, value in phone.items()}
        return self.filter(phones__e164=e164, phones__store=F("store"), **facts)

    def owner_of(self, vehicle):
        """The present owner of a car, or None."""
        return self.owning(vehicle).first()

    def owning(self, vehicle):
        """The present owner of a car, as a queryset."""
        return self.filter(ownerships__vehicle=vehicle, ownerships__until__isnull=True)

    def matching(self, text: str, *, by: Access):
        """Customers by name, initials, phone (whole or tail), plate, VIN tail: one search box for all.

        It uses the store's own indexes; a two-character Chinese name has no trigram. Readers of masked numbers and
        plates find by the visible part, or by the whole: else they could find a number digit by digit.
        """
        return self._any_of([*ways_by_person(text, by), *ways_by_car(text, by)]) if names.fold(text) else self.none()

    def called(self, text: str, *, by: Access):
        """Customers by name, initials or phone, but not by a car: for rows that are not about the customer's cars."""
        return self._any_of(ways_by_person(text, by)) if names.fold(text) else self.none()

    def _any_of(self, ways: list[Q]):
        """Rows of any of these filters, as a union with one index each: OR over several tables would read them all."""
        first, *others = (self.model.objects.filter(way).values("pk") for way in ways)
        return self.filter(pk__in=first.union(*others) if others else first)


def ways_by_person(text: str, by: Access) -> list[Q]:
    """The filters of a search by name, initials or phone. They name the store of the phone, with which its index
    begins: else the phones of all stores would be read."""
    phone = Q(phones__store=F("store"))
    name = names.fold(text)
    ways = [Q(name_folded__contains=name)]
    if name.isascii():
        ways.append(Q(initials__contains=f" {name}"))
    return ways + [phone & number for number in numbers_like(text, by, "phones__")]


def ways_by_car(text: str, by: Access) -> list[Q]:
    """The filters of a search by the plate or VIN of a customer's car, in the same store."""
    car = Q(ownerships__store=F("store"), ownerships__until=None, ownerships__vehicle__store=F("store"))
    return [car & mark for mark in marks_like(text, by, "ownerships__vehicle__")]


def numbers_like(text: str, by: Access, of: str = "") -> list[Q]:
    """The filters of a search by number: its beginning or end; for readers of masked ones all or the last four."""
    digits = phones.search_digits(text)
    if len(digits) < 4:
        return []
    start = phones.e164(digits)
    if by.can(CustomerPerm.PHONE_VIEW):
        tail = Q(**{f"{of}tail": digits[-4:], f"{of}number__contains": digits})
        return [tail] if start == "+86" else [Q(**{f"{of}e164__startswith": start}), tail]  # 0086 begins every number
    if len(digits) == 4:
        return [Q(**{f"{of}tail": digits})]
    return [Q(**{f"{of}e164": start})]


def numbers_within(text: str, by: Access, of: str) -> Q:
    """The filter of a search in a row's own number: a part of it, or the whole for readers of masked numbers."""
    digits = phones.search_digits(text)
    if not digits:
        return Q(pk__in=[])
    if by.can(CustomerPerm.PHONE_VIEW) and len(digits) >= 4:
        return Q(**{f"{of}__contains": digits})
    return Q(**{f"{of}_folded": phones.e164(digits)})


def letters_of(customer: "Customer") -> str:
    """The initials of a customer in each reading; only a person's name begins with a surname."""
    return names.letters(customer.name, person=customer.kind != Customer.Kind.ORGANISATION)


def place_in_lists(customer: "Customer") -> str:
    """The key of a customer in ordered lists: the full pinyin."""
    return names.sort_key(customer.name, person=customer.kind != Customer.Kind.ORGANISATION)


@audited()
class Customer(StoreOwned):
    """A person, household or organisation that buys or has repaired a car here, or may."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        HOUSEHOLD = "household", _("household")
        ORGANISATION = "organisation", _("organisation")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=80, blank=True)
    name_folded = columns.folded_name("name")
    initials = columns.DerivedText(letters_of)
    sort_key = columns.DerivedText(place_in_lists)
    email = columns.MaskedEmailField(_("e-mail"), blank=True)
    credit_code = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    household = StoreKey("self", models.PROTECT, null=True, blank=True, related_name="members")
    note = models.TextField(_("internal note"), blank=True)
    demo = models.BooleanField(default=False, editable=False)
    merged_into = StoreKey("self", models.PROTECT, null=True, blank=True, related_name="merged")
    created_at = models.DateTimeField(_("created"))
    version = models.PositiveIntegerField(default=1, editable=False)
    is_new = False  # true on the one object that has just been added, never on one that was read

    objects = scoped(CustomerQuerySet)

    class Meta:
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        indexes = [
            # A name of two signs has no trigram: for it the first index is read through inside the store.
            models.Index(F("store"), OpClass("name_folded", "text_pattern_ops"), name="customer_name"),
            GinIndex(F("store"), OpClass("initials", "gin_trgm_ops"), name="customer_initials", fastupdate=False),
            models.Index(fields=["store", "-created_at"], name="customer_created"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "credit_code"],
                condition=~Q(credit_code="") & Q(merged_into__isnull=True),
                name="one_organisation_a_credit_code",
            ),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="not_merged_into_itself"),
            models.CheckConstraint(condition=Q(credit_code=FoldedCode("credit_code")), name="credit_code_is_folded"),
        ]

    def __str__(self):
        return self.name or str(_("Name unknown"))

    @property
    def cars(self) -> list[Vehicle]:
        """The cars of a customer that was read with `ownership.cars_prefetched`."""
        return [ownership.vehicle for ownership in self.current_ownerships]

    def get_absolute_url(self):
        return reverse("customer_detail", args=[self.pk])

    def main_phone(self) -> "CustomerPhone | None":
        """The one of his phones that he is called at; of a row read with its `phones` without a query."""
        return next((phone for phone in self.phones.all() if phone.primary), None)

    def main_number(self) -> str:
        """The number of his main phone, or nothing."""
        main = self.main_phone()
        return main.number if main else ""


# The present owner of a car.
HOLDERS = Prepared(
    lambda: (
        Customer.objects.filter(store=Given("store")).holding(Given("e164")).order_by("phones__shared", "phones__pk")
    )
)
OWNER = Prepared(lambda: Customer.objects.filter(store=Given("store")).owning(Given("vehicle"))[:1])


class CustomerPhone(StoreOwned):
    """A phone number of a customer. It belongs to one customer of a store, unless it is marked as shared."""

    customer = StoreKey(Customer, models.CASCADE, related_name="phones")
    number = columns.MaskedPhoneField(_("phone"), max_length=30)
    raw = columns.MaskedPhoneField(max_length=40, blank=True)
    e164 = columns.folded_phone("number")
    tail = models.GeneratedField(
        expression=Right(Func("number", Value("-"), Value(1), function="split_part", output_field=CharField()), 4),
        output_field=models.CharField(max_length=4),
        db_persist=True,
    )
    primary = models.BooleanField(default=True)
    shared = models.BooleanField(_("shared with others"), default=False)

    class Meta:
        indexes = [
            models.Index(F("store"), OpClass("e164", "text_pattern_ops"), name="phone_number"),
            models.Index(fields=["store", "tail"], name="phone_tail"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["store", "e164"], condition=Q(shared=False), name="one_customer_a_phone_number"
            ),
            models.CheckConstraint(condition=~Q(e164=""), name="phone_can_be_called"),
            models.UniqueConstraint(
                fields=["store", "customer"], condition=Q(primary=True), name="one_primary_phone_a_customer"
            ),
        ]

    def __str__(self):
        return str(self.number)


def main_number() -> Coalesce:
    """The main number of the customer of each row of a list, or nothing."""
    phones_of_customer = CustomerPhone.objects.filter(customer=OuterRef("customer"), primary=True)
    return Coalesce(Subquery(phones_of_customer.values("number")[:1]), Value(""))


@audited()
class Consent(StoreOwned):
    """A customer's consent to one purpose on one channel; marketing needs it, service messages do not."""

    class Purpose(models.TextChoices):
        """The purposes of the system; the column accepts others."""

        MARKETING = "marketing", _("all advertising")
        GREETING = "greeting", _("festival greetings")
        MAINTENANCE = "maintenance", _("maintenance offers")

    customer = StoreKey(Customer, models.CASCADE, related_name="consents")
    purpose = models.CharField(_("purpose"), max_length=40)
    channel = models.CharField(_("channel"), max_length=20)
    given_at = models.DateTimeField(pgettext_lazy("consent", "given"))
    withdrawn_at = models.DateTimeField(pgettext_lazy("consent", "withdrawn"), null=True, blank=True)
    evidence = models.CharField(_("how it was given"), max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["store", "customer", "purpose", "channel"],
                condition=Q(withdrawn_at__isnull=True),
                name="one_live_consent_a_purpose",
            )
        ]

    def __str__(self):
        return f"{self.purpose} {self.channel}"

    @property
    def purpose_label(self) -> str:
        return str(dict(self.Purpose.choices).get(self.purpose, self.purpose))
