"""PostgreSQL goes away while somebody types: the page says so, and sends the form again when it is back (case M12)."""

import os
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from django.db import connections
from django_scopes import scope

from accounts.roles import Role
from customers.models.people import Customer
from tests.factories.accounts import make_store, make_user
from tests.journeys.conftest import hang_up
from tests.journeys.test_unsent import PASSWORD, enter

pytestmark = [pytest.mark.slow, pytest.mark.journey]
PICTURES = os.environ.get("PICTURES")


@contextmanager
def postgres_away():
    """New connections find nobody, those that stand are ended."""
    settings = connections.settings["default"]
    host = settings["HOST"]
    hang_up()
    settings["HOST"] = "/nowhere"
    try:
        yield
    finally:
        settings["HOST"] = host


@pytest.mark.parametrize("script", [True, False])
@pytest.mark.parametrize("phone", [True, False])
@pytest.mark.parametrize("locale", ["zh-CN", "en-GB"])
def test_the_page_sends_the_form_again(chromium, server, django_db_blocker, locale, phone, script):
    with django_db_blocker.unblock():
        store = make_store(f"O{uuid4().hex[:8]}")
        clerk = make_user(Role.HOTLINE_CLERK, store=store)
        clerk.set_password(PASSWORD)
        clerk.save()
        size = {"width": 390, "height": 844} if phone else {"width": 1440, "height": 900}
        context = chromium.new_context(viewport=size, locale=locale, java_script_enabled=script)
        page, number = context.new_page(), f"136{uuid4().int % 10**8:08}"
        page.goto(f"{server}/login/")
        enter(page, clerk)
        page.goto(f"{server}/customers/new/")
        page.fill("[name=name]", "周到")
        page.fill("[name=phone]", number)
        with postgres_away():
            page.locator("#form button.btn-primary").click()
            page.wait_for_selector(".error-page")
            text = page.inner_text("main")
            assert "503" in text and ("再次提交" if locale == "zh-CN" else "Send again") in text
            if PICTURES:
                page.screenshot(path=str(Path(PICTURES) / f"503-{'phone' if phone else 'desktop'}-{locale[:2]}.png"))
        page.click(".button-primary")
        page.wait_for_url(lambda url: "/new/" not in url)
        context.close()
        with scope(store=store):
            assert Customer.objects.filter(phones__number__endswith=number).count() == 1
