"""Which tables hold rows of one store, and which keys stay inside it: read off the fields, which migrations have, too.

Imports no model: Django loads a database wrapper before the models.
"""


def is_of_a_store(model) -> bool:
    """Does each row belong to one store, and is its id (`accounts.models.keys.IdInStore`) a number inside it?"""
    return getattr(model._meta.pk, "in_store", False)


def has_its_store(model) -> bool:
    """Does the table have its column of the store yet? A migration may add that after the table."""
    return any(field.name == "store" for field in model._meta.local_fields)


def stays_in_its_store(field) -> bool:
    """Is it a key between two rows of one store?"""
    return bool(field.remote_field) and is_of_a_store(field.model) and is_of_a_store(field.remote_field.model)
