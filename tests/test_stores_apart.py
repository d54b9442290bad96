"""The database knows the store: keys, uniqueness and indexes of each table of a store begin with it."""

import re

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, models, transaction
from django.urls import reverse

from accounts.models.audit import StoreEvent
from accounts.models.keys import StoreKey
from accounts.models.people import User
from accounts.models.stores import OpeningHours, StoreDay
from accounts.postgresql.rows import is_of_a_store, stays_in_its_store
from accounts.roles import Role
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from customers.models.people import Customer
from tests.statements import without_store

OWN, FOREIGN, NEW = 10**12, 10**12 + 1, 10**12 + 2  # keys that no sequence has given yet
TABLES = [model for model in apps.get_models() if is_of_a_store(model)]
KEYS = [field for model in TABLES for field in model._meta.local_fields if stays_in_its_store(field)]
ROWS_OF_THE_STORE_ITSELF = {OpeningHours, StoreDay}  # written by administration only, like the store they describe
UNIQUE_IN_THE_GROUP = {
    "customers_link_token_hash_key": "the hash of a random token: the address names no store",
    "customers_message_reference_key": "a random reference that a channel answers with",
}

pytestmark = pytest.mark.django_db


def rows(sql: str, *params) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def tables(models_of_a_store=TABLES) -> list[str]:
    return [model._meta.db_table for model in models_of_a_store]


def test_there_are_as_many_tables_of_a_store_as_the_trade_needs():
    assert len(TABLES) > 60
    assert len(KEYS) > 80


def test_a_model_with_a_required_store_is_a_model_of_a_store():
    with_store = {
        model
        for model in apps.get_models()
        for field in model._meta.local_fields
        if field.name == "store" and not field.null
    }
    assert with_store - set(TABLES) == ROWS_OF_THE_STORE_ITSELF


def test_the_primary_key_is_the_store_and_a_bigint_identity():
    keys = rows(
        """SELECT c.conrelid::regclass::text, array_agg(a.attname::text ORDER BY k.at), bool_and(a.attnotnull),
           bool_and(a.atttypid = 'bigint'::regtype), max(a.attidentity::text)
           FROM pg_constraint c CROSS JOIN unnest(c.conkey) WITH ORDINALITY k(attnum, at)
           JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum
           WHERE c.contype = 'p' AND c.conrelid::regclass::text = ANY (%s) GROUP BY 1""",
        tables(),
    )
    assert {key[0]: key[1:] for key in keys} == {
        model._meta.db_table: (["store_id", model._meta.pk.column], True, True, "d") for model in TABLES
    }


def test_keys_between_rows_of_a_store_are_store_keys():
    plain = [str(field) for field in KEYS if not isinstance(field, StoreKey)]
    assert plain == []


def test_rows_of_a_store_are_pointed_at_by_rows_of_that_store_only():
    foreign = [
        str(relation.field)
        for model in TABLES
        for relation in model._meta.related_objects
        if relation.field not in KEYS and relation.field.model not in TABLES
    ]
    assert foreign == []


def test_no_table_of_a_store_has_an_automatic_many_to_many():
    assert [str(field) for model in TABLES for field in model._meta.local_many_to_many] == []


def test_each_key_between_rows_of_a_store_names_the_store_in_the_database():
    keys = rows(
        """SELECT c.conrelid::regclass::text, c.confrelid::regclass::text,
           ARRAY(SELECT attname::text FROM unnest(c.conkey) WITH ORDINALITY k(attnum, at)
                 JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.attnum ORDER BY k.at),
           ARRAY(SELECT attname::text FROM unnest(c.confkey) WITH ORDINALITY k(attnum, at)
                 JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.attnum ORDER BY k.at), c.condeferred
           FROM pg_constraint c WHERE c.contype = 'f' AND c.confrelid::regclass::text = ANY (%s)""",
        tables(),
    )
    assert sorted(keys) == sorted(
        (
            field.model._meta.db_table,
            field.related_model._meta.db_table,
            ["store_id", field.column],
            ["store_id", "id"],
            True,
        )
        for field in KEYS
        if field.db_constraint
    )


@pytest.mark.slow
def test_postgresql_refuses_every_key_across_stores(store, other_store):
    """Raw SQL, and whatever else a table asks of a row stands aside: the key alone must say no."""
    make_bare(TABLES)
    for model in TABLES:
        insert(model, store.pk, OWN)
        insert(model, other_store.pk, FOREIGN)
    keys = [field for field in KEYS if field.db_constraint]
    assert [str(field) for field in keys if not is_accepted(field, store.pk, OWN)] == []
    assert [str(field) for field in keys if is_accepted(field, store.pk, FOREIGN)] == []


def test_postgresql_refuses_a_key_that_moves_to_another_store(store, other_store):
    field = Claim._meta.get_field("resource")
    make_bare([Resource, Claim])
    insert(Resource, store.pk, OWN)
    insert(Resource, other_store.pk, FOREIGN)
    insert(Claim, store.pk, NEW, resource_id=OWN)
    with pytest.raises(IntegrityError, match="resource_id"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE {field.model._meta.db_table} SET resource_id = {FOREIGN} WHERE id = {NEW}")
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def make_bare(models_of_a_store) -> None:
    """Take away what else the tables ask of a row, until the test's transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # what the stores themselves brought along is checked now
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    for model in models_of_a_store:
        table, pk = model._meta.db_table, model._meta.pk.column
        checks = rows("SELECT conname FROM pg_constraint WHERE contype = 'c' AND conrelid = %s::regclass", table)
        needed = rows(
            "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnotnull AND attnum > 0"
            " AND attname NOT IN ('store_id', %s)",
            table,
            pk,
        )
        changes = ["DISABLE TRIGGER USER", *(f'DROP CONSTRAINT "{name}"' for (name,) in checks)]
        changes += [f'ALTER COLUMN "{name}" DROP NOT NULL' for (name,) in needed]
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {table} {', '.join(changes)}")


def insert(model, store: int, key: int, **values: int) -> None:
    columns = {"store_id": store, model._meta.pk.column: key, **values}
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) VALUES ({', '.join(['%s'] * len(columns))})",
            list(columns.values()),
        )


def is_accepted(field, store: int, target: int) -> bool:
    """Does a row of this store that points at that row stand when the deferred check is made?"""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            insert(field.model, store, NEW, **{field.column: target})
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            transaction.set_rollback(True)
    except IntegrityError as error:
        assert f"(store_id, {field.column})=({store}, {target}) is not present" in str(error)
        return False
    return True


def test_nothing_is_unique_across_stores_but_what_is_random():
    alone = rows(
        """SELECT i.indexrelid::regclass::text FROM pg_index i
           WHERE i.indrelid::regclass::text = ANY (%s) AND (i.indisunique OR i.indisexclusion)
           AND NOT EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = i.indrelid AND a.attnum = ANY (i.indkey)
                           AND a.attname = 'store_id')""",
        tables(),
    )
    assert {name for (name,) in alone} == set(UNIQUE_IN_THE_GROUP)


def test_every_index_begins_with_the_store():
    others = rows(
        """SELECT i.indexrelid::regclass::text FROM pg_index i
           LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
           WHERE i.indrelid::regclass::text = ANY (%s) AND a.attname IS DISTINCT FROM 'store_id'""",
        tables(),
    )
    assert {name for (name,) in others} == set(UNIQUE_IN_THE_GROUP)


def test_each_key_is_found_from_its_other_side():
    """The database reads them when a row goes; so does each page that lists what hangs on a row."""
    led = {(table, columns[1]) for table, columns in indexes() if len(columns) > 1}
    found = {
        f"{field.model._meta.db_table}.{field.column}"
        for field in KEYS
        if field.db_constraint and (field.model._meta.db_table, field.column) not in led
    }
    assert found == set()


def test_no_index_is_the_beginning_of_another():
    all_of = indexes()
    assert [
        (table, columns)
        for table, columns in all_of
        if any(t == table and c[: len(columns)] == columns and c != columns for t, c in all_of)
    ] == []


def indexes() -> list[tuple[str, list]]:
    """Whole, unique or not: the table and its columns in order; partial and computed ones are left out."""
    return rows(
        """SELECT i.indrelid::regclass::text,
           ARRAY(SELECT a.attname::text FROM unnest(i.indkey::int2[]) WITH ORDINALITY k(attnum, at)
                 JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.attnum ORDER BY k.at)
           FROM pg_index i WHERE i.indrelid::regclass::text = ANY (%s) AND i.indpred IS NULL AND i.indexprs IS NULL""",
        tables(),
    )


def test_audit_rows_of_a_store_are_numbered_in_it_and_say_who_and_why():
    audit = [model for model in apps.get_models() if hasattr(model, "pgh_tracked_model")]
    assert {model for model in audit if issubclass(model, StoreEvent)} == {
        model for model in audit if is_of_a_store(model.pgh_tracked_model)
    }
    assert [model for model in audit if not isinstance(model._meta.get_field("pgh_context"), models.JSONField)] == []


def functions_of_triggers() -> list[tuple[str, str, str]]:
    return rows(
        """SELECT t.tgrelid::regclass::text, t.tgname::text, p.prosrc
           FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid
           WHERE NOT t.tgisinternal AND t.tgrelid::regclass::text = ANY (%s)""",
        tables(),
    )


def test_triggers_name_the_store_in_each_look_up():
    bodies = functions_of_triggers()
    assert len(bodies) > len(TABLES) / 2
    assert [(table, name) for table, name, body in bodies for part in body.split(";") if without_store(part)] == []


def test_triggers_touch_no_table_of_the_group():
    group = {model._meta.db_table for model in apps.get_models()} - set(tables())
    assert [
        (table, name) for table, name, body in functions_of_triggers() if group & set(re.findall(r"\w+", body))
    ] == []


def test_an_audit_row_says_who_wrote_and_in_which_request(client_of, at):
    browser = client_of(Role.HOTLINE_CLERK)
    browser.post(reverse("customer_new"), {"name": "王小明", "phone": "13912345678", "kind": "person"})
    said = Customer.objects.get().events.get().pgh_context
    assert (said["user"], said["path"]) == (User.objects.get().pk, reverse("customer_new"))
    assert said["request"]
