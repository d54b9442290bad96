"""The rules between booking and greeting (SERVICE-D5 … D12, N4 … N11)."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import groups, moving, preparation, visits
from appointments.models.promises import Confirmation
from appointments.models.visits import Segment
from appointments.rules import promises
from customers.models.messages import Message
from parts import actions as stock
from parts.shelf import actions as shelf
from tests.appointments.conftest import local
from tests.factories.appointments import clerk, make_appointment, make_ready
from tests.factories.audit import (
    acknowledge,
    advisor_of,
    evidence,
    minutes,
    parts_clerk,
    prepare_all,
    send_all,
    states,
)
from tests.factories.parts import make_place, make_stock
from tests.factories.service import clerk as parts_desk
from tests.factories.statuses import put

START = local(24, 10)
HOUR = timedelta(hours=1)


@pytest.fixture
def item(store, shop, at):
    return make_stock(store, at)


@pytest.fixture
def visit(store, item, car, at):
    return make_appointment(store, at, START, vehicle=car, parts=[(item.part, 1)])


@pytest.fixture
def plain(store, shop, car, at):
    """An appointment without parts."""
    return make_appointment(store, at, START, vehicle=car)


# ── D5, N4 ────────────────────────────────────────────────────────────────────────────────────
def test_a_booking_took_what_it_needs(visit, at):
    assert states(visit, at, "D5", "N4") == ["pass", "pass"]
    assert evidence(visit, at, "D5") == [
        ("GEN 1, technician 1 and advisor 1 were free and are taken for it.", at, "hotline_clerk")
    ]


def test_work_that_took_nobodys_time_goes_beyond_capacity(visit, at):
    Segment.objects.create(
        store=visit.store, appointment=visit, position=2, bay=visit.bay, technician=visit.technician, operations=[],
        start=visit.start, end=visit.end,
    )  # fmt: skip
    assert states(visit, at, "D5", "N4") == ["fail", "fail"]


def test_a_cancelled_booking_had_taken_what_it_needed(visit, at, by):
    visits.cancel(visit, by=by, at=at, reason="x")
    assert visit.claim_set.claims.live().count() == 0
    assert states(visit, at, "D5", "N4") == ["pass", "pass"]


# ── D6, N5 ────────────────────────────────────────────────────────────────────────────────────
def test_a_message_that_went_tells_who_receives_him(visit, at):
    assert states(visit, at, "D6", "N5") == ["pending", "pending"]
    send_all(at)
    assert states(visit, at, "D6", "N5") == ["pass", "pass"]
    assert evidence(visit, at, "D6")[0][0].startswith("Told that advisor 1 will receive him: ")


def test_after_a_move_he_is_told_anew(visit, at, by):
    send_all(at)
    visit = moving.reschedule(visit, by=by, at=at, start=local(25, 10))
    assert states(visit, at, "D6", "N5") == ["pending", "pending"]
    send_all(at)
    assert states(visit, at, "D6", "N5") == ["pass", "pass"]


def test_whoever_comes_untold_does_not_know(visit):
    assert states(visit, START, "D6", "N5") == ["fail", "fail"]


def test_a_doubtful_message_proves_nothing(visit):
    put(Message.objects.filter(purpose="appointment_booked"), status="unknown")
    assert states(visit, START, "D6", "N5") == ["not_measured", "not_measured"]


# ── D7, N6 ────────────────────────────────────────────────────────────────────────────────────
def test_both_must_take_note_within_half_an_hour(visit, at):
    acknowledge(visit, at + minutes(5), advisor_of(visit))
    assert [states(visit, at + minutes(n), "D7", "N6") for n in (30, 31)] == [["pending"] * 2, ["fail"] * 2]
    acknowledge(visit, at + minutes(30), parts_clerk(visit))
    assert states(visit, at + minutes(31), "D7", "N6") == ["pass", "pass"]
    assert [who for _text, _at, who in evidence(visit, at, "D7")] == ["advisor 1", "parts_clerk"]


def test_whom_no_notice_was_written_to_was_not_told(plain, at):
    Notice.objects.filter(subject_id=plain.pk).delete()
    assert states(plain, at, "D7", "N6") == ["fail", "fail"]
    assert evidence(plain, at, "D7") == [("No notice was written to advisor 1.", None, "")]


def test_late_is_not_in_time(plain, at):
    acknowledge(plain, at + minutes(31), advisor_of(plain))
    assert states(plain, at + minutes(40), "D7", "N6") == ["fail", "fail"]


def test_the_half_hour_runs_while_the_store_is_open(store, at):
    evening = local(23, 17, 50)
    assert [promises.is_late_to_hear(store, evening, when) for when in (local(24, 8, 20), local(24, 8, 21))] == [
        False,
        True,
    ]


def test_the_word_about_the_old_time_does_not_count(plain, at, by):
    acknowledge(plain, at, advisor_of(plain))
    moved = moving.reschedule(plain, by=by, at=at + minutes(60), start=local(25, 10))
    assert states(moved, at + minutes(61), "D7") == ["pending"]
    assert states(moved, at + minutes(100), "D7") == ["fail"]


# ── D8, N7 ────────────────────────────────────────────────────────────────────────────────────
def test_parts_stand_on_their_shelf_by_the_day_before(visit, at):
    due = START - 24 * HOUR
    assert [states(visit, when, "D8", "N7") for when in (at, due)] == [["pending", "pass"], ["fail", "pass"]]
    need = visit.needs.get().reservation
    shelf.pick(need, by=parts_clerk(visit), at=due, shelf=make_place(visit.store, "Y-01").code)
    assert states(visit, due, "D8") == ["pass"]
    assert evidence(visit, due, "D8") == [("04E 115 561 AC was put on shelf Y-01.", due, "parts_clerk")]


def test_a_part_on_the_shelf_too_late_is_late(visit):
    late = START - HOUR
    shelf.pick(visit.needs.get().reservation, by=parts_clerk(visit), at=late, shelf=make_place(visit.store).code)
    assert states(visit, late, "D8") == ["fail"]


def test_a_part_handed_out_from_its_bin_was_never_on_the_shelf(visit, at):
    stock.issue(visit.needs.get().reservation, by=parts_clerk(visit), at=at)
    assert states(visit, at, "D8", "N7") == ["fail", "pass"]


def test_without_parts_there_is_nothing_to_keep(plain, at):
    assert states(plain, at, "D8", "N7") == ["not_applicable", "not_applicable"]


def test_a_part_that_was_given_up_is_not_kept(visit, at):
    stock.release(visit.needs.get().reservation, by=parts_clerk(visit), at=at, reason="急用")
    assert states(visit, at, "D8", "N7") == ["not_applicable", "fail"]
    assert evidence(visit, at, "N7")[0][0] == "04E 115 561 AC was given up: 急用"


def test_a_part_on_order_must_be_there_when_he_comes(store, item, car, at, by):
    stock.count(item, by=parts_desk(store), at=at, counted=0, reason="盘点")
    stock.expect(item, by=parts_desk(store), at=at, quantity=1, expected_on=local(24, 0).date())
    visit = make_appointment(store, at, local(25, 10), vehicle=car, parts=[(item.part, 1)])
    assert states(visit, at, "N7", "N9", "D10") == ["pending", "not_applicable", "not_applicable"]
    visits.arrive(visit, by=advisor_of(visit), at=local(25, 10))
    assert states(visit, local(25, 10), "N7", "N9", "D10") == ["fail", "fail", "fail"]
    stock.receive(item, by=parts_desk(store), at=local(25, 11), quantity=1)
    assert states(visit, local(25, 12), "N7", "N9") == ["fail", "fail"]


# ── D9, N8 ────────────────────────────────────────────────────────────────────────────────────
def test_all_groups_are_done_an_hour_before_the_advisors_own_by_himself(visit, at):
    assert states(visit, at, "D9", "N8") == ["pending", "pending"]
    assert states(visit, START - HOUR, "D9", "N8") == ["fail", "pending"]
    assert states(visit, START, "D9", "N8") == ["fail", "fail"]
    prepare_all(visit, at)
    assert states(visit, START, "D9", "N8") == ["pass", "pass"]
    item = visit.preparation.get(group="tools")
    preparation.prepare(item, by=advisor_of(visit), at=at, undo=True)
    visit.refresh_from_db()
    assert visit.status == "confirmed" and states(visit, START, "D9", "N8") == ["fail", "fail"]
    preparation.prepare(item, by=advisor_of(visit), at=START - minutes(30), evidence="制动工具车")
    assert states(visit, START, "D9", "N8") == ["fail", "pass"]
    groups.sign(visit, by=advisor_of(visit), at=START - minutes(30))
    assert states(visit, START, "D9", "N8") == ["fail", "pass"]


def test_ticks_without_a_signature_are_not_supervised(visit, at):
    make_ready(visit, by=advisor_of(visit), at=at, sign=False)
    assert states(visit, START - 2 * HOUR, "D9", "N8") == ["pending", "pass"]
    assert states(visit, START, "D9", "N8") == ["fail", "pass"]
    assert "Nobody has signed for the whole preparation." in [text for text, _at, _by in evidence(visit, START, "D9")]


def test_a_tick_by_itself_and_one_by_hand_are_told_apart(visit, at):
    prepare_all(visit, at)
    texts = [text for text, _at, _by in evidence(visit, START, "N8")]
    assert "parts: ticked by itself. A-1" in texts and "tools and equipment: ticked by hand. 已核对" in texts
    visit.preparation.filter(group="tools").update(evidence="x")
    assert states(visit, START, "N8") == ["fail"]


def test_what_a_colleague_ticked_the_advisor_did_not_supervise(visit, at, access_of):
    prepare_all(visit, at, by=access_of(Role.SERVICE_MANAGER))
    assert states(visit, at, "D9", "N8") == ["fail", "pass"]


def test_a_visit_that_needs_no_preparation_at_all_is_prepared(plain, at):
    for item in plain.preparation.exclude(group__in=["crew", "parts"]):
        preparation.prepare(item, by=advisor_of(plain), at=at, not_needed=True, evidence="只加玻璃水")
    groups.sign(plain, by=advisor_of(plain), at=at)
    assert states(plain, START, "D9", "N8") == ["pass", "pass"]


def test_a_visit_without_a_plan_of_preparation_is_not_measured(visit, at):
    visit.preparation.all().delete()
    assert states(visit, at, "D9", "N8") == ["not_measured", "not_measured"]


# ── D11, N10 ──────────────────────────────────────────────────────────────────────────────────
def confirm_ours(visit, at):
    preparation.check_readiness(by=Access.system(visit.store), at=at)


def test_four_records_each_in_its_window(visit, by):
    day, hour = START - 24 * HOUR, START - HOUR
    assert states(visit, day - HOUR, "D11", "N10") == ["pending", "pending"]
    confirm_ours(visit, day)
    send_all(day)
    confirm_ours(visit, day + minutes(1))
    assert states(visit, hour - minutes(1), "D11", "N10") == ["pending", "pending"]
    visits.confirm(visit, by=by, at=hour - minutes(1))
    confirm_ours(visit, hour)
    send_all(hour)
    confirm_ours(visit, hour + minutes(1))
    visits.confirm(visit, by=by, at=hour + minutes(5))
    assert states(visit, START, "D11", "N10") == ["pass", "pass"]
    assert ("a day before · the customer: customer keeps it", hour - minutes(1), "hotline_clerk") in evidence(
        visit, START, "D11"
    )


def test_a_silent_message_is_no_answer(visit):
    for when in (START - 24 * HOUR, START - HOUR):
        confirm_ours(visit, when)
        send_all(when)
        confirm_ours(visit, when + minutes(1))
    assert set(Confirmation.objects.filter(side="customer").values_list("status", flat=True)) == {"asked"}
    assert [states(visit, when, "D11", "N10") for when in (START - minutes(5), START)] == [
        ["fail", "pending"],
        ["fail", "fail"],
    ]


def test_a_day_before_answer_in_the_last_hour_is_late_but_there(visit, by):
    for when in (START - 24 * HOUR, START - HOUR):
        confirm_ours(visit, when)
        send_all(when)
        confirm_ours(visit, when + minutes(1))
    visits.confirm(visit, by=by, at=START - minutes(20))
    assert states(visit, START, "D11", "N10") == ["fail", "pass"]


def test_a_time_agreed_inside_every_window_needs_no_confirmation(store, shop, car, at):
    visit = make_appointment(store, at, at + minutes(30), vehicle=car)
    assert states(visit, at, "D11", "N10") == ["not_applicable", "not_applicable"]


# ── D10, N9 ───────────────────────────────────────────────────────────────────────────────────
def test_a_risk_told_in_time_with_another_time(plain, at, by):
    assert states(plain, at, "D10", "N9") == ["not_applicable", "not_applicable"]
    risky = visits.put_at_risk(plain, by=by, at=at, reason="技师请假")
    assert states(risky, at, "D10", "N9") == ["pending", "pending"]
    send_all(at + minutes(1))
    assert states(risky, at + minutes(1), "D10", "N9") == ["pending", "pass"]
    assert states(risky, START, "D10") == ["fail"]
    moved = moving.reschedule(risky, by=by, at=at + minutes(20), start=local(25, 10))
    assert states(moved, at + minutes(20), "D10", "N9") == ["pass", "pass"]


def test_a_risk_told_an_hour_before_is_too_late(plain, by):
    visits.put_at_risk(plain, by=by, at=START - HOUR, reason="举升机坏")
    send_all(START - HOUR)
    assert states(plain, START, "D10", "N9") == ["fail", "pass"]


def test_a_risk_that_nobody_was_told_of(plain, at, by):
    visits.put_at_risk(plain, by=by, at=at, reason="技师请假")
    put(Message.objects.filter(purpose="appointment_at_risk"), status="failed")
    assert states(plain, START, "D10", "N9") == ["fail", "fail"]


# ── D12, N11 ──────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("after", "state"), [(0, "pass"), (3, "pass"), (4, "fail")])
def test_he_is_greeted_within_three_minutes_by_his_advisor(plain, after, state):
    assert states(plain, START, "D12", "N11") == ["pending", "pending"]
    visit = visits.arrive(plain, by=advisor_of(plain), at=START)
    assert states(visit, START + minutes(3), "D12", "N11") == ["pending", "pending"]
    visits.record(visit, "greeted", by=advisor_of(visit), at=START + minutes(after))
    assert states(visit, START + minutes(after), "D12", "N11") == [state, state]
    assert evidence(visit, START + minutes(10), "D12")[1] == (
        f"Greeted after {after} minutes.", START + minutes(after), "advisor 1"
    )  # fmt: skip


def test_nobody_comes_out(plain):
    visit = visits.arrive(plain, by=advisor_of(plain), at=START)
    assert states(visit, START + minutes(4), "D12", "N11") == ["fail", "fail"]


def test_a_colleague_is_there_but_not_whom_he_expects(plain, access_of):
    visit = visits.arrive(plain, by=advisor_of(plain), at=START)
    visits.record(visit, "greeted", by=access_of(Role.SERVICE_ADVISOR), at=START + minutes(1))
    assert states(visit, START + minutes(1), "D12", "N11") == ["fail", "pass"]


def test_whoever_does_not_come_is_not_greeted(plain, store):
    visit = visits.mark_no_show(plain, by=clerk(store), at=START + minutes(30))
    assert states(visit, local(25, 10), "D12", "N11", "N8") == ["not_applicable", "not_applicable", "fail"]
