"""Booking under a rush: one winner for one place, no deadlock, all or nothing (promises P1, P2, P7).

Each client is a thread with a connection of its own, in a database where everything is committed. The full size of the
promises is slow; every guard has a small version that runs each time. The last tests are the negative controls: with
the locks and the constraint taken away, double bookings must appear, or the tests above prove nothing.
"""

import threading
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from itertools import count

import pytest
from django.db import Error, OperationalError, connection
from django_scopes import scope

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import booking, moving, visits
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from capacity.actions import holds, taking
from capacity.models.claims import Claim
from capacity.models.resources import ResourceQuerySet
from capacity.settings import SHARE_RELEASED
from core.errors import Refused
from parts.models import Reservation
from tests.appointments.conftest import local
from tests.concurrency.clients import PATIENCE, all_look_before, clients, wait_for_others
from tests.factories.accounts import make_store, make_user
from tests.factories.appointments import clerk, make_operation, make_workshop
from tests.factories.billing import make_approved, make_rates
from tests.factories.billing import make_operation as make_priced
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.parts import make_stock

AT = local(23, 7)
OVERLAPS = """SELECT count(*) FROM capacity_claim a JOIN capacity_claim b
    ON a.resource_id = b.resource_id AND a.id < b.id AND a.during && b.during
    WHERE a.status <> 'released' AND b.status <> 'released' AND a.store_id = %s"""
HALF_DONE = """SELECT count(*) FROM appointments_appointment a WHERE a.store_id = %s AND (
      (SELECT count(*) FROM capacity_claim c WHERE c.claim_set_id = a.claim_set_id) <> 4
      OR (SELECT count(*) FROM appointments_confirmation c WHERE c.appointment_id = a.id) <> 4
      OR (SELECT count(*) FROM appointments_prepitem c WHERE c.appointment_id = a.id) <> 6
      OR (SELECT count(*) FROM appointments_appointmentpart c WHERE c.appointment_id = a.id) <> 1)"""
ORPHANS = """SELECT (SELECT count(*) FROM capacity_claim c LEFT JOIN appointments_appointment a
      ON a.claim_set_id = c.claim_set_id WHERE c.store_id = %s AND a.id IS NULL)
    + (SELECT count(*) FROM parts_reservation r LEFT JOIN appointments_appointmentpart p
      ON p.reservation_id = r.id WHERE r.store_id = %s AND p.id IS NULL)"""
AGAIN = "每小时来一次"
BOOKED = 'INSERT INTO "appointments_appointment"'  # the claims stand: their statement looks a last time by itself
_store = count(1)


@pytest.fixture
def race(own_database):
    store = make_store(f"RACE{next(_store)}")
    with scope(store=store), clients() as at_once:
        yield Race(store, at_once)


class Race:
    def __init__(self, store, at_once):
        self.store, self.by, self.at_once = store, clerk(store), at_once
        self.job = [make_operation()]

    def workshop(self, **size):
        return make_workshop(self.store, **size)

    def cars(self, number):
        return [make_vehicle(make_customer(self.store)) for _ in range(number)]

    def book(self, car, start, **facts):
        asked = {"operations": self.job, "start": start, "complaint": "异响", "second_visit": AGAIN, **facts}
        return lambda: booking.book(BookingRequest(car, **asked), by=self.by, at=AT)

    def run(self, jobs):
        """All jobs from the same moment, each with its own connection; what each returned or raised."""
        return self.at_once([partial(self.outcome, job) for job in jobs])

    def outcome(self, job):
        try:
            with scope(store=self.store):
                return job()
        except Exception as error:
            return error

    def count(self, sql):
        with connection.cursor() as cursor:
            cursor.execute(sql, [self.store.pk] * sql.count("%s"))
            return cursor.fetchone()[0]


def rounds(number):
    """So many starts an hour apart, inside opening hours."""
    return [local(24, 8) + timedelta(days=n // 10, hours=n % 10) for n in range(number)]


def parted(answers):
    """(booked, refused); anything else that was raised fails the test."""
    booked = [answer for answer in answers if isinstance(answer, Appointment)]
    refused = [answer for answer in answers if isinstance(answer, Refused)]
    assert [answer for answer in answers if answer not in booked and answer not in refused] == []
    return booked, refused


FULL = pytest.mark.slow


@pytest.mark.parametrize(("clients", "times"), [(4, 2)])
def test_one_named_place_has_one_winner(race, clients, times):
    """At full size through the API (`test_api.py`), which calls this act."""
    shop = race.workshop(technicians=2, advisors=clients)
    cars = race.cars(clients)
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    for start in rounds(times):
        booked, refused = parted(race.run([race.book(car, start, **named) for car in cars]))
        assert (len(booked), len(refused)) == (1, clients - 1)
        assert all(answer.extra["alternatives"] for answer in refused)
    assert race.count(OVERLAPS) == 0


@pytest.mark.parametrize(("clients", "times"), [(6, 1), pytest.param(50, 10, marks=FULL)])
def test_with_nothing_named_every_place_is_taken_once(race, clients, times):
    race.workshop(bays={"GEN": 4}, technicians=5, advisors=6)
    cars = race.cars(clients)
    for start in rounds(times):
        booked, _refused = parted(race.run([race.book(car, start) for car in cars]))
        assert len(booked) == 4
        for taken in ("bay_id", "technician_id", "advisor_id", "vehicle_id"):
            assert len({getattr(appointment, taken) for appointment in booked}) == 4
    assert race.count(OVERLAPS) == 0


@pytest.mark.parametrize(("clients", "times"), [(4, 1), pytest.param(30, 10, marks=FULL)])
def test_one_car_is_booked_once(race, clients, times):
    race.workshop(bays={"GEN": clients}, technicians=clients, advisors=clients)
    for start, car in zip(rounds(times), race.cars(times)):
        near = [start + timedelta(minutes=30) * (n % 2) for n in range(clients)]
        booked, refused = parted(race.run([race.book(car, moment) for moment in near]))
        assert (len(booked), len(refused)) == (1, clients - 1)
    assert race.count(OVERLAPS) == 0


@pytest.mark.parametrize(("clients", "pieces"), [(4, 2), pytest.param(50, 5, marks=FULL)])
def test_the_last_pieces_go_to_as_many_cars(race, clients, pieces):
    race.workshop(bays={"GEN": 3}, technicians=3, advisors=3)
    item = make_stock(race.store, AT, on_hand=pieces)
    times = rounds(clients)
    jobs = [race.book(car, start, parts=[(item.part, 1)]) for car, start in zip(race.cars(clients), times)]
    booked, refused = parted(race.run(jobs))
    item.refresh_from_db()
    assert (len(booked), len(refused), item.reserved) == (pieces, clients - pieces, pieces)
    assert Reservation.objects.count() == pieces


@pytest.mark.parametrize("clients", [4, pytest.param(30, marks=FULL)])
def test_moves_and_bookings_of_one_place_never_overlap(race, clients):
    shop = race.workshop(bays={"GEN": 2}, technicians=2, advisors=clients)
    start, named = local(24, 9), {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    cars = race.cars(clients)
    half = clients // 2
    placed = [race.book(car, moment)() for car, moment in zip(cars[:half], rounds(half + 5)[5:])]
    moves = [lambda a=a: moving.reschedule(a, by=race.by, at=AT, start=start, **named) for a in placed]
    booked, refused = parted(race.run(moves + [race.book(car, start, **named) for car in cars[half:]]))
    assert (len(booked), len(refused)) == (1, clients - 1)
    assert race.count(OVERLAPS) == 0
    assert Appointment.objects.count() == half + (booked[0].pk not in {a.pk for a in placed})


def with_one_estimate(race, clients=6):
    """Bookings of one car with the same estimate, each at another time."""
    race.workshop(bays={"GEN": 6}, technicians=6, advisors=6)
    [car] = race.cars(1)
    # Its first booking would make it a resource, and the second would wait for that row.
    taking.add_car(race.store, car.pk)
    make_rates(race.store)
    told = make_approved(car, AT, ["LO-46-001"])
    work = {"operations": [make_priced("LO-46-001")], "estimate": told}
    return told, [race.book(car, start, **work) for start in rounds(clients)]


def test_one_estimate_is_booked_once(race):
    told, jobs = with_one_estimate(race)
    booked, refused = parted(race.run(jobs))
    assert (len(booked), {answer.field for answer in refused}) == (1, {"estimate"})
    assert Appointment.objects.live().filter(estimate=told).count() == 1


LATER = AT + timedelta(minutes=15)  # a hold made at AT has expired


def handover(race, wait=lambda: None):
    """A clerk whose hold has expired takes another time, while a colleague books the time he held."""
    user = make_user(Role.HOTLINE_CLERK, store=race.store, username=f"other@{race.store.code}")
    colleague = Access.of(user, [Role.HOTLINE_CLERK], race.store)
    car, other = race.cars(2)
    held = {"operations": race.job, "by": race.by}
    holds.hold(car, at=AT, start=local(24, 9), **held)

    def book():
        wait()
        facts = {"operations": race.job, "start": local(24, 9), "complaint": "异响"}
        return booking.book(BookingRequest(other, **facts), by=colleague, at=LATER)

    return race.run([lambda: holds.hold(car, at=LATER, start=local(24, 11), **held), book])


def test_an_expired_hold_changes_hands(race):
    race.workshop(technicians=1)
    for _round in range(3):
        held, booked = handover(race)
        assert {claim.during.lower for claim in held} == {local(24, 11)}
        assert isinstance(booked, Appointment)
        holds.release_holds(race.by.user)
        visits.cancel(booked, by=race.by, at=LATER, reason="x")


@pytest.mark.slow
def test_a_walk_in_share_is_not_overdrawn_by_a_rush(race):
    race.workshop(bays={"GEN": 8}, technicians=5, advisors=8)  # 50 hours a day, 40 % kept: 30 one-hour walk-ins
    race.store.changed_settings[SHARE_RELEASED.key] = 0
    booked = []
    for hour in range(8, 18):
        jobs = [race.book(car, local(23, hour), kind="walk_in") for car in race.cars(8)]
        booked += parted(race.run(jobs))[0]
    assert len(booked) == 30


@pytest.mark.slow
def test_a_killed_booking_leaves_nothing_half_done(race):
    race.workshop(bays={"GEN": 6}, technicians=6, advisors=6)
    item = make_stock(race.store, AT, on_hand=1000)
    cars = race.cars(6)
    stop = threading.Event()
    killer = threading.Thread(target=kill_sessions, args=(stop,))
    killer.start()
    booked, killed = 0, 0
    try:
        for turn, start in enumerate(rounds(400)):
            if turn >= 40 and killed > 10 and booked > 10:
                break
            jobs = [race.book(car, start, parts=[(item.part, 1)]) for car in cars]
            for answer in race.run(jobs):
                booked += isinstance(answer, Appointment)
                killed += isinstance(answer, Error)
                assert isinstance(answer, (Appointment, Refused, Error))
    finally:
        stop.set()
        killer.join()
    connection.close()
    assert killed > 10 and booked > 10
    assert (race.count(HALF_DONE), race.count(ORPHANS), race.count(OVERLAPS)) == (0, 0, 0)
    item.refresh_from_db()
    assert item.reserved == Appointment.objects.count()
    numbers = sorted(int(number[-5:]) for number in Appointment.objects.values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def kill_sessions(stop):
    """Ends a random session of this database that is inside a transaction, again and again."""
    sql = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL
        ORDER BY random() LIMIT 1"""
    with connection.cursor() as cursor:
        while not stop.wait(0.25):
            cursor.execute(sql)
    connection.close()


# ── negative controls ─────────────────────────────────────────────────────────────────────────
@contextmanager
def without_constraint():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'no_two_claims_at_once'")
        definition = cursor.fetchone()[0]
        cursor.execute("ALTER TABLE capacity_claim DROP CONSTRAINT no_two_claims_at_once")
        try:
            yield
        finally:
            Claim.objects.update(status="released")
            cursor.execute(f"ALTER TABLE capacity_claim ADD CONSTRAINT no_two_claims_at_once {definition}")


@pytest.fixture
def without_locks(monkeypatch):
    monkeypatch.setattr(ResourceQuerySet, "locked", lambda self, keys, store_id: self.filter(pk__in=keys))


def rush(race, clients=12, times=4):
    shop = race.workshop(technicians=1, advisors=clients)
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    cars = race.cars(clients)
    return [race.run([race.book(car, start, **named) for car in cars]) for start in rounds(times)]


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_locks_and_constraint_places_are_taken_twice(race, without_locks):
    with without_constraint():
        with all_look_before(BOOKED):
            answers = rush(race, times=1)[0]
        assert (len(parted(answers)[0]), race.count(OVERLAPS) > 0) == (12, True)


@pytest.mark.negative_control
def test_letting_go_before_the_seats_are_locked_is_a_circle(race, monkeypatch):
    race.workshop(technicians=1)
    take, let_go = taking._take_chosen, threading.Event()

    def hasty(wish):
        if (wish.holder, wish.at) == (race.by.user.pk, LATER):
            holds.release_holds(race.by.user)
            let_go.set()
            wait_for_others()
        return take(wish)

    monkeypatch.setattr(taking, "_take_chosen", hasty)
    answers = handover(race, wait=lambda: let_go.wait(PATIENCE))
    assert OperationalError in {type(answer) for answer in answers}


@pytest.mark.slow
@pytest.mark.negative_control
def test_the_locks_alone_are_enough(race):
    with without_constraint():
        winners = [len(parted(answers)[0]) for answers in rush(race)]
        assert (winners, race.count(OVERLAPS)) == ([1, 1, 1, 1], 0)


@pytest.mark.slow
@pytest.mark.negative_control
def test_the_constraint_alone_is_enough(race, without_locks):
    winners = [sum(isinstance(answer, Appointment) for answer in answers) for answers in rush(race)]
    assert (winners, race.count(OVERLAPS)) == ([1, 1, 1, 1], 0)


@pytest.fixture
def estimate_unlocked(without_locks):
    """Nobody waits for the car; both bookings have looked whether the estimate is taken before one of them is made."""
    with all_look_before(BOOKED):
        yield


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_its_lock_an_estimate_is_booked_twice(race, estimate_unlocked):
    told, jobs = with_one_estimate(race, clients=2)
    with connection.cursor() as cursor:
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE indexname = 'one_live_appointment_an_estimate'")
        definition = cursor.fetchone()[0]
        cursor.execute("DROP INDEX one_live_appointment_an_estimate")
        try:
            assert len(parted(race.run(jobs))[0]) == 2
        finally:
            Appointment.objects.update(estimate=None)
            cursor.execute(definition)


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_its_lock_the_index_still_keeps_one_appointment(race, estimate_unlocked):
    told, jobs = with_one_estimate(race, clients=2)
    answers = race.run(jobs)
    assert sorted(type(answer).__name__ for answer in answers) == ["Appointment", "IntegrityError"]
    assert Appointment.objects.live().filter(estimate=told).count() == 1
