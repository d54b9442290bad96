"""What the order tells its bill (SERVICE-R16, CR-002): the settlement list needs days, mileage and old parts."""

from datetime import timedelta

import pytest

from billing import actions as billing
from billing.metrics import unpaid_amount
from billing.sheet import Sheet
from service import actions
from service.models import RepairOrder
from tests.factories import service


def fetched_on_wednesday(workshop, at, **facts) -> RepairOrder:
    """Received and passed on Monday, billed and fetched on Wednesday."""
    order = service.make_ready(workshop, at, **facts)
    order = actions.bill(order, by=service.advisor(workshop), at=at + timedelta(days=2))
    billing.issue(order.bill, by=service.cashier(workshop), at=at + timedelta(days=2))
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
    order = actions.check_in(order, by=by, at=at, promised_at=at + timedelta(hours=4), **facts)
    order = actions.sign(order, by=by, at=at, name="王小明")
    order = service.finish_all(actions.dispatch(order, by=service.manager(workshop), at=at), at)
    order = actions.inspect(order, by=service.inspector(workshop), at=at + timedelta(hours=1), passed=True)
    order = actions.bill(order, by=by, at=at + timedelta(hours=1))
    assert Sheet(order.bill, order.store.today(at)).old_parts == said


def test_a_car_waits_for_payment_as_soon_as_money_is_owed(workshop, at):
    """The car that waits for its payment and the money to collect are the same bill; a draft is neither."""
    order = service.make_billed(workshop, at)

    def seen():
        waits = RepairOrder.objects.with_waiting().get(pk=order.pk).waiting_for
        return waits, unpaid_amount(None, None, at).value

    assert seen() == ("bill", 0)
    billing.issue(order.bill, by=service.cashier(workshop), at=at + timedelta(hours=1))
    assert seen() == ("payment", order.bill.total)
