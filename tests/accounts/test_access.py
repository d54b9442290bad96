"""Who acts: a colleague by name, a customer by his link, or the system."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.access import Access
from accounts.permissions import permissions
from accounts.roles import Role
from customers.perms import CustomerPerm


@pytest.fixture
def three(store, access_of):
    return [access_of(Role.CASHIER), Access.customer(store, CustomerPerm.PHONE_VIEW), Access.system(store)]


def test_one_of_three_acts_and_says_which(three):
    assert [by.is_person for by in three] == [True, False, False]
    assert [by.is_customer for by in three] == [False, True, False]
    assert [by.is_system for by in three] == [False, False, True]
    assert [by.actor_kind for by in three] == ["staff", "customer", "system"]


def test_only_a_person_has_a_key_and_a_name(three):
    cashier, customer, system = three
    assert (cashier.user_id, customer.user_id, system.user_id) == (cashier.user.pk, None, None)
    assert cashier.person == cashier.user
    for by in (customer, system):
        with pytest.raises(PermissionDenied, match="Only a person can do this"):
            _refused = by.person


def test_the_system_may_everything_and_a_customer_what_his_link_opens(three):
    _cashier, customer, system = three
    assert all(map(system.can, permissions().values()))
    assert [perm for perm in permissions().values() if customer.can(perm)] == [CustomerPerm.PHONE_VIEW]
