"""The parts store: catalogue, stock with its ledger, reservations and the appointment shelf."""

import pgtrigger
from django.contrib.postgres.indexes import OpClass
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.machines import Act, Machine
from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.scope import scoped
from core.folding import FoldedCode
from core.languages import name_of
from parts.perms import PartPerm
from parts.queries import PartQuerySet, PlaceQuerySet, ReservationQuerySet, StockQuerySet
from vehicles.models import Vehicle


class Part(models.Model):
    """A part of the catalogue (reference/parts.csv); its numbers and prices are plausible, not genuine."""

    number = models.CharField(_("part number"), max_length=30, unique=True)
    display_number = models.CharField(max_length=40)
    name_zh = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    group = models.CharField(max_length=20, blank=True)
    unit = models.CharField(_("unit"), max_length=10)
    brand = models.CharField(max_length=30, blank=True)
    kind = models.CharField(_("part kind"), max_length=20)
    fits = models.CharField(max_length=120, blank=True)
    list_price = models.DecimalField(max_digits=10, decimal_places=2)
    cost_price = models.DecimalField(max_digits=10, decimal_places=2)
    is_wear_part = models.BooleanField(default=False)
    sanbao_class = models.CharField(max_length=30, blank=True)
    source = models.TextField(blank=True)

    objects = PartQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(OpClass(F("number"), "text_pattern_ops"), name="part_number")]
        constraints = [models.CheckConstraint(condition=Q(number=FoldedCode("number")), name="part_number_is_folded")]

    def __str__(self):
        return name_of(self)


@audited()
class StockItem(StoreOwned):
    """A store's stock of a part. `0 <= reserved <= on_hand` always (promise P2); the price is published."""

    part = models.ForeignKey(Part, models.PROTECT, related_name="stock", db_index=False)
    on_hand = models.PositiveIntegerField(_("on hand"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    min_stock = models.PositiveIntegerField(_("minimum stock"), default=0)
    price = models.DecimalField(_("published price incl. VAT"), max_digits=10, decimal_places=2)
    bin = models.CharField(_("bin"), max_length=20, blank=True)

    objects = scoped(StockQuerySet)

    class Meta:
        verbose_name = _("stock item")
        constraints = [
            models.UniqueConstraint(fields=["store", "part"], name="one_stock_item_a_part"),
            models.CheckConstraint(condition=Q(reserved__lte=F("on_hand")), name="reserved_is_on_hand"),
        ]

    def __str__(self):
        return str(self.part)

    def get_absolute_url(self):
        return reverse("stock_detail", args=[self.pk])


class StockMovement(StoreOwned):
    """A line of the ledger, never changed: the lines of a stock item add up to its pieces on hand (invariant I5)."""

    class Kind(models.TextChoices):
        OPENING = "opening", _("opening stock")
        RECEIPT = "receipt", _("goods receipt")
        ISSUE = "issue", _("stock issue")
        RETURN = "return", pgettext_lazy("goods", "return")
        COUNT = "count", _("stock take")

    item = StoreKey(StockItem, models.PROTECT, related_name="movements", db_index=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    quantity = models.IntegerField(_("quantity"))
    reservation = StoreKey("Reservation", models.PROTECT, null=True, blank=True, related_name="movements")
    note = models.CharField(_("note"), max_length=200, blank=True)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(_("when"))

    class Meta:
        indexes = [models.Index(fields=["store", "item", "-at"], name="movement_item")]
        triggers = [pgtrigger.Protect(name="movements_stay", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self):
        return f"{self.kind} {self.quantity}"


class Arrival(StoreOwned):
    """Goods on order: pieces of a part, expected on a day."""

    item = StoreKey(StockItem, models.PROTECT, related_name="arrivals")
    quantity = models.PositiveIntegerField(_("quantity"))
    expected_on = models.DateField(_("expected on"))
    received_at = models.DateTimeField(_("received"), null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["store", "item", "expected_on"], name="arrival_open", condition=Q(received_at=None))
        ]

    def __str__(self):
        return f"{self.quantity} {self.expected_on}"


class ShelfPlace(StoreOwned):
    """A place of the appointment shelf (SERVICE-R9): its code on the label, and the parts of how many cars it takes.

    A withdrawn place keeps what lies on it and takes nothing more.
    """

    code = models.CharField(_("place"), max_length=20)
    capacity = models.PositiveSmallIntegerField(_("cars"), default=1)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = scoped(PlaceQuerySet)

    class Meta:
        verbose_name = _("shelf place")
        constraints = [
            models.UniqueConstraint(F("store"), FoldedCode("code"), name="one_shelf_place_a_code"),
            models.CheckConstraint(condition=Q(capacity__gt=0), name="shelf_place_takes_a_car"),
        ]

    def __str__(self):
        return self.code


@audited()
class Reservation(StoreOwned):
    """Pieces of a part reserved for a car (SERVICE-D8, R9), with label and time. The row that needs them has the key.

    awaited (no stock yet, not counted as reserved) → reserved → picked (on the shelf) → issued; or released.
    `bill_key` is the bill with the goods, while it is valid: they cannot be taken back meanwhile. `shelf_place` is the
    place on the shelf while the goods lie there, `shelf` its code when they were put there. `called_back_at` is since
    when goods that the car does not need wait to be brought back.
    """

    class Status(models.TextChoices):
        AWAITED = "awaited", pgettext_lazy("goods", "awaited")
        RESERVED = "reserved", pgettext_lazy("goods", "reserved")
        PICKED = "picked", _("on the shelf")
        ISSUED = "issued", pgettext_lazy("goods", "issued")
        RELEASED = "released", pgettext_lazy("goods", "released")

    item = StoreKey(StockItem, models.PROTECT, related_name="reservations", db_index=False)
    quantity = models.PositiveIntegerField(_("quantity"))
    vehicle = StoreKey(Vehicle, models.PROTECT, null=True, blank=True, related_name="reservations")
    label = models.CharField(_("label"), max_length=60)
    needed_at = models.DateTimeField(_("needed at"))
    status = models.CharField(_("status"), max_length=10, choices=Status, default=Status.RESERVED)
    shelf = models.CharField(_("shelf"), max_length=20, blank=True)
    shelf_place = StoreKey(ShelfPlace, models.PROTECT, null=True, blank=True, related_name="goods")
    called_back_at = models.DateTimeField(null=True, blank=True)
    picked_at = models.DateTimeField(null=True, blank=True)
    picked_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    issued_at = models.DateTimeField(null=True, blank=True)
    issued_by = models.ForeignKey(User, models.PROTECT, null=True, blank=True, related_name="+")
    released_at = models.DateTimeField(null=True, blank=True)
    release_reason = models.CharField(_("why released"), max_length=100, blank=True)
    bill_key = models.PositiveBigIntegerField(null=True, blank=True)
    created_at = models.DateTimeField()

    objects = scoped(ReservationQuerySet)

    class Meta:
        verbose_name = _("reservation")
        constraints = [
            models.CheckConstraint(condition=Q(quantity__gt=0), name="reservation_of_something"),
            models.CheckConstraint(
                condition=~Q(status="picked") | Q(picked_at__isnull=False), name="picked_reservation_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="picked") | Q(shelf_place__isnull=False), name="picked_reservation_has_place"
            ),
            models.CheckConstraint(
                condition=Q(called_back_at__isnull=True) | Q(status__in=["issued", "released"]),
                name="only_goods_without_a_car_go_back",
            ),
            models.CheckConstraint(
                condition=~Q(status="issued") | Q(issued_at__isnull=False), name="issued_reservation_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="released") | Q(released_at__isnull=False), name="released_reservation_has_time"
            ),
            models.CheckConstraint(
                condition=Q(bill_key__isnull=True) | Q(status="issued"), name="billed_goods_are_out_of_the_store"
            ),
        ]
        indexes = [
            models.Index(
                fields=["store", "needed_at"],
                name="reservation_open",
                condition=Q(status__in=["awaited", "reserved", "picked"]),
            ),
            models.Index(fields=["store", "item", "status"], name="reservation_item"),
            models.Index(
                fields=["store", "called_back_at"],
                name="reservation_to_return",
                condition=Q(called_back_at__isnull=False),
            ),
            models.Index(fields=["store", "bill_key"], name="reservation_bill", condition=Q(bill_key__isnull=False)),
        ]

    def __str__(self):
        return f"{self.label} {self.quantity}"

    @property
    def is_awaited(self) -> bool:
        """The goods are not here yet."""
        return self.status == self.Status.AWAITED

    @property
    def is_out(self) -> bool:
        """The goods are in the workshop."""
        return self.status == self.Status.ISSUED

    @property
    def place(self) -> str:
        """Where the goods lie: on the shelf once they are picked, else in their bin."""
        return self.shelf if self.status == self.Status.PICKED else self.item.bin

    @property
    def why_released(self) -> str:
        """The reason: the system's own in the reader's language, a person's as written."""
        return gettext(self.release_reason) if self.release_reason else ""


S = Reservation.Status
STATES = Machine(
    Act("keep", S.AWAITED, S.RESERVED, PartPerm.PART_MOVE),
    Act("pick", S.RESERVED, S.PICKED, PartPerm.PART_MOVE),
    Act("unpick", S.PICKED, S.RESERVED, PartPerm.PART_MOVE),
    Act("issue", S.RESERVED, S.ISSUED, PartPerm.PART_MOVE),
    Act("issue", S.PICKED, S.ISSUED, PartPerm.PART_MOVE),
    Act("release", S.AWAITED, S.RELEASED, PartPerm.PART_MOVE),
    Act("release", S.RESERVED, S.RELEASED, PartPerm.PART_MOVE),
    Act("release", S.PICKED, S.RELEASED, PartPerm.PART_MOVE),
    Act("give_back", S.ISSUED, S.RELEASED, PartPerm.PART_MOVE),
    # To cancel or move an appointment releases its parts, without the permission of the parts clerk.
    Act("give_up", S.AWAITED, S.RELEASED, PartPerm.PART_RELEASE),
    Act("give_up", S.RESERVED, S.RELEASED, PartPerm.PART_RELEASE),
    Act("give_up", S.PICKED, S.RELEASED, PartPerm.PART_RELEASE),
    tones={
        S.AWAITED: "wait",
        S.RESERVED: "info",
        S.PICKED: "good",
        S.ISSUED: "good",
        S.RELEASED: "off",
    },
).guard(Reservation)
