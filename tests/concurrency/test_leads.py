"""Salespeople at one door: one lead and conflicts, a report sent many times is one visit (promise P12, SALES-38).

Each client is a thread with a connection of its own, in a database where everything is committed. The last tests are
the negative controls: without locks and constraints the doubles must appear, or the tests above prove nothing.
"""

import random
from datetime import timedelta
from functools import partial
from itertools import count
from uuid import uuid4

import pytest
from django.db import connection
from django_scopes import scope

from core.errors import Refused
from sales.actions import contacts, ownership, visits
from sales.models.contacts import Revisit
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from tests.concurrency import clients
from tests.concurrency.clients import all_look_before
from tests.factories.accounts import make_store
from tests.factories.customers import MONDAY, make_customer, new_phone
from tests.factories.sales import make_lead, seller_at

_store = count(1)


@pytest.fixture
def street(own_database):
    store = make_store(f"STREET{next(_store)}")
    with scope(store=store):
        yield store


def at_once(store, jobs):
    """All jobs from the same moment; what each returned, or the refusal it met."""

    def run(job):
        try:
            with scope(store=store):
                return job()
        except Refused as refusal:
            return refusal

    return clients.at_once([partial(run, job) for job in jobs])


def report(by, phone, **told):
    told = {"client_id": uuid4(), "outcome": "met", "visited_at": MONDAY, "grade": "A", "phone": phone} | told
    return lambda: visits.log_visit(by=by, at=MONDAY, **told)


def meet_at_one_door(store, sellers, rounds, *, known):
    """How many leads and conflicts each round left behind."""
    left = []
    for _round in range(rounds):
        phone = new_phone()
        if known:
            make_customer(store, phone=phone)
        logged = at_once(store, [report(by, phone) for by in sellers])
        found = [visit for visit in logged if isinstance(visit, CanvassVisit)]
        leads = Lead.objects.filter(customer__phones__number=phone).count()
        left.append((len(found), leads, sum(visit.conflict is not None for visit in found)))
    return left


@pytest.mark.parametrize("known", [False, True])
def test_two_salespeople_at_one_door_make_one_lead_and_one_conflict(street, known):
    sellers = [seller_at(street, name) for name in ("小李", "小张")]
    assert set(meet_at_one_door(street, sellers, 4, known=known)) == {(2, 1, 1)}
    assert Revisit.objects.open().count() == 4


@pytest.mark.slow
def test_twelve_salespeople_at_one_door_make_one_lead(street):
    sellers = [seller_at(street, f"顾问{number}") for number in range(12)]
    assert set(meet_at_one_door(street, sellers, 10, known=False)) == {(12, 1, 11)}
    assert set(meet_at_one_door(street, sellers, 10, known=True)) == {(12, 1, 11)}


def test_a_report_sent_ten_times_at_once_is_one_visit(street):
    li, phone, client_id = seller_at(street), new_phone(), uuid4()
    sent = at_once(street, [report(li, phone, client_id=client_id)] * 10)
    assert len({visit.pk for visit in sent}) == 1
    assert sum(visit.is_new for visit in sent) == 1
    assert (CanvassVisit.objects.count(), Lead.objects.count(), Revisit.objects.count()) == (1, 1, 1)


def test_another_report_under_the_same_id_loses_the_race(street):
    li, phone, client_id = seller_at(street), new_phone(), uuid4()
    sent = at_once(street, [report(li, phone, client_id=client_id, note=str(n)) for n in range(6)])
    assert sum(isinstance(answer, Refused) for answer in sent) == 5
    assert CanvassVisit.objects.count() == 1


@pytest.mark.slow
def test_a_day_of_offline_visits_arrives_once_however_often_it_is_sent(street):
    """100 visits, each sent 10 times, shuffled, by phones whose clocks are up to a day wrong."""
    sellers = [seller_at(street, name) for name in ("小李", "小张", "小王")]
    chance = random.Random(7)
    reports = [
        report(
            chance.choice(sellers),
            chance.choice([new_phone(), "13900009999"]),
            client_id=uuid4(),
            visited_at=MONDAY + timedelta(minutes=chance.randint(-1440, 1440)),
        )
        for _ in range(100)
    ]
    queue = reports * 10
    chance.shuffle(queue)
    for start in range(0, len(queue), 10):
        at_once(street, queue[start : start + 10])
    assert CanvassVisit.objects.count() == 100
    assert Lead.objects.open().values("customer").distinct().count() == Lead.objects.open().count()
    assert Revisit.objects.open().count() == Lead.objects.open().count()


def test_a_contact_and_a_transfer_at_once_keep_one_obligation(street):
    li, zhang, boss = seller_at(street), seller_at(street, "小张"), seller_at(street, "经理")
    manager = type(li).of(boss.user, ["sales_manager"], street)
    for _round in range(4):
        lead = make_lead(street, by=li)
        at_once(
            street,
            [
                lambda lead=lead: contacts.contact(lead, by=li, at=MONDAY, channel="call", effective=True),
                lambda lead=lead: ownership.reassign(lead, by=manager, at=MONDAY, to=zhang.user),
                lambda lead=lead: contacts.postpone(lead, by=li, at=MONDAY, due_on=MONDAY.date() + timedelta(days=9)),
            ],
        )
        lead.refresh_from_db()
        revisit = Revisit.objects.open().get(lead=lead)
        assert (lead.owner, revisit.owner, revisit.due_on) == (zhang.user, zhang.user, lead.next_due_on)


def test_a_request_asked_by_two_taps_is_one(street):
    li, zhang = seller_at(street), seller_at(street, "小张")
    lead = make_lead(street, by=li)
    at_once(street, [lambda: ownership.ask_join(lead, by=zhang, at=MONDAY)] * 6)
    assert OwnershipCase.objects.count() == 1


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_lock_and_index_one_door_makes_several_leads(street, monkeypatch):
    """The negative control of the door."""
    with connection.cursor() as cursor:
        cursor.execute("DROP INDEX one_open_lead_a_customer")
    monkeypatch.setattr(visits, "lock", lambda row: row)
    sellers = [seller_at(street, f"顾问{number}") for number in range(8)]
    with all_look_before():
        assert meet_at_one_door(street, sellers, 1, known=True) == [(8, 8, 0)]


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_lock_and_constraint_a_report_is_several_visits(street, monkeypatch):
    """The negative control of the id."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sales_canvassvisit DROP CONSTRAINT one_visit_a_client_id")
    monkeypatch.setattr(visits, "_one_at_a_time", lambda client_id: None)
    same = report(seller_at(street), "", outcome="absent", grade="", client_id=uuid4())
    with all_look_before():
        at_once(street, [same] * 10)
    assert CanvassVisit.objects.count() == 10
