"""Finds tables with rows of a store, and keys inside a store, by their fields, which migrations have too.

It imports no model, because Django loads a database backend before the models.
"""


def is_of_a_store(model) -> bool:
    """Whether each row belongs to one store, with an id inside it (`accounts.models.keys.IdInStore`)."""
    return getattr(model._meta.pk, "in_store", False)


def has_its_store(model) -> bool:
    """Whether the table has its store column yet; a migration may add it later."""
    return any(field.name == "store" for field in model._meta.local_fields)


def stays_in_its_store(field) -> bool:
    """Whether it is a key between two rows of one store."""
    return bool(field.remote_field) and is_of_a_store(field.model) and is_of_a_store(field.remote_field.model)
