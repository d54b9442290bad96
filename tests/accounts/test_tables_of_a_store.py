"""Tables and columns that later migrations make begin with the store, too, and can be taken back."""

import pytest
from django.db import connection, models
from django.test.utils import isolate_apps

from accounts.models.keys import IdInStore, OneStoreKey, StoreKey
from accounts.models.stores import Store

pytestmark = pytest.mark.django_db


@pytest.fixture
def shelf_and_box():
    """Two new tables of a store, made without the key of one to the other."""
    with isolate_apps("accounts"):

        class Shelf(models.Model):
            id = IdInStore(primary_key=True)
            store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)

            class Meta:
                app_label = "accounts"

        class Box(models.Model):
            id = IdInStore(primary_key=True)
            store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)

            class Meta:
                app_label = "accounts"

        with connection.schema_editor() as editor:
            editor.create_model(Shelf)
            editor.create_model(Box)
        yield Shelf, Box


def added(field, shelf_and_box) -> models.Field:
    """The field, added to the box as a migration adds it."""
    _shelf, box = shelf_and_box
    field.contribute_to_class(box, "shelf")
    with connection.schema_editor() as editor:
        editor.add_field(box, field)
    return field


def constraints(model) -> set[tuple]:
    """Of each key and index: its columns, what it points at, whether it is unique, whether it is the primary key."""
    with connection.cursor() as cursor:
        held = connection.introspection.get_constraints(cursor, model._meta.db_table).values()
    keys = [one for one in held if one["index"] or one["unique"] or one["foreign_key"]]  # PostgreSQL 18 names NOT NULL
    return {(*one["columns"], one["foreign_key"], one["unique"], one["primary_key"]) for one in keys}


KEY = ("store_id", "id", None, True, True)
OF_THE_STORE = ("store_id", ("accounts_store", "id"), False, False)
POINTS = ("store_id", "shelf_id", ("accounts_shelf", "store_id"), False, False)


def test_a_new_table_has_its_key_in_the_store(shelf_and_box):
    assert constraints(shelf_and_box[0]) == {KEY, OF_THE_STORE}


def test_a_new_key_names_the_store_and_is_found_from_its_other_side(shelf_and_box):
    added(StoreKey("Shelf", models.PROTECT, null=True), shelf_and_box)
    index = ("store_id", "shelf_id", None, False, False)
    assert constraints(shelf_and_box[1]) == {KEY, OF_THE_STORE, POINTS, index}


def test_a_new_one_to_one_key_is_unique_in_the_store(shelf_and_box):
    added(OneStoreKey("Shelf", models.PROTECT, null=True), shelf_and_box)
    unique = ("store_id", "shelf_id", None, True, False)
    assert constraints(shelf_and_box[1]) == {KEY, OF_THE_STORE, POINTS, unique}


def test_a_key_that_must_be_filled_from_now_on_stays_in_its_store(shelf_and_box):
    _shelf, box = shelf_and_box
    old = added(StoreKey("Shelf", models.PROTECT, null=True, db_index=False), shelf_and_box)
    new = StoreKey("Shelf", models.CASCADE, db_index=False)
    new.set_attributes_from_name("shelf")
    new.model, new.remote_field.model = box, old.remote_field.model
    with connection.schema_editor() as editor:
        editor.alter_field(box, old, new, strict=True)
    assert constraints(box) == {KEY, OF_THE_STORE, POINTS}


def test_a_key_is_taken_back(shelf_and_box):
    _shelf, box = shelf_and_box
    field = added(StoreKey("Shelf", models.PROTECT, null=True), shelf_and_box)
    with connection.schema_editor() as editor:
        editor.remove_field(box, field)
    assert constraints(box) == {KEY, OF_THE_STORE}


def test_a_store_that_is_added_after_the_table_makes_the_key():
    with isolate_apps("accounts"):

        class Shelf(models.Model):
            id = IdInStore(primary_key=True)

            class Meta:
                app_label = "accounts"

        with connection.schema_editor() as editor:
            editor.create_model(Shelf)
        assert constraints(Shelf) == set()
        store = models.ForeignKey(Store, models.PROTECT, related_name="+", db_index=False)
        store.contribute_to_class(Shelf, "store")
        with connection.schema_editor() as editor:
            editor.add_field(Shelf, store)
        assert constraints(Shelf) == {KEY, OF_THE_STORE}
