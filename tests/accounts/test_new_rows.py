"""Rows that are written together, and the bulk writes of a store: what they keep of Django's, and how few they send."""

import pytest
from django.apps import apps
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F, Prefetch
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from accounts.models.base import StoreOwned
from accounts.models.records import Activity, Notice
from accounts.new_rows import NewRows, drawn_key
from accounts.scope import FEW, WrongStore
from core.masks import whole
from customers.models.messages import Message
from customers.models.people import Customer
from parts.models import StockItem
from tests.factories.customers import make_customer
from tests.factories.parts import OIL, OIL_FILTER, make_stock

ADDRESS = "wang@customer.example"


def notice(store, at, **facts) -> Notice:
    about = {"subject": "parts.part", "subject_id": 1, "created_at": at, "to_role": "parts_clerk", "kind": "short"}
    return Notice(store=store, **about | facts)


def line(store, at) -> Activity:
    return Activity(store=store, subject="parts.part", subject_id=1, verb="count", actor_kind="system", at=at)


def message(customer, at, reference: str, **facts) -> Message:
    about = {"purpose": "news", "source_id": 1, "channel": "email", "address": ADDRESS, "subject": "a", "body": "b"}
    times = {"due_at": at, "created_at": at}
    return Message(store=customer.store, customer=customer, reference=reference, **about | times | facts)


# ── rows of several tables ────────────────────────────────────────────────────────────────────


def test_rows_of_several_tables_take_two_round_trips(store, at):
    new = NewRows()
    notices = new.add(notice(store, at) for _ in range(3))
    [activity] = new.add([line(store, at)])
    with CaptureQueriesContext(connection) as sent:
        new.write()
    assert len(sent) == 2
    assert list(Notice.objects.order_by("pk")) == notices
    assert Activity.objects.get() == activity
    assert not activity._state.adding


def test_a_row_may_be_named_by_its_key_before_it_is_written(store, at):
    item, key, new = make_stock(store, at), drawn_key(Notice), NewRows()
    new.add([notice(store, at, subject="parts.stockitem", subject_id=item.pk)])
    [named] = new.add([notice(store, at, pk=key)])
    new.write()
    assert Notice.objects.get(pk=key) == named


def test_nothing_is_sent_for_no_rows(store):
    new = NewRows()
    assert new.add(Notice(store=store) for _ in range(0)) == []
    with CaptureQueriesContext(connection) as sent:
        new.write()
    assert len(sent) == 0


def test_rows_are_written_once(store, at):
    new = NewRows()
    new.add([notice(store, at)])
    new.write()
    new.write()
    assert Notice.objects.count() == 1


def test_a_row_of_another_store_is_refused_before_anything_is_sent(store, other_store, at):
    with pytest.raises(WrongStore):
        NewRows().add([notice(store, at), notice(other_store, at)])


def test_of_all_rows_or_none(store, at):
    new = NewRows()
    new.add([notice(store, at)])
    new.add([line(store, None)])
    with pytest.raises(IntegrityError), transaction.atomic():
        new.write()
    assert Notice.objects.count() == 0


def test_a_row_whose_unique_key_exists_is_left_out_where_that_is_meant(store, at):
    customer, new = make_customer(store), NewRows()
    message(customer, at, "first").save()
    new.add([message(customer, at, "second"), message(customer, at, "third", version=2)], ignore_conflicts=True)
    new.add([notice(store, at)])
    new.write()
    assert sorted(Message.objects.values_list("reference", flat=True)) == ["first", "third"]
    assert Notice.objects.count() == 1


def test_a_row_that_may_have_been_left_out_has_no_key(store, at):
    new = NewRows()
    [row] = new.add([message(make_customer(store), at, "one")], ignore_conflicts=True)
    new.write()
    assert (row.pk, row._state.adding, Message.objects.count()) == (None, True, 1)


def test_a_row_takes_the_key_of_what_is_written_with_it(store, at):
    new = NewRows()
    [customer] = new.add([Customer(store=store, name="王伟", created_at=at)])
    [row] = new.add([message(customer, at, "one")])
    new.write()
    assert (row.customer_id, Message.objects.get().customer) == (customer.pk, customer)


def test_a_masked_address_is_kept_whole(store, at):
    customer, new = make_customer(store), NewRows()
    new.add([message(customer, at, "one")])
    new.write()
    Message.objects.bulk_create([message(customer, at, "two", version=2)])
    for row in Message.objects.all():
        assert whole(row.address) == ADDRESS


def test_a_masked_text_is_kept_whole_in_a_plain_field(store, at):
    masked, new = message(make_customer(store), at, "one").address, NewRows()
    notice(store, at, url=masked).save()
    Notice.objects.bulk_create([notice(store, at, url=masked)])
    new.add([notice(store, at, url=masked)])
    new.write()
    assert (str(masked), *Notice.objects.values_list("url", flat=True)) == ("w***@customer.example", *[ADDRESS] * 3)


# ── bulk writes ───────────────────────────────────────────────────────────────────────────────


def test_few_rows_get_their_keys_in_order(store, at):
    rows = Notice.objects.bulk_create(notice(store, at, facts={"n": n}) for n in range(FEW))
    assert [Notice.objects.get(pk=row.pk).facts["n"] for row in (rows[0], rows[41], rows[-1])] == [0, 41, FEW - 1]


def test_a_row_takes_the_key_of_what_was_saved_after_it_was_made(store, at):
    customer = Customer(store=store, name="王伟", created_at=at)
    row = message(customer, at, "one")
    with pytest.raises(ValueError, match="unsaved related object 'customer'"):
        Message.objects.bulk_create([row])
    row.customer = customer
    customer.save()
    Message.objects.bulk_create([row])
    assert Message.objects.get().customer == customer


@pytest.mark.parametrize("number", [1, FEW, FEW + 1])
def test_derived_texts_are_derived(store, at, number):
    rows = [Customer(store=store, name="王伟", created_at=at) for _ in range(number)]
    Customer.objects.bulk_create(rows)
    [initials] = set(Customer.objects.values_list("initials", flat=True))
    assert "ww" in initials
    assert rows[-1].initials == initials


def test_many_rows_are_changed_in_one_statement(store, at):
    items = [make_stock(store, at, OIL), make_stock(store, at, OIL_FILTER)]
    for number, item in enumerate(items, start=1):
        item.reserved, item.bin = number, f"A{number}"
    with CaptureQueriesContext(connection) as sent:
        assert StockItem.objects.bulk_update(items, ["reserved", "bin"]) == 2
    assert len(sent) == 1
    assert list(StockItem.objects.order_by("pk").values_list("reserved", "bin")) == [(1, "A1"), (2, "A2")]


def test_rows_of_two_stores_are_changed_each_in_its_own(store, other_store, at):
    with scope(store=[store, other_store]):
        items = [make_stock(one, at) for one in (store, other_store)]
        for item in items:
            item.reserved = 2
        assert StockItem.objects.bulk_update(items, ["reserved"]) == 2
        assert set(StockItem.objects.values_list("store", "reserved")) == {(store.pk, 2), (other_store.pk, 2)}


def test_a_row_of_another_store_is_not_changed(store, other_store, at):
    with scope(store=other_store):
        item = make_stock(other_store, at)
    item.reserved = 2
    with pytest.raises(WrongStore):
        StockItem.objects.bulk_update([item], ["reserved"])


def test_a_change_of_many_rows_moves_none_to_another_store(store, other_store, at):
    with scope(store=[store, other_store]):
        item = make_stock(store, at)
        item.store = other_store
        with pytest.raises(WrongStore):
            StockItem.objects.bulk_update([item], ["store"])


def test_a_row_that_is_not_saved_cannot_be_changed(store, at):
    with pytest.raises(ValueError, match="primary key"):
        StockItem.objects.bulk_update([make_stock(store, at), StockItem(store=store)], ["reserved"])


def test_nothing_is_changed_for_no_rows(store):
    assert StockItem.objects.bulk_update([], ["reserved"]) == 0


# ── the manager of a store's rows ─────────────────────────────────────────────────────────────


def test_the_rows_of_a_store_are_put_together_anew_for_each_read(store, other_store, at):
    [own] = Notice.objects.bulk_create([notice(store, at)])
    assert not Notice.objects.filter(pk=0).exists()
    assert list(Notice.objects.all()) == [own]
    own.delete()
    assert list(Notice.objects.all()) == []
    with scope(store=other_store):
        [other] = Notice.objects.bulk_create([notice(other_store, at)])
        assert list(Notice.objects.all()) == [other]


def test_what_one_reader_knows_no_other_reader_is_given(store, at):
    message(make_customer(store), at, "one").save()
    customer = Customer.objects.get()
    assert len(Message.objects.all() | customer.messages.all()) == 1
    list(Customer.objects.prefetch_related(Prefetch("messages", Message.objects.all())))
    rows = Message.objects.all()
    assert (rows._hints, "customer" in rows.get()._state.fields_cache) == ({}, False)


def test_several_stores_and_all_of_them_are_read_as_before(store, other_store, at):
    items = []
    for one in (store, other_store):
        with scope(store=one):
            items.append(make_stock(one, at))
    with scope(store=[store, other_store]):
        assert list(StockItem.objects.order_by("pk")) == items
    with scopes_disabled():
        assert list(StockItem.objects.order_by("pk")) == items


# ── what a single row is written with ─────────────────────────────────────────────────────────


@pytest.mark.parametrize("model", [model for model in apps.get_models() if issubclass(model, StoreOwned)])
def test_what_the_database_fills_in_is_taken_as_it_is(model):
    converted = [field for field in model._meta.db_returning_fields if field.get_db_converters(connection)]
    assert converted == [], "core.row_writes.insert would have to convert it"


def test_each_key_has_the_sequence_that_it_is_drawn_from(db):
    with connection.cursor() as cursor:
        for model in (model for model in apps.get_models() if issubclass(model, StoreOwned)):
            table = model._meta.db_table
            cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
            assert cursor.fetchone() == (f"public.{table}_id_seq",)


def test_a_row_that_is_gone_is_not_changed(store, at):
    [own] = Notice.objects.bulk_create([notice(store, at)])
    Notice.objects.all().delete()
    with pytest.raises(DatabaseError):
        own.save(update_fields=["url"])


def test_an_expression_is_computed_by_the_database(store, at):
    item = make_stock(store, at)
    item.reserved = F("reserved") + 3
    item.save(update_fields=["reserved"])
    assert StockItem.objects.get().reserved == 3
