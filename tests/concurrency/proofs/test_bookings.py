"""P1, P2 and P7 at any size: nothing is booked twice, no part is promised twice, a booking is all or nothing.

The negative controls of P1 stand beside the races of the same guards, in `test_booking.py` and `test_api.py`, that of
P2 here. P7 rests on the transaction of the database; nothing of it is taken away.
"""

import threading
from datetime import timedelta
from functools import partial

import pytest
from django.db import Error, connection
from django.db.models import Sum

from accounts.access import Access
from appointments.actions import moving, visits
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from core.errors import Refused
from parts import actions as stock
from parts.models import Reservation, StockItem
from parts.queries import StockQuerySet
from tests.concurrency.clients import all_look_before
from tests.concurrency.test_api import statuses
from tests.concurrency.test_booking import AT, HALF_DONE, ORPHANS, OVERLAPS, kill_sessions, parted, rounds
from tests.factories.parts import make_stock

pytestmark = pytest.mark.slow
WIDE = 30  # hours of three days: few enough that clients meet, enough that they find room
ACTS = ["book", "book", "move", "move", "cancel", "extend"]


@pytest.mark.promise("P1")
def test_of_all_who_want_one_place_one_gets_it(door, proof):
    clients, times = proof.size(100, 5), proof.size(200)
    shop = door.open(clients, technicians=2, advisors=clients)
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    told = []
    for start in rounds(times):
        answers = statuses(door.press([door.ask(car, start, **named) for car in door.cars]))
        assert answers == {201: 1, 409: clients - 1}
        told.append(answers)
    won, refused = (sum(answers[status] for answers in told) for status in (201, 409))
    proof.count(clients=clients, rounds=times, won=won, refused=refused, overlaps=door.overlaps())
    assert (won, door.overlaps(), Appointment.objects.count()) == (times, 0, times)


class Client:
    """Somebody who books, moves, cancels and prolongs at random; who moves or cancels may be the customer himself."""

    def __init__(self, race, cars, chances):
        self.race, self.cars, self.chances = race, cars, chances
        self.customer = Access.customer(race.store, AppointmentPerm.APPOINTMENT_BOOK)

    def work(self, calls: int) -> list[str]:
        return [self.outcome(self.chances.choice(ACTS)) for _call in range(calls)]

    def outcome(self, act: str) -> str:
        try:
            getattr(self, act)()
        except Refused:
            return "refused"
        return act

    def moment(self):
        return rounds(WIDE)[self.chances.randrange(WIDE)] + timedelta(minutes=30) * self.chances.randrange(2)

    def visit(self):
        keys = list(Appointment.objects.expected().order_by("pk").values_list("pk", flat=True))
        return Appointment.objects.get(pk=self.chances.choice(keys)) if keys else None

    def book(self):
        kind = self.chances.choice(["appointment", "appointment", "walk_in"])
        facts = {"kind": kind} if kind == "walk_in" else {}
        self.race.book(self.chances.choice(self.cars), self.moment(), **facts)()

    def move(self):
        if visit := self.visit():
            by = self.chances.choice([self.race.by, self.customer])
            moving.reschedule(visit, by=by, at=AT, start=self.moment())

    def cancel(self):
        if visit := self.visit():
            visits.cancel(visit, by=self.race.by, at=AT, reason="客户要求")

    def extend(self):
        if visit := self.visit():
            moving.extend(visit, by=self.race.by, at=AT, until=visit.end + timedelta(minutes=30))


@pytest.mark.promise("P1")
def test_whatever_many_clients_do_no_two_claims_overlap(race, proof):
    clients, calls = proof.size(50, 4), proof.size(20_000)
    race.workshop(bays={"GEN": 6}, technicians=7, advisors=7)  # twenty resources
    cars = race.cars(proof.size(100, 6))
    people = [Client(race, cars, proof.random(number)) for number in range(clients)]
    answers = race.run([partial(person.work, calls // clients) for person in people])
    assert [answer for answer in answers if isinstance(answer, Exception)] == []
    said = [word for words in answers for word in words]
    proof.count(clients=clients, calls=len(said), **{act: said.count(act) for act in [*sorted(set(ACTS)), "refused"]})
    proof.count(overlaps=race.count(OVERLAPS))
    assert race.count(OVERLAPS) == 0
    assert said.count("book") > 0
    assert len(said) == calls // clients * clients


@pytest.mark.promise("P2")
def test_no_piece_is_promised_twice_while_the_shelf_is_counted(race, proof):
    """Five pieces; so many want one each, while somebody counts the shelf and finds one less, then it again."""
    clients, times = proof.size(50, 8), proof.size(200)
    race.workshop(bays={"GEN": 3}, technicians=3, advisors=3)
    cars, kept, item = race.cars(clients), 0, make_stock(race.store, AT, on_hand=5)
    for turn in range(times):
        day = timedelta(days=turn % 60)
        jobs = [
            race.book(car, start + day, parts=[(item.part, 1)], second_visit=f"第{turn}次")
            for car, start in zip(cars, rounds(clients))
        ]
        counts = [partial(recount, item, counted) for counted in (4, 5)]
        answers = race.run([*jobs, *counts])
        assert [one for one in answers if not isinstance(one, (Appointment, Refused, StockItem))] == []
        item.refresh_from_db()
        live = Reservation.objects.live().filter(item=item).aggregate(sum=Sum("quantity"))["sum"] or 0
        assert item.reserved == live <= item.on_hand
        kept += live
        for booked in parted(answers[:clients])[0]:
            visits.cancel(booked, by=race.by, at=AT, reason="客户要求")
    proof.count(clients=clients, rounds=times, pieces_kept=kept)
    assert kept > 0


@pytest.mark.negative_control
@pytest.mark.promise("P2")
def test_without_the_lock_on_the_stock_one_piece_goes_to_two_cars(race, monkeypatch):
    item = make_stock(race.store, AT, on_hand=1)
    keep = partial(stock.reserve, [(item.part, 1)], by=Access.system(race.store), at=AT)
    jobs = [partial(keep, label=str(car), vehicle=car, needed_at=rounds(1)[0]) for car in race.cars(2)]
    monkeypatch.setattr(StockQuerySet, "select_for_update", lambda rows, **options: rows)
    with all_look_before('UPDATE "parts_stockitem"'):
        answers = race.run(jobs)
    assert [row.quantity for rows in answers for row in rows] == [1, 1]
    assert Reservation.objects.live().filter(item=item).count() > item.on_hand


def recount(item: StockItem, counted: int) -> StockItem:
    return stock.count(item, by=Access.system(item.store), at=AT, counted=counted, reason="盘点")


@pytest.mark.promise("P7")
def test_whatever_is_killed_a_booking_is_whole_or_is_not(race, proof):
    race.workshop(bays={"GEN": 6}, technicians=6, advisors=6)
    item = make_stock(race.store, AT, on_hand=20_000)
    kills, bookings, cars = proof.size(500), proof.size(5_000), race.cars(6)
    stop, booked, killed = threading.Event(), 0, 0
    killer = threading.Thread(target=kill_sessions, args=(stop,))
    killer.start()
    try:
        for start in rounds(3_000):
            if killed >= kills and booked >= bookings:
                break
            for answer in race.run([race.book(car, start, parts=[(item.part, 1)]) for car in cars]):
                assert isinstance(answer, (Appointment, Refused, Error))
                booked += isinstance(answer, Appointment)
                killed += isinstance(answer, Error)
    finally:
        stop.set()
        killer.join()
    connection.close()
    half_done, orphans, overlaps = race.count(HALF_DONE), race.count(ORPHANS), race.count(OVERLAPS)
    proof.count(killed=killed, booked=booked, half_done=half_done, orphans=orphans, overlaps=overlaps)
    assert (half_done, orphans, overlaps) == (0, 0, 0)
    assert (killed >= kills, booked >= bookings) == (True, True)
    item.refresh_from_db()
    assert item.reserved == Appointment.objects.count()
