"""Two dispatchers at one block of the day board: one act, the other is told what is true (P13)."""

from datetime import datetime, timedelta
from functools import partial
from itertools import count

import pytest
from django_scopes import scope

from appointments.actions import moving, stays
from appointments.models.visits import Appointment
from core.errors import Refused, Stale
from service.actions import board
from service.rules.board import mark_of
from tests.concurrency.clients import all_look_before, at_once
from tests.factories import service
from tests.factories.accounts import make_store
from tests.moments import SHANGHAI

AT = datetime(2026, 11, 23, 9, 0, tzinfo=SHANGHAI)
QUARTER = timedelta(minutes=15)
_store = count(1)


@pytest.fixture
def visit(own_database):
    """A visit at eleven."""
    store = make_store(f"DAY{next(_store)}")
    with scope(store=store):
        service.make_workshop(store, AT)
        yield service.make_visit(store, AT, start=AT + 2 * timedelta(hours=1))


def two_at_once(visit) -> list[str]:
    """Both make the same block longer, by a quarter-hour and by two, from the same sight of it."""
    by, seen = service.manager(visit.store), mark_of(visit, [])

    def longer(quarters: int) -> str:
        try:
            with scope(store=visit.store):
                facts = {"by": by, "at": AT, "seen": seen, "lane": visit.bay, "until": visit.end + quarters * QUARTER}
                board.place(Appointment.objects.get(pk=visit.pk), **facts)
            return "done"
        except Stale:
            return "stale"
        except Refused:
            return "refused"

    return sorted(at_once([partial(longer, quarters) for quarters in (1, 2)]))


@pytest.mark.slow
def test_of_two_dispatchers_one_acts_and_the_other_is_told(visit):
    assert two_at_once(visit) == ["done", "stale"]
    assert Appointment.objects.get(pk=visit.pk).end in {visit.end + QUARTER, visit.end + 2 * QUARTER}


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_the_lock_both_act_on_what_is_no_longer_true(visit, monkeypatch):
    rows = Appointment.objects.for_acts
    for module in (moving, stays):
        monkeypatch.setattr(module, "locked", lambda appointment: rows().get(pk=appointment.pk))
    with all_look_before():
        assert "stale" not in two_at_once(visit)
