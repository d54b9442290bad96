"""What the order tells its bill (SERVICE-R16, CR-002): the settlement list needs days, mileage and old parts."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from billing.actions import bills
from billing.metrics import unpaid_amount
from billing.presenters import Sheet
from core.errors import Refused
from parts import actions as store_room
from service.actions import handover, reception, walk_around
from service.actions.workshop import dispatch
from service.models.orders import RepairOrder
from service.models.work import OrderPart
from service.presenters.orders import next_acts
from service.work import Work
from tests.factories import parts, service


def fetched_on_wednesday(workshop, at, **facts) -> RepairOrder:
    """Received and passed on Monday, billed and fetched on Wednesday."""
    order = service.make_ready(workshop, at, **facts)
    order = handover.bill(order, by=service.advisor(workshop), at=at + timedelta(days=2))
    bills.issue(order.bill, by=service.cashier(workshop), at=at + timedelta(days=2))
    return RepairOrder.objects.get(pk=order.pk)


def test_the_bill_knows_the_days_and_the_mileage_of_the_visit(workshop, at):
    order = fetched_on_wednesday(workshop, at, parts=1)
    facts = order.bill.facts
    assert (facts["received_on"], facts["completed_on"]) == ("2026-11-23", "2026-11-25")
    assert (facts["mileage_in"], facts["mileage"]) == (order.mileage, order.mileage)
    assert (facts["order"], facts["sender"], facts["complaint"]) == (order.number, "王小明", "踩刹车有异响")


def test_the_guarantee_counts_from_the_day_the_car_leaves(workshop, at):
    """CR-029 and CR-031: ten days or 2,000 km for minor work, from completion and leaving (竣工出厂)."""
    order = fetched_on_wednesday(workshop, at)
    [(_name, promise)] = Sheet(order.bill, order.store.today(at + timedelta(days=9))).guarantees
    assert (promise.until.isoformat(), promise.until_km) == ("2026-12-05", order.mileage + 2_000)


@pytest.mark.parametrize(
    ("old_parts", "parts", "said"),
    [("take", 1, "Taken by customer"), ("dispose", 1, "Kept by shop"), ("take", 0, "None")],
)
def test_what_becomes_of_the_old_parts_is_said_in_the_words_of_the_trade(workshop, at, old_parts, parts, said):
    order = service.make_draft(workshop, at, parts=parts)
    by = service.advisor(workshop)
    facts = {"mileage": order.vehicle.mileage, "energy_percent": 50, "old_parts": old_parts}
    order = walk_around.check_in(order, by=by, at=at, promised_at=at + timedelta(hours=4), **facts)
    order = reception.sign(order, by=by, at=at, name="王小明")
    order = service.finish_all(dispatch(order, by=service.manager(workshop), at=at), at)
    order = handover.inspect(order, by=service.inspector(workshop), at=at + timedelta(hours=1), passed=True)
    order = handover.bill(order, by=by, at=at + timedelta(hours=1))
    assert Sheet(order.bill, order.store.today(at)).old_parts == said


# ── what is on a bill stays out of the store ──────────────────────────────────────────────────
def goods_of(order):
    return order.reservations().get()


def give_back(order, at):
    by = service.clerk(order.store)
    return store_room.give_back(goods_of(order), by=by, at=at, reason="not fitted")


@pytest.mark.parametrize("make", [service.make_billed, service.make_paid, service.make_closed])
def test_billed_goods_are_not_taken_back(workshop, at, make):
    order = make(workshop, at, parts=2)
    with pytest.raises(Refused, match="These goods are on a bill: discard its draft, or credit it"):
        give_back(order, at)
    assert (goods_of(order).status, goods_of(order).bill_key) == ("issued", order.bill_id)


def test_goods_of_a_credited_bill_are_taken_back_and_not_billed_again(workshop, at):
    order = service.make_paid(workshop, at, parts=2)
    bills.credit(order.bill, by=service.manager(workshop), at=at + timedelta(hours=3), reason="not fitted")
    assert give_back(order, at).status == "released"
    order = handover.bill(order, by=service.advisor(workshop), at=at + timedelta(hours=3))
    assert [line.kind for line in order.bill.lines.all()] == ["labour"]


def test_a_wrong_draft_is_discarded_and_the_order_billed_anew(workshop, at):
    order, by = service.make_billed(workshop, at, parts=2), service.advisor(workshop)
    wrong = bills.discard_draft(order.bill, by=by, at=at)
    give_back(order, at)
    order = handover.bill(RepairOrder.objects.get(pk=order.pk), by=by, at=at)
    assert (wrong.status, wrong.number, order.bill.status) == ("discarded", "", "draft")
    assert order.bill_id != wrong.pk
    assert ([line.kind for line in order.bill.lines.all()], wrong.lines.count()) == (["labour"], 2)
    [line] = Activity.objects.about(wrong).filter(verb="move")
    assert (line.from_status, line.to_status, line.actor) == ("draft", "discarded", by.user)


def test_more_than_is_billed_is_taken_back(workshop, at):
    """The workshop asked for one more than the customer pays for."""
    order = service.make_ready(workshop, at, parts=1)
    item = goods_of(order).item
    spare = parts.make_reservation(item, at, at)
    OrderPart.objects.create(store=workshop, order=order, reservation=spare)
    store_room.issue(spare, by=service.clerk(workshop), at=at)
    order = handover.bill(order, by=service.advisor(workshop), at=at)
    spare.refresh_from_db()
    assert spare.bill_key is None
    assert store_room.give_back(spare, by=Access.system(workshop), at=at, reason="not fitted").status == "released"


def test_what_went_back_meanwhile_is_not_charged(workshop, at):
    order = service.make_billed(workshop, at, parts=1)
    with pytest.raises(Refused, match="were given back or billed meanwhile"):
        store_room.charge([goods_of(order)], bill=0)


def test_a_car_waits_for_payment_as_soon_as_money_is_owed(workshop, at):
    """The car that waits for its payment and the money to collect are the same bill; a draft is neither."""
    order = service.make_billed(workshop, at)

    def seen():
        waits = RepairOrder.objects.with_waiting().get(pk=order.pk).waiting_for
        return waits, unpaid_amount(None, None, at).value

    assert seen() == ("bill", 0)
    bills.issue(order.bill, by=service.cashier(workshop), at=at + timedelta(hours=1))
    assert seen() == ("payment", order.bill.total)


# ── a bill that stands no longer ──────────────────────────────────────────────────────────────
def labels(order, by, at) -> list[str]:
    fresh = RepairOrder.objects.get(pk=order.pk)
    return [act.label for act in next_acts(fresh, Work.of(fresh), by, at)]


def test_a_discarded_draft_offers_the_next_one(workshop, at):
    order = service.make_billed(workshop, at)
    assert "Draft the bill" not in labels(order, service.cashier(workshop), at)
    bills.discard_draft(order.bill, by=service.cashier(workshop), at=at)
    assert labels(order, service.cashier(workshop), at) == ["Draft the bill"]


def test_a_credited_bill_offers_the_next_one_also_after_the_car_has_left(workshop, at):
    order = service.make_delivered(workshop, at)
    assert labels(order, service.advisor(workshop), at) == ["Close the order"]
    bills.credit(order.bill, by=service.manager(workshop), at=at, reason="价格有误")
    assert labels(order, service.advisor(workshop), at) == ["Draft the bill", "Close the order"]


# ── the end of an order ───────────────────────────────────────────────────────────────────────
def credited(workshop, at) -> RepairOrder:
    order = service.make_delivered(workshop, at)
    bills.credit(order.bill, by=service.manager(workshop), at=at, reason="价格有误")
    return RepairOrder.objects.get(pk=order.pk)


def drafted_anew(workshop, at) -> RepairOrder:
    return handover.bill(credited(workshop, at), by=service.advisor(workshop), at=at)


def issued_anew(workshop, at) -> RepairOrder:
    order = drafted_anew(workshop, at)
    bills.issue(order.bill, by=service.cashier(workshop), at=at)
    return order


def discarded_anew(workshop, at) -> RepairOrder:
    order = drafted_anew(workshop, at)
    bills.discard_draft(order.bill, by=service.cashier(workshop), at=at)
    return order


OWED = [
    (credited, "The bill is “credited” and no other stands in its place."),
    (drafted_anew, "The bill is “draft”, not paid."),
    (issued_anew, "The bill is “issued”, not paid."),
    (discarded_anew, "The bill is “discarded” and no other stands in its place."),
]


@pytest.mark.parametrize(("make", "reason"), OWED)
def test_an_order_for_which_money_is_owed_is_not_closed(workshop, at, frozen, api_of, client_of, make, reason):
    order = make(workshop, at)
    answer = api_of(Role.SERVICE_ADVISOR).post(f"/repair-orders/{order.pk}/close/")
    assert (answer.status_code, answer.json()["detail"]) == (409, reason)
    advisor = client_of(Role.SERVICE_ADVISOR)
    assert advisor.post(reverse("order_close", args=[order.pk])).status_code == 409
    assert reason in html.unescape(advisor.get(order.get_absolute_url()).content.decode())
    assert RepairOrder.objects.get(pk=order.pk).status == "delivered"


def test_an_order_is_closed_when_its_second_bill_is_paid(workshop, at):
    order = service.pay(drafted_anew(workshop, at), at)
    assert handover.close(order, by=service.advisor(workshop), at=at).status == "closed"


@pytest.mark.parametrize("make", [service.make_delivered, service.make_closed])
def test_work_whose_bill_was_credited_is_billed_again_also_after_the_end(workshop, at, frozen, api_of, make):
    order = make(workshop, at)
    bills.credit(order.bill, by=service.manager(workshop), at=at, reason="价格有误")
    assert "Draft the bill" in labels(order, service.advisor(workshop), at)
    answer = api_of(Role.SERVICE_ADVISOR).post(f"/repair-orders/{order.pk}/bill/")
    assert (answer.status_code, answer.json()["bill"]["status"]) == (200, "draft")
    assert answer.json()["bill"]["id"] != order.bill_id
