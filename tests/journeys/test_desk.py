"""The booking desk is drawn anew while a clerk goes on entering what the caller says (A1 of the journeys)."""

from urllib.parse import urlencode, urlsplit
from uuid import uuid4

import pytest
from django.test import Client
from django_scopes import scope
from playwright.sync_api import TimeoutError

from accounts.models.stores import Store
from accounts.roles import Role
from appointments.models.calls import Fault
from core import masks
from customers.models.people import Customer
from tests.factories.accounts import make_store, make_user
from tests.factories.appointments import make_operation, make_workshop
from tests.factories.billing import make_rates
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


@pytest.fixture
def ready(desk, django_db_blocker):
    """The desk with work, a price and times: Book is offered."""
    with django_db_blocker.unblock():
        store = Store.objects.latest("pk")
        with scope(store=store):
            work = make_operation()
            make_workshop(store)
            make_rates(store)
    vehicle = desk.locator("[name=vehicle]").first.input_value()
    said = {
        "vehicle": vehicle,
        "operation": work.code,
        "complaint": "It squeals when braking.",
        "diagnosis": "known_job",
    }
    desk.goto(f"{desk.url}&{urlencode(said)}")
    desk.locator("label.desk-slot").first.click()
    desk.wait_for_selector("[data-held]")
    return desk


def book_at_once(desk) -> None:
    """The clerk says another transport and presses Book before the desk has answered."""
    desk.evaluate(LATE)
    desk.select_option("#desk-transport", index=1)
    desk.locator("#desk-book .btn-primary").click()


def test_nobody_books_before_price_and_times_follow(ready):
    wanted = ready.locator("#desk-transport option").nth(1).get_attribute("value")
    book_at_once(ready)
    assert ready.locator("[data-behind]").is_visible()
    ready.wait_for_url(f"**transport={wanted}**", timeout=5_000)
    ready.wait_for_selector("[data-behind]", state="hidden")
    assert ready.locator("#desk-book [name=transport]").input_value() == wanted
    ready.locator("#desk-book .btn-primary").click()
    ready.wait_for_url("**/appointments/*/", timeout=10_000)


@pytest.mark.negative_control
def test_a_desk_that_books_at_once_books_what_was_entered_before(ready):
    ready.route("**/desk.js", lambda route: route.fulfill(body="", content_type="text/javascript"))
    ready.reload()
    book_at_once(ready)
    ready.wait_for_url("**/appointments/*/", timeout=10_000)


def test_a_field_is_heard_from_the_moment_it_stands_there(desk):
    change_the_new_day(desk)


@pytest.mark.negative_control
def test_with_the_delay_that_htmx_has_by_itself_a_change_is_lost(desk):
    desk.evaluate("htmx.config.defaultSettleDelay = 20")
    with pytest.raises(TimeoutError):
        change_the_new_day(desk)


class Hand:
    """The hand of a clerk: it counts its taps and keeps the paths of the pages; typed signs are not taps."""

    def __init__(self, page):
        self.page, self.taps, self.paths = page, 0, set()
        page.on("framenavigated", lambda frame: self.paths.add(urlsplit(frame.url).path))

    def tap(self, selector: str) -> None:
        self.taps += 1
        self.page.locator(selector).first.click()

    def write(self, selector: str, text: str) -> None:
        field = self.page.locator(selector).first
        if not field.evaluate("field => field === document.activeElement"):
            self.tap(selector)
        self.page.keyboard.type(text)

    def book(self, fault: str) -> None:
        """From the customer's words to the booking."""
        self.write("#desk-words", "It squeals when braking.")
        self.tap(f"label.desk-chip:has([name=fault][value='{fault}'])")
        self.page.wait_for_selector("[name=slot]")
        self.tap("label.desk-chip:has([name=diagnosis][value=inspect])")
        self.page.wait_for_url("**diagnosis=inspect**")
        self.tap("label.desk-slot")
        self.page.wait_for_selector("[data-held]")
        self.tap("#desk-answer label:has([value=accepted])")
        self.tap("#desk-book .btn-primary")
        self.page.wait_for_url("**/appointments/*/", timeout=10_000)


@pytest.fixture
def hand(desk, server, django_db_blocker):
    """A clerk at the empty desk of a store with a workshop; one fault is looked at for an hour."""
    with django_db_blocker.unblock():
        store = Store.objects.latest("pk")
        with scope(store=store):
            fault = Fault.objects.filter(fits="ALL").order_by("code").first()
            Fault.objects.filter(pk=fault.pk).update(diagnosis=make_operation())
            make_workshop(store)
            make_rates(store)
            customer = Customer.objects.get()
            number = customer.phones.get().number
    desk.goto(f"{server}/book/")
    hand = Hand(desk)
    hand.fault, hand.number = fault.code, masks.whole(number)
    return hand


def test_a_caller_whom_the_store_has_is_booked_on_one_page_in_seven_taps(hand):
    """Journey A1: nothing is typed twice."""
    hand.write("#desk-q", hand.number)
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_selector("#desk-words")
    hand.book(hand.fault)
    assert hand.taps <= 7
    assert {path for path in hand.paths if not path.startswith("/appointments/")} <= {"/book/"}


def test_an_unknown_caller_with_a_new_car_is_booked_on_the_same_page(hand):
    """Journey A1: his number is typed once; name, plate and model are asked where the desk is."""
    hand.write("#desk-q", "13912345678")
    hand.page.keyboard.press("Enter")
    hand.page.wait_for_selector("#desk-new")
    assert hand.page.input_value("#desk-new [name=phone]") == "13912345678"
    hand.write("#desk-new [name=name]", "赵先生")
    hand.write("#desk-new [name=plate]", "沪B99999")
    hand.tap("#desk-new .btn-primary")
    hand.page.wait_for_selector("#desk-words")
    hand.book(hand.fault)
    assert hand.taps <= 10
    assert {path for path in hand.paths if not path.startswith("/appointments/")} <= {"/book/", "/book/new/"}
