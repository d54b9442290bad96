"""What all tests of a module start from: built once, and taken back when the module ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import deepcopy
from typing import Any, TypeVar

import pytest
import time_machine
from django.db import transaction
from django.utils import translation
from django_scopes import scope

from accounts.models.stores import Store
from tests import databases
from tests.factories.accounts import make_store
from tests.moments import MONDAY

Built = TypeVar("Built")


@contextmanager
def built_for_a_module(make: Callable[[Store], Built]) -> Iterator[Built]:
    """What `make` builds in store SH01 on Monday morning. A test changes a deep copy, and its own rows go with it."""
    with transaction.atomic():
        store = make_store("SH01")
        with scope(store=store), translation.override("en"), time_machine.travel(MONDAY, tick=False):
            built = make(store)
        databases.check_keys()
        yield built
        transaction.set_rollback(True)


def fixtures_of(make: Callable[[Store], Any]) -> tuple[Any, Any, Any]:
    """`common_ground, ground, store = fixtures_of(make_ground)`: what `make` built, the test's copy, its store."""

    @pytest.fixture(scope="module")
    def common_ground(django_db_setup, django_db_blocker):
        with django_db_blocker.unblock(), built_for_a_module(make) as built:
            yield built

    @pytest.fixture
    def ground(common_ground, db):
        return deepcopy(common_ground)

    @pytest.fixture
    def store(ground):
        with scope(store=ground.store):
            yield ground.store

    return common_ground, ground, store
