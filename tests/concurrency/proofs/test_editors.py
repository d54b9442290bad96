"""P13 at any size: of two who have seen the same version of something, one changes it and the other is told.

The controls of settings and moves stand in `test_settings.py` and `test_moves.py`, that of a correction here.
"""

from functools import partial
from itertools import count

import pytest
from django_scopes import scope

from accounts import actions as administration
from accounts.access import Access
from accounts.models.records import Activity
from accounts.models.stores import Store
from appointments.actions import moving
from capacity.actions import resources
from capacity.settings import HOLD
from core.errors import Stale
from customers.actions import people
from sales.actions import grades, organisations
from tests.concurrency.clients import at_once, clients
from tests.concurrency.test_booking import AT, rounds
from tests.factories import appointments
from tests.factories.accounts import make_store
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.sales import make_lead, make_organisation, seller_at
from vehicles.actions import vehicles

pytestmark = [pytest.mark.slow, pytest.mark.promise("P13")]
_store = count(1)


def of_system(store):
    return Access.system(store)


def customer(store):
    return make_customer(store), of_system(store), people.correct_customer, "note"


def vehicle(store):
    return make_vehicle(make_customer(store)), of_system(store), vehicles.correct_vehicle, "note"


def resource(store):
    bay = appointments.make_workshop(store, bays={"GEN": 1}, technicians=0, advisors=0)["bays"][0]
    return bay, of_system(store), resources.correct, "name"


def lead(store):
    return make_lead(store), seller_at(store), grades.correct_lead, "note"


def organisation(store):
    return make_organisation(store), seller_at(store), organisations.correct_organisation, "segment"


def settings(store):
    return store, of_system(store), None, HOLD.key


def appointment(store):
    appointments.make_workshop(store)
    return appointments.make_appointment(store, AT, rounds(1)[0]), of_system(store), moving.reschedule, "start"


KINDS = [customer, vehicle, resource, lead, organisation, settings, appointment]


def change(kind, thing, by, act, field: str, value) -> None:
    version = version_of(thing)
    if kind is settings:
        access = Access.system(Store.objects.get(pk=thing.pk))
        administration.change_settings({field: value}, by=access, at=AT, version=version)
    elif kind is appointment:
        act(thing, by=by, at=AT, start=value, time_version=version)
    else:
        act(thing, by=by, at=AT, version=version, **{field: value})


def version_of(thing) -> int:
    names = ("time_version", "settings_version", "version")
    return next(getattr(thing, name) for name in names if hasattr(thing, name))


def outcome(store, *change_) -> str:
    with scope(store=store):
        try:
            change(*change_)
        except Stale:
            return "told"
    return "changed"


def two_values(kind, turn: int) -> list:
    if kind is settings:
        return [[10, 20], [15, 25]][turn % 2]
    if kind is appointment:
        times = rounds(4)
        return [[times[1], times[2]], [times[3], times[0]]][turn % 2]
    if kind is organisation:
        return [["taxi", "ride"], ["rental", "fleet"]][turn % 2]
    return [f"A{turn}", f"B{turn}"]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_of_two_who_saw_one_version_one_changes_it_and_the_other_is_told(own_database, proof, kind):
    store, trials = make_store(f"EDIT{next(_store)}"), proof.size(1_000, 3)
    with scope(store=store), clients() as together:
        thing, by, act, field = kind(store)
        written, answers = Activity.objects.count(), []
        for turn in range(trials):
            thing.refresh_from_db()
            before = version_of(thing)
            jobs = [partial(outcome, store, kind, thing, by, act, field, value) for value in two_values(kind, turn)]
            answers += together(jobs)
            thing.refresh_from_db()
            assert version_of(thing) == before + 1
        written = Activity.objects.count() - written
    proof.count(trials=trials, changed=answers.count("changed"), told=answers.count("told"), written_in_log=written)
    assert (answers.count("changed"), answers.count("told"), written) == (trials, trials, trials)


@pytest.mark.negative_control
def test_without_a_look_at_the_version_the_first_change_is_lost(own_database, monkeypatch):
    monkeypatch.setattr(people, "refuse_stale", lambda thing, version: None)
    store = make_store(f"EDIT{next(_store)}")
    with scope(store=store):
        thing, by, act, field = customer(store)
        jobs = [partial(outcome, store, customer, thing, by, act, field, value) for value in ("A", "B")]
        assert at_once(jobs) == ["changed", "changed"]
