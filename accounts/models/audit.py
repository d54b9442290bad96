"""Audit rows: a copy of each tracked row after every write, with its author and request.

A trigger writes them (docs/decisions/0001). Author and request are columns of the audit row, read from a setting of
the transaction (`accounts.audit_context`): a table of contexts would be shared by all stores.
"""

import pghistory
from django.db import models
from pghistory.models import Event, EventQuerySet

from accounts.models.keys import IdInStore, OneStoreKey, StoreKey
from accounts.scope import scoped


class StoreEvent(Event):
    """An audit row of a store: numbered inside it, like the row it is about."""

    pgh_id = IdInStore(primary_key=True)

    objects = scoped(EventQuerySet)

    class Meta:
        abstract = True


class GroupEvent(Event):
    """An audit row of a table that the whole group shares."""

    pgh_id = models.BigAutoField(primary_key=True)

    class Meta:
        abstract = True


def audited(exclude: tuple[str, ...] = ()):
    """Keep an audit row for every write to the model, of all fields but the excluded ones."""

    def keep(model):
        in_store = isinstance(model._meta.pk, IdInStore)
        track = pghistory.track(
            exclude=list(exclude),
            model_name=f"{model.__name__}Event",
            base_model=StoreEvent if in_store else GroupEvent,
            obj_field=None,
            attrs=_keys(model, StoreKey if in_store else models.ForeignKey),
            context_field=pghistory.ContextJSONField(),
            context_id_field=None,
        )
        return track(model)

    return keep


def _keys(model, key: type) -> dict:
    """The key to the row itself, and the other keys, which pghistory would copy without the store."""
    copied = {"on_delete": models.DO_NOTHING, "db_constraint": False}
    ones = [field for field in model._meta.local_fields if isinstance(field, OneStoreKey)]
    plain = {"null": True, "db_index": False, "related_name": "+", **copied}
    return {
        "pgh_obj": key(model, related_name="events", **copied),
        **{field.name: StoreKey(field.remote_field.model, **plain) for field in ones},
    }
