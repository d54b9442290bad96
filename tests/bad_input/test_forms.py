"""Every page with a form, sent empty and with nonsense: told beside the field, nothing lost, nothing saved."""

from copy import deepcopy
from urllib.parse import quote_plus

import pytest
from django.db import transaction
from django.forms import CharField, CheckboxInput, PasswordInput
from django.test import Client
from django.urls import get_resolver
from django.utils.html import escape

from core.views import FormPage
from tests import databases
from tests.bad_input.ground import everything
from tests.bad_input.pages import ELSEWHERE, PAGES

pytestmark = pytest.mark.slow
NONSENSE = {
    "a word": quote_plus('<b>"☠</b>'),
    "a long text": "长" * 20_000,  # not quoted: to unquote it takes longer than to answer it
    "a zero byte": "a%00b",
    "half a character": "%ED%A0%80",
    "not UTF-8": "%ff%fe",
    "below zero": "-5",
    "not a number": "NaN",
    "endless": "1e400",
    "the first day": "0001-01-01",
    "the last day": "9999-12-31",
    "the first hour": "0001-01-01T00:00",
    "the last hour": "9999-12-31T23:59",
    "a script": quote_plus("'; DROP TABLE x; --"),
}
WORDS = set(NONSENSE) - {"a long text", "a zero byte"}  # a reason may be any words
LEFT_OUT = {"django_session", "accounts_user", "accounts_userevent", "accounts_rememberedanswer"}


@pytest.fixture(scope="module", params=PAGES)
def place(request, common_world):
    """(the page's FormPage, its address); what the page is about is made once for its tests."""
    with transaction.atomic():
        address = PAGES[request.param].address(deepcopy(common_world))
        databases.check_keys()
        yield PAGES[request.param], address
        transaction.set_rollback(True)


@pytest.fixture
def page(place, world):
    """(browser, address, the form as it opened, the page's FormPage)."""
    about, address = place
    browser = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    browser.force_login(world.someone(about.role), "django.contrib.auth.backends.ModelBackend")
    opened = browser.get(address)
    assert opened.status_code == 200, (address, opened.status_code)
    return browser, address, opened.context["form"], about


def form_pages() -> set[str]:
    """The names of all addresses that are served by a FormPage."""

    def below(patterns):
        for pattern in patterns:
            yield from below(pattern.url_patterns) if hasattr(pattern, "url_patterns") else [pattern]

    views = {
        pattern.name: getattr(pattern.callback, "view_class", None) for pattern in below(get_resolver().url_patterns)
    }
    return {name for name, view in views.items() if view and issubclass(view, FormPage)}


def test_every_form_page_is_here():
    assert set(PAGES) | ELSEWHERE == form_pages()


def saved() -> dict:
    return {table: rows for table, rows in everything().items() if table not in LEFT_OUT}


def sent(browser, address: str, form, values: dict[str, str]):
    """The form with these values, already quoted, and its own key."""
    key = form["idempotency_key"].value()
    body = "&".join(f"{name}={value}" for name, value in {**values, "idempotency_key": key}.items())
    return browser.post(address, body, content_type="application/x-www-form-urlencoded")


def names_of(form) -> list[str]:
    return [form.add_prefix(name) for name in form.fields if name != "idempotency_key"]


def test_an_empty_form_is_told_beside_its_fields(page):
    browser, address, form, about = page
    before = saved()
    answer = sent(browser, address, form, {})
    if about.free and answer.status_code == 302:
        return
    assert answer.status_code in {200, 409}, answer.get("Location") or answer.content[:300]
    told = answer.context["form"].errors
    assert told
    assert saved() == before
    for messages in told.values():
        for message in messages:
            assert escape(message) in answer.content.decode()


def test_nonsense_is_told_and_kept(page):
    browser, address, form, _about = page
    before, found = saved(), {}
    for why, value in NONSENSE.items():
        with transaction.atomic():
            answer = sent(browser, address, form, dict.fromkeys(names_of(form), value))
            transaction.set_rollback(answer.status_code in {302, 500})
        found[why] = fault_in(answer, why in WORDS and only_words(form))
    assert {why: fault for why, fault in found.items() if fault} == {}
    assert saved() == before


def fault_in(answer, may_be_meant: bool) -> str:
    """Nonsense is answered by the form with errors; a reason may be any words."""
    if answer.status_code == 302 and may_be_meant:
        return ""
    if answer.status_code not in {200, 400, 409}:
        return f"{answer.status_code} {answer.get('Location', '')}"
    return "" if answer.status_code == 400 or answer.context["form"].errors else "no error"


def only_words(form) -> bool:
    return all(
        isinstance(field, CharField) or isinstance(field.widget, CheckboxInput) for field in form.fields.values()
    )


def test_what_was_typed_stays_in_the_page(page):
    browser, address, form, _about = page
    typed = [
        name for name in form.fields if is_text(form.fields[name]) and name not in {"idempotency_key", "slot", "start"}
    ]
    if not typed:
        pytest.skip("nothing to type")
    marked = {form.add_prefix(name): f"q-{name}-q" for name in typed}
    answer = sent(browser, address, form, marked)
    if answer.status_code == 302:
        return
    page = answer.content.decode()
    assert [mark for mark in marked.values() if mark not in page] == []
    assert form["idempotency_key"].value() in page


def is_text(field) -> bool:
    """A password is words, but never shown again."""
    return isinstance(field, CharField) and not isinstance(field.widget, PasswordInput)
