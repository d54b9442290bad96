"""Every workflow against a table written by hand: from × to × role (promise P9).

Repair orders and jobs: tests/service/test_matrix.py. Whatever is not in a table is no move at all, for nobody.
"""

from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from django.db import transaction

from accounts.access import Access
from accounts.machines import machines
from accounts.models.people import User
from accounts.roles import Role
from accounts.transitions import shift
from appointments.actions import preparation, visits
from appointments.models.promises import Confirmation, PrepItem
from appointments.models.rescues import Rescue
from appointments.models.visits import Appointment
from billing.actions import bills, receipts
from billing.models.bills import Bill
from customers.actions.messages import send
from customers.models.messages import Message
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from parts import actions as stock
from parts.models import Reservation, ShelfPlace
from parts.shelf import actions as shelf
from pricing.actions import estimates
from pricing.models.estimates import Estimate
from sales.actions import automation, closing, ownership
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from tests import moves
from tests.factories import appointments as visit_factory
from tests.factories import billing as bill_factory
from tests.factories import followup as call_factory
from tests.factories import parts as stock_factory
from tests.factories.accounts import make_user
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.sales import make_lead, seller_at
from tests.factories.statuses import put

R = Role
CLERK, CASHIER, SELLER, AGENT = {R.PARTS_CLERK}, {R.CASHIER}, {R.SALES_CONSULTANT}, {R.CRM_AGENT}
FRONT = {R.SERVICE_ADVISOR, R.SERVICE_MANAGER}
BOOKS = FRONT | {R.HOTLINE_CLERK, R.GENERAL_MANAGER}
PRICES = FRONT | {R.HOTLINE_CLERK}
DRAFTS = {R.SERVICE_ADVISOR, R.CASHIER}
CREDITS = {R.SERVICE_MANAGER, R.GENERAL_MANAGER}
DECIDES = {R.SALES_MANAGER, R.GENERAL_MANAGER}
RESOLVED = Complaint.Status.RESOLVED.value
CARES = {R.SALES_MANAGER, R.SERVICE_MANAGER, R.GENERAL_MANAGER, R.CRM_AGENT}
SETTLES = {R.SERVICE_MANAGER, R.GENERAL_MANAGER}


def make_booked(store, at, status):
    visit_factory.make_workshop(store)
    visit = visit_factory.make_appointment(store, at, at + timedelta(hours=2))
    if status in ("confirmed", "prepared"):
        by = moves.person(store, R.SERVICE_MANAGER)
        visit_factory.make_ready(visit, by=by, at=at, sign=status == "prepared")
    later, by = at + timedelta(hours=3), moves.person(store, R.SERVICE_ADVISOR)
    if status == "arrived":
        visits.arrive(visit, by=by, at=at)
    elif status == "no_show":
        visits.mark_no_show(visit, by=by, at=later)
    elif status == "cancelled":
        visits.cancel(visit, by=by, at=at, reason="x")
    return Appointment.objects.get(pk=visit.pk)


def make_kept(store, at, status):
    item = stock_factory.make_stock(store, at, on_hand=0 if status == "awaited" else 5)
    if status == "awaited":
        stock_factory.make_arrival(item, at.date() + timedelta(days=1))
    kept = stock_factory.make_reservation(item, at, at + timedelta(days=5))
    by = moves.person(store, R.PARTS_CLERK)
    stock_factory.make_place(store)
    pick = partial(shelf.pick, shelf="A-1")
    acts = {
        "picked": [pick],
        "issued": [pick, stock.issue],
        "released": [lambda it, **given: stock.release(it, reason="x", **given)],
    }
    for act in acts.get(status, []):
        kept = act(kept, by=by, at=at)
    return kept


def make_priced(store, at, status):
    bill_factory.make_rates(store)
    car = make_vehicle(make_customer(store))
    by = moves.person(store, R.SERVICE_ADVISOR)
    estimate = estimates.make_estimate(car, by=by, at=at, operations=[bill_factory.make_operation()])
    return estimates.tell(estimate, by=by, at=at, channel="phone", answer="open") if status == "told" else estimate


def make_followed(store, at, status):
    li = seller_at(store)
    lead = make_lead(store, by=li, at=at)
    if status == "won":
        return closing.win(lead, by=li, at=at)
    if status == "lost":
        return closing.lose(lead, by=li, at=at, reason="price")
    if status == "review":
        automation.review_expired(by=Access.system(store), at=at + timedelta(days=60))
    elif status == "yielded":  # no act leads there: what old data may hold
        put(Lead.objects.filter(pk=lead.pk), status=status, closed_at=at)
    return Lead.objects.get(pk=lead.pk)


def give_lead(lead, people):
    """Whoever works leads works on his own."""
    Lead.objects.filter(pk=lead.pk).update(owner=people[R.SALES_CONSULTANT].user)


def make_case(store, at, status):
    lead = make_lead(store, by=seller_at(store), at=at)
    case = ownership.ask_join(lead, by=seller_at(store, "小张"), at=at)
    if status == "asked":
        return case
    return ownership.decide(case, by=moves.person(store, R.SALES_MANAGER), at=at, granted=status == "granted")


def make_call(store, at, status):
    closed = {} if status == "open" else {"closed_at": at}
    [call] = call_factory.make_calls(store, at, 1)
    put(CallTask.objects.filter(pk=call.pk), status=status, **closed)
    return CallTask.objects.get(pk=call.pk)


def make_unhappy(store, at, status):
    if status != "escalated":
        return call_factory.make_complaint(store, at, status=status)
    return followup_escalated(call_factory.make_complaint(store, at), at)


def answer_for(complaint, people):
    """Somebody else is in charge, and the customer has his answer: no rule stands in the way of a role."""
    owner = (
        None
        if complaint.status == "received"
        else make_user(R.SERVICE_MANAGER, store=complaint.store, username="other")
    )
    Complaint.objects.filter(pk=complaint.pk).update(owner=owner, answered_at=complaint.received_at)


def followup_escalated(complaint, at):
    put(Complaint.objects.filter(pk=complaint.pk), status="escalated", escalated_at=at)
    return Complaint.objects.get(pk=complaint.pk)


def make_message(store, at, status):
    customer = make_customer(store, email="wang@example.com")
    sent = send(customer, by=Access.system(store), at=at, purpose="x", source_id=1, subject="s", body="b", due_at=at)
    put(Message.objects.filter(pk=sent.pk), status=status, sent_at=at)
    return Message.objects.get(pk=sent.pk)


WORKFLOWS = {
    "appointment": SimpleNamespace(
        model=Appointment,
        make=make_booked,
        stamps=lambda at: {
            "prepared": {"prepared_at": at, "prepared_by": User.objects.order_by("pk").first()},
            "confirmed": {"prepared_at": None, "prepared_by": None},
            "arrived": {"arrived_at": at},
            "no_show": {"at": at + timedelta(hours=3)},
            "cancelled": {"cancelled_at": at},
        },
        expected={
            "confirmed": {"prepared": FRONT, "arrived": FRONT, "no_show": BOOKS, "cancelled": BOOKS},
            "prepared": {"confirmed": BOOKS, "arrived": FRONT, "no_show": BOOKS, "cancelled": BOOKS},
            "arrived": {},
            "no_show": {"arrived": FRONT},
            "cancelled": {},
        },
    ),
    "reservation": SimpleNamespace(
        model=Reservation,
        make=make_kept,
        stamps=lambda at: {
            "picked": {"picked_at": at, "shelf_place": ShelfPlace.objects.first()},
            "reserved": {"shelf_place": None},
            "issued": {"issued_at": at, "shelf_place": None},
            "released": {"released_at": at},
        },
        expected={
            "awaited": {"reserved": CLERK, "released": CLERK},
            "reserved": {"picked": CLERK, "issued": CLERK, "released": CLERK},
            "picked": {"reserved": CLERK, "issued": CLERK, "released": CLERK},
            "issued": {"released": CLERK},
            "released": {},
        },
    ),
    "reservation given up": SimpleNamespace(
        model=Reservation,
        make=make_kept,
        names={"released": "give_up"},
        stamps=lambda at: {"released": {"released_at": at}},
        expected={
            "awaited": {"released": BOOKS},
            "reserved": {"released": BOOKS},
            "picked": {"released": BOOKS},
            "issued": {},
            "released": {},
        },
    ),
    "estimate": SimpleNamespace(
        model=Estimate,
        make=make_priced,
        stamps=lambda at: {"told": {"told_at": at, "channel": "phone"}},
        expected={"draft": {"told": PRICES}, "told": {}},
    ),
    "lead": SimpleNamespace(
        model=Lead,
        made_for=give_lead,
        make=make_followed,
        stamps=lambda at: {
            "won": {"closed_at": at},
            "lost": {"closed_at": at, "lost_reason": "price"},
            "yielded": {"closed_at": at},
        },
        expected={
            "following": dict.fromkeys(("review", "won", "lost"), SELLER | DECIDES),
            "review": dict.fromkeys(("following", "won", "lost"), SELLER | DECIDES),
            "won": {},
            "lost": {},
            "yielded": {},
        },
    ),
    "ownership case": SimpleNamespace(
        model=OwnershipCase,
        make=make_case,
        stamps=lambda at: {to: {"decided_at": at} for to in ("granted", "refused")},
        expected={"asked": {"granted": DECIDES, "refused": DECIDES}, "granted": {}, "refused": {}},
    ),
    "yielded case": SimpleNamespace(
        model=OwnershipCase,
        make=make_case,
        names={"granted": "yield"},
        stamps=lambda at: {"granted": {"decided_at": at}},
        expected={"asked": {"granted": SELLER}, "granted": {}, "refused": {}},
    ),
    "call": SimpleNamespace(
        model=CallTask,
        make=make_call,
        stamps=lambda at: {to: {"closed_at": at} for to in ("done", "given_up", "dropped")},
        expected={
            "open": dict.fromkeys(("done", "given_up", "dropped"), AGENT),
            "done": {},
            "given_up": {},
            "dropped": {},
        },
    ),
    "complaint": SimpleNamespace(
        model=Complaint,
        made_for=answer_for,
        make=make_unhappy,
        stamps=lambda at: {"closed": {"closed_at": at}},
        expected={
            "received": {"assigned": CARES, "escalated": CARES},
            "assigned": {"in_progress": CARES, "escalated": CARES},
            "in_progress": {RESOLVED: CARES, "escalated": CARES},
            "escalated": {"assigned": CARES, "in_progress": CARES, RESOLVED: CARES},
            RESOLVED: {"closed": CARES, "in_progress": CARES},
            "closed": {},
        },
    ),
    "rescue": SimpleNamespace(
        model=Rescue,
        make=lambda store, at, status: visit_factory.make_rescue(store, at, status=status),
        stamps=lambda at: {
            "dispatched": {"dispatched_at": at, "crew": "Li"},
            "on_site": {"on_site_at": at},
            "towed": {"towed_at": at},
            "fixed": {"fixed_at": at},
            "closed": {"closed_at": at},
            "called_off": {"called_off_at": at},
        },
        expected={
            "asked": {"dispatched": BOOKS, "called_off": BOOKS},
            "dispatched": {"on_site": BOOKS, "called_off": BOOKS},
            "on_site": {"towed": BOOKS, "fixed": BOOKS, "called_off": BOOKS},
            "towed": {"closed": BOOKS},
            "fixed": {"closed": BOOKS},
            "closed": {},
            "called_off": {},
        },
    ),
    "settled message": SimpleNamespace(
        model=Message,
        make=make_message,
        names={"accepted": "settle_as_gone", "failed": "settle_as_failed"},
        stamps=lambda at: {"failed": {"sent_at": None}},
        expected={status: {} for status in Message.Status.values}
        | {"unknown": {"accepted": SETTLES, "failed": SETTLES}},
    ),
}


def names_of(flow):
    """The acts to go by, {to: name}; None: the usual ones."""
    return getattr(flow, "names", None)


STEPS = [(name, status) for name, flow in WORKFLOWS.items() for status in flow.expected]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "came_from"), STEPS)
def test_every_move_by_every_role(store, at, name, came_from):
    flow = WORKFLOWS[name]
    thing = flow.make(store, at, came_from)
    assert thing.status == came_from
    names, people = names_of(flow), moves.everybody(store)
    getattr(flow, "made_for", lambda thing, people: None)(thing, people)
    found = moves.walk(thing, at, flow.stamps(at), names, people)
    assert found == moves.wanted(flow.expected, came_from, names or flow.model.Status.values)


@pytest.mark.parametrize("name", WORKFLOWS)
def test_the_table_is_the_one_written_here(name):
    """The quick form of the walk above: which moves exist, and who holds their permission."""
    flow = WORKFLOWS[name]
    assert flow.expected.keys() == set(flow.model.Status.values)
    found = moves.holders(flow.model.STATES, names_of(flow))
    assert {pair: roles for pair, roles in found.items() if roles} == moves.pairs(flow.expected)


def test_who_gives_up_parts_by_which_act():
    [release, *_more] = [act for act in Reservation.STATES.acts if act.name == "release"]
    found = {role for role in moves.STORE_ROLES if release.is_open_to(Access.of(None, [role], None))}
    assert found == CLERK


# ── a bill: its acts, because the database lets nobody else move it ───────────────────────────

BILL_ACTS = {
    "issued": (lambda bill, **given: bills.issue(bill, **given), CASHIER),
    "paid": (lambda bill, **given: receipts.take(bill, method="cash", amount=bill.total - bill.paid, **given), CASHIER),
    "credited": (lambda bill, **given: bills.credit(bill, reason="x", **given), CREDITS),
    "discarded": (lambda bill, **given: bills.discard_draft(bill, **given), DRAFTS),
}
BILL_MOVES = {
    "draft": {"issued", "discarded"},
    "issued": {"paid", "credited"},
    "paid": {"credited"},
    "credited": set(),
    "discarded": set(),
}
# A second click is no act.
AGAIN = {"issued": {"issued", "paid", "credited"}, "credited": {"credited"}, "discarded": {"discarded"}}


def make_bill(store, at, status) -> Bill:
    bill_factory.make_rates(store)
    bill = bill_factory.make_draft(make_vehicle(make_customer(store)), at)
    by = Access.of(make_user(R.CASHIER, store=store, username="another@till"), [R.CASHIER], store)
    steps = {"draft": [], "paid": ["issued", "paid"], "credited": ["issued", "credited"]}
    for step in steps.get(status, [status]):
        act, _roles = BILL_ACTS[step]
        bill = act(bill, by=moves.person(store, R.SERVICE_MANAGER) if step == "credited" else by, at=at)
    return bill


@pytest.mark.slow
@pytest.mark.parametrize("came_from", BILL_MOVES)
def test_every_act_on_a_bill_by_every_role(store, at, came_from):
    bill = make_bill(store, at, came_from)
    assert bill.status == came_from
    people = moves.everybody(store)
    for to, (act, roles) in BILL_ACTS.items():
        for role, by in people.items():
            found = moves.outcome(lambda: act(bill, by=by, at=at))
            legal = moves.MOVED if to in BILL_MOVES[came_from] else moves.NO_MOVE
            expected = legal if role in roles or (to, legal) == ("discarded", moves.NO_MOVE) else moves.NOT_HIS
            if came_from in AGAIN.get(to, set()):
                expected = moves.MOVED
            assert (to, role, found) == (to, role, expected)


def test_the_table_of_a_bill_is_the_one_written_here():
    assert moves.holders(Bill.STATES) == {
        ("draft", "issued"): CASHIER,
        ("draft", "discarded"): DRAFTS,
        ("issued", "paid"): CASHIER,
        ("issued", "credited"): CREDITS,
        ("paid", "credited"): CREDITS,
    }


# ── a message: moved by workers with a conditional UPDATE ─────────────────────────────────────

MESSAGE_MOVES = {
    "planned": {"sending", "skipped", "cancelled"},
    "sending": {"accepted", "planned", "failed", "unknown"},
    "unknown": {"accepted", "failed"},
    "accepted": {"delivered", "failed"},
    "delivered": set(),
    "failed": set(),
    "skipped": set(),
    "cancelled": set(),
}


@pytest.mark.parametrize("came_from", MESSAGE_MOVES)
def test_a_worker_moves_a_message_only_by_the_table(store, at, came_from):
    message = make_message(store, at, came_from)
    rows = Message.objects.filter(pk=message.pk)
    for to in Message.Status.values:
        with transaction.atomic():
            if to in MESSAGE_MOVES[came_from]:
                assert shift(rows, came_from, to) == 1
            else:
                with pytest.raises(ValueError):
                    shift(rows, came_from, to)
            transaction.set_rollback(True)


def test_a_worker_moves_no_message_that_is_elsewhere(store, at):
    message = make_message(store, at, "accepted")
    assert shift(Message.objects.filter(pk=message.pk), "planned", "sending") == 0
    message.refresh_from_db()
    assert message.status == "accepted"


# ── preparation: a group is open, done or not needed ──────────────────────────────────────────

WORDS = {"evidence": "已核对"}
PREP_ACTS = {"done": WORDS, "not needed": {"not_needed": True, **WORDS}, "open": {"undo": True}}
BY_HAND = {  # technician and bay are ticked by the records alone, and so are parts
    **dict.fromkeys(PrepItem.Group.values, PREP_ACTS),
    "parts": {name: PREP_ACTS[name] for name in ("not needed", "open")},
    "crew": {},
}
PREPARES = {group: FRONT | (CLERK if group == "parts" else set()) for group in PrepItem.Group.values}


def state_of(item: PrepItem) -> str:
    return "not needed" if item.not_needed else "done" if item.done_at else "open"


@pytest.mark.slow
@pytest.mark.parametrize("group", PrepItem.Group.values)
def test_every_group_by_every_role_from_every_state_to_every_state(store, at, group):
    item = make_booked(store, at, "confirmed").preparation.get(group=group)
    people = moves.everybody(store)
    for came_from in BY_HAND[group]:
        item = preparation.prepare(item, by=moves.person(store, R.SERVICE_MANAGER), at=at, **PREP_ACTS[came_from])
        for to, act in PREP_ACTS.items():
            for role, by in people.items():
                reached = []
                found = moves.outcome(lambda: reached.append(state_of(preparation.prepare(item, by=by, at=at, **act))))
                may = role in PREPARES[group] and to in BY_HAND[group]
                expected = (moves.MOVED, [to]) if may else (moves.NO_MOVE, [])
                assert (came_from, to, role, found, reached) == (came_from, to, role, *expected)


def test_nothing_is_prepared_for_a_car_that_is_here(store, at):
    item = make_booked(store, at, "arrived").preparation.first()
    found = [moves.outcome(lambda: preparation.prepare(item, by=moves.person(store, role), at=at)) for role in FRONT]
    assert found == [moves.NO_MOVE] * 2


# ── confirmations: what an event makes of the customer's question ─────────────────────────────

C = Confirmation.Status
OPEN_STATES = ("planned", "asked", "failed", "unknown")
BECOMES = {
    "the customer keeps it": dict.fromkeys(("planned", "asked", "failed", "unknown"), "kept"),
    "called off": dict.fromkeys(OPEN_STATES, "cancelled"),
    "did not come": dict.fromkeys(OPEN_STATES, "cancelled"),
    "message accepted": dict.fromkeys(("planned", "failed", "unknown"), "asked"),
    "message failed": dict.fromkeys(("planned", "asked", "unknown"), "failed"),
    "message unknown": dict.fromkeys(("planned", "asked", "failed"), "unknown"),
}
KEEPS = BOOKS | AGENT


def happen(event: str, visit, at) -> None:
    by, kind, _, status = Access.system(visit.store), *event.partition(" ")
    if kind == "message":
        put(Message.objects.filter(purpose="appointment_day", source_id=visit.pk), status=status, sent_at=at)
        preparation.follow_messages(at=at)
    elif event == "called off":
        visits.cancel(visit, by=by, at=at, reason="x")
    elif event == "did not come":
        visits.mark_no_show(visit, by=by, at=visit.start + timedelta(hours=1))
    else:
        visits.confirm(visit, by=by, at=at)


@pytest.mark.parametrize("event", BECOMES)
def test_what_becomes_of_the_customers_question(store, at, event):
    """The day-before question; whatever else it was, an answer of the customer's is never overwritten."""
    visit_factory.make_workshop(store)
    visit = visit_factory.make_appointment(store, at, at + timedelta(days=2))
    question = Confirmation.objects.filter(appointment=visit, side="customer", kind="day")
    Confirmation.objects.filter(appointment=visit, side="customer", kind="hour").delete()
    found = {}
    for state in Confirmation.Status.values:
        with transaction.atomic():
            put(question, status=state)
            happen(event, visit, at + timedelta(days=1, hours=1))
            found[state] = question.get().status
            transaction.set_rollback(True)
    assert found == {state: BECOMES[event].get(state, state) for state in Confirmation.Status.values}


def test_who_writes_down_that_a_customer_keeps_it(store, at):
    visit_factory.make_workshop(store)
    visit = visit_factory.make_appointment(store, at, at + timedelta(days=2))
    found = {
        role: moves.outcome(lambda: visits.confirm(visit, by=moves.person(store, role), at=at))
        for role in moves.STORE_ROLES
    }
    assert found == {role: moves.MOVED if role in KEEPS else moves.NOT_HIS for role in moves.STORE_ROLES}


# ── and no table is forgotten ─────────────────────────────────────────────────────────────────

ELSEWHERE = {"RepairOrder", "Job", "Bill"}  # tests/service/test_matrix.py, and the bill above
ELSEWHERE |= {"LateCall", "Waiting", "WaitingOffer"}  # tests/appointments/test_late.py, test_waiting.py
FOLLOWING = {"Confirmation", "Revisit", "Claim"}  # moved by what other acts entail; above, and tests/test_machines.py


def test_every_table_of_moves_is_walked():
    walked = {flow.model.__name__ for flow in WORKFLOWS.values()} | ELSEWHERE | FOLLOWING
    assert {model.__name__ for model in machines()} - walked == set()
