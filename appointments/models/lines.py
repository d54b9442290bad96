"""The lines of a store: the numbers that customers dial (SERVICE-R2)."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.base import StoreOwned
from accounts.scope import StoreQuerySet, scoped
from core import columns, phones


class PhoneLineQuerySet(StoreQuerySet):
    def in_use(self):
        return self.filter(in_use=True)

    def dialled(self, number: str):
        """The line of a number that was dialled, in whatever form the telephone system writes it."""
        same = Q(number=number)
        folded = phones.fold(number)
        return self.filter(same | Q(number_folded=folded) if folded else same)


class PhoneLine(StoreOwned):
    """A number of the store that customers dial. The one that documents show is the store's `phone` (SERVICE-R2)."""

    number = models.CharField(_("number"), max_length=30)
    number_folded = columns.folded_phone("number")
    label = models.CharField(_("label"), max_length=40)
    in_use = models.BooleanField(default=True)

    objects = scoped(PhoneLineQuerySet)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["store", "number"], name="one_line_a_number")]

    def __str__(self):
        return self.label
