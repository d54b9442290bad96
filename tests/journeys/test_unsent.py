"""A form survives a new sign-in in a real browser, with script and without."""

import os
from pathlib import Path
from uuid import uuid4

import pytest
from django_scopes import scope

from accounts.roles import Role
from customers.models.people import Customer
from tests.factories.accounts import make_store, make_user

pytestmark = [pytest.mark.slow, pytest.mark.journey]
PASSWORD = "Two-quiet-otters"
PICTURES = os.environ.get("PICTURES")


@pytest.fixture
def clerk(server, django_db_blocker):
    """A clerk of a store of his own."""
    with django_db_blocker.unblock():
        store = make_store(f"U{uuid4().hex[:8]}")
        clerk = make_user(Role.HOTLINE_CLERK, store=store)
        clerk.set_password(PASSWORD)
        clerk.save()
        yield clerk


def sign_in(page, server, user) -> None:
    page.goto(f"{server}/login/")
    enter(page, user)


def enter(page, user) -> None:
    page.fill("#id_username", user.username)
    page.fill("#id_password", PASSWORD)
    page.click(".login-form .btn")
    page.wait_for_url(lambda url: "/login/" not in url)


def picture(page, name: str) -> None:
    """Kept only where somebody wants to look at it."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=False)


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("phone", [True, False])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_signed_out_and_in_again_in_another_tab(opened, server, clerk, locale, phone, script):
    page = opened("/login/", phone=phone, locale=locale, script=script)
    sign_in(page, server, clerk)
    page.goto(f"{server}/customers/new/")
    number = f"138{uuid4().int % 10**8:08}"
    page.fill("[name=name]", "钱多多")
    page.fill("[name=phone]", number)
    other = page.context.new_page()
    other.goto(f"{server}/notices/")
    other.locator("form[action$='/logout/'] button").first.evaluate("button => button.form.submit()")
    other.wait_for_url("**/login/**")
    sign_in(other, server, clerk)
    page.bring_to_front()  # a browser draws a tab behind another once a second
    page.locator("#form button.btn-primary").click()
    page.wait_for_selector("[data-unsent]")
    assert (page.input_value("[name=name]"), page.input_value("[name=phone]")) == ("钱多多", number)
    picture(page, f"restored-{'phone' if phone else 'desktop'}-{locale[:2]}")
    page.locator("#form button.btn-primary").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    assert count(clerk, number) == 1


def count(clerk, number: str) -> int:
    store = clerk.memberships.get().store
    with scope(store=store):
        return Customer.objects.filter(phones__number__endswith=number).count()


def test_a_session_that_ended_leads_over_the_login_page_back_to_the_words(opened, server, clerk):
    page = opened("/login/")
    sign_in(page, server, clerk)
    page.goto(f"{server}/customers/new/")
    page.fill("[name=name]", "孙小小")
    page.fill("[name=phone]", "13700137000")
    page.context.clear_cookies(name="sessionid")
    page.locator("#form button.btn-primary").click()
    page.wait_for_url("**/login/**")
    picture(page, "login-again")
    enter(page, clerk)
    page.wait_for_selector("[data-unsent]")
    assert page.input_value("[name=name]") == "孙小小"
    page.locator("#form button.btn-primary").click()
    page.wait_for_url(lambda url: "/new/" not in url)
    assert count(clerk, "13700137000") == 1
