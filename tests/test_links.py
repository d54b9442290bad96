"""No page offers a way that ends before a closed door: every link of every page, for each role that sees the page."""

import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import transaction
from django.test import override_settings
from django.utils import translation

from tests.access import world
from tests.access.people import CODES
from tests.access.walk import LINES, ask, send
from tests.moments import MONDAY
from tests.undrawn import undrawn

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
NOON = MONDAY + timedelta(hours=4)
LINK = re.compile(r'<a [^>]*href="(/[^"#]*)')
PAGES = [line for line in LINES if line.method == "GET" and not line.is_api and "format=" not in line.address]


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    """A store with one thing of each kind; what the walk changes is taken back."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        with time_machine.travel(MONDAY, tick=False):
            built = world.build(MONDAY)
        with time_machine.travel(NOON, tick=False), override_settings(DEMO=False):
            yield built[0]
        transaction.set_rollback(True)


@pytest.mark.parametrize("code", CODES)
def test_each_link_a_role_sees_opens_for_it(here, code):
    person = next(one for one in here.people.values() if one.codes == {code} and not one.query)
    seen, closed = set(), []
    for line in PAGES:
        page = ask(line, person, here.things) if person.may(line.roles) else None
        for address in set(LINK.findall(page.body)) - seen if page and page.status == 200 else ():
            seen.add(address)
            if is_closed(address, person):
                closed.append((str(line), address))
    assert seen
    assert closed == []


def is_closed(address: str, person) -> bool:
    with undrawn():
        return send("GET", unescape(address), person, {}, as_json=False).status == 403


def test_what_is_closed_is_noticed_without_its_drawing(here):
    salesperson = here.people["SP"]
    assert [is_closed(address, salesperson) for address in ("/users/", "/leads/")] == [True, False]
