"""Every statement of the journeys names the store of each table of a store it reads, and locks or writes no row of the
whole group, which administration alone does.

The journeys are every call of the API, every list, board and page with three rows of everything, and every tick.
"""

from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from django_scopes import scope

from accounts.access import Access
from capacity.models.resources import Resource
from customers.actions.links import make_link
from tests.conftest import MONDAY
from tests.examples import CALLS
from tests.examples.world import client_for, send
from tests.factories import service
from tests.factories.accounts import make_store, make_user
from tests.statements import of_the_group, without_store
from tests.test_queries import EVERY_ROLE, fill, visited

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
OF_ALL_STORES = {
    '"customers_link"."token_hash" =': "a customer's link: its token finds the store",
}


ADMINISTRATION = ("/token/", "/users/", "/stores/", "/settings/", "/phone-lines/{id}/print/")


@contextmanager
def watched(*, may_write_to_the_group: bool = False):
    """What is sent inside and names no store, or writes to a table of the group, but for the listed exceptions."""
    unnamed: set[str] = set()

    def watch(execute, sql, params, many, context):
        named = not without_store(sql) or any(words in sql for words in OF_ALL_STORES)
        if not named or (of_the_group(sql) and not may_write_to_the_group):
            unnamed.add(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        yield unnamed


@pytest.mark.parametrize("address", CALLS)
def test_a_call_of_the_api_names_the_store(world, address):
    call = CALLS[address](world)
    client = client_for(call.by, world.now)
    with watched(may_write_to_the_group=address.startswith(ADMINISTRATION)) as unnamed:
        answer = send(client, call.path, call.body)
    assert (answer.status_code, unnamed) == (call.code, set()), answer.content


def test_pages_lists_and_boards_name_the_store(db):
    with time_machine.travel(MONDAY + timedelta(hours=3), tick=False), scope(store=(store := make_store("COST"))):
        worker = make_user(*EVERY_ROLE, store=store, username="all@cost")
        service.make_workshop(store, MONDAY, size=20)
        Resource.objects.create(store=store, kind="technician", user=worker, name="all", skills=[])
        with watched(may_write_to_the_group=True) as unnamed:  # it makes people and stores, and signs in
            for number in range(3):
                fill(store, worker, number)
            visited(store, worker)
    assert unnamed == set()


@pytest.mark.parametrize("tick", settings.CELERY_BEAT_SCHEDULE)
def test_a_tick_names_the_store(world, tick):
    service.make_visit(world.store, world.at, start=world.at + timedelta(days=1), parts=1)
    service.make_closed(world.store, world.at, parts=1)
    with watched(may_write_to_the_group=tick == "memory") as unnamed:
        import_string(settings.CELERY_BEAT_SCHEDULE[tick]["task"])()
    assert unnamed == set()


def test_a_customers_pages_name_the_store(world, client):
    order = service.make_paid(world.store, world.at)
    papers = {"a": order.appointment, "o": order, "b": order.bill}
    by = Access.system(world.store)
    pages = [make_link(kind, paper.pk, order.customer, by=by, at=world.now) for kind, paper in papers.items()]
    with watched() as unnamed:
        answers = [client.get(urlsplit(page).path).status_code for page in pages]
    assert (answers, unnamed) == ([200, 200, 200], set())
