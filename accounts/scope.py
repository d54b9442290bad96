"""Keeps stores apart: scoped managers limit reads, `guard` limits writes."""

from collections import defaultdict
from functools import lru_cache
from itertools import chain

from django.db import connection, models
from django.db.models.deletion import Collector
from django_scopes import ScopedManager, get_scope
from django_scopes.exceptions import ScopeError

from core.row_writes import insert, update_all

FEW = 100


class WrongStore(Exception):
    """A row of one store was to be written in the scope of another: a defect, not an input error."""


def guard(row) -> None:
    """Raise WrongStore for a row outside the present scope (P18)."""
    scope = get_scope()
    if not scope.get("_enabled", True):
        return
    if "store" not in scope:
        raise ScopeError(f"A {row._meta.label} cannot be saved outside a store's scope.")
    stores = scope["store"] if isinstance(scope["store"], (list, tuple)) else [scope["store"]]
    if row.store_id not in {getattr(store, "pk", store) for store in stores}:
        raise WrongStore(f"A {row._meta.label} of store {row.store_id} was written in the scope of {stores}.")


class StoreQuerySet(models.QuerySet):
    """Rows of one store; bulk writes pass the same guard as single writes.

    Few rows are written without Django's compilers (`core.row_writes`).
    """

    def bulk_create(self, rows, *args, **kwargs):
        rows = list(rows)
        for row in rows:
            guard(row)
        is_plain = not (args or kwargs or any(row.pk for row in rows))
        if not is_plain or not 0 < len(rows) <= FEW:
            return super().bulk_create(rows, *args, **kwargs)
        _insert(rows)
        return rows

    def bulk_update(self, objs, fields, batch_size=None):
        """Write these fields of rows, in one statement for each store. Returns how many rows."""
        rows, by_store = list(objs), defaultdict(list)
        for row in rows:
            guard(row)
            by_store[row.store_id].append(row)
        if not fields or {"store", "store_id"} & set(fields) or any(row.pk is None for row in rows):
            return super().bulk_update(rows, fields, batch_size)  # Django says what is wrong
        return sum(update_all(rows, fields) for rows in by_store.values())

    def update(self, **values):
        if values.keys() & {"store", "store_id"}:
            raise WrongStore("A row never moves to another store.")
        if self._reads_other_tables():
            # Django would write `WHERE id IN (…)`, with the store only inside the brackets.
            return self.model.objects.using(self.db).filter(pk__in=self.order_by().values("pk")).update(**values)
        return super().update(**values)

    def delete(self):
        rows = self.order_by().select_related(None)
        rows.query.select_for_update = False
        collector = StoreCollector(using=self.db, origin=self)
        collector.collect(rows)
        return collector.delete()

    delete.alters_data = True
    delete.queryset_only = True

    def _reads_other_tables(self) -> bool:
        return sum(times > 0 for times in self.query.alias_refcount.values()) > 1


def _insert(rows: list[models.Model]) -> None:
    for row in rows:
        row._prepare_related_fields_for_save("bulk_create")  # takes the key of what was saved after the row was made
    names = [field.attname for field in rows[0]._meta.db_returning_fields]
    for row, filled in zip(rows, insert(rows, with_keys=False), strict=True):
        row.__dict__.update(zip(names, filled))
        row._state.adding, row._state.db = False, connection.alias


class StoreCollector(Collector):
    """Collects the rows deleted with a row, by store and id, where Django uses the id alone."""

    def related_objects(self, related_model, related_fields, objs):
        rows = super().related_objects(related_model, related_fields, objs)
        return rows.filter(store_id__in={row.store_id for row in objs})

    def delete(self):
        gone, self.data = self.data, {}
        for model, rows in gone.items():
            stores, keys = {row.store_id for row in rows}, [row.pk for row in rows]
            self.fast_deletes.append(model._base_manager.filter(store_id__in=stores, pk__in=keys))
        counted = super().delete()
        for row in chain.from_iterable(gone.values()):
            row.pk = None
        return counted


def scoped(queryset: type[models.QuerySet] = StoreQuerySet):
    """The manager of a store-owned model: it reads the scope's store and raises without a scope (SALES-68)."""
    scoped_by_library = type(ScopedManager(_manager_class=models.Manager.from_queryset(queryset), store="store"))

    class Manager(scoped_by_library):
        def get_queryset(self):
            """The rows of one store are put together once and copied: Django's `filter` costs four times the copy."""
            store = getattr(get_scope().get("store"), "pk", None)
            if store is None or hasattr(self, "_override_scope") or not get_scope()["_enabled"]:
                return super().get_queryset()
            rows = _rows_of(queryset, self.model, store).all()
            rows._db, rows._hints = self._db, self._hints or {}
            rows._known_related_objects = {}  # a copy shares it, and `|` writes to it
            return rows

    return Manager()


@lru_cache(maxsize=1_000)
def _rows_of(queryset: type[models.QuerySet], model: type[models.Model], store: int) -> models.QuerySet:
    return queryset(model=model).filter(store_id=store)
