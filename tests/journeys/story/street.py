"""Step 1, sales: a visit on the street, today's list, a contact, and a customer whom a colleague follows."""

from accounts.roles import Role
from tests.journeys.story.stage import FOLLOWED, PROSPECT


def log_a_visit(story, hand):
    """S1: outcome, grade, phone, save: five taps at most, one field that must be filled."""
    phone = hand(Role.SALES_CONSULTANT)
    phone.look("01-today-before")
    phone.menu("/canvass/")
    phone.page.wait_for_url("**/canvass/")
    assert phone.page.locator("#visit-form .asteriskField").count() == 1
    phone.begin()
    phone.tap("label.tile:has([value=met])")
    phone.tap("label.tile:has([value=O])")
    phone.write("#id_phone", PROSPECT)
    phone.look("02-canvass")
    phone.tap("#visit-form .btn-primary")
    phone.page.wait_for_selector(".note-success")
    assert (phone.taps <= 5, phone.pages) == (True, [])
    assert phone.page.locator("#outbox-state").get_attribute("data-unsent") == "0"


def meet_a_colleagues_customer(story, hand):
    """S4: the second lead is not made; the choice takes two taps at most."""
    phone = hand(Role.SALES_CONSULTANT).open("/canvass/")
    phone.tap("label.tile:has([value=met])")
    phone.write("#id_phone", FOLLOWED)
    phone.tap("#visit-form .btn-primary")
    phone.page.wait_for_selector(".conflict")
    card = phone.text(".conflict")
    assert ("李乙样" in card, "吴*" in card, FOLLOWED in card) == (True, True, False)
    phone.look("03-conflict")
    phone.begin()
    phone.tap(".conflict .btn-primary")
    phone.page.wait_for_selector(".conflict", state="detached")
    assert phone.taps <= 2


def work_todays_list(story, hand):
    """S2: most urgent first; the contact in four taps at most, and the next day follows from the grade."""
    phone = hand(Role.SALES_CONSULTANT)
    first = phone.page.locator("tbody tr").first
    assert ("张示例" in first.inner_text(), "is-late" in first.get_attribute("class")) == (True, True)
    phone.look("04-leads", readme="leads-phone-zh")
    phone.begin()
    phone.tap("tbody tr a[data-key=e]")
    phone.page.wait_for_url("**/contact/")
    phone.tap("label.tile:has([value=spoke])")
    phone.look("05-contact")
    phone.tap("#form .btn-primary")
    phone.page.wait_for_url(lambda url: "/contact/" not in url)
    assert phone.taps <= 4
    phone.look("06-after-contact")


def read_the_lead(story, hand):
    """The lead of the visit stands in the list with its next day."""
    phone = hand(Role.SALES_CONSULTANT).open("/leads/?due=week")
    phone.tap(f"tbody tr:has-text('{PROSPECT[-4:]}') a.row-key")
    phone.page.wait_for_url("**/leads/*/")
    phone.look("07-lead")
