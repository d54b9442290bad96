"""Customers: a person, a household or an organisation, with phones and consents."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import CharField, F, Func, Q, Value
from django.db.models.functions import Right
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
from customers.perms import CustomerPerm
from vehicles.models import Vehicle, marks_like


class CustomerQuerySet(StoreQuerySet):
    def live(self):
        """Without records that were merged into another."""
        return self.filter(merged_into__isnull=True)

    def with_number(self, number: str):
        """Whose number it is, in whatever form it is written; several where it is shared."""
        folded = phones.fold(number)
        return self.filter(phones__e164=folded, phones__store=F("store")) if folded else self.none()

    def owner_of(self, vehicle):
        """Who owns the car now, or None."""
        return self.filter(ownerships__vehicle=vehicle, ownerships__until__isnull=True).first()

    def found(self, text: str, *, by: Access):
        """By name, initials, phone (whole or tail), plate, VIN tail: what a person types into one box.

        Stays inside the store's own indexes; a two-character Chinese name has no trigram to search by. Whoever sees
        numbers and plates masked finds by what the mask shows, or by the whole: else he could ask digit by digit.
        """
        return self._any_of([*ways_by_person(text, by), *ways_by_car(text, by)]) if names.fold(text) else self.none()

    def called(self, text: str, *, by: Access):
        """By name, initials or phone, and not by a car: what a row of the customer's may have nothing to do with."""
        return self._any_of(ways_by_person(text, by)) if names.fold(text) else self.none()

    def _any_of(self, ways: list[Q]):
        """One question an index, joined as a union: OR over several tables would read all of them."""
        first, *others = (self.model.objects.filter(way).values("pk") for way in ways)
        return self.filter(pk__in=first.union(*others) if others else first)


def ways_by_person(text: str, by: Access) -> list[Q]:
    """What a text may be of a customer himself. A number is of his store too, which must be said: the indexes begin
    with the store, and without it all stores of the group are read."""
    phone = Q(phones__store=F("store"))
    name = names.fold(text)
    ways = [Q(name_folded__contains=name)]
    if name.isascii():
        ways.append(Q(initials__contains=f" {name}"))
    return ways + [phone & number for number in numbers_like(text, by, "phones__")]


def ways_by_car(text: str, by: Access) -> list[Q]:
    """What a text may be of a car of his, which is of his store too."""
    car = Q(ownerships__store=F("store"), ownerships__until=None, ownerships__vehicle__store=F("store"))
    return [car & mark for mark in marks_like(text, by, "ownerships__vehicle__")]


def numbers_like(text: str, by: Access, of: str = "") -> list[Q]:
    """What a text may be of a number: its beginning or end; of a masked one the whole, or the four that are seen."""
    digits = phones.sought(text)
    if len(digits) < 4:
        return []
    start = phones.e164(digits)
    if by.can(CustomerPerm.PHONE_VIEW):
        tail = Q(**{f"{of}tail": digits[-4:], f"{of}number__contains": digits})
        return [tail] if start == "+86" else [Q(**{f"{of}e164__startswith": start}), tail]  # 0086: every number's start
    if len(digits) == 4:
        return [Q(**{f"{of}tail": digits})]
    return [Q(**{f"{of}e164": start})]


def numbers_within(text: str, by: Access, of: str) -> Q:
    """What a text may be of a number that a row keeps itself, with its folded form: a part, or of a masked one all."""
    digits = phones.sought(text)
    if not digits:
        return Q(pk__in=[])
    if by.can(CustomerPerm.PHONE_VIEW) and len(digits) >= 4:
        return Q(**{f"{of}__contains": digits})
    return Q(**{f"{of}_folded": phones.e164(digits)})


def letters_of(customer: "Customer") -> str:
    """The first letters of his name in each reading; only a person's begins with a surname."""
    return names.letters(customer.name, person=customer.kind != Customer.Kind.ORGANISATION)


def place_in_lists(customer: "Customer") -> str:
    """Where his name stands in an ordered list: its full pinyin."""
    return names.sort_key(customer.name, person=customer.kind != Customer.Kind.ORGANISATION)


@audited()
class Customer(StoreOwned):
    """Somebody who buys or repairs a car here, or may do so."""

    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        HOUSEHOLD = "household", _("household")
        ORGANISATION = "organisation", _("organisation")

    kind = models.CharField(_("kind"), max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(_("name"), max_length=80, blank=True)
    name_folded = columns.folded_name("name")
    initials = columns.DerivedText(letters_of)
    sort_key = columns.DerivedText(place_in_lists)
    email = models.EmailField(_("e-mail"), blank=True)
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
            # A name of two signs has no trigram to search by: the first index is read through inside the store.
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
        """His cars, of a row read with `ownership.cars_prefetched`."""
        return [ownership.vehicle for ownership in self.current_ownerships]

    def get_absolute_url(self):
        return reverse("customer_detail", args=[self.pk])


class CustomerPhone(StoreOwned):
    """A phone number of a customer. One number belongs to one customer of a store, unless it is marked as shared."""

    customer = StoreKey(Customer, models.CASCADE, related_name="phones")
    number = models.CharField(_("phone"), max_length=30)
    raw = models.CharField(max_length=40, blank=True)
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
        return self.number


@audited()
class Consent(StoreOwned):
    """A customer's yes (and later no) to one purpose on one channel; service messages need none, marketing does."""

    class Purpose(models.TextChoices):
        """What is asked for today; the column takes others, for a purpose of one's own."""

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
