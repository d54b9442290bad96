"""Two clerks at the shelf, and a part released while the advisor signs: never two cars, never a hollow signature.

The last tests are the negative controls: without the lock, what the tests above exclude happens.
"""

from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django_scopes import scope

from appointments.actions import groups
from appointments.models.visits import Appointment
from parts import actions, holders
from parts.models import Reservation
from parts.shelf import actions as shelf
from tests.concurrency.clients import all_look_before
from tests.concurrency.guards import unlocked
from tests.concurrency.test_orders import AT, rush
from tests.factories import service
from tests.factories.accounts import make_store
from tests.factories.appointments import make_appointment, make_ready, make_workshop
from tests.factories.parts import make_place, make_reservation, make_stock

pytestmark = pytest.mark.slow
_store = count(1)


@pytest.fixture
def store(own_database):
    store = make_store(f"SHELF{next(_store)}")
    with scope(store=store):
        yield store


def two_cars(store) -> list[Reservation]:
    item = make_stock(store, AT, f"P{store.pk}")
    make_place(store, capacity=1)
    return [make_reservation(item, AT, AT + timedelta(days=1), label=f"A-{n}") for n in (1, 2)]


def test_two_clerks_put_two_cars_on_the_last_place_of_one(store):
    rows, clerk = two_cars(store), service.clerk(store)
    acts = [lambda row=row: shelf.scan(f"R{row.pk}", by=clerk, at=AT, shelf="A-1") for row in rows]
    assert rush(store, *acts) == ["done", "refused"]
    assert Reservation.objects.on_shelf().count() == 1


def test_two_clerks_scan_the_same_label(store):
    row, clerk = two_cars(store)[0], service.clerk(store)
    rush(store, lambda: shelf.scan(f"R{row.pk}", by=clerk, at=AT, shelf="A-1"), hands=4)
    assert Reservation.objects.on_shelf().get() == row


def signed_visit(store):
    visit = make_appointment(store, AT, AT + timedelta(days=1), parts=[(make_stock(store, AT).part, 1)])
    make_place(store)
    return make_ready(visit, by=service.advisor(store), at=AT, sign=False)


def hollow(store) -> bool:
    """Whether an appointment is prepared without its part."""
    lost = Reservation.objects.filter(status="released")
    return Appointment.objects.filter(status="prepared", needs__reservation__in=lost).exists()


def release_and_sign(store) -> list[str]:
    visit = signed_visit(store)
    kept, clerk, advisor = visit.needs.get().reservation, service.clerk(store), service.advisor(store)
    release = partial(actions.release, kept, by=clerk, at=AT, reason="broken")
    return rush(store, release, partial(groups.sign, visit, by=advisor, at=AT))


def test_a_part_released_while_the_advisor_signs_leaves_no_hollow_signature(store):
    make_workshop(store)
    release_and_sign(store)
    assert not hollow(store)
    assert Reservation.objects.get().status == "released"


# ── negative controls ─────────────────────────────────────────────────────────────────────────
@pytest.mark.negative_control
def test_without_the_lock_of_the_place_it_takes_two_cars(store, monkeypatch):
    rows, clerk = two_cars(store), service.clerk(store)
    monkeypatch.setattr(shelf, "lock", unlocked)
    acts = [lambda row=row: shelf.scan(f"R{row.pk}", by=clerk, at=AT, shelf="A-1") for row in rows]
    with all_look_before():
        assert rush(store, *acts) == ["done", "done"]
    assert Reservation.objects.on_shelf().count() == 2


@pytest.mark.negative_control
def test_without_what_follows_from_goods_a_signature_is_hollow(store, monkeypatch):
    make_workshop(store)
    visit = signed_visit(store)
    groups.sign(visit, by=service.advisor(store), at=AT)
    monkeypatch.setattr(holders, "HOLDERS", [])
    actions.release(visit.needs.get().reservation, by=service.clerk(store), at=AT, reason="broken")
    assert hollow(store)
