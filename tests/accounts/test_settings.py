"""What stores decide: each setting is declared once, kept sparsely, read from the store, and no other store's."""

import re
from dataclasses import fields
from datetime import time
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.utils.module_loading import import_string
from django_scopes import scope

from accounts import actions, rules
from accounts.access import Access
from accounts.models.records import Activity
from accounts.models.settings import StoreSetting
from accounts.models.stores import Store
from accounts.roles import Role
from accounts.settings import NOTICE_LATE, SETTINGS, Clock, Label, Number, followers_of
from capacity.settings import HOLD
from core.errors import Refused, Stale
from customers.settings import CONTACT_FROM
from dealership import integrity
from sales.models.leads import Grade
from sales.settings import REVISIT
from tests.factories.accounts import make_user

DECLARED = list(SETTINGS.values())
APPS = [
    app
    for app in apps.get_app_configs()
    if (Path(app.path) / "settings.py").exists() and app.label in settings.OWN_APPS
]


def of_each(items):
    return pytest.mark.parametrize("setting", items, ids=lambda setting: setting.key)


def another(setting):
    """A value that it may have and has not."""
    if isinstance(setting, Number):
        return setting.default + 1
    return time(12, 15) if isinstance(setting, Clock) else "ZZ"[: setting.longest]


@pytest.fixture
def admin(store):
    return Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], store)


# ── what is declared ──────────────────────────────────────────────────────────────────────────
@of_each(DECLARED)
def test_each_says_what_it_is_and_what_follows(setting):
    said = {name: getattr(setting, name) for name in ("words", "consequence", "source")}
    assert all(str(text).strip() for text in said.values())
    assert setting.department in {app.label for app in APPS}
    assert setting.clean(setting.load(setting.dump(setting.default))) == setting.default
    assert {field.name for field in fields(setting)} > {"key", "default", "followers"}


@pytest.mark.parametrize("app", APPS, ids=lambda app: app.label)
def test_none_is_declared_that_no_rule_reads(app):
    """A setting that nothing reads would be a promise to the administrator that nothing keeps."""
    module = f"{app.label}.settings"
    names = re.findall(r"^([A-Z][A-Z_0-9]*) = (?:Label|Number|Span|Clock|\{|tuple)", source(app), re.M)
    assert names
    texts = [path.read_text(encoding="utf-8") for path in code_of_the_apps()]
    readers = {name: [text for text in texts if reads(text, module, name)] for name in names}
    assert [name for name in names if not readers[name]] == []


def source(app) -> str:
    return (Path(app.path) / "settings.py").read_text(encoding="utf-8")


def code_of_the_apps():
    for label in settings.OWN_APPS:
        yield from (Path(settings.BASE_DIR) / label).rglob("*.py")


def reads(text: str, module: str, name: str) -> bool:
    """Imports it from the module that declares it, and uses it."""
    imported = re.search(
        rf"^from {module} import [^()]*?\b{name}\b|^from {module} import \([^)]*\b{name}\b", text, re.M
    )
    return bool(imported) and len(re.findall(rf"\b{name}\b", text)) > 1


@of_each([setting for setting in DECLARED if setting.followers or setting.why_not])
def test_what_follows_is_there(setting):
    for follower in setting.followers:
        assert callable(import_string(follower.act))
    assert not setting.why_not or callable(import_string(setting.why_not))


def test_a_key_is_declared_once():
    with pytest.raises(ValueError, match="declared twice"):
        type(HOLD)(**{field.name: getattr(HOLD, field.name) for field in fields(HOLD)})


# ── bounds ────────────────────────────────────────────────────────────────────────────────────
@of_each([setting for setting in DECLARED if isinstance(setting, Number)])
def test_a_number_keeps_its_bounds(setting):
    assert setting.lowest <= setting.default <= setting.highest
    assert [setting.clean(value) for value in (setting.lowest, setting.highest)] == [setting.lowest, setting.highest]
    for value in (setting.lowest - 1, setting.highest + 1, str(setting.lowest), float(setting.lowest), True, None):
        with pytest.raises(Refused) as refusal:
            setting.clean(value)
        assert refusal.value.field == setting.key


@of_each([setting for setting in DECLARED if isinstance(setting, Clock)])
@pytest.mark.parametrize("value", ["25:00", "8", "", 8, None, "08", "08:30:15", "08:30+09:00"])
def test_a_time_is_one_of_the_day(setting, value):
    with pytest.raises(Refused):
        setting.clean(value)


@of_each([setting for setting in DECLARED if isinstance(setting, Label)])
def test_a_label_is_short_and_printable(setting):
    for value in ("x" * (setting.longest + 1), "\n" * 1, 7, "a\u0000"):
        if value == "\n" and not setting.default:
            continue  # blanks mean the default here
        with pytest.raises(Refused):
            setting.clean(value)


# ── what a store decides ──────────────────────────────────────────────────────────────────────
def values_of(store) -> dict:
    """What its row says of each setting now."""
    row = Store.objects.get(pk=store.pk)
    return {key: each.of(row) for key, each in SETTINGS.items()}


@of_each(DECLARED)
def test_another_store_reads_what_it_read(setting, store, other_store, admin, at):
    """P18 for settings: every key, each store by itself."""
    before = values_of(other_store)
    others = {key: each.of(store) for key, each in SETTINGS.items() if key != setting.key}
    changed = actions.change_settings({setting.key: another(setting)}, by=admin, at=at)
    assert setting.of(changed) == setting.of(Store.objects.get(pk=store.pk)) == another(setting) != setting.default
    assert before == values_of(other_store)
    assert others == {key: SETTINGS[key].of(changed) for key in others}


def test_only_what_differs_is_kept_with_who_and_when(store, admin, at):
    changed = actions.change_settings({HOLD.key: 15}, by=admin, at=at)
    row = StoreSetting.objects.get(key=HOLD.key)
    assert (row.value, row.changed_by, row.changed_at, changed.settings_version) == (15, admin.user, at, 2)
    again = actions.change_settings({HOLD.key: 15}, by=admin, at=at)
    assert (again.settings_version, Activity.objects.about(row).count()) == (2, 1)
    line = Activity.objects.about(row).get()
    assert line.facts == {"key": HOLD.key, "before": HOLD.default, "after": 15}


def test_back_to_the_default(store, admin, at):
    actions.change_settings({HOLD.key: 15}, by=admin, at=at)
    changed = actions.change_settings({HOLD.key: None}, by=admin, at=at)
    assert (HOLD.of(changed), HOLD.key in changed.changed_settings) == (HOLD.default, False)
    assert not StoreSetting.objects.filter(key=HOLD.key).exists()
    assert Activity.objects.filter(verb="change").latest("pk").facts == {
        "key": HOLD.key,
        "before": 15,
        "after": HOLD.default,
    }


def test_what_was_decided_stays_decided_where_a_later_default_is_the_same(store, admin, at):
    """Else who decided it would stand in a row of its own, and not in the row of the store (invariant S9)."""
    decided = {CONTACT_FROM.key: CONTACT_FROM.dump(CONTACT_FROM.default)}
    assert store.changed_settings.items() >= decided.items()
    changed = actions.change_settings({HOLD.key: 15}, by=admin, at=at)
    assert changed.changed_settings.items() >= decided.items()
    assert [rows for invariant, rows in integrity.broken(at=at) if invariant.code == "S9"] == []


def test_a_stale_page_changes_nothing(store, admin, at):
    """P13."""
    actions.change_settings({HOLD.key: 15}, by=admin, at=at, version=1)
    with pytest.raises(Stale) as refusal:
        actions.change_settings({HOLD.key: 20}, by=admin, at=at, version=1)
    assert (refusal.value.extra, HOLD.of(Store.objects.get(pk=store.pk))) == ({"version": 2}, 15)


def test_one_value_that_is_refused_keeps_the_others_back(store, admin, at):
    with pytest.raises(Refused) as refusal:
        actions.change_settings({NOTICE_LATE.key: 20, HOLD.key: 0}, by=admin, at=at)
    assert (refusal.value.field, Store.objects.get(pk=store.pk).settings_version) == (HOLD.key, 1)


def test_an_unknown_key_is_refused(store, admin, at):
    with pytest.raises(Refused) as refusal:
        actions.change_settings({"sales.unheard_of": 1}, by=admin, at=at)
    assert refusal.value.field == "sales.unheard_of"


def test_windows_of_grades_stay_in_their_order(store, admin, at):
    with pytest.raises(Refused, match="longer window"):
        actions.change_settings({"sales.grade_window_o": 28}, by=admin, at=at)
    actions.change_settings({"sales.grade_window_o": 27}, by=admin, at=at)


@pytest.mark.parametrize("role", [role for role in Role if role != Role.SYSTEM_ADMIN])
def test_nobody_else_decides(role, store, access_of, at):
    with pytest.raises(PermissionDenied):
        actions.change_settings({HOLD.key: 15}, by=access_of(role), at=at)


def test_what_would_move_is_told_without_moving_it(store, admin, at):
    moves = rules.what_moves({REVISIT[Grade.O].key: REVISIT[Grade.O].default + 1, HOLD.key: 11}, by=admin, at=at)
    assert [(follower.act, count) for follower, count in moves] == [
        ("sales.actions.recomputation.recompute_due_days", 0)
    ]
    assert followers_of([HOLD.key]) == []
    assert Store.objects.get(pk=store.pk).settings_version == 1


def test_the_settings_of_a_store_cost_no_query(store, admin, at, django_assert_num_queries):
    actions.change_settings({HOLD.key: 15}, by=admin, at=at)
    fresh = Store.objects.get(pk=store.pk)
    with django_assert_num_queries(0):
        assert [setting.of(fresh) for setting in DECLARED].count(15) >= 1


def test_a_store_of_its_own_scope_only(store, other_store, at):
    """The rows that say who decided are those of the store."""
    by = Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], other_store)
    with scope(store=other_store):
        actions.change_settings({HOLD.key: 15}, by=by, at=at)
    assert not StoreSetting.objects.filter(key=HOLD.key).exists()
