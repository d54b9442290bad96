"""Every form of staff survives a new sign-in: it comes back as it was typed, and nothing is saved."""

import pytest
from django.test import Client
from django.utils.html import escape

from tests.bad_input.pages import PAGES
from tests.bad_input.test_forms import is_text, saved

pytestmark = pytest.mark.slow
ANOTHER_SECRET = "x" * 32


@pytest.mark.parametrize("name", PAGES)
def test_every_form_comes_back_as_it_was_typed(name, world):
    about = PAGES[name]
    browser = Client(enforce_csrf_checks=True, headers={"Accept-Language": "en"})
    browser.force_login(world.someone(about.role), "django.contrib.auth.backends.ModelBackend")
    address = about.address(world)
    page = browser.get(address)
    fields, before = typed(page), saved()
    browser.cookies["csrftoken"] = ANOTHER_SECRET
    headers = {"Origin": "http://testserver", "Referer": f"http://testserver{address}"}
    answer = browser.post(address, fields | {"opened_by": mark_in(page)}, headers=headers)
    assert (answer.status_code, answer["Location"], saved()) == (302, address, before)
    again = browser.get(address).content.decode()
    if any("password" in field for field in fields):
        assert "data-unsent" not in again
        return
    assert "data-unsent" in again, again[:500]
    assert {field: value for field, value in fields.items() if escape(value) not in again} == {}


def typed(page) -> dict[str, str]:
    """A word for each field that takes words, beside the hidden ones as they stood."""
    form = page.context["form"]
    shown = page.content.decode()
    words = {name: f"q-{name}-q" for name, field in form.fields.items() if is_text(field) and f'name="{name}"' in shown}
    for chosen in ("slot", "start"):  # from tiles
        words.pop(chosen, None)
    hidden = {field.name: str(field.value() or "") for field in form.hidden_fields()}
    return {form.add_prefix(name): value for name, value in (words | hidden).items()}


def mark_in(page) -> str:
    return page.content.decode().split('name="opened_by" value="')[1].split('"')[0]
