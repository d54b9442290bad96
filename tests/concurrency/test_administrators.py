"""Two administrators who take each other away at once: one of them stays, or nobody could let others in."""

from contextlib import suppress
from functools import partial
from uuid import uuid4

import pytest

from accounts import actions
from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.roles import Role
from core.errors import Refused
from tests.concurrency.clients import all_look_before, at_once
from tests.factories.accounts import make_user
from tests.moments import MONDAY


def disable(user: User, by: User) -> None:
    with suppress(Refused):
        actions.disable_user(user, by=Access.of(by, [Role.SYSTEM_ADMIN], None), at=MONDAY)


def left_after_both_disable_each_other() -> int:
    """Both have looked before one writes, as long as nothing holds the second one back."""
    Membership.objects.all().delete()
    one, other = (make_user(Role.SYSTEM_ADMIN, username=uuid4().hex) for _each in range(2))
    with all_look_before():
        at_once([partial(disable, one, by=other), partial(disable, other, by=one)])
    return User.objects.filter(is_active=True, memberships__role=Role.SYSTEM_ADMIN).count()


@pytest.mark.slow
def test_one_of_two_administrators_stays(own_database):
    assert left_after_both_disable_each_other() == 1


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_nobody_could_let_others_in(own_database, monkeypatch):
    monkeypatch.setattr(actions, "_lock_administrators", lambda: None)
    assert left_after_both_disable_each_other() == 0
