"""The hotline under a crowd: one missed caller is called back once, whoever takes the receiver (SERVICE-D1)."""

from datetime import datetime

import pytest
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import calls
from appointments.models.calls import PhoneCall
from core.errors import Refused
from tests.concurrency.clients import all_look_before
from tests.concurrency.guards import unlocked
from tests.concurrency.test_calls import at_once
from tests.factories.accounts import make_store, make_user

AT = datetime.fromisoformat("2026-11-23T09:00:00+08:00")


@pytest.fixture
def clerks(own_database):
    store = make_store("RING")
    users = [make_user(Role.HOTLINE_CLERK, store=store, username=f"clerk-{n}@RING") for n in range(2)]
    with scope(store=store):
        PhoneCall.objects.all().delete()
        yield [Access.of(user, [Role.HOTLINE_CLERK], store) for user in users]
        PhoneCall.objects.all().delete()


def call_back_at_once(clerks) -> tuple[list[str], int]:
    """How each clerk fared with the same missed call, and how many tries it counts."""
    [store] = clerks[0].stores
    missed = calls.log_call(by=clerks[0], at=AT, event="hang_up", number="13800138001", external_id="c1")

    def call(by):
        try:
            calls.call_back(missed, by=by, at=AT, reached=True)
            return "done"
        except Refused:
            return "refused"

    found = at_once(store, [lambda by=by: call(by) for by in clerks])
    return sorted(found), PhoneCall.objects.get(pk=missed.pk).tries


def test_two_clerks_call_back_once(clerks):
    for _round in range(4):
        assert call_back_at_once(clerks) == (["done", "refused"], 1)
        PhoneCall.objects.all().delete()


@pytest.fixture
def no_lock_on_the_call(monkeypatch):
    """Both clerks have looked whether the caller is still owed a call before one of them writes."""
    monkeypatch.setattr(calls, "lock", unlocked)
    with all_look_before():
        yield


@pytest.mark.negative_control
def test_without_the_lock_both_have_called_back(clerks, no_lock_on_the_call):
    assert call_back_at_once(clerks)[0] == ["done", "done"]
