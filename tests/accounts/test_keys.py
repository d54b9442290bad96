"""A key between rows of a store carries the store wherever Django reads or writes by it."""

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection
from django.db.models import Count
from django.test.utils import CaptureQueriesContext
from django_scopes import scope, scopes_disabled

from accounts.models.stores import Store
from appointments.models.visits import Appointment
from customers.models.people import Customer, CustomerPhone
from tests.factories import service
from tests.factories.customers import make_customer
from tests.statements import of_the_group, without_store


@pytest.fixture
def phone(store):
    return make_customer(store).phones.get()


@pytest.fixture
def statements(phone):
    """What is sent to the database after the first rows are there."""
    with CaptureQueriesContext(connection) as sent:
        yield lambda: [query["sql"] for query in sent.captured_queries]


def of_no_store(statements: list[str]) -> list[str]:
    return [sql for sql in statements if without_store(sql)]


def test_a_row_is_fetched_by_store_and_id(phone, statements):
    with scopes_disabled():
        again = CustomerPhone.objects.get(pk=phone.pk, store=phone.store_id)
        assert again.customer == phone.customer
    assert (len(statements()), of_no_store(statements())) == (2, [])


def test_rows_are_fetched_together_in_their_store(phone, statements):
    [again] = CustomerPhone.objects.prefetch_related("customer__phones")
    assert again.customer.phones.all()[0] == phone
    assert (len(statements()), of_no_store(statements())) == (3, [])


def test_joins_forwards_and_backwards_name_the_store(phone, statements):
    name = phone.customer.name
    assert CustomerPhone.objects.select_related("customer").get(customer__name=name).customer.name == name
    assert Customer.objects.get(phones__number=phone.number) == phone.customer
    assert of_no_store(statements()) == []


def test_what_is_left_out_by_a_row_that_points_at_it_is_looked_for_in_its_store(phone, statements):
    assert list(Customer.objects.exclude(phones__number="1")) == [phone.customer]
    assert list(Customer.objects.exclude(phones__number=phone.number)) == []
    assert ("NOT (EXISTS(" in statements()[0], of_no_store(statements())) == (True, [])


def test_rows_are_counted_by_store_and_id(phone, statements):
    [customer] = Customer.objects.annotate(count=Count("phones"))
    [by_name] = Customer.objects.values("name").annotate(count=Count("phones"))
    assert (customer.count, by_name["count"], of_no_store(statements())) == (1, 1, [])
    assert statements()[0].endswith('GROUP BY "customers_customer"."id", "customers_customer"."store_id"')


def test_a_row_is_saved_read_again_and_deleted_by_store_and_id(phone, statements):
    phone.raw = "office"
    phone.save()
    phone.refresh_from_db()
    assert phone.raw == "office"
    phone.delete()
    assert phone.pk is None
    assert (CustomerPhone.objects.count(), of_no_store(statements())) == (0, [])


def test_a_save_never_writes_the_store(phone, statements):
    phone.save()
    assert '"store_id" =' not in statements()[0].split(" WHERE ")[0]


def test_a_deleted_row_takes_along_what_hangs_on_it(store, phone):
    customer = phone.customer
    with CaptureQueriesContext(connection) as sent:
        customer.delete()
    assert (CustomerPhone.objects.count(), of_no_store([query["sql"] for query in sent.captured_queries])) == (0, [])


def test_a_row_that_is_gone_is_not_written_anew(phone):
    CustomerPhone.objects.filter(pk=phone.pk).delete()
    with pytest.raises(DatabaseError):
        phone.save()


def test_a_row_never_moves_to_another_store(phone, other_store):
    phone.store = other_store
    with scope(store=other_store), pytest.raises(DatabaseError):
        phone.save()


def test_a_field_that_was_left_out_is_read_by_store_and_id(phone, statements):
    [bare] = CustomerPhone.objects.only("store", "number")
    assert bare.customer_id == phone.customer_id
    assert (len(statements()), of_no_store(statements())) == (2, [])


def test_the_row_that_points_here_alone_is_fetched_by_store(store, at):
    order = service.make_draft(store, at)
    with CaptureQueriesContext(connection) as sent:
        assert Appointment.objects.get().order == order
        assert Appointment.objects.prefetch_related("order")[0].order == order
    assert of_no_store([query["sql"] for query in sent.captured_queries]) == []


def test_rows_that_are_found_by_other_tables_are_changed_and_deleted_by_store_and_id(phone, statements):
    rows = CustomerPhone.objects.filter(customer__name=phone.customer.name)
    assert rows.update(raw="office") == 1
    assert Customer.objects.filter(phones__raw="office").delete()[0] > 1
    assert (CustomerPhone.objects.count(), of_no_store(statements())) == (0, [])


def test_a_form_takes_a_row_of_this_store_only(phone, other_store):
    elsewhere = make_customer(other_store)
    phone.customer_id = elsewhere.pk
    with pytest.raises(ValidationError) as refused:
        phone.clean_fields()
    assert list(refused.value.message_dict) == ["customer"]


def test_a_statement_without_a_store_is_noticed():
    table, alone = 'SELECT 1 FROM "customers_customer"', ("customers_customer",)
    assert without_store(table + " WHERE id = 1") == alone
    assert without_store(table + ' WHERE "customers_customer"."store_id" = 1') == ()
    joined = table + ' U0 JOIN customers_customerphone p ON p.store_id = U0."store_id"'
    assert without_store(joined) == ("customers_customer", "customers_customerphone")
    assert without_store(joined + ' WHERE U0."store_id" IN (1)') == ()
    assert without_store(f"{joined} WHERE p.store_id = 1 AND EXISTS({table} U0)") == alone * 2
    assert without_store("UPDATE customers_customer SET name = 'x' WHERE id = 1") == alone
    assert without_store('INSERT INTO "customers_customer" ("name") VALUES (1)') == alone
    assert without_store(f'SELECT 1 FROM "{Store._meta.db_table}"') == ()


def test_a_write_to_the_group_is_noticed():
    table = Store._meta.db_table
    assert of_the_group(f'SELECT 1 FROM "{table}"') == set()
    assert of_the_group(f'SELECT 1 FROM "{table}" WHERE id = 1 FOR NO KEY UPDATE') == {table}
    assert of_the_group(f"SELECT set_config('a', 'b', true); UPDATE {table} SET name = 'x'") == {table}
    assert of_the_group('UPDATE "customers_customer" SET name = 1') == set()
    assert of_the_group('SELECT 1 FROM "customers_customer" FOR UPDATE OF "customers_customer"') == set()
