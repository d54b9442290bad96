"""Querysets of the parts store: filters by number, stock and status."""

from django.db import models
from django.db.models import CharField, Count, Exists, F, OuterRef, Q, Value
from django.db.models.functions import Concat

from accounts.models.records import Activity
from accounts.scope import StoreQuerySet
from core import names, part_numbers
from vehicles.models import plate_within


class PartQuerySet(models.QuerySet):
    def numbered(self, number: str):
        """The part with a number in any spelling."""
        return self.filter(number=part_numbers.fold(number))


class StockQuerySet(StoreQuerySet):
    def with_available(self):
        """Annotate `available`: pieces on hand less those reserved."""
        return self.annotate(available=F("on_hand") - F("reserved"))

    def short(self):
        """Stock items below the minimum of the store."""
        return self.filter(on_hand__lt=F("min_stock"))

    def matching(self, text: str):
        """Stock items by number in any spelling, by its middle digits, or by name in either language."""
        if not names.fold(text):
            return self.none()
        by_name = Q(part__name_zh__folded__contains=text) | Q(part__name_en__folded__contains=text)
        return self.filter(Q(part__number__contains=part_numbers.fold(text)) | by_name)


class PlaceQuerySet(StoreQuerySet):
    def matching(self, text: str):
        """Places by their code, or by whose parts lie there: the number on the label, the plate, the part number."""
        lying = self.model.goods.rel.related_model.objects.on_shelf().matching(text)
        return self.filter(Q(code__folded_code__contains=text) | Q(pk__in=lying.values("shelf_place")))

    def with_cars(self):
        """Annotate `cars`: of how many cars parts lie there."""
        on_shelf = Q(goods__status="picked")
        return self.annotate(
            cars=Count(
                Concat("goods__vehicle", Value(" "), "goods__label", output_field=CharField()),
                filter=on_shelf,
                distinct=True,
            )
        )


class ReservationQuerySet(StoreQuerySet):
    def live(self):
        """Reservations that are awaited, in the bin, or on the appointment shelf."""
        status = self.model.Status
        return self.filter(status__in=[status.AWAITED, status.RESERVED, status.PICKED])

    def to_pick(self):
        return self.filter(status=self.model.Status.RESERVED)

    def on_shelf(self):
        return self.filter(status=self.model.Status.PICKED)

    def awaited(self):
        return self.filter(status=self.model.Status.AWAITED)

    def to_return(self):
        """Goods that lie on the shelf or in the workshop for a car that does not need them."""
        return self.filter(called_back_at__isnull=False)

    def needed_before(self, at):
        return self.filter(needed_at__lt=at)

    def matching(self, text: str):
        """Reservations by the number on the label, the plate, or the part number."""
        if not names.fold(text):
            return self.none()
        by_part = Q(item__part__number__contains=part_numbers.fold(text))
        return self.filter(Q(label__folded_code__contains=text) | plate_within(text) | by_part)

    def at_once(self):
        """Reservations that were in stock when made: by the log of moves they were never awaited."""
        waited = Activity.objects.filter(
            subject=self.model._meta.label_lower, subject_id=OuterRef("pk"), from_status=self.model.Status.AWAITED
        )
        return self.exclude(status=self.model.Status.AWAITED).exclude(Exists(waited))

    def with_goods(self):
        return self.select_related("item__part", "vehicle", "shelf_place")
