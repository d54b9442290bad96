"""The token, the notices and the settings of a store."""

from accounts.access import Access
from accounts.actions import change_settings
from accounts.models.records import Notice
from accounts.roles import Role
from capacity.settings import HOLD
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


def change_setting(world: World) -> Call:
    administrator = world.someone(Role.SYSTEM_ADMIN)
    return Call(administrator, f"/settings/{HOLD.key}/change/?store={world.store.code}", {"value": 15, "version": 1})


def reset_setting(world: World) -> Call:
    administrator = world.someone(Role.SYSTEM_ADMIN)
    by = Access.of(administrator, [Role.SYSTEM_ADMIN], world.store)
    version = change_settings({HOLD.key: 15}, by=by, at=world.at).settings_version
    return Call(administrator, f"/settings/{HOLD.key}/reset/?store={world.store.code}", {"version": version})


CALLS = {
    "/token/": token,
    "/notices/{id}/acknowledge/": acknowledge,
    "/settings/{code}/change/": change_setting,
    "/settings/{code}/reset/": reset_setting,
}
