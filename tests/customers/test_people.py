import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django_scopes import scope

from accounts.models import Activity
from accounts.roles import Role
from core.errors import Refused, Stale
from customers import actions
from customers.models import Customer, CustomerPhone
from tests.factories.customers import make_customer


@pytest.fixture
def clerk(access_of):
    return access_of(Role.HOTLINE_CLERK)


def test_meeting_a_number_twice_meets_one_customer(clerk, at):
    first = actions.meet("138 0013 8000", by=clerk, at=at, name="张三")
    second = actions.meet("+86 13800138000", by=clerk, at=at, name="李四")
    assert (second, second.name) == (first, "张三")
    assert [phone.number for phone in first.phones.all()] == ["13800138000"]
    assert Customer.objects.count() == 1


def test_meeting_fills_in_a_name_that_was_not_known(clerk, at):
    actions.meet("13800138000", by=clerk, at=at)
    met = actions.meet("13800138000", by=clerk, at=at, name="张三")
    assert (met.name, met.initials, met.sort_key, met.version) == ("张三", "zs", "zhang san", 2)


def test_meeting_a_merged_customer_meets_the_one_that_is_kept(store, clerk, at):
    gone, kept = make_customer(store, phone="13800138000"), make_customer(store)
    gone.merged_into = kept
    gone.save()
    assert actions.meet("13800138000", by=clerk, at=at) == kept


def test_the_database_keeps_a_number_for_one_customer(store):
    """The guard behind `meet`; tests/concurrency/test_customers.py lets clerks run against it."""
    make_customer(store, phone="13800138000")
    with pytest.raises(IntegrityError, match="one_customer_a_phone_number"):
        CustomerPhone.objects.create(store=store, customer=make_customer(store, phone=""), number="13800138000")


def test_each_store_meets_its_own_customer(store, other_store, clerk, at):
    stranger = make_customer(other_store, phone="13800138000")
    assert actions.meet("13800138000", by=clerk, at=at) != stranger


def test_a_number_that_cannot_be_called_is_refused_at_its_field(clerk, at):
    with pytest.raises(Refused) as refusal:
        actions.meet("12", by=clerk, at=at)
    assert refusal.value.field == "phone"
    assert Customer.objects.count() == 0


def test_whoever_may_not_edit_customers_meets_none(access_of, at):
    with pytest.raises(PermissionDenied):
        actions.meet("13800138000", by=access_of(Role.TECHNICIAN), at=at)


def test_a_second_customer_with_the_number_is_refused_and_named_masked(store, clerk, at):
    make_customer(store, name="张小三", phone="13800138000")
    with pytest.raises(Refused) as refusal:
        actions.add_customer(by=clerk, at=at, name="李四", phone="13800138000")
    assert refusal.value.field == "phone"
    assert "张** (138****8000)" in str(refusal.value)
    assert "张小三" not in str(refusal.value)
    assert Customer.objects.count() == 1


def test_a_shared_number_may_be_that_of_several(store, clerk, at):
    make_customer(store, phone="13800138000")
    actions.add_customer(by=clerk, at=at, name="李四", phone="13800138000", shared=True)
    assert CustomerPhone.objects.filter(number="13800138000").count() == 2


def test_a_credit_code_is_one_organisations(store, clerk, at):
    make_customer(store, kind="organisation", credit_code="91310000MA1FL5E91Q")
    with pytest.raises(Refused) as refusal:
        actions.add_customer(by=clerk, at=at, name="x", kind="organisation", credit_code="91310000ma1fl5e91q")
    assert refusal.value.field == "credit_code"


def test_a_correction_raises_the_version_and_names_its_fields_only(store, clerk, at):
    customer = make_customer(store, name="张三")
    fresh = actions.correct_customer(customer, by=clerk, at=at, version=1, name="张珊", phone="13900139000")
    assert (fresh.name, fresh.initials, fresh.version) == ("张珊", "zs", 2)
    assert [phone.number for phone in fresh.phones.all()] == ["13900139000"]
    line = Activity.objects.about(customer).get(verb="correct")
    assert line.facts == {"fields": ["name", "phone"]}


def test_a_stale_correction_changes_nothing(store, clerk, at):
    customer = make_customer(store, name="张三")
    actions.correct_customer(customer, by=clerk, at=at, version=1, name="张珊")
    with pytest.raises(Stale):
        actions.correct_customer(customer, by=clerk, at=at, version=1, name="张杉")
    assert Customer.objects.get().name == "张珊"


def test_a_correction_may_keep_the_number_but_not_take_anothers(store, clerk, at):
    customer = make_customer(store, phone="13800138000")
    make_customer(store, phone="13900139000")
    customer = actions.correct_customer(customer, by=clerk, at=at, version=1, phone="13800138000")
    with pytest.raises(Refused):
        actions.correct_customer(customer, by=clerk, at=at, version=2, phone="13900139000")


def test_an_empty_number_is_taken_away(store, clerk, at):
    customer = make_customer(store)
    actions.correct_customer(customer, by=clerk, at=at, version=1, phone="")
    assert CustomerPhone.objects.count() == 0


def test_the_number_of_another_store_is_free(store, other_store, clerk, at):
    make_customer(other_store, phone="13800138000")
    with scope(store=store):
        assert actions.add_customer(by=clerk, at=at, name="张三", phone="13800138000").pk


def test_a_search_reads_numbers_and_cars_of_its_own_store_only(store):
    searches = str(Customer.objects.found("000003").query).split(" UNION ")
    joined = [search for search in searches if " JOIN " in search]
    assert len(joined) == 5
    assert [search for search in joined if 'U2."store_id" = (U0."store_id")' not in search] == []


@pytest.mark.parametrize(
    "typed", ["+86 138 0013 8000", " 86 13800138000", "+8613800138000", "138-0013-8000", "(138)00138000"]
)
def test_a_number_finds_its_customer_however_it_is_typed(store, typed):
    customer = make_customer(store, phone="13800138000")
    make_customer(store, phone="13900138001")
    assert list(Customer.objects.found(typed)) == [customer]
