"""Two ticks at once hold and offer a freed time once, to whoever waits longest."""

import threading
from datetime import timedelta
from itertools import count

import pytest
from django_scopes import scope

from accounts.access import Access
from appointments.actions import waiting
from appointments.models.waiting import Waiting, WaitingOffer
from capacity.models.claims import Claim
from customers.models.messages import Message
from tests.concurrency.clients import at_once
from tests.factories.accounts import make_store
from tests.factories.appointments import clerk, make_operation, make_workshop
from tests.factories.customers import make_customer, make_vehicle
from tests.moments import MONDAY

_store = count(1)
AT = MONDAY + timedelta(hours=1)


@pytest.fixture
def ground(own_database):
    """Three customers who wait for the only hour that is free tomorrow."""
    store = make_store(f"WAIT{next(_store)}")
    with scope(store=store):
        workshop = make_workshop(store, bays={"GEN": 1}, technicians=1)
        [bay] = workshop["bays"]
        start = MONDAY + timedelta(days=1)
        facts = {"status": "blocked", "kind": "out_of_use", "label": "x", "store": store, "resource": bay}
        Claim.objects.create(during=(AT - timedelta(hours=3), start), **facts)
        Claim.objects.create(during=(start + timedelta(hours=1), start + timedelta(days=3)), **facts)
        day = start.date()
        wish = {"operations": [make_operation()], "complaint": "空调不凉，想早点来", "part_of_day": "any"}
        wish |= {"from_on": day, "until_on": day}
        for _number in range(3):
            waiting.wait(make_vehicle(make_customer(store)), by=clerk(store), at=MONDAY, **wish)
        yield store


def two_ticks(store, monkeypatch) -> list:
    """Two ticks at once; the one that begins with a customer is slow, and waits a while for the other to end."""
    others, first, suiting = threading.Event(), threading.Lock(), waiting._suiting

    def slowly(*args):
        if first.acquire(blocking=False):
            others.wait(0.5)
        return suiting(*args)

    def tick():
        with scope(store=store):
            made = waiting.offer_freed(by=Access.system(store), at=AT)
        others.set()
        return made

    monkeypatch.setattr(waiting, "_suiting", slowly)
    return at_once([tick, tick])


def test_two_ticks_at_once_offer_once_to_whoever_waits_longest(ground, monkeypatch):
    assert sorted(two_ticks(ground, monkeypatch)) == [0, 1]
    offer = WaitingOffer.objects.get()
    assert offer.waiting_id == Waiting.objects.order_by("since", "pk").first().pk
    assert Message.objects.filter(purpose="waiting_offer").count() == 1


@pytest.mark.slow
@pytest.mark.negative_control
def test_without_turns_somebody_is_passed_over(ground, monkeypatch):
    monkeypatch.setattr(waiting, "take_turn", lambda store, what: None)
    assert sorted(two_ticks(ground, monkeypatch)) == [0, 1]
    assert WaitingOffer.objects.get().waiting_id != Waiting.objects.order_by("since", "pk").first().pk
