"""What all tests of a module start from: built once, and taken back when the module ends."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

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
