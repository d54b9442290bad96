"""An act is done whole or not at all, and what it calls is a part of it."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models.stores import Store
from core.errors import Refused
from core.transactions import one_transaction
from tests.factories.accounts import make_store

pytestmark = pytest.mark.django_db


@one_transaction()
def rename(store: Store, name: str, refused: bool = False) -> None:
    Store.objects.filter(pk=store.pk).update(name=name)
    if refused:
        raise Refused("no")


@one_transaction()
def rename_twice(store: Store, *, refused: bool) -> None:
    rename(store, "first")
    rename(store, "second", refused)


def a_store(name: str) -> Store:
    store = make_store()
    rename(store, name)
    return store


def name_of(store: Store) -> str:
    return Store.objects.get(pk=store.pk).name


def test_a_part_of_an_act_sets_no_savepoint():
    store = a_store("before")
    with CaptureQueriesContext(connection) as queries:
        rename_twice(store, refused=False)
    assert sum(query["sql"].startswith("SAVEPOINT") for query in queries) == 1
    assert name_of(store) == "second"


def test_a_refused_part_takes_the_whole_act_back_and_who_called_it_goes_on():
    store = a_store("before")
    with pytest.raises(Refused):
        rename_twice(store, refused=True)
    assert name_of(store) == "before"


def test_two_acts_after_each_other_are_two():
    store = a_store("before")
    rename(store, "kept")
    with pytest.raises(Refused):
        rename(store, "lost", refused=True)
    assert name_of(store) == "kept"


def test_an_act_goes_on_after_a_part_that_stands_in_a_transaction_of_its_own():
    store = a_store("before")
    with one_transaction():
        rename(store, "kept")
        with pytest.raises(Refused), transaction.atomic():
            rename(store, "lost", refused=True)
        assert name_of(store) == "kept"
    assert name_of(store) == "kept"
