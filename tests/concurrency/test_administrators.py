"""Two administrators who take each other away at once: one of them stays, or nobody could let others in."""

from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from threading import Barrier, BrokenBarrierError
from uuid import uuid4

import pytest
from django.db import connection

from accounts import actions, rules
from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.roles import Role
from core.errors import Refused
from tests.factories.accounts import make_user
from tests.moments import MONDAY

REAL = rules.why_not_disable


def left_after_both_disable_each_other(monkeypatch) -> int:
    """Both have looked before one leaps, as long as nothing holds the second one back."""
    Membership.objects.all().delete()
    both = [make_user(Role.SYSTEM_ADMIN, username=uuid4().hex) for _each in range(2)]
    looked = Barrier(2)

    def look(*asked):
        reason = REAL(*asked)
        with suppress(BrokenBarrierError):
            looked.wait(timeout=1)
        return reason

    def disable(me, other):
        try:
            with suppress(Refused):
                actions.disable_user(other, by=Access.of(me, [Role.SYSTEM_ADMIN], None), at=MONDAY)
        finally:
            connection.close()

    monkeypatch.setattr(rules, "why_not_disable", look)
    with ThreadPoolExecutor(2) as hands:
        list(hands.map(disable, both, reversed(both)))
    return User.objects.filter(is_active=True, memberships__role=Role.SYSTEM_ADMIN).count()


@pytest.mark.slow
def test_one_of_two_administrators_stays(own_database, monkeypatch):
    assert left_after_both_disable_each_other(monkeypatch) == 1


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_nobody_could_let_others_in(own_database, monkeypatch):
    monkeypatch.setattr(actions, "_lock_administrators", lambda: None)
    assert left_after_both_disable_each_other(monkeypatch) == 0
