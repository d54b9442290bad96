"""Each reason against an act on a repair order, both ways: when it stands in the way, and when nothing does."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.models.people import User
from accounts.roles import Role
from appointments.models.visits import Appointment
from billing.models.bills import Bill
from capacity.models.resources import BayType, Resource
from capacity.slots.wish import Piece, Seat, Slot
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import Operation
from service.models.marks import WalkAroundMark
from service.models.orders import RepairOrder
from service.models.work import ExtraWork, Job
from service.rules import orders
from service.rules.work import (
    why_not_answer,
    why_not_ask,
    why_not_assign,
    why_not_dispatch,
    why_not_find,
    why_not_inspect,
    why_not_inspect_order,
    why_not_named,
    why_not_photo,
    why_not_reassign,
    why_not_redo,
    why_not_release,
    why_not_start,
    why_not_touch,
    why_not_verdict,
)
from service.work import Work
from tests.moments import MONDAY as AT

STATUSES = RepairOrder.Status.values
HANDS = [User(pk=1, username="周"), User(pk=2, username="吴")]
ZHOU, WU = (Access.of(user, [Role.TECHNICIAN], None) for user in HANDS)
PADS = Operation(pk=1, code="LO", name_zh="Pads", name_en="Pads", skill="T2", bay_type="GEN")
DISCS = Operation(pk=2, code="LD", name_zh="Discs", name_en="Discs", skill="T2", bay_type="GEN")


def order(status="in_progress", **facts) -> RepairOrder:
    return RepairOrder(pk=1, number="R1", status=status, **facts)


def line(pk=1, approval="approved", operation=PADS, kind="labour") -> EstimateLine:
    return EstimateLine(pk=pk, kind=kind, approval=approval, operation=operation, estimate=Estimate(pk=1))


def hand(user=HANDS[0], skills=("T1", "T2"), **facts) -> Resource:
    return Resource(pk=user.pk, kind="technician", user=user, name=user.username, skills=list(skills), **facts)


def bay(code="GEN", **facts) -> Resource:
    return Resource(pk=9, kind="bay", name="1", bay_type=BayType(code=code), **facts)


def job(status="waiting", on=None, approval="approved", technician=None, of=None) -> Job:
    found = Job(
        pk=1,
        order=of or order(),
        line=line(approval=approval),
        technician=technician or hand(),
        bay=bay(),
        status=status,
    )
    found.worked_by = on
    return found


def work(status="in_progress", lines=None, jobs=()) -> Work:
    return Work(order(status), [line()] if lines is None else lines, list(jobs))


def allowed(rule) -> set[str]:
    """The statuses of an order in which a rule lets the act pass."""
    return {status for status in STATUSES if rule(status) is None}


# ── the way of an order ───────────────────────────────────────────────────────────────────────


def test_a_signature_is_drawn_or_typed():
    assert orders.why_not_signature("王小明", "") is None
    assert orders.why_not_signature("", "data:image/png;base64,AA") is None
    assert orders.why_not_signature(" ", "").startswith("Sign in the box")


def test_a_car_is_released_with_every_point_seen():
    points = ["QC-01", "QC-02"]
    assert why_not_release(points, ["QC-01"], ["QC-02"]) is None
    assert why_not_release(points, [], ["QC-02"]) == "1 point of the checklist is open: QC-01."
    assert why_not_release(points, points, ["QC-02"]) == "In order or not applicable, not both: QC-02."


def test_a_car_that_is_expected_or_here_is_received_once():
    visits = {status: Appointment(status=status, customer_id=1) for status in Appointment.Status.values}
    open_ = {status for status, visit in visits.items() if orders.why_not_open(visit, None) is None}
    assert open_ == {"confirmed", "prepared", "arrived", "no_show"}  # who comes late all the same
    taken = orders.why_not_open(Appointment(status="arrived"), order(advisor=HANDS[0]))
    assert taken == "周 has already received this car: R1."
    assert orders.why_not_open(Appointment(status="arrived"), None) == "This car has no owner. Say first whose it is."


def slot(start) -> Slot:
    seat = Seat(1, "bay", "1", "GEN", None, frozenset())
    piece = Piece(start, start + timedelta(hours=1), seat, seat, ("LO",))
    return Slot((piece,), seat, seat, seat)


def test_a_walk_in_is_received_when_its_work_can_begin_today():
    assert orders.why_not_walk_in([slot(AT + timedelta(hours=12))], AT) is None
    assert orders.why_not_walk_in([], AT) == "No bay and technician are free for this work in the next days."
    later = orders.why_not_walk_in([slot(AT + timedelta(hours=12, minutes=1))], AT)
    assert later == "Nothing is free for this work today. Book one of the next times instead."


def test_what_may_change_until_the_customer_has_seen_or_signed_it():
    assert allowed(lambda status: orders.why_not_price(order(status))) == {"draft"}
    assert allowed(lambda status: orders.why_not_note(order(status))) == {"draft", "awaiting_customer"}


def test_what_is_checked_in_is_priced():
    assert orders.why_not_check_in(order("draft", estimate_id=1)) is None
    assert orders.why_not_check_in(order("draft")) == "The work is not priced yet."


def test_a_promise_lies_ahead():
    assert orders.why_not_promise(AT + timedelta(minutes=1), AT) is None
    assert orders.why_not_promise(None, AT) == "Say when the car will be ready."
    assert orders.why_not_promise(AT, AT) == "This time has passed."


def test_a_promise_is_moved_while_we_work_on_it():
    ended = {"draft", "delivered", "closed", "cancelled"}
    assert allowed(lambda status: orders.why_not_move_promise(order(status))) == set(STATUSES) - ended


def test_a_signature_stands_for_an_estimate_that_was_told_with_work_he_wants(workshop, at):
    from pricing.actions import estimates
    from tests.factories import service

    checked = service.make_checked_in(workshop, at)
    assert orders.why_not_sign(checked) is None
    checked.estimate.lines.update(approval="declined")
    assert orders.why_not_sign(checked) == "The customer has declined all of this work."
    by = service.advisor(workshop)
    untold = estimates.make_estimate(checked.vehicle, by=by, at=at, operations=service.operations(service.PADS))
    assert orders.why_not_sign(order(estimate=untold)) == "The customer has not been told the price."
    assert orders.why_not_sign(order()) == "The customer has not been told the price."


def test_marks_name_places_and_damages_of_the_outline():
    known = [{"place": place, "damage": "dent"} for place in WalkAroundMark.Place.values]
    known += [{"place": "rear", "damage": damage} for damage in WalkAroundMark.Damage.values]
    assert (orders.why_not_marks(known), orders.why_not_marks([])) == (None, None)
    assert (orders.why_not_place("rear"), orders.why_not_damage("dent")) == (None, None)
    for place in ("front_door_left", "", "REAR"):
        reason = f"“{place}” is no place of the outline."
        assert orders.why_not_place(place) == reason
        assert orders.why_not_marks([*known, {"place": place, "damage": "dent"}]) == reason
    for damage in ("burnt", "", "DENT"):
        reason = f"“{damage}” is no kind of damage."
        assert orders.why_not_damage(damage) == reason
        assert orders.why_not_marks([*known, {"place": "rear", "damage": damage}]) == reason


def test_a_car_is_billed_after_inspection_and_again_only_after_a_credit():
    assert allowed(lambda status: orders.why_not_bill(order(status))) == {"ready", "settled", "delivered", "closed"}
    assert orders.why_not_bill(order("ready", bill=Bill(status="paid"))) == "This order has its bill."
    assert orders.why_not_bill(order("ready", bill=Bill(status="credited"))) is None
    assert orders.why_not_bill(order("ready", bill=Bill(status="discarded"))) is None


def test_a_refused_bill_names_the_true_reason():
    reasons = {status: orders.why_not_bill(order(status)) for status in ("confirmed", "qc_failed", "cancelled")}
    assert reasons == {
        "confirmed": "The car has not passed inspection.",
        "qc_failed": "The car has not passed inspection.",
        "cancelled": "This order was cancelled: there is nothing to bill.",
    }


def test_an_order_is_closed_when_nothing_is_owed_for_it():
    reasons = {one: orders.why_not_close(order("delivered", bill=Bill(status=one))) for one in Bill.Status.values}
    assert reasons == {
        "draft": "The bill is “draft”, not paid.",
        "issued": "The bill is “issued”, not paid.",
        "paid": None,
        "credited": "The bill is “credited” and no other stands in its place.",
        "discarded": "The bill is “discarded” and no other stands in its place.",
    }
    assert orders.why_not_close(order("delivered")) == "There is no bill yet."


def test_a_car_leaves_when_its_bill_is_paid():
    found = {status: orders.why_not_deliver(order("ready", bill=Bill(status=status))) for status in Bill.Status.values}
    assert {status for status, reason in found.items() if reason is None} == {"paid"}
    assert found["issued"] == "The bill is “issued”, not paid."
    assert orders.why_not_deliver(order("ready")) == "There is no bill yet."


def test_an_order_ends_without_work_before_it_begins_and_with_its_parts_back():
    early = {"draft", "awaiting_customer", "confirmed", "dispatched"}
    assert allowed(lambda status: orders.why_not_cancel(order(status), work(status, jobs=[job()]), 0)) == early
    begun = orders.why_not_cancel(order("dispatched"), work("dispatched", jobs=[job("paused")]), 0)
    assert begun == "Work on this car has begun."
    issued = orders.why_not_cancel(order("dispatched"), work("dispatched"), 1)
    assert issued == "Parts were issued for this car: they go back to the store first."


# ── the workshop ──────────────────────────────────────────────────────────────────────────────


def test_signed_work_is_dispatched():
    found = allowed(lambda status: why_not_dispatch(work(status)))
    assert found == {"confirmed", "dispatched", "in_progress", "paused", "qc_failed"}
    assert why_not_dispatch(work("confirmed", lines=[])) == "The customer has approved no work."


def test_only_the_orders_own_approved_work_is_given_out():
    mine = line(1)
    assert why_not_named(work(lines=[mine]), [mine]) is None
    assert why_not_named(work(lines=[mine]), [line(2, operation=DISCS)]).startswith("Not approved work of this")


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ((line(), hand(), bay()), None),
        ((line(approval="waiting"), hand(), bay()), "is not work the customer has approved."),
        ((line(kind="part"), hand(), bay()), "is not work the customer has approved."),
        ((line(), None, bay()), "Choose a technician and a bay for"),
        ((line(), hand(), None), "Choose a technician and a bay for"),
        ((line(), hand(skills=["T1"]), bay()), "does not hold the skill for"),
        ((line(), hand(active=False), bay()), "does not hold the skill for"),
        ((line(), hand(), bay("PAINT")), "is not done in bay"),
    ],
)
def test_work_goes_to_who_can_do_it_where_it_can_be_done(facts, reason):
    found = why_not_assign(*facts)
    assert found is None if reason is None else reason in found


def test_high_voltage_work_needs_the_certificate():
    battery = line(operation=Operation(pk=3, code="HV", skill="T2", bay_type="GEN", high_voltage=True))
    assert why_not_assign(battery, hand(skills=["T2", "HV"]), bay()) is None
    assert "skill" in why_not_assign(battery, hand(), bay())


def test_a_job_changes_hands_while_it_waits_or_rests():
    found = {status: why_not_reassign(job(status)) for status in Job.Status.values}
    assert found == {
        "waiting": None,
        "paused": None,
        "working": "周 is working on it.",
        "done": "This job is done.",
    }


def test_everybody_works_his_own_clock():
    assert why_not_touch(job(), ZHOU) is None
    assert why_not_touch(job(), WU) == "This job is given to 周."
    assert why_not_touch(job(), Access.system(None)) is None


def test_a_technician_starts_approved_work_of_his_on_one_car_at_a_time():
    assert why_not_start(job(), ZHOU) is None
    assert why_not_start(job(), ZHOU, elsewhere=job()) is None
    assert why_not_start(job(), WU) == "This job is given to 周."
    assert why_not_start(job(approval="waiting"), ZHOU) == "The customer has not approved this work."
    assert why_not_start(job(of=order("qc_pending")), ZHOU).startswith("The order is “")
    other = Job(pk=2, order=RepairOrder(pk=2, number="R2"))
    assert why_not_start(job(), ZHOU, other) == "You are on the clock of R2. Pause or finish it first."


GONE = {"delivered", "closed", "cancelled"}


def test_findings_and_photos_are_of_a_car_that_stands_here():
    assert allowed(lambda status: why_not_find(order(status))) == set(STATUSES) - GONE - {
        "draft",
        "awaiting_customer",
    }
    assert allowed(lambda status: why_not_photo(order(status), 59)) == set(STATUSES) - GONE
    assert why_not_photo(order(), 60) == "An order holds 60 photos at most."


def test_the_customer_is_asked_about_new_work_while_the_car_is_in_the_workshop():
    found = allowed(lambda status: why_not_ask(work(status)))
    assert found == {"dispatched", "in_progress", "paused", "qc_failed"}
    assert why_not_ask(work(), [DISCS]) is None
    assert why_not_ask(work(lines=[line(approval="declined")]), [PADS]) is None
    assert "is already part of this order" in why_not_ask(work(), [PADS])


def test_an_answer_counts_once_and_while_work_is_possible():
    found = allowed(lambda status: why_not_answer(ExtraWork(), work(status)))
    assert found == set(STATUSES) - GONE - {"ready", "settled"}
    assert why_not_answer(ExtraWork(answered_at=AT), work()) == "This was answered already, and that answer stands."


def test_another_person_inspects_than_any_who_worked_on_the_car():
    assert allowed(lambda status: why_not_inspect(work(status, jobs=[job("done")]), WU)) == {"qc_pending"}
    own = "You worked on this car; another person inspects it."
    assert why_not_inspect(work("qc_pending", jobs=[job("done")]), ZHOU) == own
    clocked = work("qc_pending", jobs=[job("done", on=[2])])
    assert why_not_inspect(clocked, WU) == own
    assert why_not_inspect(work("qc_pending"), Access.system(None)) == "A person inspects."


def test_the_button_asks_the_same_of_an_order_with_its_work_at_hand():
    finished = work("qc_pending", jobs=[job("done")])
    order = finished.kept_with(finished.order)
    assert why_not_inspect_order(order, WU) is None
    assert why_not_inspect_order(order, ZHOU) == "You worked on this car; another person inspects it."


def test_work_on_this_car_is_done_again_and_not_on_another():
    assert why_not_redo(order(), []) is None
    assert why_not_redo(order(), [job(of=order())]) is None
    another = RepairOrder(pk=2, number="R2")
    assert why_not_redo(order(), [job(), job(of=another)]) == "This job belongs to another order."


def test_a_failure_says_its_cause():
    assert why_not_verdict(True, "") is None
    assert why_not_verdict(False, "work") is None
    assert why_not_verdict(False, "mood") == "Say what was wrong."
