"""The booking desk is drawn anew while a clerk goes on entering what the caller says (A1 of the journeys)."""

from uuid import uuid4

import pytest
from django.test import Client
from playwright.sync_api import TimeoutError

from accounts.roles import Role
from tests.factories.accounts import make_store, make_user
from tests.factories.customers import make_customer, make_vehicle

pytestmark = [pytest.mark.slow, pytest.mark.journey]

# The first moment in which a person can change a field after htmx has put it there.
CHANGE_THE_NEW_DAY = """
    document.addEventListener("htmx:afterSwap", () => setTimeout(() => {
      const day = document.getElementById("desk-on");
      day.value = "2030-05-06";
      day.dispatchEvent(new Event("change", {bubbles: true}));
    }), {once: true})"""

# The next request leaves half a second after it was put together.
LATE = """() => {
    document.addEventListener("htmx:beforeRequest", () => { document.body.dataset.asked = "" }, {once: true});
    const send = XMLHttpRequest.prototype.send;
    XMLHttpRequest.prototype.send = function (...given) {
      XMLHttpRequest.prototype.send = send;
      setTimeout(() => send.apply(this, given), 500);
    };
}"""


@pytest.fixture
def desk(opened, server, django_db_blocker):
    """The desk of a clerk who has found the caller's car."""
    with django_db_blocker.unblock():
        store = make_store(f"D{uuid4().hex[:8]}")
        car, browser = make_vehicle(make_customer(store)), Client()
        clerk = make_user(Role.HOTLINE_CLERK, store=store)
        browser.force_login(clerk, "django.contrib.auth.backends.ModelBackend")
        page = opened("/login/")
        session = browser.cookies["sessionid"].value
        page.context.add_cookies([{"name": "sessionid", "value": session, "url": server}])
        page.goto(f"{server}/book/?q={car.plate}")
        yield page


def change_the_new_day(desk) -> None:
    desk.evaluate(CHANGE_THE_NEW_DAY)
    desk.select_option("#desk-transport", index=1)
    desk.wait_for_url("**on=2030-05-06**", timeout=3_000)


def go_on_before_the_answer(desk) -> None:
    """The answer about the transport comes half a second late; meanwhile the clerk says the day and types words."""
    desk.evaluate(LATE)
    desk.select_option("#desk-transport", index=1)
    desk.wait_for_selector("body[data-asked]")
    desk.fill("#desk-on", "2030-05-06")
    desk.locator("#desk-words").press_sequentially("it squeals", delay=20)
    desk.wait_for_url("**on=2030-05-06**", timeout=5_000)


def test_what_is_entered_while_an_answer_is_on_its_way_stays(desk):
    go_on_before_the_answer(desk)
    assert desk.input_value("#desk-on") == "2030-05-06"
    assert desk.input_value("#desk-words") == "it squeals"
    assert desk.locator("#desk-transport option").nth(1).evaluate("option => option.selected")


@pytest.mark.negative_control
def test_a_desk_that_takes_every_answer_forgets_what_was_entered_meanwhile(desk):
    desk.route("**/desk.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    desk.reload()
    with pytest.raises(TimeoutError):
        go_on_before_the_answer(desk)


def test_a_field_is_heard_from_the_moment_it_stands_there(desk):
    change_the_new_day(desk)


@pytest.mark.negative_control
def test_with_the_delay_that_htmx_has_by_itself_a_change_is_lost(desk):
    desk.evaluate("htmx.config.defaultSettleDelay = 20")
    with pytest.raises(TimeoutError):
        change_the_new_day(desk)
