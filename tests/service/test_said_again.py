"""An act said again: with the same content nothing is written, with other content it is taken or refused aloud."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.translation import override

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from core.errors import Refused
from customers.models.people import Customer
from service.actions import handover, reception, walk_around
from service.actions.workshop import finish, pause, start
from service.models.orders import RepairOrder
from service.models.work import Inspection, WorkLog
from service.rules import orders, work
from service.work import Work
from tests.factories import service
from vehicles.models import Vehicle

NOON = "2026-11-23T12:00"
ONE = "2026-11-23T13:00"
TWO = "2026-11-23T14:00"


@pytest.fixture(autouse=True)
def english():
    """Refusals are compared in English."""
    with override("en"):
        yield


def facts_of(order: RepairOrder, **other) -> dict:
    """What the walk-around of an order says, or says otherwise."""
    names = ("mileage", "energy_percent", "belongings", "old_parts", "waits", "promised_at")
    return {name: getattr(order, name) for name in names} | other


def lines_about(order: RepairOrder) -> list[str]:
    return list(Activity.objects.about(order).order_by("pk").values_list("verb", flat=True))


# ── check-in ──────────────────────────────────────────────────────────────────────────────────
def test_the_same_check_in_again_writes_nothing(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    before = lines_about(order)
    again = walk_around.check_in(order, by=advisor, at=at + timedelta(minutes=5), marks=[], **facts_of(order))
    assert (again.version, lines_about(order)) == (order.version, before)


@pytest.mark.parametrize(
    ("name", "value"),
    [("mileage", 5300), ("energy_percent", 10), ("belongings", "雨伞"), ("old_parts", "take"), ("waits", False)],
)
def test_another_fact_of_the_check_in_is_taken_and_logged(workshop, at, advisor, name, value):
    order = service.make_checked_in(workshop, at)
    again = walk_around.check_in(order, by=advisor, at=at, **facts_of(order, **{name: value}))
    line = Activity.objects.about(order).latest("pk")
    assert (getattr(again, name), line.verb, line.facts) == (
        value,
        "correct check-in",
        {name: str(getattr(order, name))},
    )


def test_a_check_in_again_changes_only_what_it_names(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    named = {"mileage": order.mileage, "energy_percent": order.energy_percent}
    stated = {"belongings": "雨伞", "old_parts": "take", "waits": False, "promised_at": at + timedelta(hours=9)}
    scratch = {"damage": "scratch", "place": "front"}
    walk_around.check_in(order, by=advisor, at=at, marks=[scratch], **named, **stated)
    before = lines_about(order)
    again = walk_around.check_in(order, by=advisor, at=at, **named)
    assert {name: getattr(again, name) for name in stated} == stated
    assert (again.marks.count(), lines_about(order)) == (1, before)


def test_a_mileage_that_the_car_lacks_is_read_by_the_same_check_in(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    Vehicle.objects.filter(pk=order.vehicle_id).update(mileage=order.mileage - 7)
    walk_around.check_in(order, by=advisor, at=at, mileage=order.mileage, energy_percent=order.energy_percent)
    assert Vehicle.objects.get(pk=order.vehicle_id).mileage == order.mileage


def test_a_first_check_in_keeps_what_the_order_says(workshop, at, advisor):
    order = service.make_draft(workshop, at)
    facts = {"mileage": order.vehicle.mileage + 10, "energy_percent": 50}
    walk_around.note_condition(order, by=advisor, at=at, belongings="雨伞", **facts)
    order = walk_around.note_condition(order, by=advisor, at=at, **facts)
    first = walk_around.check_in(order, by=advisor, at=at, **facts)
    stands = ("belongings", "old_parts", "waits", "promised_at")
    assert [getattr(first, name) for name in stands] == [getattr(order, name) for name in stands]
    assert (first.belongings, first.old_parts) == ("雨伞", "dispose")


def test_a_reason_for_a_lower_mileage_explains_no_other_mileage(workshop, at, advisor):
    order = service.make_draft(workshop, at)
    Vehicle.objects.filter(pk=order.vehicle_id).update(mileage=6000)
    lower = {"mileage": 5900, "energy_percent": 50}
    order = walk_around.note_condition(order, by=advisor, at=at, lower_mileage_reason="新仪表", **lower)
    with pytest.raises(Refused, match="Say why it is lower now"):
        walk_around.check_in(order, by=advisor, at=at, **lower | {"mileage": lower["mileage"] - 1})
    assert walk_around.check_in(order, by=advisor, at=at, **lower).lower_mileage_reason == "新仪表"


def test_the_car_learns_a_mileage_corrected_on_the_first_screen(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    facts = {"mileage": order.mileage + 7, "energy_percent": order.energy_percent}
    walk_around.note_condition(order, by=advisor, at=at, **facts)
    assert RepairOrder.objects.get(pk=order.pk).vehicle.mileage == order.mileage + 7


def test_the_car_learns_a_corrected_mileage(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    walk_around.check_in(order, by=advisor, at=at, **facts_of(order, mileage=order.mileage + 7))
    assert RepairOrder.objects.get(pk=order.pk).vehicle.mileage == order.mileage + 7


def test_other_marks_of_the_check_in_are_taken(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    scratch = {"damage": "scratch", "place": "front"}
    for _try in range(2):
        order = walk_around.check_in(order, by=advisor, at=at, marks=[scratch], **facts_of(order))
    assert (order.marks.get().place, lines_about(order).count("correct check-in")) == ("front", 1)


def test_a_promise_that_has_passed_corrects_nothing(workshop, at, advisor):
    order = service.make_checked_in(workshop, at)
    with pytest.raises(Refused, match="has passed"):
        walk_around.check_in(order, by=advisor, at=at, **facts_of(order, promised_at=at))
    assert RepairOrder.objects.get(pk=order.pk).promised_at == order.promised_at


def test_what_is_signed_is_not_checked_in_otherwise(workshop, at, advisor):
    order = service.make_signed(workshop, at)
    with pytest.raises(Refused, match="cannot become"):
        walk_around.check_in(order, by=advisor, at=at, **facts_of(order, energy_percent=10))


def test_a_promise_changed_back_and_changed_again_is_the_one_that_is_signed(workshop, at, frozen, client_of):
    order = service.make_draft(workshop, at)
    advisor = client_of(Role.SERVICE_ADVISOR)
    advisor.post(reverse("check_in_condition", args=[order.pk]), {"mileage": 120, "energy_percent": 50})
    for promised in (NOON, ONE, NOON, TWO):
        page = advisor.post(
            reverse("check_in_work", args=[order.pk]), {"old_parts": "take", "waits": "no", "promised_at": promised}
        )
        assert page["Location"].endswith("/signature/")
    advisor.post(reverse("check_in_signature", args=[order.pk]), {"signed_name": "王小明"})
    order.refresh_from_db()
    assert (order.status, f"{order.promised_at.astimezone(workshop.zone):%H:%M}") == ("confirmed", "14:00")
    assert order.signed_hash == orders.signature_hash(order, orders.signed_lines(order))


def test_the_same_promise_again_writes_nothing(workshop, at, advisor):
    order = service.make_signed(workshop, at)
    facts = {"by": advisor, "at": at, "promised_at": at + timedelta(hours=6), "reason": "等配件"}
    for _try in range(2):
        reception.promise(order, **facts)
    assert lines_about(order).count("promise") == 1
    assert order.appointment.visit_events.filter(kind="delayed").count() == 1


def test_the_same_promise_for_another_reason_is_logged(workshop, at, advisor):
    order = service.make_signed(workshop, at)
    facts = {"by": advisor, "at": at, "promised_at": at + timedelta(hours=6)}
    for reason in ("等配件", "等客户", "等客户"):
        reception.promise(order, reason=reason, **facts)
    lines = Activity.objects.about(order).filter(verb="promise").order_by("pk")
    assert list(lines.values_list("note", flat=True)) == ["等配件", "等客户"]
    assert order.appointment.visit_events.filter(kind="delayed").count() == 1


# ── signature ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("other", [{"name": "李四"}, {"name": "王小明", "signature": service.drawing()}])
def test_a_signature_stands(workshop, at, advisor, other):
    order = service.make_signed(workshop, at)
    before = lines_about(order)
    assert reception.sign(order, by=advisor, at=at + timedelta(minutes=1), name="王小明").signed_at == at
    assert lines_about(order) == before
    with pytest.raises(Refused, match="王小明 has signed this order already"):
        reception.sign(order, by=advisor, at=at, **other)


def test_an_order_is_cancelled_for_one_reason(workshop, at, advisor):
    order = service.make_cancelled(workshop, at)
    assert handover.cancel(order, by=advisor, at=at, reason="改天再来").status == "cancelled"
    with pytest.raises(Refused, match="already, with “改天再来”"):
        handover.cancel(order, by=advisor, at=at, reason="太贵")


# ── workshop ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def paused(workshop, at):
    """A job whose clock was stopped to wait for parts."""
    return service.make_paused(workshop, at).jobs.get()


def test_the_clock_of_a_colleague_is_not_started_nor_finished_again(workshop, at):
    working = service.make_in_work(workshop, at).jobs.get()
    colleague = Access.of(service.make_technician(workshop, "other").user, [Role.TECHNICIAN], workshop)
    with pytest.raises(Refused, match="is given to"):
        start(working, by=colleague, at=at)
    assert start(working, by=service.hand_of(working), at=at).status == "working"
    done = finish(working, by=service.hand_of(working), at=at + timedelta(minutes=5))
    with pytest.raises(Refused, match="is given to"):
        finish(done, by=colleague, at=at + timedelta(minutes=6))


def test_the_same_pause_again_writes_nothing(paused, at):
    before = lines_about(paused.order)
    assert pause(paused, by=service.hand_of(paused), at=at, reason="parts").status == "paused"
    assert lines_about(paused.order) == before


def test_a_pause_is_corrected_with_its_log_line(paused, at):
    pause(paused, by=service.hand_of(paused), at=at, reason="expert", note="听不出来")
    log, line = WorkLog.objects.get(job=paused), Activity.objects.about(paused.order).latest("pk")
    assert (log.pause_reason, log.note) == ("expert", "听不出来")
    assert (line.verb, line.facts["before"]) == ("correct pause", {"pause_reason": "parts", "note": ""})


def test_nobody_corrects_the_pause_of_a_colleague(workshop, paused, at):
    colleague = service.make_technician(workshop, "other").user
    with pytest.raises(Refused, match="is given to"):
        pause(paused, by=Access.of(colleague, [Role.TECHNICIAN], workshop), at=at, reason="expert")


# ── inspection ────────────────────────────────────────────────────────────────────────────────
def test_the_verdict_of_an_inspection_stands(workshop, at, inspector):
    order = service.make_ready(workshop, at)
    facts = {"by": inspector, "at": at + timedelta(hours=1)}
    assert handover.inspect(order, passed=True, **facts).status == "ready"
    with pytest.raises(Refused, match="has inspected this car already: “passed”"):
        handover.inspect(order, passed=True, road_test=True, **facts)
    assert Inspection.objects.get(order=order).road_test is False


def test_the_cause_of_a_failure_stands(workshop, at, inspector):
    order = service.make_failed(workshop, at, codes=(service.PADS, service.SMALL_SERVICE))
    facts = {"by": inspector, "at": at + timedelta(hours=1), "passed": False}
    assert handover.inspect(order, cause="work", **facts).status == "qc_failed"
    for other in (
        {"cause": "part"},
        {"cause": "work", "note": "漏油"},
        {"cause": "work", "jobs": order.jobs.all()[:1]},
    ):
        with pytest.raises(Refused, match="has inspected this car already: “workmanship”"):
            handover.inspect(order, **facts, **other)
    assert (order.inspections.count(), order.jobs.filter(rework=True).count()) == (1, 2)


# ── the reasons ───────────────────────────────────────────────────────────────────────────────
def test_nobody_else_signs_what_is_signed():
    order = RepairOrder(signed_by_name="王小明", customer=Customer(name="王小明"))
    assert orders.why_not_sign_again(order, " 王小明 ", "") is None
    assert orders.why_not_sign_again(order, "", "") is None
    assert orders.why_not_sign_again(order, "李四", "") == "王小明 has signed this order already."


def test_of_one_round_nobody_says_two_things(workshop, at):
    order = service.make_failed(workshop, at)
    assert work.why_not_inspect_again(Work.of(order), {"passed": False, "cause": "work"}, []) is None
    reason = work.why_not_inspect_again(Work.of(order), {"passed": False, "cause": "part"}, [])
    assert reason.endswith("has inspected this car already: “workmanship”.")
