"""Two administrators who decide at once, each after a look at the same page: one is told, no decision is lost (P13)."""

from functools import partial
from itertools import count

import pytest
from django_scopes import scope

from accounts import actions
from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import Role
from accounts.settings import NOTICE_LATE
from capacity.settings import HOLD
from core.errors import Stale
from tests.concurrency.clients import all_look_before, at_once
from tests.concurrency.guards import unlocked
from tests.factories.accounts import make_store, make_user
from tests.moments import MONDAY

DECISIONS = {HOLD.key: 15, NOTICE_LATE.key: 20}
_store = count(1)


def decide(by: Access, key: str) -> str:
    """What the administrator sees who has opened the first version of the settings."""
    with scope(store=by.store):
        try:
            actions.change_settings({key: DECISIONS[key]}, by=by, at=MONDAY, version=1)
        except Stale:
            return "told"
    return "saved"


def both_decide() -> tuple[list[str], int]:
    """What they see, and how many of their decisions the store has afterwards."""
    store = make_store(f"DECIDE{next(_store)}")
    user = make_user(Role.SYSTEM_ADMIN)
    people = [Access.of(user, [Role.SYSTEM_ADMIN], Store.objects.get(pk=store.pk)) for _key in DECISIONS]
    with all_look_before("accounts_store"):
        answers = at_once([partial(decide, by, key) for by, key in zip(people, DECISIONS, strict=True)])
    return sorted(answers), len(DECISIONS.keys() & Store.objects.get(pk=store.pk).changed_settings.keys())


@pytest.mark.slow
def test_of_two_who_decide_at_once_one_is_told(own_database):
    assert both_decide() == (["saved", "told"], 1)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_a_decision_is_lost_and_nobody_told(own_database, monkeypatch):
    monkeypatch.setattr(actions, "lock", unlocked)
    assert both_decide() == (["saved", "saved"], 1)
