"""Top bar and navigation, which are drawn once for the same facts (docs/decisions/0022)."""

import re

import pytest
from django.template import Context, Template
from django.test import Client
from django.utils import translation

from accounts.log import notify
from accounts.models.people import Membership
from accounts.models.stores import Store
from accounts.roles import Role
from core import form_drafts
from dealership import frame
from service.notices import OrderNotice
from tests.factories.accounts import make_store, make_user
from tests.factories.sales import make_lead, seller_at
from tests.redis_away import redis_away

PAGE = "/notices/"
FORM = re.compile(r'<form method="post" action="([^"]*)".*?</form>', re.S)
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]*)"')
OPENED_BY = re.compile(r'name="opened_by" value="([^"]*)"')


def signed_in(user, **options) -> Client:
    browser = Client(headers={"Accept-Language": "en"}, **options)
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def wang(store):
    return make_user(Role.SALES_CONSULTANT, store=store, name="王一", username="wang")


@pytest.fixture
def li(store):
    return make_user(Role.SALES_CONSULTANT, store=store, name="李二", username="li")


def frame_of(browser: Client, page: str = PAGE, **options) -> str:
    """The page up to its own content."""
    text = browser.get(page, **options).content.decode()
    return text[text.index("<header") : text.index("<main")]


def test_two_people_of_one_role_never_see_each_other(wang, li):
    for person, other in ((wang, li), (li, wang), (wang, li)):
        drawn = frame_of(signed_in(person))
        assert person.name in drawn and other.name not in drawn
        assert {form_drafts.SIGNER.unsign(mark) for mark in OPENED_BY.findall(drawn)} == {str(person.pk)}


def test_the_second_page_of_a_person_is_not_drawn_again(wang):
    browser = signed_in(wang)
    first, before = frame_of(browser), frame.top_bar.pieces.cache_info()
    second, after = frame_of(browser), frame.top_bar.pieces.cache_info()
    assert TOKEN.sub("", first) == TOKEN.sub("", second)
    assert (after.hits - before.hits, after.misses - before.misses) == (1, 0)


def test_each_request_has_its_own_token_and_its_own_address(wang):
    browser = signed_in(wang)
    first, second = frame_of(browser), frame_of(browser, f'{PAGE}?page=2&q="><b>')
    tokens = TOKEN.findall(first) + TOKEN.findall(second)
    assert len(tokens) == 4 and len(set(tokens)) == 2
    assert 'name="next" value="/notices/"' in first
    assert 'name="next" value="/notices/?page=2&amp;q=%22%3E%3Cb%3E"' in second
    assert frame.TOKEN not in first + second and frame.ADDRESS not in first + second


def test_every_form_of_a_frame_that_was_kept_is_taken(wang):
    make_user(Role.SALES_CONSULTANT, store=make_store("SH02"), username="wang")
    browser = signed_in(wang, enforce_csrf_checks=True)
    frame_of(browser)
    forms = [(match[1], TOKEN.search(match[0])[1]) for match in FORM.finditer(frame_of(browser))]
    assert [action for action, _token in forms] == ["/store/", "/language/", "/logout/"]
    for action, token in forms:
        sent = {"csrfmiddlewaretoken": token, "store": "SH02", "language": "en", "next": PAGE}
        assert browser.post(action, sent | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
        assert browser.post(action, sent).status_code == 302


def test_a_token_of_another_session_is_refused_on_a_frame_that_was_kept(wang, li):
    browser, other = signed_in(wang, enforce_csrf_checks=True), signed_in(li, enforce_csrf_checks=True)
    frame_of(browser)
    token = TOKEN.search(frame_of(other))[1]
    assert browser.post("/logout/", {"csrfmiddlewaretoken": token}).status_code == 403


def test_a_new_role_shows_at_once(wang, store):
    browser = signed_in(wang)
    assert "Cashier" not in frame_of(browser)
    Membership.objects.create(user=wang, role=Role.CASHIER, store=store)
    drawn = frame_of(browser)
    assert "Cashier" in drawn and "/bills/" in drawn


def test_a_role_that_ended_is_gone_at_once(wang, store):
    cashier = Membership.objects.create(user=wang, role=Role.CASHIER, store=store)
    browser = signed_in(wang)
    assert "/bills/" in frame_of(browser)
    cashier.delete()
    assert "/bills/" not in frame_of(browser)


def test_a_store_with_another_name_shows_it_at_once(wang, store):
    browser = signed_in(wang)
    assert "Store SH01" in frame_of(browser)
    Store.objects.filter(pk=store.pk).update(name="<b>浦东</b>")
    drawn = frame_of(browser)
    assert "Store SH01" not in drawn and "&lt;b&gt;浦东&lt;/b&gt;" in drawn and "<b>浦东" not in drawn


def test_a_new_notice_counts_at_once(wang, li, store, at):
    browser, colleague = signed_in(wang), signed_in(li)
    assert "0 notices" in frame_of(browser)
    lead = make_lead(store, by=seller_at(store, "张三"), at=at)
    notify(OrderNotice.READY, about=lead, at=at, to=wang, order="RO-1")
    assert "1 notice" in frame_of(browser) and "0 notices" in frame_of(colleague)


def test_another_language_shows_at_once(wang):
    browser = signed_in(wang)
    assert "Main menu" in frame_of(browser, headers={"Accept-Language": "en"})
    assert "主菜单" in frame_of(browser, headers={"Accept-Language": "zh-hans"})
    assert "Main menu" in frame_of(browser, headers={"Accept-Language": "en"})


def test_where_the_person_is_stands_out(wang):
    browser = signed_in(wang)
    for page in ("/leads/", PAGE, "/leads/"):
        active = re.findall(r'<a class="mainnav-item" href="([^"]*)" aria-current', frame_of(browser, page))
        assert active == [page]


def test_whoever_has_signed_out_is_named_nowhere(wang):
    browser = signed_in(wang)
    assert wang.name in frame_of(browser)
    browser.post("/logout/")
    assert wang.name not in browser.get(PAGE, follow=True).content.decode()


def test_with_redis_away_a_page_has_its_frame(wang, monkeypatch):
    with redis_away(monkeypatch):
        assert wang.name in frame_of(signed_in(wang))


def test_what_is_the_same_for_all_knows_nothing_of_the_page():
    page = Template('{% load frame i18n %}{% same_for_all %}{% translate "Yes" %} {{ name }}{% endsame_for_all %}')
    with translation.override("zh-hans"):
        assert page.render(Context({"name": "王一"})).strip() == "是"
    assert page.render(Context({"name": "李二"})).strip() == "Yes"
