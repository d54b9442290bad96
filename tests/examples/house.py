"""The token and the notices."""

from accounts.models.records import Notice
from accounts.roles import Role
from tests.examples.world import Call, World


def token(world: World) -> Call:
    cashier = world.someone(Role.CASHIER)
    cashier.set_password("a long pass phrase")
    cashier.save()
    return Call(cashier, "/token/", {"username": cashier.username, "password": "a long pass phrase"})


def acknowledge(world: World) -> Call:
    notice = Notice.objects.create(store=world.store, to_role=Role.CASHIER, text="A bill waits.", created_at=world.at)
    return Call(world.someone(Role.CASHIER), f"/notices/{notice.pk}/acknowledge/")


CALLS = {"/token/": token, "/notices/{id}/acknowledge/": acknowledge}
