"""A store that changes its lead times or contact hours moves questions to come, never into the night."""

from datetime import time, timedelta

import pytest

from accounts import actions, rules
from accounts.access import Access
from accounts.roles import Role
from appointments.settings import DAY_AHEAD, HOUR_AHEAD
from core.errors import Refused
from customers.models.messages import Message
from customers.settings import CONTACT_FROM, CONTACT_UNTIL
from tests.appointments.conftest import START, local
from tests.factories.accounts import make_user


@pytest.fixture
def admin(store):
    return Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], store)


def change(admin, at, **values):
    keys = {"day": DAY_AHEAD, "hour": HOUR_AHEAD, "opens": CONTACT_FROM, "closes": CONTACT_UNTIL}
    return actions.change_settings({keys[name].key: value for name, value in values.items()}, by=admin, at=at)


def question(appointment, kind="day", side="customer"):
    return appointment.confirmations.get(kind=kind, side=side)


def message(kind="day") -> Message:
    return Message.objects.get(purpose=f"appointment_{kind}")


def test_a_question_to_come_moves_with_its_message_and_our_readiness(appointment, admin, at):
    assert question(appointment).due_at == START - timedelta(hours=DAY_AHEAD.default)
    [(_follower, count)] = rules.what_moves({DAY_AHEAD.key: 20}, by=admin, at=at)
    change(admin, at, day=20)
    due = START - timedelta(hours=20)
    assert (count, question(appointment).due_at, message().due_at) == (2, due, due)
    assert question(appointment, side="readiness").due_at == due
    assert set(appointment.preparation.open().values_list("due_at", flat=True)) == {due}


def test_a_question_that_is_due_already_stays(appointment, admin):
    late = question(appointment).due_at
    change(admin, late + timedelta(minutes=5), day=20)
    assert (question(appointment).due_at, question(appointment).status) == (late, "planned")


def test_a_question_whose_new_time_has_passed_is_asked_at_once(appointment, admin):
    now = local(24, 9)
    change(admin, now, day=48)
    assert question(appointment).due_at == message().due_at == now


def test_a_question_whose_new_time_has_passed_is_not_asked_at_night(appointment, admin):
    now = local(23, 22)
    change(admin, now, day=48)
    assert question(appointment).due_at == message().due_at == local(24, 8)
    assert question(appointment, side="readiness").due_at == now


@pytest.mark.parametrize(
    ("opens", "state"), [(time(9, 29), ("planned", "planned")), (time(9, 30), ("skipped", "cancelled"))]
)
def test_a_question_for_which_no_time_is_left_is_skipped_with_its_message(appointment, admin, opens, state):
    change(admin, local(24, 21), opens=opens)
    assert (question(appointment, "hour").status, message("hour").status) == state
    assert question(appointment, "hour", side="readiness").due_at == START - timedelta(minutes=HOUR_AHEAD.default)


def test_contact_ends_after_it_begins(admin, at):
    for values in ({"opens": time(20, 30)}, {"closes": time(7)}):
        with pytest.raises(Refused, match="begins before it ends"):
            change(admin, at, **values)
    assert CONTACT_FROM.of(change(admin, at, opens=time(20))) == time(20)
