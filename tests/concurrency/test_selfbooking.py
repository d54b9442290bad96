"""Customers who book by themselves at once: the last time has one winner, and the caps hold (P1, SERVICE-R6)."""

from datetime import timedelta
from itertools import count

import pytest
from django_scopes import scope

from accounts.access import Access
from accounts.actions import change_settings
from appointments.actions import selfbooking
from appointments.rules.bookings import BookingRequest
from appointments.settings import SELF_A_NUMBER
from capacity.models.claims import Claim
from capacity.models.resources import ResourceQuerySet
from core.errors import Refused
from customers.actions import proofs
from customers.models.proofs import PhoneProof
from tests.appointments.conftest import local
from tests.concurrency.clients import all_look_before, clients
from tests.concurrency.test_booking import BOOKED, without_constraint
from tests.factories.accounts import make_store
from tests.factories.appointments import make_operation, make_workshop
from tests.factories.billing import make_rates
from tests.factories.customers import make_customer, make_vehicle

AT = local(23, 7)
START = local(24, 9)
NUMBERS = ("13800007771", "13800007772")
_store = count(1)


@pytest.fixture
def race(own_database, settings):
    settings.SMS_URL = "http://127.0.0.1:1/"
    store = make_store(f"SELF{next(_store)}")
    with scope(store=store), clients() as at_once:
        yield store, at_once


def proved(store, number) -> PhoneProof:
    by = Access.customer(store)
    proof = proofs.ask_code(number, by=by, at=AT, address=number).proof
    assert proofs.enter_code(proof, proof.code, at=AT)
    proof.refresh_from_db()
    return proof


def outcome(store, job):
    try:
        with scope(store=store):
            return job()
    except Refused as refusal:
        return refusal


def hold(store, proof, car, start=START):
    by = selfbooking.access_of(proof, store)
    return selfbooking.hold_for_him(proof, car, by=by, at=AT, start=start, operations=[make_operation()])


def book(store, proof, car, start=START):
    work = {"operations": [make_operation()], "start": start, "complaint": "该保养了", "transport": "wait"}
    by = selfbooking.access_of(proof, store)
    return selfbooking.book_himself(proof, BookingRequest(car, **work), by=by, at=AT, answer="accepted")


def taken_by(store, at_once, act, presses) -> int:
    """How many of these presses, all at once, took a time; whoever did not is offered others or told why."""
    answers = at_once([lambda press=press: outcome(store, lambda: act(store, *press)) for press in presses])
    return sum(not isinstance(answer, Refused) for answer in answers)


def one_last_time(race, act) -> int:
    """Two customers press the one time that is left."""
    store, at_once = race
    make_workshop(store, bays={"GEN": 1}, technicians=1, advisors=1)
    make_rates(store)
    people = [(proved(store, number), make_vehicle(make_customer(store, phone=number))) for number in NUMBERS]
    return taken_by(store, at_once, act, people)


@pytest.mark.parametrize("act", [hold, book])
def test_two_customers_take_the_last_time_and_one_has_it(race, act):
    assert one_last_time(race, act) == 1
    assert Claim.objects.live().filter(resource__kind="bay").count() == 1


@pytest.mark.negative_control
def test_without_locks_and_constraint_both_have_it(race, monkeypatch):
    monkeypatch.setattr(ResourceQuerySet, "locked", lambda self, keys, store_id: self.filter(pk__in=keys))
    with without_constraint(), all_look_before(BOOKED):
        assert one_last_time(race, book) == 2


def both_times_of_one_number(race) -> int:
    """One who may have one time books two at once, on two pages for two cars."""
    store, at_once = race
    changed = change_settings({SELF_A_NUMBER.key: 1}, by=Access.system(store), at=AT)
    store.changed_settings = changed.changed_settings
    make_workshop(store, bays={"GEN": 2}, technicians=2, advisors=2)
    make_rates(store)
    owner = make_customer(store, phone=NUMBERS[0])
    pages = [(proved(store, NUMBERS[0]), make_vehicle(owner), START + timedelta(hours=3 * n)) for n in range(2)]
    return taken_by(store, at_once, book, pages)


def test_one_number_books_no_more_than_it_may(race):
    assert both_times_of_one_number(race) == 1


@pytest.mark.negative_control
def test_without_its_lock_one_number_books_both(race, monkeypatch):
    monkeypatch.setattr(selfbooking, "_one_at_a_time", lambda proof, store: None)
    with all_look_before(BOOKED):
        assert both_times_of_one_number(race) == 2
