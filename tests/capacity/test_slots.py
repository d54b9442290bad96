"""What is offered is what can be booked (SERVICE-R6, R10, D5)."""

from datetime import date, time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_scopes import scope

from accounts.models.stores import OpeningHours, Store, StoreDay
from capacity.models.claims import Claim
from capacity.settings import APPOINTMENT_SHARE, SHARE_RELEASED
from capacity.slots import reasons, stages, times
from pricing.models.prices import Operation
from tests.appointments.conftest import local
from tests.factories.appointments import (
    make_absence,
    make_advisor,
    make_bay,
    make_hold,
    make_operation,
    make_technician,
    make_workshop,
)
from tests.factories.parts import make_arrival, make_stock


def starts(found):
    return [slot.start for slot in found]


# ── stages ────────────────────────────────────────────────────────────────────────────────────
def test_a_brake_noise_is_diagnosed_in_one_bay_and_repaired_in_another(db):
    repair = make_operation("REPAIR", time_units=80)
    look = make_operation("LOOK", bay_type="DIAG", skill="T3", time_units=50)
    wash = make_operation("WASH", bay_type="WASH", skill="W1", time_units=30)
    found = stages_of([wash, repair, look])
    assert [(stage.bay_type, stage.skill, stage.quarters) for stage in found] == [
        ("DIAG", "T3", 2),
        ("GEN", "T2", 4),
        ("WASH", "W1", 2),
    ]


def stages_of(operations) -> list[stages.Stage]:
    """With the group's times."""
    return stages.stages(operations, {operation.pk: operation.minutes for operation in operations})


def test_operations_of_one_bay_and_skill_are_one_stage_rounded_up_once(db):
    ops = [make_operation(f"TEN-{n}", time_units=20) for n in range(3)]  # 12 minutes each: 36 in all
    assert [(stage.operations, stage.quarters) for stage in stages_of(ops)] == [(("TEN-0", "TEN-1", "TEN-2"), 3)]


def test_high_voltage_work_is_a_stage_of_its_own_and_needs_the_certificate(db):
    plain, live = make_operation("P", bay_type="EV"), make_operation("L", bay_type="EV", high_voltage=True)
    assert [stage.skills for stage in stages_of([live, plain])] == [{"T2"}, {"T2", "HV"}]


# ── the grid ──────────────────────────────────────────────────────────────────────────────────
def test_slots_begin_on_the_half_hour_and_not_before_now(store, shop, job):
    found = times.free(job, at=local(23, 9, 10), limit=3)
    assert starts(found) == [local(23, 9, 30), local(23, 10), local(23, 10, 30)]


def test_the_present_moment_is_still_offered(store, shop, job):
    assert starts(times.free(job, at=local(23, 9), limit=1)) == [local(23, 9)]


def test_the_last_slot_of_the_day_may_run_on_into_the_next_morning(store, shop, job):
    late = times.free(job, at=local(23, 17, 20), limit=2)
    assert [(slot.start, slot.end) for slot in late] == [
        (local(23, 17, 30), local(24, 8, 30)),
        (local(24, 8), local(24, 9)),
    ]
    assert [(piece.start, piece.end) for piece in late[0].pieces] == [
        (local(23, 17, 30), local(23, 18)),
        (local(24, 8), local(24, 8, 30)),
    ]
    assert late[0].minutes == 60


def test_closed_days_take_no_part_in_a_job(store, shop, job):
    StoreDay.objects.create(store=store, on=date(2026, 11, 24), closed=True)
    [slot] = times.free(job, at=local(23, 17, 30), limit=1)
    assert [piece.start for piece in slot.pieces] == [local(23, 17, 30), local(25, 8)]


def test_a_long_job_spans_days_with_the_same_bay_and_technician(store, shop):
    engine = make_operation("ENGINE", time_units=2400)
    [slot] = times.free([engine], at=local(23, 8), limit=1)
    assert [(piece.start, piece.end) for piece in slot.pieces] == [
        (local(23, 8), local(23, 18)),
        (local(24, 8), local(24, 18)),
        (local(25, 8), local(25, 12)),
    ]
    assert len({(piece.bay, piece.technician) for piece in slot.pieces}) == 1


def test_a_store_that_never_closes_is_searched_round_the_clock(store, shop, job):
    OpeningHours.objects.update(opens=time(0), closes=time(0))
    found = times.free(job, at=local(23, 23, 40), limit=2)
    assert [(slot.start, slot.end) for slot in found] == [
        (local(24, 0), local(24, 1)),
        (local(24, 0, 30), local(24, 1, 30)),
    ]
    engine = make_operation("ENGINE", time_units=2400)
    assert len(times.free([engine], at=local(23, 23), limit=1)[0].pieces) == 1


def test_a_store_without_opening_hours_offers_nothing(store, shop, job):
    OpeningHours.objects.all().delete()
    assert times.free(job, at=local(23, 9)) == []


def test_opening_hours_off_the_grid_are_rounded_inwards(store, shop, job):
    OpeningHours.objects.update(opens=time(8, 10), closes=time(9, 50))
    found = times.free(job, at=local(23, 8), days=1)
    assert [(slot.start, slot.pieces[0].end) for slot in found] == [
        (local(23, 8, 30), local(23, 9, 30)),
        (local(23, 9), local(23, 9, 45)),
        (local(23, 9, 30), local(23, 9, 45)),
    ]


# ── what must be free together ────────────────────────────────────────────────────────────────
def test_touching_claims_do_not_overlap(store, job):
    shop = make_workshop(store, bays={"GEN": 1}, technicians=1)
    make_absence(shop["bays"][0], local(23, 9), local(23, 10))
    make_absence(shop["technicians"][0], local(23, 11), local(23, 12))
    assert starts(times.free(job, at=local(23, 8), limit=3)) == [local(23, 8), local(23, 10), local(23, 12)]


def test_a_claim_off_the_grid_takes_whole_quarters(store, job):
    shop = make_workshop(store, bays={"GEN": 1})
    make_absence(shop["bays"][0], local(23, 8, 59), local(23, 9, 31))
    assert starts(times.free(job, at=local(23, 8), limit=2)) == [local(23, 10), local(23, 10, 30)]


def test_bay_and_technician_must_be_free_at_the_same_time(store, job):
    shop = make_workshop(store, bays={"GEN": 1}, technicians=1)
    make_absence(shop["bays"][0], local(23, 9), local(23, 12))
    make_absence(shop["technicians"][0], local(23, 12), local(23, 16))
    assert starts(times.free(job, at=local(23, 9), limit=1)) == [local(23, 16)]


def test_the_advisor_is_needed_for_the_first_quarter_hour_only(store, job):
    shop = make_workshop(store)
    make_absence(shop["advisors"][0], local(23, 9, 15), local(23, 10))
    assert starts(times.free(job, at=local(23, 9), limit=2)) == [local(23, 9), local(23, 10)]


def test_a_technician_without_the_skill_is_never_offered(store, job):
    make_bay(store), make_advisor(store), make_technician(store, ["T1"])
    assert times.free(job, at=local(23, 9)) == []
    able = make_technician(store, ["T1", "T2"])
    assert times.free(job, at=local(23, 9), limit=1)[0].technician.pk == able.pk


def test_the_certificate_is_needed_for_high_voltage(store):
    make_bay(store, "EV"), make_advisor(store), make_technician(store, ["T1", "T2"])
    certified = make_technician(store, ["T1", "T2", "HV"])
    live = make_operation("LIVE", bay_type="EV", high_voltage=True)
    assert {slot.technician.pk for slot in times.free([live], at=local(23, 9))} == {certified.pk}


def test_two_stages_follow_each_other_and_each_needs_its_own_bay(store):
    shop = make_workshop(store, bays={"DIAG": 1, "GEN": 1}, technicians=1)
    look, repair = make_operation("LOOK", bay_type="DIAG", time_units=50), make_operation()
    make_absence(shop["bays"][1], local(23, 9), local(23, 10))  # the repair bay
    [slot] = times.free([repair, look], at=local(23, 9), limit=1)
    assert [(piece.start, piece.bay.name) for piece in slot.pieces] == [
        (local(23, 9, 30), "DIAG 1"),
        (local(23, 10), "GEN 1"),
    ]
    assert (slot.bay.name, slot.technician) == ("GEN 1", slot.pieces[0].technician)


def test_the_same_hands_carry_on_when_they_can(store):
    make_workshop(store, bays={"DIAG": 1, "GEN": 1}, technicians=3)
    look, repair = make_operation("LOOK", bay_type="DIAG", time_units=50), make_operation()
    assert all(len({p.technician for p in slot.pieces}) == 1 for slot in times.free([look, repair], at=local(23, 9)))


def test_simple_work_goes_to_the_less_skilled(store, job):
    make_bay(store), make_advisor(store), make_technician(store, ["T1", "T2", "T3", "T4"])
    junior = make_technician(store, ["T1", "T2"])
    assert times.free(job, at=local(23, 9), limit=1)[0].technician.pk == junior.pk


def test_named_people_and_bays_are_kept_to(store, shop, job):
    bay, technician = shop["bays"][1], shop["technicians"][1]
    advisor = make_advisor(store)
    make_absence(bay, local(23, 9), local(23, 11))
    [slot] = times.free(job, at=local(23, 9), bay=bay, technician=technician, advisor=advisor, limit=1)
    assert (slot.start, slot.bay.pk, slot.technician.pk, slot.advisor.pk) == (
        local(23, 11),
        bay.pk,
        technician.pk,
        advisor.pk,
    )


def test_what_is_out_of_use_is_not_offered(store, shop, job):
    for bay in shop["bays"]:
        bay.active = False
        bay.save()
    assert times.free(job, at=local(23, 9)) == []


def test_released_claims_and_expired_holds_are_free_again(store, job):
    shop = make_workshop(store, bays={"GEN": 1})
    claim = make_absence(shop["bays"][0], local(23, 9), local(23, 12))
    Claim.objects.filter(pk=claim.pk).update(status="released")
    make_hold(shop["bays"][0], local(23, 9), local(23, 10), expires_at=local(23, 9))
    assert starts(times.free(job, at=local(23, 9), limit=1)) == [local(23, 9)]


def test_a_live_hold_stands_in_the_way_of_everybody_but_its_holder(store, job):
    shop = make_workshop(store, bays={"GEN": 1})
    hold = make_hold(shop["bays"][0], local(23, 9), local(23, 10), expires_at=local(23, 9, 10))
    assert starts(times.free(job, at=local(23, 9), limit=1)) == [local(23, 10)]
    mine = times.wish(job, at=local(23, 9), holder=hold.held_by)
    assert starts(times.offered(mine, 1)) == [local(23, 9)]


def test_other_stores_claims_and_people_do_not_count(store, other_store, shop, job):
    with scope(store=other_store):
        theirs = make_workshop(other_store, technicians=1)
        make_absence(theirs["technicians"][0], local(23, 9), local(23, 18))
    found = times.free(job, at=local(23, 9), limit=1)
    assert starts(found) == [local(23, 9)]
    assert found[0].technician.pk in {person.pk for person in shop["technicians"]}


# ── parts ─────────────────────────────────────────────────────────────────────────────────────
def test_parts_in_stock_hold_nothing_up(store, shop, job, at):
    item = make_stock(store, at, on_hand=2)
    [slot] = times.free(job, at=at, parts=[(item.part, 2)], limit=1)
    assert (slot.start, slot.ready_on) == (at, None)


def test_parts_that_arrive_move_the_first_slot(store, shop, job, at):
    item = make_stock(store, at, on_hand=1)
    make_arrival(item, date(2026, 11, 25))
    [slot] = times.free(job, at=at, parts=[(item.part, 2)], limit=1)
    assert (slot.start, slot.ready_on) == (local(26, 8), date(2026, 11, 26))


def test_parts_nobody_has_leave_nothing_to_offer(store, shop, job, at):
    item = make_stock(store, at, on_hand=1)
    assert times.free(job, at=at, parts=[(item.part, 2)]) == []


# ── the kept share ────────────────────────────────────────────────────────────────────────────
def test_walk_ins_cannot_take_the_hours_kept_for_appointments(store):
    make_workshop(store, bays={"GEN": 2}, technicians=1)  # 10 hours a day, 40 % kept: 6 for walk-ins
    store.changed_settings[APPOINTMENT_SHARE.key] = 40
    six, seven = make_operation("SIX", time_units=600), make_operation("SEVEN", time_units=700)
    monday = local(23, 8)
    tomorrow = {"at": monday, "start_from": local(24, 8), "days": 1, "limit": 1}
    assert starts(times.free([six], kind="walk_in", **tomorrow)) == [local(24, 8)]
    assert [slot.start.hour for slot in times.free([seven], kind="walk_in", **tomorrow)] == [12]  # over two days
    assert starts(times.free([seven], **tomorrow)) == [local(24, 8)]


def test_hours_that_walk_ins_took_already_count(store):
    shop = make_workshop(store, bays={"GEN": 2}, technicians=1)
    three = make_operation("THREE", time_units=300)
    make_hold(shop["technicians"][0], local(24, 8), local(24, 12), expires_at=local(30, 8), kind="walk_in")
    asked = {"at": local(23, 8), "start_from": local(24, 8), "days": 1, "kind": "walk_in"}
    assert [slot.start for slot in times.free([three], **asked)][0] == local(24, 16)  # two hours of it the next day
    assert starts(times.free([make_operation("TWO", time_units=200)], **asked))[0] == local(24, 12)


def test_walk_ins_leave_bays_of_each_kind_to_appointments(store):
    shop = make_workshop(store, bays={"FAST": 2}, technicians=6)  # 20 bay hours a day, 40 % kept: 12 for walk-ins
    wash = make_operation("WASH", bay_type="FAST", time_units=200)
    day = {"at": local(23, 7), "start_from": local(23, 8), "days": 1}
    store.changed_settings[SHARE_RELEASED.key] = 0
    for bay, hours in ((shop["bays"][0], 10), (shop["bays"][1], 1)):
        make_hold(bay, local(23, 8), local(23, 8 + hours), expires_at=local(30, 8), kind="walk_in")
    assert [slot for slot in times.free([wash], kind="walk_in", **day) if slot.end <= local(23, 18)] == []
    assert starts(times.free([wash], **day))[0] == local(23, 9)
    one = make_operation("RINSE", bay_type="FAST", time_units=100)
    assert starts(times.free([one], kind="walk_in", **day))[0] == local(23, 9)


def test_kept_hours_open_to_walk_ins_shortly_before(store):
    make_workshop(store, bays={"GEN": 2}, technicians=1)
    store.changed_settings |= {APPOINTMENT_SHARE.key: 100, SHARE_RELEASED.key: 120}
    two = make_operation("TWO", time_units=200)
    assert starts(times.free([two], at=local(23, 9), kind="walk_in", days=1)) == [local(23, 9)]


# ── explanations and cost ─────────────────────────────────────────────────────────────────────
def test_the_explanation_names_the_bay_and_offers_another(store, shop, job):
    bay = shop["bays"][0]
    make_absence(bay, local(23, 9), local(23, 18))
    asked = times.wish(job, at=local(23, 9), bay=bay)
    [missing] = reasons.missing(asked, local(23, 9))
    assert (missing.kind, str(missing.reason)) == ("bay", "GEN 1 is out of use at that time.")
    assert (missing.nearest.start, missing.nearest.bay.name) == (local(23, 9), "GEN 2")


def test_the_explanation_names_every_missing_thing(store):
    make_advisor(store)
    paint = make_operation("PAINT-X", bay_type="PAINT", skill="P9")
    found = reasons.missing(times.wish([paint], at=local(23, 9)))
    assert [(m.kind, str(m.reason), m.nearest) for m in found] == [
        ("bay", "The store has no Paint booth in use.", None),
        ("technician", "Nobody holds P9.", None),
    ]


def test_the_explanation_waits_for_parts(store, shop, job, at):
    item = make_stock(store, at, on_hand=0)
    make_arrival(item, date(2026, 11, 25))
    [missing] = reasons.missing(times.wish(job, at=at, parts=[(item.part, 1)]), at)
    assert (missing.kind, missing.nearest.start) == ("parts", local(26, 8))


def test_nothing_is_missing_where_a_slot_is_offered(store, shop, job):
    asked = times.wish(job, at=local(23, 9))
    assert all(reasons.missing(asked, slot.start) == [] for slot in times.offered(asked, 20))


@pytest.mark.parametrize("rows", [1, 3])
def test_a_search_costs_at_most_six_queries(store, job, at, rows):
    make_workshop(store, bays={"GEN": rows}, technicians=rows)
    item = make_stock(store, at)
    fresh = Store.objects.get(pk=store.pk)
    with scope(store=fresh):
        work = list(Operation.objects.with_own(fresh).filter(pk__in=[operation.pk for operation in job]))
    with scope(store=fresh), CaptureQueriesContext(connection) as queries:
        times.free(work, at=at, parts=[(item.part, 1)])
    assert len(queries) <= 6


def test_the_answer_has_the_shape_of_the_api(store, shop, job, at):
    slot = times.free(job, at=at, limit=1)[0].as_json()
    assert set(slot) >= {"start", "end", "bay", "technician", "advisor", "segments", "parts"}
    assert slot["start"] == "2026-11-23T09:00:00+08:00"
    assert slot["segments"] == [
        {
            "operations": ["OP-GEN-1H"],
            "start": slot["start"],
            "end": "2026-11-23T10:00:00+08:00",
            "bay": slot["bay"],
            "technician": slot["technician"],
        }
    ]
    assert slot["parts"] == "ready"
