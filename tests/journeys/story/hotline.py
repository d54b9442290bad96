"""Steps 2 and 3, appointments: a booking while the customer talks, and what he answers through his link."""

from accounts.roles import Role
from customers.tasks import send_due
from tests.journeys.story.stage import CALLER, PLATE, WORDS

WISHED = "2026-11-25"


def book_the_caller(story, hand):
    """A1: one page, seven taps at most, nothing retyped for a caller whom we know."""
    desk = hand(Role.HOTLINE_CLERK)
    desk.look("10-desk-empty")
    desk.begin()
    desk.write("#desk-q", CALLER)
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_selector("label.desk-car")
    assert desk.page.locator("label.desk-car input").is_checked()
    tell_what_is_wrong(desk)
    desk.look("11-booking", readme="booking-desktop-zh")
    assert set(desk.pages) <= {"/book/"}
    desk.tap("#desk-book .btn-primary")
    desk.page.wait_for_url("**/appointments/*/")
    assert desk.taps <= 7
    story.found["appointment"] = desk.page.url
    desk.look("12-appointment")


def tell_what_is_wrong(desk):
    """Words, fault, diagnosis, wished day: price and times follow; the chosen time is held, he agrees to the price."""
    desk.write("#desk-words", WORDS)
    desk.tap("label.desk-chip:has([value=FT-024])")
    desk.page.wait_for_selector("label.desk-slot")
    desk.tap("label.desk-chip:has([value=known_job])")
    desk.page.wait_for_selector(".desk-lines li:nth-child(3)")
    desk.page.fill("#desk-on", WISHED)
    desk.page.wait_for_selector("label.desk-slot:has-text('11月25日')")
    desk.tap("label.desk-slot")
    desk.page.wait_for_selector("[data-held]")
    desk.tap("#desk-answer label:has([value=accepted])")
    assert desk.page.input_value("#desk-words") == WORDS


def letter(story, hand, subject: str) -> str:
    """The link of the newest message with that subject, as its customer gets it."""
    send_due()
    desk = hand(Role.HOTLINE_CLERK).open("/outbox/")
    desk.look("13-outbox")
    desk.tap(f"tbody tr:has-text('{subject}') a.row-key")
    desk.page.wait_for_url("**/outbox/*/")
    desk.look("14-message")
    return desk.page.locator("main p a").get_attribute("href")


def move_by_link(story, hand):
    """A day before we ask; the customer moves to a later hour and then keeps it, without script or login."""
    customer = hand(None, script=False).open(letter(story, hand, "明日到店"))
    assert PLATE[-5:] in customer.text("body")
    customer.look("15-customer-asked")
    customer.tap("details.fold summary")
    later = customer.page.locator("#start option:has-text('11月25日 周三 11:')").get_attribute("value")
    customer.page.select_option("#start", later)
    customer.look("16-customer-moves")
    customer.tap("details[open] .button-primary")
    customer.page.wait_for_selector(".public-sum:has-text('11:')")
    customer.tap("form:has([value=keep]) button")
    customer.page.wait_for_selector("form:has([value=keep])", state="detached")
    customer.look("17-customer-keeps")
