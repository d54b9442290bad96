"""The base of every model whose rows belong to one store."""

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.machines import Machine
from accounts.models.keys import IdInStore
from accounts.models.stores import Store
from accounts.scope import StoreCollector, guard, scoped
from core import row_writes


class StoreOwned(models.Model):
    """A row of one store: read and written inside its scope only, never moved to another store.

    Its primary key in the database is `(store_id, id)`, to Django it is `id`; so this class adds the store to reads and
    writes by key.
    """

    STATES: ClassVar[Machine]  # the table of a model with a status, set by `Machine.guard`

    id = IdInStore(primary_key=True)
    store = models.ForeignKey(
        Store, models.PROTECT, related_name="+", verbose_name=_("store"), editable=False, db_index=False
    )

    objects = scoped()

    class Meta:
        abstract = True

    def save(self, *args, force_insert=False, force_update=False, **kwargs):
        guard(self)
        # Forced, because a row that is gone (or in another store) must not be inserted under its old id.
        there = self.pk is not None and not self._state.adding and not force_insert
        super().save(*args, force_insert=force_insert, force_update=force_update or there, **kwargs)

    def _do_insert(self, manager, using, fields, returning_fields, raw):
        """Insert without Django's compiler (`core.row_writes`)."""
        return row_writes.insert([self], with_keys=self.pk is not None)

    def _do_update(self, base_qs, using, pk_val, values, update_fields, forced_update):
        values = [value for value in values if value[0].name != "store"]
        if not values or any(hasattr(value, "resolve_expression") for _field, _model, value in values):
            own = base_qs.filter(store_id=self.store_id)
            return super()._do_update(own, using, pk_val, values, update_fields, forced_update)
        return row_writes.update(self, [(field, value) for field, _model, value in values]) > 0

    def refresh_from_db(self, using=None, fields=None, from_queryset=None):
        if "store_id" not in self.get_deferred_fields():
            if from_queryset is None:
                from_queryset = type(self)._base_manager.db_manager(using, hints={"instance": self})
            from_queryset = from_queryset.filter(store_id=self.store_id)
        super().refresh_from_db(using, fields, from_queryset)

    def delete(self, using=None, keep_parents=False):
        guard(self)
        collector = StoreCollector(using=using or self._state.db, origin=self)
        collector.collect([self], keep_parents=keep_parents)
        return collector.delete()
