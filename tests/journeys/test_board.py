"""The day board in a browser: drag, resize, keyboard, refusal, undo, two dispatchers at once (SERVICE-R14, P13)."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.utils.timezone import now
from django_scopes import scope

from accounts.models.stores import OpeningHours, Store
from accounts.roles import Role
from appointments.models.visits import Appointment
from core.clock import day_bounds
from tests.factories import service
from tests.factories.accounts import make_store, make_user

pytestmark = [pytest.mark.slow, pytest.mark.journey]
HOUR = timedelta(hours=1)
HALF = timedelta(minutes=30)


@pytest.fixture
def floor(opened, server, django_db_blocker):
    """A store that is open day and night, two visits of tomorrow in two bays, and a dispatcher at the board."""
    with django_db_blocker.unblock():
        made = make_store(f"B{uuid4().hex[:8]}")
        OpeningHours.objects.filter(store=made).delete()
        OpeningHours.objects.bulk_create(
            OpeningHours(store=made, weekday=day, opens="00:00", closes="00:00") for day in range(7)
        )
        store = Store.objects.get(pk=made.pk)
        with scope(store=store):
            at = now()
            start = day_bounds(store.today(at) + timedelta(days=1), store.zone)[0] + 2 * HOUR
            visits = [service.make_visit(store, at, start=start + n * 2 * HOUR) for n in range(2)]
            yield Floor(opened, server, store, visits)


class Floor:
    def __init__(self, opened, server, store, visits):
        self.opened, self.server, self.store, self.visits = opened, server, store, visits
        self.address = f"{server}/bays/?on={store.today(visits[0].start)}"

    def dispatcher(self, **facts):
        browser, page = Client(), self.opened("/login/", **facts)
        browser.force_login(
            make_user(Role.SERVICE_MANAGER, store=self.store), "django.contrib.auth.backends.ModelBackend"
        )
        session = browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": self.server}])
        page.goto(self.address)
        return page

    def visit(self, number=0) -> Appointment:
        return Appointment.objects.select_related("bay").get(pk=self.visits[number].pk)


def block_of(page, visit):
    return page.locator(f'.day-block[data-menu^="/bays/{visit.pk}/"]')


def drag(page, block, seconds, *, edge=False):
    """By so much time; at its edge the block becomes longer or shorter."""
    box = block.bounding_box()
    lane = block.locator("xpath=..").bounding_box()
    rows = page.locator(".day-rows")
    span = int(rows.get_attribute("data-to")) - int(rows.get_attribute("data-from"))
    x = box["x"] + (box["width"] - 4 if edge else 12)
    y = box["y"] + box["height"] - 8
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + seconds * lane["width"] / span, y, steps=4)
    page.mouse.up()


def words_of(page) -> str:
    page.wait_for_selector(".day-said:not([hidden]) [data-said]:not(:empty)")
    return page.inner_text("[data-said]")


def test_a_day_at_the_board(floor):
    page, first = floor.dispatcher(locale="en-GB"), floor.visits[0]
    # drag, and back
    drag(page, block_of(page, first), 3600)
    assert first.number in words_of(page)
    assert floor.visit().start == first.start + HOUR
    page.click("[data-undo]")
    page.wait_for_selector("[data-undo]", state="hidden")
    assert (floor.visit().start, floor.visit().end) == (first.start, first.end)
    # longer by its edge
    drag(page, block_of(page, first), 900, edge=True)
    page.wait_for_selector("[data-undo]:not([hidden])")
    assert floor.visit().end == first.end + timedelta(minutes=15)
    # a time that is taken is refused with what is free; the block goes back
    before = block_of(page, first).bounding_box()["x"]
    drag(page, block_of(page, first), (floor.visits[1].start - first.start).total_seconds())
    page.wait_for_selector(".day-menu[open] [data-refused]:not([hidden])")
    assert "is taken" in page.inner_text("[data-refused]")
    assert page.locator("[data-alternatives] button").count() > 0
    page.keyboard.press("Escape")
    assert abs(block_of(page, first).bounding_box()["x"] - before) < 2
    assert floor.visit().start == first.start
    # the same by the keyboard alone
    block_of(page, first).locator("a").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".day-menu[open] select[name=bay]")
    page.select_option(".day-menu select[name=bay]", index=1)
    page.locator(".day-menu button.btn-primary").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".day-menu", state="hidden")
    assert floor.visit().bay != first.bay
    page.wait_for_function("document.activeElement.classList.contains('day-open')")


def test_two_dispatchers_at_once(floor):
    one, two, first = floor.dispatcher(locale="en-GB"), floor.dispatcher(locale="en-GB"), floor.visits[0]
    drag(one, block_of(one, first), 3600)
    words_of(one)
    drag(two, block_of(two, first), -1800)
    assert "Nothing was changed" in words_of(two)
    assert floor.visit().start == first.start + HOUR
    begins = "(block) => Number(block.dataset.from)"
    assert block_of(two, first).evaluate(begins) == int((first.start + HOUR).timestamp())
    drag(two, block_of(two, first), -1800)
    two.wait_for_selector("[data-undo]:not([hidden])")
    one.click("[data-undo]")
    one.wait_for_selector(".day-said.is-refused")
    assert floor.visit().start == first.start + HALF


def test_a_phone_has_a_list_with_the_same_menu(floor):
    page, first = floor.dispatcher(phone=True), floor.visits[0]
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    block_of(page, first).locator("a").tap()
    page.wait_for_selector(".day-menu[open]")
    page.locator('.day-menu button[name=longer][value="15"]').tap()
    page.wait_for_selector(".day-menu", state="hidden")
    assert floor.visit().end == first.end + timedelta(minutes=15)
