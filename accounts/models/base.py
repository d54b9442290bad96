"""What every row that belongs to one store shares."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.stores import Store
from accounts.scope import guard, scoped


class StoreOwned(models.Model):
    """A row of one store: read inside the store's scope only, never written outside it."""

    store = models.ForeignKey(Store, models.PROTECT, related_name="+", verbose_name=_("store"), editable=False)

    objects = scoped()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        guard(self)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        guard(self)
        return super().delete(*args, **kwargs)
