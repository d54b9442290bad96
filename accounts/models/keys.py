"""Keys between rows of one store: the store is part of the key, in the database and in every statement."""

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
    """Reads for a page of rows what they point at, or what points at them, in their stores only."""

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
    """The number of a row of a store. Django's key by itself; the database's key together with the store."""

    in_store = True


class StoreKey(models.ForeignKey):
    """A key from one row of a store to another row of the same store.

    `accounts.postgresql` writes it as `FOREIGN KEY (store_id, x_id) REFERENCES … (store_id, id)`, so a row of another
    store is refused by the database. To Django it is a key of one column; joins and fetches add the store here.
    """

    in_store = True
    forward_related_accessor_class = ForwardInStore

    def get_joining_fields(self, reverse_join=False):
        store = self.model._meta.get_field("store"), self.related_model._meta.get_field("store")
        return (store[::-1] if reverse_join else store, *super().get_joining_fields(reverse_join))

    def get_extra_restriction(self, alias, related_alias):
        """In `exclude()` over a reverse key Django drops the join, and the store with it: name it again."""
        if alias is not None:
            return None
        return Exact(self.model._meta.get_field("store").get_col(related_alias), ResolvedOuterRef("store"))

    def get_extra_descriptor_filter(self, instance):
        return {"store_id": instance.store_id}

    def get_forward_related_filter(self, obj):
        return {**super().get_forward_related_filter(obj), "store_id": obj.store_id}

    def validate(self, value, model_instance):
        """A form's choice is a row of the scope's store: to look it up by `id` alone would read every store's rows."""
        models.Field.validate(self, value, model_instance)
        rows = self.related_model._default_manager.complex_filter(self.get_limit_choices_to())
        if value is not None and not rows.filter(pk=value).exists():
            words = {"model": self.related_model._meta.verbose_name, "field": "id", "value": value}
            raise ValidationError(self.error_messages["invalid"], code="invalid", params=words)


class OneStoreKey(StoreKey, models.OneToOneField):
    """A key to another row of the same store that no third row points at."""

    forward_related_accessor_class = ForwardOneInStore
    related_accessor_class = ReverseOneInStore
