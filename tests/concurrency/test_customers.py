"""Two clerks who answer the phone at once meet one customer."""

import pytest
from django.db import connection
from django_scopes import scope

from accounts.access import Access
from customers.actions import people
from customers.models.people import Customer, CustomerPhone
from tests.concurrency.clients import all_look_before, at_once
from tests.factories.accounts import make_store
from tests.factories.customers import MONDAY, new_phone

CLERKS, ROUNDS = 12, 8
INDEX = "one_customer_a_phone_number"


def everybody_meets(store, number: str) -> list[Customer]:
    def one_clerk():
        with scope(store=store):
            return people.meet(number, by=Access.system(store), at=MONDAY, name="王小明")

    return at_once([one_clerk] * CLERKS)


@pytest.fixture
def counter(own_database):
    store = make_store("RACE")
    with scope(store=store):
        yield store


@pytest.mark.slow
def test_clerks_who_meet_a_number_at_once_meet_one_customer(counter):
    for _ in range(ROUNDS):
        number = new_phone()
        assert len({customer.pk for customer in everybody_meets(counter, number)}) == 1
        assert CustomerPhone.objects.filter(number=number).count() == 1
    assert Customer.objects.count() == ROUNDS


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_unique_index_they_meet_several(counter):
    """The negative control."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX {INDEX}")
    with all_look_before():
        met = everybody_meets(counter, new_phone())
    assert len({customer.pk for customer in met}) == CLERKS
