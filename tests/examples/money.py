"""Estimates, bills, parts and reservations."""

from datetime import timedelta

from accounts.roles import Role
from billing.actions import bills
from parts import actions as goods
from parts.models import StockItem
from parts.shelf import actions as shelf
from pricing.models.prices import Operation, RepairPackage
from tests.examples.world import Call, World
from tests.factories import billing, parts, service

CORRECTION = {"offered": True, "time_units": 30, "price": "20.00"}


def estimate(world: World) -> Call:
    wanted = [{"part_no": service.PAD_SET, "quantity": 2}]
    body = {"vehicle": world.car.pk, "operations": [service.PADS], "parts": wanted, "valid_days": 7}
    return Call(world.someone(Role.SERVICE_ADVISOR), "/estimates/", body, 201)


def tell(world: World) -> Call:
    made = billing.make_estimate(world.car, world.at)
    body = {"channel": "phone", "answer": "accepted"}
    return Call(world.someone(Role.SERVICE_ADVISOR), f"/estimates/{made.pk}/tell/", body)


def issue(world: World) -> Call:
    bill = billing.make_draft(world.car, world.at)
    return Call(world.someone(Role.CASHIER), f"/bills/{bill.pk}/issue/")


def discard(world: World) -> Call:
    bill = billing.make_draft(world.car, world.at)
    return Call(world.someone(Role.CASHIER), f"/bills/{bill.pk}/discard/")


def pay(world: World) -> Call:
    bill = billing.make_issued(world.car, world.at)
    body = {"method": "cash", "amount": "28.00", "reference": ""}
    return Call(world.someone(Role.CASHIER), f"/bills/{bill.pk}/payments/", body)


def refund(world: World) -> Call:
    bill = billing.make_paid(world.car, world.at)
    bills.credit(bill, by=service.manager(world.store), at=world.at, reason="wrong payer")
    body = {"method": "cash", "amount": "28.00", "reference": ""}
    return Call(world.someone(Role.CASHIER), f"/bills/{bill.pk}/refund/", body)


def credit(world: World) -> Call:
    bill = billing.make_issued(world.car, world.at)
    return Call(world.someone(Role.SERVICE_MANAGER), f"/bills/{bill.pk}/credit/", {"reason": "wrong payer"})


def link(world: World) -> Call:
    bill = billing.make_issued(world.car, world.at)
    return Call(world.someone(Role.CASHIER), f"/bills/{bill.pk}/link/")


def stocked(world: World, act: str, body: dict) -> Call:
    item = StockItem.objects.get(part__number=service.PAD_SET)
    return Call(world.someone(Role.PARTS_CLERK), f"/parts/{item.pk}/{act}/", body)


def receive(world: World) -> Call:
    return stocked(world, "receive", {"quantity": 5, "note": "送货单 17"})


def count(world: World) -> Call:
    return stocked(world, "count", {"counted": 90, "reason": "破损"})


def expect(world: World) -> Call:
    return stocked(world, "expect", {"quantity": 5, "expected_on": world.day(3)})


def kept(world: World):
    item = StockItem.objects.get(part__number=service.PAD_SET)
    return parts.make_reservation(item, world.at, world.now + timedelta(days=1), vehicle=world.car)


def reserved(act: str, body: dict):
    def make(world: World) -> Call:
        return Call(world.someone(Role.PARTS_CLERK), f"/reservations/{kept(world).pk}/{act}/", body)

    return make


def on_shelf(name: str, body: dict, *, picked: bool = False):
    def call(world: World) -> Call:
        goods, clerk = kept(world), world.someone(Role.PARTS_CLERK)
        place = parts.make_place(world.store, "A-2")
        if picked:
            shelf.pick(goods, by=service.clerk(world.store), at=world.at, shelf=place.code)
        return Call(clerk, f"/reservations/{goods.pk}/{name}/", body)

    return call


def scan(world: World) -> Call:
    goods = kept(world)
    body = {"code": f"R{goods.pk}", "shelf": parts.make_place(world.store, "A-2").code, "step": "pick"}
    return Call(world.someone(Role.PARTS_CLERK), "/reservations/scan/", body)


def new_place(world: World) -> Call:
    return Call(world.someone(Role.PARTS_CLERK), "/shelf-places/", {"code": "A-3", "capacity": 2}, 201)


def at_place(name: str, body: dict):
    def call(world: World) -> Call:
        place = parts.make_place(world.store, "A-2")
        return Call(world.someone(Role.PARTS_CLERK), f"/shelf-places/{place.pk}/{name}/", body)

    return call


def give_back(world: World) -> Call:
    goods_out = goods.issue(kept(world), by=service.clerk(world.store), at=world.at)
    body = {"reason": "not fitted"}
    return Call(world.someone(Role.PARTS_CLERK), f"/reservations/{goods_out.pk}/give-back/", body)


def catalogue(noun: str, code: str, act: str, body: dict):
    model = Operation if noun == "operations" else RepairPackage

    def call(world: World) -> Call:
        path = f"/{noun}/{model.objects.get(code=code).pk}/{act}/"
        return Call(world.someone(Role.SERVICE_MANAGER), path, body)

    return call


CALLS = {
    "/estimates/": estimate,
    "/estimates/{id}/tell/": tell,
    "/operations/{id}/correct/": catalogue("operations", "LO-03-030", "correct", CORRECTION),
    "/operations/{id}/reset/": catalogue("operations", "LO-03-030", "reset", {}),
    "/packages/{id}/offer/": catalogue("packages", "PK-211-S", "offer", {"offered": False}),
    "/packages/{id}/reset/": catalogue("packages", "PK-211-S", "reset", {}),
    "/bills/{id}/issue/": issue,
    "/bills/{id}/discard/": discard,
    "/bills/{id}/payments/": pay,
    "/bills/{id}/refund/": refund,
    "/bills/{id}/credit/": credit,
    "/bills/{id}/link/": link,
    "/parts/{id}/receive/": receive,
    "/parts/{id}/count/": count,
    "/parts/{id}/expect/": expect,
    "/reservations/{id}/pick/": on_shelf("pick", {"shelf": "A-2"}),
    "/reservations/{id}/unpick/": on_shelf("unpick", {}, picked=True),
    "/reservations/{id}/bring-back/": on_shelf("bring-back", {}, picked=True),
    "/reservations/scan/": scan,
    "/shelf-places/": new_place,
    "/shelf-places/{id}/correct/": at_place("correct", {"code": "A-3", "capacity": 2}),
    "/shelf-places/{id}/withdraw/": at_place("withdraw", {}),
    "/shelf-places/{id}/use-again/": at_place("use-again", {}),
    "/reservations/{id}/issue/": reserved("issue", {}),
    "/reservations/{id}/release/": reserved("release", {"reason": "moved"}),
    "/reservations/{id}/give-back/": give_back,
}
