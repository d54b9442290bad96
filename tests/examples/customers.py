"""Customers, consents, cars, messages."""

from accounts.access import Access
from accounts.roles import Role
from customers.actions import consents, messages
from customers.models.messages import Message
from tests.examples.world import Call, World
from tests.factories.customers import make_model, new_phone, new_plate, new_vin, owner_of
from tests.factories.statuses import put


def clerk(world: World):
    return world.someone(Role.HOTLINE_CLERK)


def customer(world: World) -> Call:
    facts = {"name": "李四", "kind": "person", "phone": new_phone(), "shared": False, "email": "li@customer.example"}
    return Call(clerk(world), "/customers/", facts | {"credit_code": "", "note": "下午打电话"}, 201)


def correct_customer(world: World) -> Call:
    body = {"name": "李四", "phone": new_phone(), "note": "下午打电话", "version": owner_of(world.car).version}
    return Call(clerk(world), f"/customers/{owner_of(world.car).pk}/correct/", body)


def consent(world: World) -> Call:
    facts = {"purpose": "marketing", "channel": "console", "evidence": "signed at the desk"}
    return Call(clerk(world), "/consents/", {"customer": owner_of(world.car).pk, **facts}, 201)


def withdraw(world: World) -> Call:
    facts = {"purpose": "marketing", "channel": "console", "evidence": "signed at the desk"}
    given = consents.give_consent(by=Access.system(world.store), at=world.at, customer=owner_of(world.car), **facts)
    return Call(clerk(world), f"/consents/{given.pk}/withdraw/")


def vehicle(world: World) -> Call:
    facts = {"plate": new_plate(), "vin": new_vin(), "model": make_model().code, "colour": "白", "mileage": 12}
    return Call(clerk(world), "/vehicles/", {"customer": owner_of(world.car).pk, **facts}, 201)


def correct_vehicle(world: World) -> Call:
    body = {"plate": new_plate(), "colour": "黑", "delivered_on": "2025-03-01", "note": "改色膜"}
    return Call(clerk(world), f"/vehicles/{world.car.pk}/correct/", body | {"version": world.car.version})


def mileage(world: World) -> Call:
    return Call(clerk(world), f"/vehicles/{world.car.pk}/mileage/", {"km": 38_100, "reason": ""})


def settle(world: World) -> Call:
    facts = {"purpose": "day", "source_id": 1, "subject": "明天见", "body": "明天见", "due_at": world.at}
    message = messages.send(owner_of(world.car), by=Access.system(world.store), at=world.at, **facts)
    put(Message.objects.filter(pk=message.pk), status=Message.Status.UNKNOWN, sent_at=world.at)
    return Call(world.someone(Role.SERVICE_MANAGER), f"/messages/{message.pk}/settle/", {"went": True})


CALLS = {
    "/customers/": customer,
    "/customers/{id}/correct/": correct_customer,
    "/consents/": consent,
    "/consents/{id}/withdraw/": withdraw,
    "/vehicles/": vehicle,
    "/vehicles/{id}/correct/": correct_vehicle,
    "/vehicles/{id}/mileage/": mileage,
    "/messages/{id}/settle/": settle,
}
