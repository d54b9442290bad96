"""Keys between rows of one store: the store is a part of them, in the database and in every statement."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import ResolvedOuterRef
from django.db.models.fields.related_descriptors import (
    ForwardManyToOneDescriptor,
    ForwardOneToOneDescriptor,
    ReverseOneToOneDescriptor,
)
from django.db.models.lookups import Exact


class _PrefetchedInStore:
    """Prefetches related rows in the stores of the given rows only."""

    def get_prefetch_querysets(self, instances, querysets=None):
        rows = querysets[0] if querysets else self.get_queryset()
        stores = {row.store_id for row in instances}
        return super().get_prefetch_querysets(instances, [rows.filter(store_id__in=stores)])


class ForwardInStore(_PrefetchedInStore, ForwardManyToOneDescriptor):
    """`order.customer`"""


class ForwardOneInStore(_PrefetchedInStore, ForwardOneToOneDescriptor):
    """`complaint.task`"""


class ReverseOneInStore(_PrefetchedInStore, ReverseOneToOneDescriptor):
    """`task.complaint`"""


class IdInStore(models.BigAutoField):
    """The id of a row of a store: the primary key to Django; together with the store, that of the database."""

    in_store = True


class StoreKey(models.ForeignKey):
    """A foreign key to a row of the same store.

    `accounts.postgresql` writes it as `FOREIGN KEY (store_id, x_id) REFERENCES … (store_id, id)`, so the
    database refuses a row of another store. To Django it is one column; this class adds the store to joins and reads.
    """

    in_store = True
    forward_related_accessor_class = ForwardInStore

    def get_joining_fields(self, reverse_join=False):
        store = self.model._meta.get_field("store"), self.related_model._meta.get_field("store")
        return (store[::-1] if reverse_join else store, *super().get_joining_fields(reverse_join))

    def get_extra_restriction(self, alias, related_alias):
        """Name the store again: in `exclude()` over a reverse key Django drops the join, and the store with it."""
        if alias is not None:
            return None
        return Exact(self.model._meta.get_field("store").get_col(related_alias), ResolvedOuterRef("store"))

    def get_extra_descriptor_filter(self, instance):
        return {"store_id": instance.store_id}

    def get_forward_related_filter(self, obj):
        return {**super().get_forward_related_filter(obj), "store_id": obj.store_id}

    def validate(self, value, model_instance):
        """Look the row up in the scope's store: by `id` alone Django would read the rows of every store."""
        models.Field.validate(self, value, model_instance)
        rows = self.related_model._default_manager.complex_filter(self.get_limit_choices_to())
        if value is not None and not rows.filter(pk=value).exists():
            words = {"model": self.related_model._meta.verbose_name, "field": "id", "value": value}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=words)


class OneStoreKey(StoreKey, models.OneToOneField):
    """A StoreKey that is unique: no other row has the same key."""

    forward_related_accessor_class = ForwardOneInStore
    related_accessor_class = ReverseOneInStore
