"""The token and the notices."""

from accounts.models.records import Notice
from accounts.roles import Role
from service.notices import OrderNotice
from tests.examples.world import Call, World


def token(world: World) -> Call:
    cashier = world.someone(Role.CASHIER)
    cashier.set_password("a long pass phrase")
    cashier.save()
    return Call(cashier, "/token/", {"username": cashier.username, "password": "a long pass phrase"})


def acknowledge(world: World) -> Call:
    facts = {"kind": OrderNotice.READY, "facts": {"order": "R1"}}
    notice = Notice.objects.create(store=world.store, to_role=Role.CASHIER, created_at=world.at, **facts)
    return Call(world.someone(Role.CASHIER), f"/notices/{notice.pk}/acknowledge/")


CALLS = {"/token/": token, "/notices/{id}/acknowledge/": acknowledge}
