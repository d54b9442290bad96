"""The cards of the demo: one for each role where the stories are, however large the group."""

from accounts.demo import demo_accounts
from accounts.roles import Role
from tests.factories.accounts import make_store, make_user


def test_a_large_group_has_cards_for_two_stores_and_the_group(store):
    for code in ("SH01", "SH02", "S0003"):
        make_user(Role.CASHIER, store=make_store(code))
    make_user(Role.GROUP_MANAGER)
    found = [(card["username"], card["store"]) for card in demo_accounts()]
    assert found == [("cashier@SH01", "SH01"), ("cashier@SH02", "SH02"), ("group_manager@group", "")]


def test_whoever_is_not_named_by_his_role_has_no_card(store):
    make_user(Role.CASHIER, store=store, username="chen@SH01")
    assert demo_accounts() == []
