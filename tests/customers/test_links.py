import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils.timezone import now

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from core.errors import Refused
from customers import links
from customers.actions.links import link_for, make_link, revoke_links
from customers.models.links import Link, LinkView
from customers.models.people import Customer
from tests.factories.customers import make_customer
from tests.redis_away import redis_away


@links.document("b")
def paper(request, link):
    return HttpResponse(f"{link.subject_id} {link.store.code} {Customer.objects.count()}")


urlpatterns = [path("b/<str:token>/", paper)]
pytestmark = pytest.mark.urls(__name__)


@pytest.fixture
def home(monkeypatch):
    """An address of the network; three wrong guesses are too many there."""
    monkeypatch.setattr(links, "MISSES", 3)
    return {"REMOTE_ADDR": "10.0.0.1"}


@pytest.fixture
def url(store):
    return make(make_customer(store))


def make(customer, **facts):
    by = Access.system(customer.store)
    return make_link("b", 42, customer, by=by, at=now(), **facts)


def opened(url, **facts):
    return Client(**facts).get(url[url.index("/b/") :])


def test_a_link_opens_its_document_in_its_store_and_counts(store, url):
    answer = opened(url, headers={"User-Agent": "WeChat"})
    assert answer.content.decode() == "42 SH01 1"
    link = Link.objects.get()
    assert (link.views, [view.agent for view in LinkView.objects.all()]) == (1, ["WeChat"])


def test_only_the_hash_of_256_bits_is_kept(store, url):
    token = url.rstrip("/").rpartition("/")[2]
    link = Link.objects.get()
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", token)
    assert (link.token_hash, link.prefix) == (Link.hash_of(token), token[:6])
    assert token not in str(Link.objects.values()) + str(Activity.objects.values())


@pytest.mark.parametrize("state", ["wrong", "other kind", "expired", "revoked", "closed store"])
def test_a_link_that_does_not_open_looks_the_same_whatever_the_reason(store, url, state, home):
    never = opened("/b/nothing-like-this/", **home)
    if state == "wrong":
        url = url[:-2] + "x/"
    elif state == "other kind":
        Link.objects.update(kind="a")
    elif state == "expired":
        Link.objects.update(expires_at=now() - timedelta(seconds=1))
    elif state == "revoked":
        assert revoke_links("b", 42, by=Access.system(store), at=now()) == 1
    else:
        store.active = False
        store.save()
    answer = opened(url, **home)
    headers = {name: value for name, value in answer.items() if name != "X-Request-Id"}
    assert (answer.status_code, answer.content) == (404, never.content)
    assert headers == {name: value for name, value in never.items() if name != "X-Request-Id"}
    assert LinkView.objects.count() == 0


@pytest.mark.parametrize("good", [True, False])
def test_no_answer_is_kept_listed_or_told_on(store, url, good, home):
    answer = opened(url if good else "/b/nothing-like-this/", **home)
    kept = [answer[name] for name in ("Cache-Control", "X-Robots-Tag", "Referrer-Policy")]
    assert kept == ["no-store", "noindex, nofollow", "no-referrer"]


def test_an_older_link_stays_valid_until_all_are_revoked(store, url, home):
    second = make(Customer.objects.get())
    assert [opened(one, **home).status_code for one in (url, second)] == [200, 200]
    assert revoke_links("b", 42, by=Access.system(store), at=now()) == 2
    assert [opened(one, **home).status_code for one in (url, second)] == [404, 404]


def test_revoking_one_document_leaves_the_others(store, url):
    revoke_links("b", 43, by=Access.system(store), at=now())
    revoke_links("a", 42, by=Access.system(store), at=now())
    assert opened(url).status_code == 200


def test_whoever_keeps_guessing_is_stopped_and_nobody_else(store, url, home):
    """Behind one router the others keep their links: 30 that have ended shut no door to those that have not."""
    for number in range(links.MISSES):
        assert opened(f"/b/guess-{number}/", **home).status_code == 404
    stopped = opened("/b/guess/", **home)
    assert (stopped.status_code, stopped["Retry-After"]) == (429, str(links.MISSES_WINDOW_SECONDS))
    assert stopped["Cache-Control"] == "no-store"
    assert opened("/b/guess/", REMOTE_ADDR="10.0.0.2").status_code == 404
    assert opened(url, **home).status_code == 200


def test_with_redis_away_links_open_and_guesses_are_counted(store, url, home, monkeypatch):
    with redis_away(monkeypatch):
        assert opened(url, **home).status_code == 200
        found = [opened(f"/b/guess-{number}/", **home).status_code for number in range(links.MISSES + 1)]
    assert found == [404] * links.MISSES + [429]


@pytest.mark.parametrize("again", [1, 2])
def test_the_guesses_of_one_test_are_not_those_of_the_next(store, url, home, again):
    for number in range(links.MISSES):
        assert opened(f"/b/guess-{number}/", **home).status_code == 404


def test_opening_links_that_work_is_never_counted_as_guessing(store, url, home):
    assert {opened(url, **home).status_code for _ in range(links.MISSES + 1)} == {200}


def test_a_preview_by_head_and_a_post_are_no_visits(store, url):
    path = url[url.index("/b/") :]
    assert Client().head(path).status_code == 200
    assert Client(enforce_csrf_checks=True).post(path, headers={"Origin": "null"}).status_code == 200
    assert Link.objects.get().views == 0


def test_making_and_revoking_need_their_permission(store, access_of, at):
    customer = make_customer(store)
    with pytest.raises(PermissionDenied):
        make_link("b", 1, customer, by=access_of(Role.TECHNICIAN), at=at)
    with pytest.raises(PermissionDenied):
        revoke_links("b", 1, by=access_of(Role.TECHNICIAN), at=at)
    assert make_link("b", 1, customer, by=access_of(Role.CASHIER), at=at).startswith("http")


def test_one_key_is_one_address_until_its_link_is_closed(store, access_of, at):
    asked = ("key", "b", 1, make_customer(store))
    by = access_of(Role.CASHIER)
    url = link_for(*asked, by=by, at=at)
    assert link_for(*asked, by=by, at=at) == url
    revoke_links("b", 1, by=by, at=at)
    with pytest.raises(Refused, match="is closed"):
        link_for(*asked, by=by, at=at)
