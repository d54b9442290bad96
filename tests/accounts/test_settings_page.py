from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models.settings import StoreSetting
from accounts.models.stores import Store
from accounts.roles import Role
from accounts.settings import SETTINGS
from capacity.settings import HOLD
from sales.models.contacts import Revisit
from sales.models.leads import Grade
from sales.settings import REVISIT
from tests.factories.sales import make_lead

O_DAYS = REVISIT[Grade.O]


@pytest.fixture
def browser(client_of):
    return client_of(Role.SYSTEM_ADMIN)


@pytest.fixture
def address(store, frozen):
    return reverse("store_settings", args=[store.pk])


def posted(browser, address, **values):
    """What a browser sends that has opened the page and typed these values."""
    form = browser.get(address).context["form"]
    body = {name: value for name in form.fields if (value := form[name].value()) is not None}
    return browser.post(address, body | {key.replace("__", "."): value for key, value in values.items()})


def kept(store) -> Store:
    return Store.objects.get(pk=store.pk)


def test_a_value_is_refused_at_its_field_and_kept_when_it_is_right(store, browser, address):
    wrong = posted(browser, address, capacity__hold_minutes="0")
    assert "Ensure this value is greater than or equal to 1." in wrong.content.decode()
    assert posted(browser, address, capacity__hold_minutes="15")["Location"] == store.get_absolute_url()
    assert (HOLD.key, HOLD.of(kept(store))) == ("capacity.hold_minutes", 15)


def test_a_stale_page_changes_nothing(store, browser, address):
    form = browser.get(address).context["form"]
    body = {name: value for name in form.fields if (value := form[name].value()) is not None}
    browser.post(address, body | {HOLD.key: "15"})
    stale = browser.post(address, body | {HOLD.key: "20", "idempotency_key": "of-another-tab"})
    assert (stale.status_code, HOLD.of(kept(store))) == (409, 15)


def test_what_moves_is_seen_before_it_does(store, browser, address, at):
    lead = make_lead(store, at=at, grade="O")
    form = browser.get(address).context["form"]
    body = {name: value for name in form.fields if (value := form[name].value()) is not None} | {O_DAYS.key: "5"}
    seen = browser.post(address, body)
    assert 'Open revisits that get another day <strong class="tabular">1</strong>' in seen.content.decode()
    assert O_DAYS.of(kept(store)) == O_DAYS.default
    mark = seen.context["form"].mark
    other = browser.post(address, body | {O_DAYS.key: "6", "moves_of": mark, "idempotency_key": "other-values"})
    assert (other.status_code, O_DAYS.of(kept(store))) == (200, O_DAYS.default)
    done = browser.post(address, body | {"moves_of": mark, "idempotency_key": "seen"})
    assert (done.status_code, O_DAYS.of(kept(store))) == (302, 5)
    assert Revisit.objects.open().get(lead=lead).due_on == at.date() + timedelta(days=5)


def test_an_empty_field_goes_back_to_the_default_and_the_page_tells_who_decided(store, browser, address):
    posted(browser, address, capacity__hold_minutes="15")
    page = browser.get(address).content.decode()
    row = StoreSetting.objects.get(store=store, key=HOLD.key)
    assert f"Decided by {row.changed_by}" in page
    assert f"{HOLD.default} → 15" in page
    posted(browser, address, capacity__hold_minutes="")
    assert HOLD.of(kept(store)) == HOLD.default
    assert HOLD.key not in browser.get(address).context["form"].decided


def test_a_search_shows_those_settings_and_saves_no_others(store, browser, address):
    posted(browser, address, capacity__hold_minutes="15")
    found = browser.get(address, {"q": "ＨＥＬＤ"}).context["form"].keys
    assert HOLD.key in found and len(found) < len(SETTINGS) / 2
    nothing = browser.get(address, {"q": "no such words"})
    assert "No setting has these words." in nothing.content.decode()
    others = browser.post(f"{address}?q=Grade", {"version": kept(store).settings_version, O_DAYS.key: "4"})
    assert (others.status_code, HOLD.of(kept(store)), O_DAYS.of(kept(store))) == (302, 15, 4)
