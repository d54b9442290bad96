"""Confirmations and preparation until the car comes (SERVICE-D8 … D11; promise P5)."""

from datetime import timedelta

import pgtrigger
import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from accounts.access import Access
from accounts.models.people import User
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import goods, groups, moving, preparation, visits
from appointments.audit.rules.preparation import _ready
from appointments.invariants import INVARIANTS
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment
from appointments.rules import preparation as rules
from capacity.actions import claims
from capacity.models.resources import Resource
from core.errors import Refused
from customers.models.messages import Message
from parts import actions as stock
from parts import holders
from parts.models import Reservation
from parts.shelf import actions as shelf
from tests.appointments.conftest import START, local, settle_message, states, tick
from tests.factories.appointments import make_appointment, make_ready
from tests.factories.parts import make_arrival, make_place, make_stock
from tests.quicker import somebody_quicker


def integrity(store):
    """The codes of the broken invariants of preparation."""
    broken = []
    for invariant in INVARIANTS:
        if invariant.code in ("S5", "S6"):
            with connection.cursor() as cursor:
                cursor.execute(invariant.sql)
                broken += [invariant.code] * bool(cursor.fetchall())
    return broken


# ── confirmations ─────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("message", "state"),
    [
        ("accepted", "asked"),
        ("failed", "failed"),
        ("unknown", "unknown"),
        ("skipped", "failed"),
        ("planned", "planned"),
    ],
)
def test_the_customers_side_follows_its_message(appointment, store, message, state):
    settle_message("appointment_day", message, local(24, 9, 30))
    tick(store, local(24, 9, 31))
    assert states(appointment) == [state, "planned"]


def test_a_yes_answers_what_was_asked(appointment, store, by):
    settle_message("appointment_day", "accepted", local(24, 9, 30))
    tick(store, local(24, 9, 31))
    visits.confirm(appointment, by=by, at=local(24, 10))
    assert states(appointment) == ["kept", "planned"]
    visits.confirm(appointment, by=by, at=local(24, 10))
    tick(store, local(24, 10))
    assert states(appointment) == ["kept", "planned"]


def test_an_early_yes_answers_the_first_question_only(appointment, by, at):
    visits.confirm(appointment, by=by, at=at)
    visits.confirm(appointment, by=by, at=at)
    assert states(appointment) == ["kept", "planned"]


def test_a_yes_comes_before_the_start(appointment, by):
    with pytest.raises(Refused, match="The appointment has begun."):
        visits.confirm(appointment, by=by, at=START)


def test_the_follow_up_agent_may_take_the_yes(appointment, at, access_of):
    visits.confirm(appointment, by=access_of(Role.CRM_AGENT), at=at)
    with pytest.raises(PermissionDenied):
        visits.confirm(appointment, by=access_of(Role.CASHIER), at=at)


# ── preparation ───────────────────────────────────────────────────────────────────────────────
def test_the_advisor_signs_for_the_whole_and_the_signature_falls_with_a_group(appointment, at, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    with pytest.raises(Refused, match="Still open: repair order, tools and equipment, documents."):
        groups.sign(appointment, by=advisor, at=at)
    make_ready(appointment, by=advisor, at=at, sign=False)
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"
    for _click in range(2):
        signed = groups.sign(appointment, by=advisor, at=at)
    assert (signed.status, signed.prepared_at, signed.prepared_by) == ("prepared", at, advisor.user)
    hour = Message.objects.get(purpose="appointment_hour")
    assert "做好准备" in hour.body
    preparation.prepare(appointment.preparation.get(group="tools"), by=advisor, at=at, undo=True)
    appointment.refresh_from_db()
    hour.refresh_from_db()
    assert (appointment.status, appointment.prepared_at, appointment.prepared_by) == ("confirmed", None, None)
    assert "做好准备" not in hour.body
    kinds = (
        appointment.visit_events.filter(kind__in=["signed", "unsigned"]).order_by("pk").values_list("kind", flat=True)
    )
    assert list(kinds) == ["signed", "unsigned"]


def test_the_database_knows_no_prepared_appointment_without_a_signature(appointment, at):
    refused = pytest.raises(IntegrityError, match="prepared_appointment_is_signed")
    rows = Appointment.objects.filter(pk=appointment.pk)
    with pgtrigger.ignore("appointments.Appointment:legal_moves"), refused, transaction.atomic():
        rows.update(**{"status": "prepared"})


def test_only_a_person_signs_and_no_walk_in(store, shop, at, by):
    walk_in = make_appointment(store, at, local(23, 10), kind="walk_in")
    assert rules.why_not_sign(walk_in, by, at) == "A walk-in is not prepared."
    assert rules.why_not_sign(walk_in, Access.system(store), at) == "A person signs for the preparation."


@pytest.mark.parametrize(
    ("words", "not_needed", "reason"),
    [
        ("x", False, "Say what shows that it is done."),
        ("、、 aa", False, "Say what shows that it is done."),
        ("", True, "Say why it is not needed."),
        ("工具车", False, None),
    ],
)
def test_a_tick_by_hand_says_what_it_saw(words, not_needed, reason):
    assert rules.why_not_words(words, not_needed=not_needed) == reason


def test_what_the_records_say_is_not_said_by_hand(booked, store, at, access_of):
    appointment, advisor = booked(parts=[(make_stock(store, at).part, 1)]), access_of(Role.SERVICE_ADVISOR)
    items = {item.group: item for item in appointment.preparation.all()}
    with pytest.raises(Refused, match="tick themselves while they are claimed"):
        preparation.prepare(items["crew"], by=advisor, at=at, undo=True)
    with pytest.raises(Refused, match="tick themselves when all of them are on the appointment shelf"):
        preparation.prepare(items["parts"], by=advisor, at=at, evidence="on the shelf")
    with pytest.raises(Refused, match="Parts are kept for this visit: release them first"):
        preparation.prepare(items["parts"], by=advisor, at=at, not_needed=True, evidence="customer brings it")
    assert rules.why_not_by_hand(items["tools"], rules.Fact(False), not_needed=False, undo=False) is None


# ── K05: what follows from goods follows at once ──────────────────────────────────────────────
@pytest.fixture
def ready(booked, store, at, access_of):
    """Prepared and signed, with a part on the shelf."""
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    make_place(store)
    signed = make_ready(appointment, by=access_of(Role.SERVICE_ADVISOR), at=at)
    assert signed.status == "prepared"
    Notice.objects.all().delete()
    return signed


def stand(appointment):
    """The status, and whether technician and bay, and the parts, are ticked."""
    appointment.refresh_from_db()
    rows = dict(appointment.preparation.values_list("group", "done_at"))
    return appointment.status, rows["crew"] is not None, rows["parts"] is not None


def test_a_part_released_as_broken_unprepares_at_once_and_tells_the_advisor(ready, at, access_of):
    stock.release(ready.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at, reason="broken")
    assert stand(ready) == ("confirmed", True, False)
    told = Notice.objects.filter(to_user=ready.advisor.user).order_by("pk")
    assert [str(row).split(":")[0] for row in told] == ["Part lost", "Not prepared any more"]
    with pytest.raises(Refused, match="Still open: parts."):
        groups.sign(ready, by=access_of(Role.SERVICE_ADVISOR), at=at)


def test_a_part_taken_from_the_shelf_unprepares_at_once(ready, at, access_of):
    shelf.unpick(ready.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at)
    assert stand(ready) == ("confirmed", True, False)


def test_a_part_issued_for_the_car_itself_stays_prepared_until_it_is_taken_back(ready, at, access_of):
    clerk, kept = access_of(Role.PARTS_CLERK), ready.needs.get().reservation
    kept = stock.issue(kept, by=clerk, at=at)
    assert stand(ready) == ("prepared", True, True)
    stock.give_back(kept, by=clerk, at=at, reason="broken")
    assert stand(ready) == ("confirmed", True, False)


def test_a_move_takes_the_signature_and_keeps_what_still_stands(ready, at, by):
    moving.reschedule(ready, by=by, at=at, start=local(26, 14))
    assert stand(ready) == ("confirmed", True, True)


@pytest.mark.parametrize("seat", ["bay", "technician", "advisor"])
def test_a_resource_out_of_use_unprepares_with_the_tick(ready, store, at, seat):
    Resource.objects.filter(pk=getattr(ready, f"{seat}_id")).update(active=False)
    assert integrity(store) == ["S5", "S6"][:1]
    tick(store, at)
    assert stand(ready) == ("confirmed", False, True) and integrity(store) == []
    Resource.objects.filter(pk=getattr(ready, f"{seat}_id")).update(active=True)
    tick(store, at)
    assert stand(ready) == ("confirmed", True, True)


def test_a_person_who_left_and_a_claim_released_unprepare_with_the_tick(ready, store, at):
    User.objects.filter(pk=ready.technician.user_id).update(is_active=False)
    tick(store, at)
    assert stand(ready) == ("confirmed", False, True)
    User.objects.filter(pk=ready.technician.user_id).update(is_active=True)
    claims.release_set(ready.claim_set_id)
    assert groups.recompute_preparation([ready.pk], by=Access.system(store), at=at) == 0
    assert stand(ready) == ("confirmed", False, True)


def test_the_records_are_compared_with_what_is_stored(ready, store, at):
    assert integrity(store) == []
    ready.preparation.filter(group="parts").update(done_at=None)
    assert integrity(store) == ["S5", "S6"]


def test_a_cancelled_visit_frees_its_parts_and_calls_back_what_is_out(ready, at, by, access_of):
    stock.issue(ready.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at)
    visits.cancel(ready, by=by, at=at, reason="客户出差")
    kept = ready.needs.get().reservation
    assert (kept.status, kept.called_back_at) == ("issued", at)
    assert Notice.objects.filter(kind="part_to_take_back", to_role=Role.PARTS_CLERK).count() == 1


def test_a_missed_visit_calls_back_what_is_out(ready, at, by, access_of):
    stock.issue(ready.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at)
    visits.mark_no_show(ready, by=by, at=START + timedelta(hours=2))
    assert ready.needs.get().reservation.called_back_at == START + timedelta(hours=2)


def test_lost_parts_are_kept_again_or_said_to_be_needless(ready, store, at, access_of):
    clerk, advisor = access_of(Role.PARTS_CLERK), access_of(Role.SERVICE_ADVISOR)
    with pytest.raises(Refused, match="No part of this visit was given up."):
        goods.keep_again(ready, by=clerk, at=at)
    with pytest.raises(PermissionDenied):
        goods.keep_again(ready, by=access_of(Role.CASHIER), at=at)
    stock.release(ready.needs.get().reservation, by=clerk, at=at, reason="broken")
    goods.keep_again(ready, by=clerk, at=at)
    kept = ready.needs.get().reservation
    assert (kept.status, stand(ready)) == ("reserved", ("confirmed", True, False))
    stock.release(kept, by=clerk, at=at, reason="broken")
    item = ready.preparation.get(group="parts")
    preparation.prepare(item, by=advisor, at=at, not_needed=True, evidence="旧件还能用")
    assert groups.sign(ready, by=advisor, at=at).status == "prepared"
    tick(store, at)
    assert integrity(store) == [] and rules.why_not_keep_again(ready, [kept]) is None
    goods.keep_again(ready, by=advisor, at=at)
    item.refresh_from_db()
    assert (item.not_needed, stand(ready)) == (False, ("confirmed", True, False))


def test_a_partial_delivery_leaves_the_visit_with_both_halves(booked, store, at, access_of):
    item, clerk = make_stock(store, at, on_hand=3), access_of(Role.PARTS_CLERK)
    make_arrival(item, local(24, 0).date(), 2)
    appointment = booked(start=local(26, 9), parts=[(item.part, 5)])
    rows = appointment.needs.order_by("pk").values_list("reservation__status", "reservation__quantity")
    assert list(rows) == [("reserved", 3), ("awaited", 2)]
    stock.receive(item, by=clerk, at=at, quantity=1)
    assert list(rows.all()) == [("reserved", 3), ("reserved", 1), ("awaited", 1)]
    make_place(store)
    shelf.pick_all(Reservation.objects.to_pick(), by=clerk, at=at, shelf="A-1")
    assert stand(appointment) == ("confirmed", True, False)
    stock.receive(item, by=clerk, at=at, quantity=1)
    shelf.pick_all(Reservation.objects.to_pick(), by=clerk, at=at, shelf="A-1")
    assert stand(appointment) == ("confirmed", True, True)
    assert holders.names_of([Reservation.objects.first().pk]) == {Reservation.objects.first().pk: appointment.number}


def test_the_same_tick_again_writes_nothing_and_other_evidence_is_taken(appointment, at, access_of):
    item, advisor = appointment.preparation.open().order_by("pk").first(), access_of(Role.SERVICE_ADVISOR)
    for moment in (at, local(24, 9)):
        item = preparation.prepare(item, by=advisor, at=moment, evidence="shelf 3")
    ticks = appointment.visit_events.filter(kind="prepared")
    assert (item.done_at, ticks.count()) == (at, 1)
    item = preparation.prepare(item, by=advisor, at=local(24, 9), evidence="shelf 4")
    assert (item.evidence, ticks.count()) == ("shelf 4", 2)


def test_nothing_is_prepared_after_arrival(appointment, access_of):
    advisor = access_of(Role.SERVICE_ADVISOR)
    visits.arrive(appointment, by=advisor, at=START)
    with pytest.raises(Refused, match="This appointment is “arrived”."):
        preparation.prepare(appointment.preparation.first(), by=advisor, at=START)


def test_parts_on_the_shelf_tick_their_group_at_once(booked, store, at, access_of):
    appointment = booked(parts=[(make_stock(store, at).part, 1)])
    assert appointment.preparation.get(group="parts").done_at is None
    place = make_place(store, "B-07")
    shelf.pick(appointment.needs.get().reservation, by=access_of(Role.PARTS_CLERK), at=at, shelf=place.code)
    item = appointment.preparation.get(group="parts")
    assert (item.done_at, item.done_by, item.evidence) == (at, None, "B-07")


def test_a_car_that_arrives_in_that_moment_is_prepared_no_more(ready, store, access_of):
    Resource.objects.filter(pk=ready.bay_id).update(active=False)
    with somebody_quicker(lambda: visits.arrive(ready, by=access_of(Role.SERVICE_ADVISOR), at=START)):
        tick(store, START)
    assert stand(ready) == ("arrived", True, True)


def test_a_time_moved_in_that_moment_is_not_judged(appointment, store, by):
    due = local(24, 9, 31)
    with somebody_quicker(lambda: moving.reschedule(appointment, by=by, at=due, start=local(27, 14))):
        assert tick(store, due) == 0
    assert "not_ready" not in states(appointment, "readiness", version=1)


def test_readiness_is_decided_a_day_before(appointment, store, at, access_of):
    assert tick(store, local(24, 9, 29)) == 0
    Notice.objects.all().delete()
    assert tick(store, local(24, 9, 31)) == 1
    assert states(appointment, "readiness") == ["not_ready", "planned"]
    assert [notice.to_user_id for notice in Notice.objects.all()] == [appointment.advisor.user_id]
    make_ready(appointment, by=access_of(Role.SERVICE_ADVISOR), at=local(24, 10))
    assert tick(store, local(25, 8, 31)) == 1
    assert states(appointment, "readiness") == ["not_ready", "ready"]


def test_a_tick_twice_is_once(appointment, store):
    tick(store, local(24, 9, 31))
    notices = Notice.objects.count()
    assert tick(store, local(24, 9, 31)) == 0
    assert Notice.objects.count() == notices


def test_the_tasks_visit_every_store(appointment, other_store, frozen):
    from appointments import tasks

    frozen.move_to(local(24, 9, 31))
    tasks.check_readiness()
    tasks.check_readiness()
    tasks.release_missed_parts()
    tasks.release_missed_parts()
    assert states(appointment, "readiness") == ["not_ready", "planned"]


def test_parts_of_a_car_that_has_come_are_not_kept_again():
    assert rules.why_not_keep_again(Appointment(status="arrived"), []) == "This appointment is “arrived”."


def test_a_group_that_is_not_needed_is_kept(at):
    judgement = _ready(PrepItem(group="parts", not_needed=True), at, at)
    assert (judgement.state, [proof.text for proof in judgement.evidence]) == ("pass", ["parts: not needed."])
