"""Step 5: the bill, the payment on one page, what the customer reads, the keys."""

from accounts.roles import Role
from tests.journeys.story.hotline import letter
from tests.journeys.story.stage import PLATE


def draft_the_bill(story, hand):
    advisor = hand(Role.SERVICE_ADVISOR).open(story.found["order"])
    advisor.look("50-ready")
    advisor.tap("form[action$='/bill/'] .btn")
    advisor.page.wait_for_load_state("networkidle")
    advisor.look("51-billed")


def settle(story, hand):
    """K1: the plate finds the bill; issued and paid on one page."""
    cashier = hand(Role.CASHIER)
    cashier.look("52-to-settle")
    cashier.tap(f"tbody tr:has-text('{PLATE[-5:]}') a.row-key")
    cashier.page.wait_for_url("**/bills/*/")
    cashier.look("53-draft")
    cashier.begin()
    cashier.tap("form[action$='/issue/'] .btn-primary")
    cashier.say_yes()
    cashier.page.wait_for_selector("#pay")
    cashier.look("54-issued")
    cashier.tap("#pay button[value=wechat_pay]")
    cashier.say_yes()
    cashier.page.wait_for_selector("#pay", state="detached")
    assert len(set(cashier.pages)) == 1
    cashier.look("55-paid")


def read_the_bill(story, hand):
    """U1: the total stands in the first view; no login, no script."""
    url = letter(story, hand, "您的结算单")
    customer = hand(None, script=False).open(url)
    total = customer.page.locator(".public-sum strong").first
    height = customer.page.viewport_size["height"]
    assert total.bounding_box()["y"] + total.bounding_box()["height"] < height
    assert "/login/" not in customer.page.url
    story.found["total"] = total.inner_text()
    customer.look("56-bill", readme="bill-phone-zh")
    customer.tap("a.button-primary")
    customer.page.wait_for_url("**/print/")
    customer.look("57-settlement-list")


def hand_over(story, hand):
    advisor = hand(Role.SERVICE_ADVISOR).open(story.found["order"])
    advisor.look("58-to-hand-over")
    advisor.tap("form[action$='/deliver/'] .btn")
    advisor.page.wait_for_load_state("networkidle")
    advisor.look("59-handed-over")
