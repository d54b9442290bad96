"""A standing appointment is moved in three taps (A5: at most four), and its work is changed on one page."""

from datetime import datetime, time, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now
from django_scopes import scope

from accounts.roles import Role
from appointments.models.visits import Appointment
from tests.factories.accounts import make_store, make_user
from tests.factories.appointments import make_appointment, make_operation, make_workshop

pytestmark = [pytest.mark.slow, pytest.mark.journey]


class Clerk:
    """A clerk on a phone who counts his taps."""

    def __init__(self, page):
        self.page, self.taps = page, 0

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).first.click()


@pytest.fixture
def visit(django_db_blocker):
    with django_db_blocker.unblock():
        store = make_store(f"C{uuid4().hex[:8]}")
        with scope(store=store):
            make_workshop(store)
            make_operation("OP-GEN-3H", time_units=300, name_zh="换前刹车片", name_en="front pads")
            day = store.today(now()) + timedelta(days=3)
            yield make_appointment(store, now(), datetime.combine(day, time(10), store.zone))


@pytest.fixture
def clerk(visit, opened, server, django_db_blocker):
    browser = Client()
    browser.force_login(make_user(Role.HOTLINE_CLERK, store=visit.store), "django.contrib.auth.backends.ModelBackend")
    page = opened("/login/")
    session = browser.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
    page.goto(f"{server}/appointments/{visit.pk}/")
    yield Clerk(page)


def test_a_move_takes_three_taps(clerk, visit):
    clerk.tap(f'a[href="/appointments/{visit.pk}/move/"]')
    clerk.tap(".desk-slot")
    clerk.tap("#form .btn-primary")
    clerk.page.wait_for_url(f"**/appointments/{visit.pk}/")
    assert (Appointment.objects.get(pk=visit.pk).time_version, clerk.taps) == (2, 3)


def test_work_is_changed_on_one_page(clerk, visit):
    clerk.tap(f'a[href="/appointments/{visit.pk}/change/"]')
    clerk.page.fill("#change-work", "OP-GEN-3H")
    clerk.tap('#form button[formmethod="get"]')
    clerk.tap('.change-chip:has(input[value="OP-GEN-3H"])')
    clerk.tap("#form .action-bar .btn-primary")
    clerk.page.wait_for_url(f"**/appointments/{visit.pk}/")
    changed = Appointment.objects.get(pk=visit.pk)
    assert (changed.operation_rows.count(), changed.content_version, clerk.taps) == (2, 2, 4)
