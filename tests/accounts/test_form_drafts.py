"""A form survives a new sign-in: the words come back to the person who typed them, and to nobody else."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models.people import User
from accounts.models.records import RememberedAnswer
from accounts.roles import Role
from core import form_drafts
from customers.models.people import Customer
from tests.factories.accounts import make_user

NEW = "/customers/new/"
ORIGIN = {"Origin": "http://testserver", "Referer": f"http://testserver{NEW}"}
TYPED = {"name": '张 "三" <b>', "kind": "organisation", "phone": "138 0013 8000"}


class Browser(Client):
    """A browser with its cookies, at one desk; who sits there may change."""

    def __init__(self, **facts):
        super().__init__(enforce_csrf_checks=True, headers={"Accept-Language": "en"}, **facts)

    def sign_in(self, user: User) -> None:
        """By the login page of the demo, which makes a new session and a new token as the real one does."""
        page = self.get("/login/").content.decode()
        answer = self.post(reverse("demo_login"), {"username": user.username, **hidden(page)})
        assert answer.status_code == 302

    def sign_out(self) -> None:
        page = self.get("/notices/").content.decode()
        assert self.post(reverse("logout"), hidden(page)).status_code == 302

    def opened(self, address: str = NEW) -> dict[str, str]:
        """The hidden fields of the form on a page, as it stands open in a tab."""
        return hidden(self.get(address).content.decode().split('id="form"')[1])


def hidden(page: str) -> dict[str, str]:
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page))


def value_of(page: str, name: str) -> str:
    form = page.split('id="form"')[1]
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', form).group(1)


@pytest.fixture(autouse=True)
def demo(settings):
    settings.DEMO = True


@pytest.fixture
def clerk(store):
    return make_user(Role.HOTLINE_CLERK, store=store)


@pytest.fixture
def browser(clerk):
    browser = Browser()
    browser.sign_in(clerk)
    return browser


def signed_out_and_in_again(browser, user) -> None:
    browser.sign_out()
    browser.sign_in(user)


def test_a_form_of_an_earlier_session_comes_back_as_it_was_typed_and_is_saved_once(browser, clerk):
    form = browser.opened()
    signed_out_and_in_again(browser, clerk)
    answer = browser.post(NEW, form | TYPED, headers=ORIGIN)
    assert (answer.status_code, answer["Location"], Customer.objects.count()) == (302, NEW, 0)
    page = browser.get(NEW).content.decode()
    assert "Not saved yet." in page and "data-unsent" in page
    assert value_of(page, "name") == "张 &quot;三&quot; &lt;b&gt;" and value_of(page, "phone") == "138 0013 8000"
    assert re.search(r'value="organisation"[^>]*(checked|selected)', page)
    fresh = hidden(page.split('id="form"')[1])
    assert fresh["idempotency_key"] == form["idempotency_key"]
    assert fresh["csrfmiddlewaretoken"] != form["csrfmiddlewaretoken"]
    for _twice in range(2):
        assert browser.post(NEW, fresh | TYPED, headers=ORIGIN).status_code == 302
    assert Customer.objects.count() == 1
    assert "Not saved yet." not in browser.get(NEW).content.decode()


def test_a_session_that_ended_while_typing_leads_over_the_login_page_back_to_the_words(browser, clerk):
    form = browser.opened()
    browser.session.flush()
    answer = browser.post(NEW, form | TYPED, headers=ORIGIN)
    assert (answer.status_code, answer["Location"]) == (302, f"/login/?next={NEW}")
    assert "what you typed is kept" in browser.get(answer["Location"]).content.decode()
    assert (Customer.objects.count(), RememberedAnswer.objects.count()) == (0, 0)
    browser.sign_in(clerk)
    page = browser.get(NEW).content.decode()
    assert value_of(page, "phone") == "138 0013 8000"
    assert browser.post(NEW, hidden(page.split('id="form"')[1]) | TYPED, headers=ORIGIN).status_code == 302
    assert Customer.objects.count() == 1


@pytest.mark.parametrize("ended", [True, False])
def test_nobody_else_gets_the_words(browser, clerk, store, ended):
    form = browser.opened()
    other = make_user(Role.SERVICE_ADVISOR, store=store)
    browser.sign_out()
    if not ended:
        browser.sign_in(other)
    answer = browser.post(NEW, form | TYPED, headers=ORIGIN)
    if ended:
        browser.sign_in(other)
    else:
        assert answer.status_code == 403 and "Somebody else has signed in" in answer.content.decode()
    page = browser.get(NEW).content.decode()
    assert "138 0013 8000" not in page and "Not saved yet." not in page
    assert not browser.session.get(form_drafts.SESSION_KEY)
    browser.sign_out()
    browser.sign_in(clerk)
    assert "138 0013 8000" not in browser.get(NEW).content.decode()


@pytest.mark.negative_control
def test_without_the_mark_somebody_else_would_get_them(browser, clerk, store, monkeypatch):
    form = browser.opened()
    signed_out_and_in_again(browser, make_user(Role.SERVICE_ADVISOR, store=store))
    monkeypatch.setattr(form_drafts, "opened_by", lambda request: request.user.pk)
    browser.post(NEW, form | TYPED, headers=ORIGIN)
    assert "138 0013 8000" in browser.get(NEW).content.decode()


@pytest.mark.parametrize("mark", ["", "1", "1:forged", None])
def test_a_forged_mark_keeps_nothing(browser, clerk, mark):
    form = browser.opened() | {"opened_by": mark or ""}
    browser.sign_out()
    browser.post(NEW, form | TYPED, headers=ORIGIN)
    assert not browser.session.get(form_drafts.SESSION_KEY)


@pytest.mark.parametrize("origin", ["http://elsewhere", "null", "https://testserver.elsewhere", ""])
def test_words_of_another_site_are_never_put_into_a_form(browser, clerk, origin):
    form = browser.opened()
    signed_out_and_in_again(browser, clerk)
    headers = {"Origin": origin} if origin else {}
    assert browser.post(NEW, form | TYPED, headers=headers).status_code == 403
    assert "138 0013 8000" not in browser.get(NEW).content.decode()


def test_htmx_is_sent_to_the_whole_page(browser, clerk):
    form = browser.opened()
    signed_out_and_in_again(browser, clerk)
    headers = ORIGIN | {"HX-Request": "true", "HX-Current-URL": f"http://testserver{NEW}"}
    answer = browser.post(NEW, form | TYPED, headers=headers)
    assert (answer.status_code, answer["HX-Redirect"]) == (200, NEW)
    assert value_of(browser.get(NEW).content.decode(), "phone") == "138 0013 8000"
    browser.sign_out()
    answer = browser.get("/customers/", headers=headers)
    assert answer["HX-Redirect"] == f"/login/?next={NEW}"


def test_a_password_is_not_kept(clerk, store):
    browser, admin = Browser(), make_user(Role.SYSTEM_ADMIN)
    browser.sign_in(admin)
    address = f"/users/{clerk.pk}/password/"
    form = browser.opened(address)
    signed_out_and_in_again(browser, admin)
    headers = ORIGIN | {"Referer": f"http://testserver{address}"}
    answer = browser.post(address, form | {"password": "Two-quiet-otters"}, headers=headers)
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "otters" not in str(dict(browser.session))
    assert "loaded anew" in browser.get(address).content.decode()


def test_pictures_are_named_and_not_kept(browser, clerk):
    form = browser.opened()
    signed_out_and_in_again(browser, clerk)
    picture = SimpleUploadedFile("车头.jpg", b"\xff\xd8" * 10, "image/jpeg")
    browser.post(NEW, form | TYPED | {"photo": picture, "drawing": "x" * 30_000}, headers=ORIGIN)
    page = browser.get(NEW).content.decode()
    assert "have to be added again: 车头.jpg, drawing." in page and "xxxxx" not in page


def test_a_form_that_is_not_there_any_more_gives_the_words_back(browser, clerk):
    """A form on a page that has changed since, or one whose address takes forms only."""
    form = browser.opened()
    signed_out_and_in_again(browser, clerk)
    headers = ORIGIN | {"Referer": "http://testserver/customers/"}
    assert browser.post("/customers/999999/edit/", form | TYPED, headers=headers)["Location"] == "/customers/"
    page = browser.get("/customers/").content.decode()
    assert "the form is not there any more" in page and "138 0013 8000" in page
    assert form["idempotency_key"] not in page
    assert "the form is not there any more" not in browser.get("/customers/").content.decode()


def test_only_the_last_forms_are_kept_and_none_that_is_too_long(browser, clerk):
    form = browser.opened()
    signed_out_and_in_again(browser, clerk)
    for number in range(8):
        headers = ORIGIN | {"Referer": f"http://testserver{NEW}?n={number}"}
        browser.post(NEW, form | TYPED, headers=headers)
    assert list(browser.session[form_drafts.SESSION_KEY]) == [f"{NEW}?n={number}" for number in range(3, 8)]
    browser.post(NEW, form | TYPED | {f"f{n}": "x" * 19_000 for n in range(6)}, headers=ORIGIN)
    assert NEW not in browser.session[form_drafts.SESSION_KEY]


def test_the_login_page_itself_may_have_stood_open(browser, clerk):
    browser.sign_out()
    old = hidden(browser.get("/login/").content.decode())
    browser.sign_in(clerk)
    browser.sign_out()
    headers = {"Origin": "http://testserver", "Referer": "http://testserver/login/"}
    answer = browser.post("/login/", old | {"username": "x", "password": "x"}, headers=headers)
    assert (answer.status_code, answer["Location"]) == (302, "/login/")


def test_the_mark_stands_in_forms_of_staff_only(browser, clerk):
    assert browser.opened()["opened_by"].startswith(f"{clerk.pk}:")
    browser.sign_out()
    assert "opened_by" not in browser.get("/login/").content.decode()
