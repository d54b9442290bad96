"""The settings of a store in the API: listed with their defaults, changed and reset one by one (decision 0017)."""

from datetime import timedelta

import pytest
from django.utils.timezone import localtime
from django_scopes import scope

from accounts import actions
from accounts.access import Access
from accounts.models.records import Activity
from accounts.models.settings import StoreSetting
from accounts.models.stores import Store
from accounts.presenters import lines_of_settings
from accounts.roles import Role
from accounts.settings import SETTINGS
from capacity.settings import HOLD
from customers.settings import CONTACT_FROM
from sales.models.contacts import Revisit
from sales.models.leads import Grade
from sales.settings import LETTER, REVISIT, WINDOW
from tests.factories.accounts import make_user
from tests.factories.sales import make_lead

O_DAYS = REVISIT[Grade.O]


@pytest.fixture
def api(api_of, frozen):
    return api_of(Role.SYSTEM_ADMIN)


@pytest.fixture
def admin(store):
    return Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], store)


def kept(store) -> Store:
    return Store.objects.get(pk=store.pk)


def row_of(api, setting, store) -> dict:
    return api.get(f"/settings/{setting.key}/", store=store.code).json()


def change(api, setting, store, value, *, version: int = 1, key: str = ""):
    return api.post(
        f"/settings/{setting.key}/change/?store={store.code}", {"value": value, "version": version}, key=key
    )


def reset(api, setting, store, *, version: int):
    return api.post(f"/settings/{setting.key}/reset/?store={store.code}", {"version": version})


# ── what is read ──────────────────────────────────────────────────────────────────────────────
def test_every_setting_is_listed_with_words_unit_and_default(api, store):
    page = api.get("/settings/", store=store.code, page_size=100).json()
    assert (page["count"], {row["code"] for row in page["results"]}) == (len(SETTINGS), set(SETTINGS))
    assert all(row["name"] and row["consequence"] for row in page["results"])
    [row] = [row for row in page["results"] if row["code"] == HOLD.key]
    assert row == {
        "code": HOLD.key,
        "department": "capacity",
        "name": str(HOLD.words),
        "consequence": str(HOLD.consequence),
        "kind": "number",
        "unit": "minutes",
        "lowest": 1,
        "highest": 60,
        "longest": None,
        "default": HOLD.default,
        "value": HOLD.default,
        "decided_by": None,
        "decided_at": None,
        "version": 1,
    }


@pytest.mark.parametrize(
    ("setting", "kind", "default"), [(CONTACT_FROM, "time", "08:00"), (LETTER[Grade.O], "label", "O")]
)
def test_times_and_labels_are_texts_without_unit(api, store, setting, kind, default):
    row = row_of(api, setting, store)
    assert (row["kind"], row["unit"], row["lowest"]) == (kind, None, None)
    assert row["default"] == row["value"] == default


def test_a_search_lists_what_the_page_would_show(api, store):
    page = api.get("/settings/", store=store.code, q="ＨＥＬＤ").json()
    assert HOLD.key in {row["code"] for row in page["results"]}
    assert 0 < page["count"] < len(SETTINGS) / 2
    assert api.get("/settings/", store=store.code, q="no such words").json()["results"] == []
    assert api.get("/settings/", store=store.code, q="").json()["count"] == len(SETTINGS)


def test_a_list_is_asked_for_nothing_else_and_in_pages(api, store):
    assert list(api.get("/settings/", store=store.code, department="sales").json()["errors"]) == ["department"]
    first = api.get("/settings/", store=store.code, page_size=2).json()
    second = api.get("/settings/", store=store.code, page_size=2, page=2).json()
    assert len(first["results"]) == len(second["results"]) == 2
    assert {row["code"] for row in first["results"]}.isdisjoint(row["code"] for row in second["results"])


@pytest.mark.parametrize("path", ["/settings/capacity.unheard_of/", "/settings/nothing/"])
def test_an_unknown_setting_is_404(api, store, path):
    assert api.get(path, store=store.code).status_code == 404
    assert api.post(f"{path}change/?store={store.code}", {"value": 1, "version": 1}).status_code == 404


def test_the_store_must_be_named(api):
    answers = [api.get("/settings/"), api.get(f"/settings/{HOLD.key}/"), api.post(f"/settings/{HOLD.key}/reset/")]
    assert [(answer.status_code, list(answer.json()["errors"])) for answer in answers] == [(400, ["store"])] * 3


def test_many_decisions_cost_no_more_statements_than_one(api, store, admin, at, django_assert_num_queries):
    actions.change_settings({HOLD.key: 15}, by=admin, at=at)
    api.get("/settings/", store=store.code)
    with django_assert_num_queries(3):  # token with its roles, stores, who decided
        api.get("/settings/", store=store.code)
    actions.change_settings({O_DAYS.key: 4, CONTACT_FROM.key: "09:00"}, by=admin, at=at)
    with django_assert_num_queries(3):
        api.get("/settings/", store=store.code)


# ── what is decided ───────────────────────────────────────────────────────────────────────────
def test_a_change_is_kept_with_who_decided_and_since_when(api, store, other_store, admin, at):
    answer = change(api, HOLD, store, 15)
    row = answer.json()
    assert (answer.status_code, row["value"], row["default"], row["version"]) == (200, 15, HOLD.default, 2)
    assert (row["decided_by"], row["decided_at"]) == (str(admin.user), localtime(at, store.zone).isoformat())
    assert row == row_of(api, HOLD, store)
    assert (HOLD.of(kept(store)), HOLD.of(kept(other_store))) == (15, HOLD.default)
    assert row_of(api, HOLD, other_store)["decided_by"] is None


def test_what_the_system_decided_names_nobody(api, store, at):
    actions.change_settings({HOLD.key: 15}, by=Access.system(store), at=at)
    row = row_of(api, HOLD, store)
    assert (row["value"], row["decided_by"], row["decided_at"] is None) == (15, None, False)


def test_a_reset_goes_back_to_the_default(api, store):
    version = change(api, HOLD, store, 15).json()["version"]
    row = reset(api, HOLD, store, version=version).json()
    assert (row["value"], row["decided_by"], row["decided_at"], row["version"]) == (HOLD.default, None, None, 3)
    assert not StoreSetting.objects.filter(key=HOLD.key).exists()


def test_what_depends_on_it_is_computed_again(api, store, at):
    lead = make_lead(store, at=at, grade="O")
    assert change(api, O_DAYS, store, 5).status_code == 200
    assert Revisit.objects.open().get(lead=lead).due_on == at.date() + timedelta(days=5)


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        *((HOLD, value) for value in (0, 61, "15", 15.0, True, None, [15])),
        *((CONTACT_FROM, value) for value in (8, "8", "24:00", "08:30:15", "08:30+09:00", "", None)),
        *((LETTER[Grade.O], value) for value in ("", "x" * 40, 7, "a\u0001", None)),
    ],
)
def test_a_value_that_cannot_be_is_refused_at_its_field(api, store, setting, value):
    answer = change(api, setting, store, value)
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["value"])
    assert kept(store).settings_version == 1


def test_settings_that_contradict_each_other_are_refused(api, store):
    answer = change(api, WINDOW[Grade.O], store, 28)
    assert (answer.status_code, list(answer.json()["errors"])) == (409, [WINDOW[Grade.O].key])
    assert change(api, WINDOW[Grade.O], store, 27).status_code == 200


# ── nothing is swallowed ──────────────────────────────────────────────────────────────────────
def test_a_stale_version_changes_nothing_and_says_the_present_one(api, store):
    """P13."""
    change(api, HOLD, store, 15)
    stale = change(api, HOLD, store, 20, version=1)
    assert (stale.status_code, stale.json()["version"], HOLD.of(kept(store))) == (409, 2, 15)
    assert (reset(api, HOLD, store, version=1).status_code, HOLD.of(kept(store))) == (409, 15)
    assert (change(api, HOLD, store, 20, version=2).status_code, HOLD.of(kept(store))) == (200, 20)


def test_the_same_value_again_changes_nothing(api, store):
    change(api, HOLD, store, 15)
    again = change(api, HOLD, store, 15, version=1)
    assert (again.status_code, again.json()["version"]) == (200, 2)
    assert Activity.objects.filter(verb="change").count() == 1


def test_a_change_without_version_is_not_taken(api, store):
    answer = api.post(f"/settings/{HOLD.key}/change/?store={store.code}", {"value": 15})
    assert (answer.status_code, list(answer.json()["errors"]), HOLD.of(kept(store))) == (400, ["version"], HOLD.default)


def test_one_key_is_one_change(api, store):
    """P11: the repeat answers as the first did, also after another change."""
    first = change(api, HOLD, store, 15, key="a")
    change(api, HOLD, store, 20, version=2, key="b")
    again = change(api, HOLD, store, 15, key="a")
    assert (again.json(), again["Idempotent-Replayed"]) == (first.json(), "true")
    assert (change(api, HOLD, store, 16, key="a").status_code, HOLD.of(kept(store))) == (422, 20)


# ── who may ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_nobody_else_reads_or_decides(api_of, store, role):
    api = api_of(role)
    answers = [
        api.get("/settings/", store=store.code),
        api.get(f"/settings/{HOLD.key}/", store=store.code),
        change(api, HOLD, store, 15),
        reset(api, HOLD, store, version=1),
    ]
    assert ({answer.status_code for answer in answers}, HOLD.of(kept(store))) == ({403}, HOLD.default)


def test_a_store_that_is_not_there_is_404(api, store, other_store, at):
    with scope(store=other_store):
        by = Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], other_store)
        actions.change_settings({HOLD.key: 33}, by=by, at=at)
    assert api.get("/settings/", store="XX").status_code == 404
    assert row_of(api, HOLD, store)["value"] == HOLD.default


def test_a_decision_on_the_default_is_given_back_too(api, store, admin, at):
    """What the store had decided does not hold on to today's default when that changes."""
    assert row_of(api, CONTACT_FROM, store)["decided_at"] and CONTACT_FROM.of(store) == CONTACT_FROM.default
    assert reset(api, CONTACT_FROM, store, version=9).status_code == 409
    answer = reset(api, CONTACT_FROM, store, version=1)
    assert (answer.status_code, answer.json()["decided_at"]) == (200, None)
    assert CONTACT_FROM.key not in kept(store).changed_settings
    assert not StoreSetting.objects.filter(key=CONTACT_FROM.key).exists()
    assert reset(api, CONTACT_FROM, store, version=9).status_code == 200  # there is nothing left to give back
    assert lines_of_settings(kept(store))[0]["words"] == "Default: 08:00."
