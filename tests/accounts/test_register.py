"""What the apps declare about the log: kinds of notice and verbs. What nobody declares is refused."""

import ast
import re
from importlib import import_module
from inspect import getsource

import pytest
from django.conf import settings
from django.utils import translation

from accounts.access import Access
from accounts.log import answer_notices, notify, record, record_all
from accounts.models.records import Activity, Notice
from accounts.register import NoticeKind, notice_kinds, verbs
from accounts.roles import Role
from customers.models.people import Customer
from service.notices import OrderNotice
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer

SOURCES = [
    path
    for app in [*settings.OWN_APPS, "dealership"]
    for path in sorted((settings.BASE_DIR / app).rglob("*.py"))
    if "migrations" not in path.parts
]


@pytest.fixture
def customer(store, at):
    return make_customer(store, at=at)


# ── notices ───────────────────────────────────────────────────────────────────────────────────
def test_an_app_declares_its_notices_in_one_place():
    assert notice_kinds() == {str(kind): kind for app in NoticeKind.__subclasses__() for kind in app}
    assert {app.__module__ for app in NoticeKind.__subclasses__()} <= {f"{app}.notices" for app in settings.OWN_APPS}


def test_each_kind_of_notice_is_sent_by_its_app():
    named = {(path.relative_to(settings.BASE_DIR).parts[0], name) for path in SOURCES for name in _kinds_in(path)}
    declared = {
        (type(kind).__module__.split(".")[0], f"{type(kind).__name__}.{kind.name}") for kind in notice_kinds().values()
    }
    assert declared - named == set()


def _kinds_in(path) -> list[str]:
    return re.findall(r"\w+Notice\.[A-Z_]+", path.read_text(encoding="utf-8"))


def test_the_act_that_answers_a_notice_says_so():
    """The act is named in the declaration, and its own code marks the notice as read."""
    answered = {kind: kind.answered_by for kind in notice_kinds().values() if kind.answered_by}
    assert OrderNotice.TO_DISPATCH in answered
    for kind, act in answered.items():
        module, _dot, name = act.rpartition(".")
        assert f"answer_notices({type(kind).__name__}.{kind.name}," in getsource(getattr(import_module(module), name))


def test_a_kind_goes_only_to_whom_it_is_declared_for(customer, at):
    with pytest.raises(LookupError, match="order_ready"):
        notify(OrderNotice.READY, about=customer, at=at, role=Role.PARTS_CLERK, order="R1")
    with pytest.raises(LookupError, match="order_to_dispatch"):
        notify(OrderNotice.TO_DISPATCH, about=customer, at=at, to=make_user(Role.CASHIER, store=customer.store))
    with pytest.raises(LookupError, match="order_to_rework"):
        notify(OrderNotice.TO_REWORK, about=customer, at=at, order="R1")
    assert not Notice.objects.exists()


def test_a_kind_for_one_role_needs_not_say_which(customer, at):
    assert notify(OrderNotice.TO_DISPATCH, about=customer, at=at, order="R1").to_role == Role.SERVICE_MANAGER


def test_a_notice_speaks_its_readers_language(customer, at):
    notice = notify(OrderNotice.TO_DISPATCH, about=customer, at=at, order="R1")
    assert str(notice) == "R1 is signed: dispatch it."
    with translation.override("zh-hans"):
        assert "R1" in str(notice) and "signed" not in str(notice)


def test_an_act_answers_its_own_kind_about_its_own_thing(customer, store, at):
    other = make_customer(store, at=at)
    for thing in (customer, other):
        notify(OrderNotice.TO_DISPATCH, about=thing, at=at, order="R1")
        notify(OrderNotice.TO_INSPECT, about=thing, at=at, order="R1")
    assert answer_notices(OrderNotice.TO_DISPATCH, about=customer, by=Access.system(store), at=at) == 1
    waiting = Notice.objects.waiting().order_by("pk").values_list("kind", "subject_id")
    assert list(waiting) == [
        ("order_to_inspect", customer.pk),
        ("order_to_dispatch", other.pk),
        ("order_to_inspect", other.pk),
    ]


# ── verbs ─────────────────────────────────────────────────────────────────────────────────────
def test_a_verb_that_the_app_does_not_declare_is_refused(customer, store, at):
    system = Access.system(store)
    for verb in ("corect", "postpone"):  # a typo, and another app's
        with pytest.raises(LookupError, match=verb):
            record(customer, verb, by=system, at=at)
        with pytest.raises(LookupError, match=verb):
            record_all(Customer, [customer.pk], verb, by=system, at=at)
    assert record(customer, "correct", by=system, at=at).what == "Corrected"


def test_the_same_verb_has_the_words_of_its_app():
    assert [str(verbs()[app, "correct"]) for app in ("customers", "sales")] == ["Corrected", "facts corrected"]
    assert [str(verbs()[app, "move"]) for app in ("capacity", "customers")] == ["Status changed", "Settled"]


def test_each_declared_verb_is_written_down_somewhere():
    written = {node.value for path in SOURCES if path.name != "verbs.py" for node in _texts(path)}
    assert {verb for _app, verb in verbs()} - written == set()


def _texts(path) -> list[ast.Constant]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def test_a_verb_that_was_declared_once_is_still_readable(store):
    assert Activity(store=store, subject="customers.customer", verb="polish").what == "polish"


def test_a_page_keeps_no_words_of_verbs_for_itself():
    """Words stand in verbs.py alone: no other module maps a verb to them."""
    kept = re.compile(r"^(VERBS|WORDS|TITLES) = \{", re.M)
    assert [str(path) for path in SOURCES if path.name != "verbs.py" and kept.search(path.read_text())] == []
