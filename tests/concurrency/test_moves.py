"""Two tabs that show the same time and move the appointment at once: one moves it, the other is told (case S10)."""

from functools import partial
from itertools import count

import pytest
from django_scopes import scope

from accounts.access import Access
from appointments.actions import moving
from appointments.models.visits import Appointment
from core.errors import Stale
from tests.appointments.conftest import local
from tests.concurrency.clients import all_look_before, at_once
from tests.factories.accounts import make_store
from tests.factories.appointments import clerk, make_appointment, make_workshop

AT = local(23, 7)
TIMES = [local(25, 9), local(26, 14)]
_store = count(1)


def move(visit: Appointment, by: Access, start) -> str:
    with scope(store=by.store):
        try:
            moving.reschedule(visit, by=by, at=AT, start=start, time_version=1)
        except Stale:
            return "told"
    return "moved"


def two_tabs() -> tuple[list[str], int]:
    """What the two were answered, and how often the appointment was moved."""
    store = make_store(f"TABS{next(_store)}")
    with scope(store=store):
        make_workshop(store)
        visit, by = make_appointment(store, AT, local(24, 10)), clerk(store)
        with all_look_before("capacity_"):
            answers = at_once([partial(move, visit, by, start) for start in TIMES])
        return sorted(answers), Appointment.objects.get(pk=visit.pk).time_version - 1


def test_of_two_tabs_one_moves_and_the_other_is_told(own_database):
    assert two_tabs() == (["moved", "told"], 1)


@pytest.mark.negative_control
def test_without_the_version_the_appointment_is_moved_twice(own_database, monkeypatch):
    monkeypatch.setattr(moving, "refuse_stale_time", lambda *_args, **_facts: None)
    assert two_tabs() == (["moved", "moved"], 2)
