"""Time is taken in one block: with everything that its body writes, or not at all (SERVICE-N4, promise P7)."""

from functools import partial

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from capacity.actions import claims, holds, taking
from capacity.models.claims import Claim, ClaimSet
from capacity.models.resources import Resource
from capacity.slots import times
from core.errors import Refused
from tests.appointments.conftest import local
from tests.factories.appointments import make_absence, make_hold
from tests.quicker import somebody_quicker

START = local(25, 9, 30)
WRITING = "INSERT INTO .?capacity_claim"


@pytest.fixture
def wish(shop, car, job, at):
    return times.wish(job, at=at, start_from=START, vehicle=car, label="沪A12345")


def kinds(claim_set):
    rows = Claim.objects.filter(claim_set=claim_set).order_by("resource__kind")
    return [(row.resource.kind, row.status, row.kind, row.label) for row in rows.select_related("resource")]


def test_one_set_holds_what_was_taken_together(wish):
    with taking.taken(wish) as slot:
        taken = kinds(slot.claim_set)
    assert taken == [(kind, "taken", "appointment", "沪A12345") for kind in ("advisor", "bay", "technician", "vehicle")]
    assert (slot.start, slot.bay.kind, slot.technician.kind) == (START, "bay", "technician")


def test_a_body_that_fails_has_taken_nothing(wish):
    with pytest.raises(ZeroDivisionError), taking.taken(wish):
        raise ZeroDivisionError
    assert Claim.objects.count() == ClaimSet.objects.count() == 0


def test_a_refusal_of_the_body_stays_what_it_is(wish):
    with pytest.raises(Refused) as no, taking.taken(wish):
        raise Refused("Not today.", field="parts")
    assert (str(no.value), no.value.field, no.value.extra) == ("Not today.", "parts", {})
    assert Claim.objects.count() == 0


def test_a_time_that_the_body_loses_is_refused_with_others(wish):
    with pytest.raises(Refused) as no, taking.taken(wish):
        raise taking.Lost("A part is short.")
    assert (str(no.value), no.value.field) == ("A part is short.", "start")
    assert no.value.extra["alternatives"][0]["start"] == START.isoformat()
    assert Claim.objects.count() == 0


def test_a_time_that_is_not_free_is_refused_before_the_body_runs(wish, shop):
    make_absence(shop["advisors"][0], local(25, 9), local(25, 10))
    with pytest.raises(Refused, match="No service advisor is free to receive the car."), taking.taken(wish):
        pytest.fail("The body ran.")


def test_a_job_without_work_is_refused_and_nothing_is_offered(store, at):
    wish = times.wish([], at=at, start_from=START)
    assert (taking.refusal(wish).extra["alternatives"], times.offered(wish)) == ([], [])


def test_a_refusal_reads_what_is_taken_once(shop, car, job, at):
    """Whatever it explains and offers comes from one look; the other one was at the wished time."""
    named = {"bay": shop["bays"][0], "technician": shop["technicians"][0]}
    for resource in named.values():
        make_absence(resource, START, local(25, 11))
    wish = times.wish(job, at=at, start_from=START, vehicle=car, **named)
    with CaptureQueriesContext(connection) as queries, pytest.raises(Refused) as no, taking.taken(wish):
        pytest.fail("The body ran.")
    assert sum("FROM capacity_claim c" in query["sql"] for query in queries) == 2
    near = [(one["kind"], one["nearest"]["start"]) for one in no.value.extra["missing"]]
    assert near == [("bay", START.isoformat()), ("technician", START.isoformat())]
    assert {one["bay"] for one in no.value.extra["alternatives"]} == {bay.pk for bay in shop["bays"]}


@pytest.mark.parametrize("quicker", ["taken", "out of use"])
def test_what_was_lost_between_the_look_and_the_locks_is_not_taken(wish, shop, monkeypatch, quicker):
    """Another act, between the search and the locks; `taken` then looks for what else is free (the races)."""
    bay, locked = shop["bays"][0], taking._locked

    def late(keys, store):
        if quicker == "taken":
            make_absence(bay, START, local(25, 11))
        else:
            Resource.objects.filter(pk=bay.pk).update(active=False)
        return locked(keys, store)

    monkeypatch.setattr(taking, "_locked", late)
    assert taking._take_chosen(wish) is None


def test_who_loses_both_attempts_is_refused_with_what_is_free(wish, shop):
    """Somebody writes without the locks, in the moment before each attempt writes; the first attempt is undone."""
    block = partial(make_absence, shop["advisors"][0], START, local(25, 11))
    first = somebody_quicker(block, before=WRITING)
    second = somebody_quicker(block, after="ROLLBACK TO", before=WRITING)
    with second, first, pytest.raises(Refused, match="quicker") as no, taking.taken(wish):
        pytest.fail("The body ran.")
    assert (no.value.field, no.value.extra["alternatives"] != []) == ("start", True)
    assert Claim.objects.filter(status="taken").count() == 0


def test_who_lost_the_time_to_somebody_keeps_nobody_waiting(wish, shop):
    """The first attempt locks those that it chose; the second sees that no advisor is left, and locks nobody."""
    block = partial(make_absence, shop["advisors"][0], START, local(25, 11))
    first = somebody_quicker(block, before=WRITING)
    second = somebody_quicker(block, after="ROLLBACK TO", before="FROM capacity_claim c")
    with CaptureQueriesContext(connection) as queries, second, first, pytest.raises(Refused), taking.taken(wish):
        pytest.fail("The body ran.")
    assert sum("FROM capacity_resource r" in one["sql"] and "FOR NO KEY UPDATE" in one["sql"] for one in queries) == 1


def test_a_car_that_two_bookings_add_is_one_resource(store, car):
    assert taking.add_car(store, car.pk) == taking.add_car(store, car.pk)
    assert Resource.objects.filter(vehicle=car).count() == 1


def test_a_set_that_is_replaced_is_free_again(wish, car, job, at):
    with taking.taken(wish) as first:
        pass
    later = times.wish(job, at=at, start_from=local(25, 10), vehicle=car, instead_of=first.claim_set)
    with taking.taken(later) as second:
        pass
    assert {status for _kind, status, _for, _label in kinds(first.claim_set)} == {"released"}
    assert {status for _kind, status, _for, _label in kinds(second.claim_set)} == {"taken"}


def test_an_expired_hold_is_released_by_whoever_takes_its_time(wish, shop, at):
    hold = make_hold(shop["advisors"][0], START, local(25, 10), expires_at=at)
    with taking.taken(wish):
        pass
    hold.refresh_from_db()
    assert (hold.status, hold.expires_at) == ("released", None)


def test_a_set_is_given_back_as_a_whole(wish):
    with taking.taken(wish) as slot:
        pass
    assert (claims.release_set(slot.claim_set), claims.release_set(slot.claim_set)) == (4, 0)


def test_a_hold_says_what_it_is_and_whose(shop, car, job, by, at):
    rows = holds.hold(car, by=by, at=at, operations=job, start=START)
    assert {(row.status, row.kind, row.held_by) for row in rows} == {("held", "hold", by.user)}


def test_a_clerk_gives_back_what_he_held_and_nobody_elses_time(shop, car, job, by, at):
    holds.hold(car, by=by, at=at, operations=job, start=START)
    assert (holds.release_holds(by.user), holds.release_holds(by.user)) == (4, 0)
    assert set(Claim.objects.values_list("status", flat=True)) == {"released"}


@pytest.mark.parametrize(
    ("facts", "constraint"),
    [
        ({"status": "taken"}, "taken_claim_belongs_to_a_set"),
        ({"status": "displaced"}, "taken_claim_belongs_to_a_set"),
        ({"status": "held"}, "held_claim_expires"),
        ({"status": "blocked", "expires_at": START}, "held_claim_expires"),
    ],
)
def test_the_database_refuses_a_claim_that_nobody_answers_for(shop, store, facts, constraint):
    row = {"store": store, "resource": shop["bays"][0], "during": (START, local(25, 10)), "kind": "absence"}
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Claim.objects.create(**row, **facts)
