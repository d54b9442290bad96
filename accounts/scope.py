"""The walls between stores: scoped managers guard what is read, this guard what is written (ARCHITECTURE.md 4)."""

from django.db import models
from django_scopes import ScopedManager, get_scope
from django_scopes.exceptions import ScopeError


class WrongStore(Exception):
    """A row of one store was about to be written inside the scope of another: always a defect, never an input error."""


def guard(row) -> None:
    """Refuse to write a row outside the scope we are in (P18)."""
    scope = get_scope()
    if not scope.get("_enabled", True):
        return
    if "store" not in scope:
        raise ScopeError(f"A {row._meta.label} cannot be saved outside a store's scope.")
    stores = scope["store"] if isinstance(scope["store"], (list, tuple)) else [scope["store"]]
    if row.store_id not in {getattr(store, "pk", store) for store in stores}:
        raise WrongStore(f"A {row._meta.label} of store {row.store_id} was written in the scope of {stores}.")


class StoreQuerySet(models.QuerySet):
    """Rows of one store; bulk writes pass the same guard as single ones."""

    def bulk_create(self, rows, *args, **kwargs):
        rows = list(rows)
        for row in rows:
            guard(row)
        return super().bulk_create(rows, *args, **kwargs)

    def update(self, **values):
        if values.keys() & {"store", "store_id"}:
            raise WrongStore("A row never moves to another store.")
        return super().update(**values)


def scoped(queryset: type[models.QuerySet] = StoreQuerySet):
    """The manager of a store-owned model: it sees the scope's store and raises when there is no scope (SALES-68)."""
    return ScopedManager(_manager_class=models.Manager.from_queryset(queryset), store="store")
