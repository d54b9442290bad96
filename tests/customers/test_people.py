import json
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.serializers import serialize
from django.db import IntegrityError, transaction
from django_scopes import scope

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from core.errors import Refused, Stale
from customers.actions import people
from customers.models.people import Customer, CustomerPhone
from customers.perms import CustomerPerm
from followup.models.calls import CallTask
from tests.factories.customers import MONDAY, make_customer, make_vehicle, owner_of
from tests.quicker import somebody_quicker
from vehicles.models import Vehicle


@pytest.fixture
def clerk(access_of):
    return access_of(Role.HOTLINE_CLERK)


def test_meeting_a_number_twice_meets_one_customer(clerk, at):
    first = people.meet("138 0013 8000", by=clerk, at=at, name="张三")
    second = people.meet("+86 13800138000", by=clerk, at=at, name="李四")
    assert (second, second.name) == (first, "张三")
    assert [phone.number for phone in first.phones.all()] == ["13800138000"]
    assert Customer.objects.count() == 1


def test_the_main_number_is_that_of_the_main_phone(store):
    customer = make_customer(store, phone="")
    assert (customer.main_phone(), customer.main_number()) == (None, "")
    CustomerPhone.objects.create(store=store, customer=customer, number="13811111111", primary=False)
    assert customer.main_number() == ""
    CustomerPhone.objects.create(store=store, customer=customer, number="13822222222")
    assert customer.main_number() == "13822222222"


def test_a_row_read_with_its_phones_names_the_main_number_without_a_query(store, django_assert_num_queries):
    make_customer(store, phone="13800138000")
    customer = Customer.objects.prefetch_related("phones").get()
    with django_assert_num_queries(0):
        assert customer.main_number() == "13800138000"


def test_a_list_reads_the_main_number_of_each_customer_masked(store):
    for phone in ("13800138000", ""):
        CallTask.objects.create(
            store=store,
            customer=make_customer(store, phone=phone),
            source_id=len(phone),
            due_at=MONDAY,
            created_at=MONDAY,
        )
    numbers = [task.phone for task in CallTask.objects.in_list().order_by("pk")]
    assert (numbers, [str(number) for number in numbers]) == (["13800138000", ""], ["138****8000", ""])


def test_a_number_is_masked_from_the_moment_it_is_given(store):
    phone = CustomerPhone(store=store, customer=make_customer(store, phone=""), number="13800138000")
    assert (str(phone), str(phone.number), phone.number) == ("138****8000", "138****8000", "13800138000")
    phone.save()
    kept = CustomerPhone.objects.get(number=phone.number)
    assert (str(kept.number), kept.e164, kept.number) == ("138****8000", "+8613800138000", "13800138000")


def test_a_copy_of_the_rows_keeps_whole_numbers(store):
    make_customer(store, phone="13800138000", email="wang@example.com")
    [row] = json.loads(serialize("json", CustomerPhone.objects.all()))
    assert row["fields"]["number"] == "13800138000"
    [row] = json.loads(serialize("json", Customer.objects.all()))
    assert row["fields"]["email"] == "wang@example.com"


def test_meeting_fills_in_a_name_that_was_not_known(clerk, at):
    people.meet("13800138000", by=clerk, at=at)
    met = people.meet("13800138000", by=clerk, at=at, name="张三")
    assert (met.name, met.initials, met.sort_key, met.version) == ("张三", " zs", "zhang san", 2)


def test_meeting_a_merged_customer_meets_the_one_that_is_kept(store, clerk, at):
    gone, kept = make_customer(store, phone="13800138000"), make_customer(store)
    gone.merged_into = kept
    gone.save()
    assert people.meet("13800138000", by=clerk, at=at) == kept


def test_the_database_keeps_a_number_for_one_customer(store):
    """The guard behind `meet`; tests/concurrency/test_customers.py lets clerks run against it."""
    make_customer(store, phone="13800138000")
    with pytest.raises(IntegrityError, match="one_customer_a_phone_number"):
        CustomerPhone.objects.create(store=store, customer=make_customer(store, phone=""), number="13800138000")


def test_each_store_meets_its_own_customer(store, other_store, clerk, at):
    stranger = make_customer(other_store, phone="13800138000")
    assert people.meet("13800138000", by=clerk, at=at) != stranger


def test_a_number_that_cannot_be_called_is_refused_at_its_field(clerk, at):
    with pytest.raises(Refused) as refusal:
        people.meet("12", by=clerk, at=at)
    assert refusal.value.field == "phone"
    assert Customer.objects.count() == 0


def test_whoever_may_not_edit_customers_meets_none(access_of, at):
    with pytest.raises(PermissionDenied):
        people.meet("13800138000", by=access_of(Role.TECHNICIAN), at=at)


def test_whoever_corrects_customers_sees_their_numbers_whole():
    """The form of a correction holds what its reader sees: a masked e-mail address would be saved for the real one."""
    assert CustomerPerm.CUSTOMER_EDIT.roles <= CustomerPerm.PHONE_VIEW.roles


def test_a_second_customer_with_the_number_is_refused_and_named_masked(store, clerk, at):
    make_customer(store, name="张小三", phone="13800138000")
    with pytest.raises(Refused) as refusal:
        people.add_customer(by=clerk, at=at, name="李四", phone="13800138000")
    assert refusal.value.field == "phone"
    assert "张** (138****8000)" in str(refusal.value)
    assert "张小三" not in str(refusal.value)
    assert Customer.objects.count() == 1


def test_a_shared_number_may_be_that_of_several(store, clerk, at):
    make_customer(store, phone="13800138000")
    people.add_customer(by=clerk, at=at, name="李四", phone="13800138000", shared=True)
    assert CustomerPhone.objects.filter(number="13800138000").count() == 2


def test_a_credit_code_is_one_organisations(store, clerk, at):
    make_customer(store, kind="organisation", credit_code="91310000MA1FL5E91Q")
    with pytest.raises(Refused) as refusal:
        people.add_customer(by=clerk, at=at, name="x", kind="organisation", credit_code="91310000ma1fl5e91q")
    assert refusal.value.field == "credit_code"


def test_a_correction_raises_the_version_and_names_its_fields_only(store, clerk, at):
    customer = make_customer(store, name="张三")
    fresh = people.correct_customer(customer, by=clerk, at=at, version=1, name="张珊", phone="13900139000")
    assert (fresh.name, fresh.initials, fresh.version) == ("张珊", " zs", 2)
    assert [phone.number for phone in fresh.phones.all()] == ["13900139000"]
    line = Activity.objects.about(customer).get(verb="correct")
    assert line.facts == {"fields": ["name", "phone"]}


def test_a_stale_correction_changes_nothing(store, clerk, at):
    customer = make_customer(store, name="张三")
    people.correct_customer(customer, by=clerk, at=at, version=1, name="张珊")
    with pytest.raises(Stale):
        people.correct_customer(customer, by=clerk, at=at, version=1, name="张杉")
    assert Customer.objects.get().name == "张珊"


def test_a_correction_may_keep_the_number_but_not_take_anothers(store, clerk, at):
    customer = make_customer(store, phone="13800138000")
    make_customer(store, phone="13900139000")
    customer = people.correct_customer(customer, by=clerk, at=at, version=1, phone="13800138000")
    with pytest.raises(Refused):
        people.correct_customer(customer, by=clerk, at=at, version=2, phone="13900139000")


def test_a_colleague_who_takes_the_number_between_look_and_save_is_told_at_its_field(store, clerk, at, monkeypatch):
    customer = make_customer(store, phone="13800138000")
    look = people._refuse

    def look_before_he_saves(*asked):
        look(*asked)
        monkeypatch.setattr(people, "_refuse", look)
        make_customer(store, phone="13900139000")

    monkeypatch.setattr(people, "_refuse", look_before_he_saves)
    with pytest.raises(Refused) as refusal:
        people.correct_customer(customer, by=clerk, at=at, version=1, phone="13900139000")
    assert refusal.value.field == "phone"


PHONES = '"customers_customerphone"'


def test_a_colleague_who_adds_the_number_between_look_and_save_is_told_at_its_field(store, clerk, at):
    add = partial(make_customer, store, phone="13900139000")
    with somebody_quicker(add, after=PHONES, before="SAVEPOINT"), pytest.raises(Refused) as refusal:
        people.add_customer(by=clerk, at=at, name="李四", phone="13900139000")
    assert refusal.value.field == "phone"


def test_meeting_a_number_that_a_colleague_adds_in_the_same_moment_meets_his_customer(store, clerk, at):
    add = partial(make_customer, store, phone="13900139000")
    with somebody_quicker(add, after=PHONES, before="SAVEPOINT"):
        met = people.meet("13900139000", by=clerk, at=at, name="李四")
    assert Customer.objects.get() == met


@pytest.mark.parametrize("act", [people.meet, people.add_customer])
def test_a_number_that_a_colleague_took_and_gave_back_makes_no_customer(store, clerk, at, act):
    """What the colleague wrote goes with the same savepoint as the failed row: the second look finds nobody."""
    add = partial(make_customer, store, phone="13900139000")
    with somebody_quicker(add, before=f"INSERT INTO {PHONES}"), pytest.raises(IntegrityError), transaction.atomic():
        act(phone="13900139000", by=clerk, at=at, name="李四")
    assert Customer.objects.count() == 0


def test_a_correction_that_breaks_another_promise_of_the_database_is_not_swallowed(store, clerk, at):
    customer, phone = make_customer(store, phone=""), "13900139000"
    quicker = somebody_quicker(
        lambda: CustomerPhone.objects.create(store=store, customer=customer, number="13800138000"),
        after="SAVEPOINT",
        before=f"INSERT INTO {PHONES}",
    )
    with quicker, pytest.raises(IntegrityError, match="one_primary_phone_a_customer"), transaction.atomic():
        people.correct_customer(customer, by=clerk, at=at, version=1, phone=phone)
    assert not CustomerPhone.objects.filter(number=phone).exists()


def test_a_corrected_name_and_credit_code_are_kept_like_new_ones(store, clerk, at):
    facts = {"kind": "organisation", "credit_code": "91310000abcdef1234"}
    first = people.add_customer(by=clerk, at=at, name=" 大众出租 ", **facts)
    other = people.add_customer(by=clerk, at=at, name="强生", kind="organisation")
    with pytest.raises(Refused) as refusal:
        people.correct_customer(other, by=clerk, at=at, version=1, credit_code=" 91310000abcdef1234")
    assert refusal.value.field == "credit_code"
    first = people.correct_customer(first, by=clerk, at=at, version=1, name=" 大众 ", credit_code="91310000abcdef1235")
    assert (first.name, first.credit_code) == ("大众", "91310000ABCDEF1235")


def test_an_empty_number_is_taken_away(store, clerk, at):
    customer = make_customer(store)
    people.correct_customer(customer, by=clerk, at=at, version=1, phone="")
    assert CustomerPhone.objects.count() == 0


def test_whoever_sees_a_masked_number_cannot_ask_for_it_digit_by_digit(store, clerk, access_of):
    """Of 138****5678 the last four are seen, and whoever knows the whole number knows it already (P20)."""
    customer = make_customer(store, phone="13812345678")
    technician = access_of(Role.TECHNICIAN)

    def asked(by, text):
        return list(Customer.objects.matching(text, by=by)) == [customer]

    for text in ("1381", "13812", "1381234567", "45678", "345678", "3812345678"):
        assert not asked(technician, text), text
    assert [asked(clerk, text) for text in ("1381", "345678")] == [True, True]
    for text in ("5678", "13812345678", "138 1234 5678", "+86 138-1234-5678"):
        assert asked(technician, text), text


def test_whoever_sees_a_masked_plate_cannot_ask_for_it_sign_by_sign(store, clerk):
    car = make_vehicle(make_customer(store, name="张三"), plate="沪A12345", vin="LSVAA2BR5NN000043")
    stranger = Access(store=store, perms=frozenset({CustomerPerm.CUSTOMER_VIEW}))

    def asked(by, text):
        found = [list(rows.matching(text, by=by)) for rows in (Customer.objects, Vehicle.objects)]
        assert found in ([[], []], [[owner_of(car)], [car]])
        return found != [[], []]

    for text in ("沪A1", "沪A1234", "12345", "N000043", "LSVAA2"):
        assert not asked(stranger, text), text
    assert [asked(clerk, text) for text in ("沪A1", "12345", "N000043")] == [True, True, True]
    for text in ("沪A12345", "沪a·12345", "000043", "LSVAA2BR5NN000043"):
        assert asked(stranger, text), text


@pytest.mark.parametrize("address", ["/customers/", "/search/", "/orders/", "/appointments/"])
def test_no_list_is_asked_for_a_masked_number_digit_by_digit(store, client_of, address):
    make_customer(store, name="张三", phone="13812345678")
    browser = client_of(Role.TECHNICIAN)
    assert "张三" not in browser.get(address, {"q": "1381234567"}).content.decode()


def test_the_number_of_another_store_is_free(store, other_store, clerk, at):
    make_customer(other_store, phone="13800138000")
    with scope(store=store):
        assert people.add_customer(by=clerk, at=at, name="张三", phone="13800138000").pk


def test_a_search_reads_numbers_and_cars_of_its_own_store_only(store, clerk):
    searches = str(Customer.objects.matching("000003", by=clerk).query).split(" UNION ")
    joined = [search for search in searches if " JOIN " in search]
    assert len(joined) == 5
    assert [search for search in joined if 'U2."store_id" = (U0."store_id")' not in search] == []


@pytest.mark.parametrize(
    "typed", ["+86 138 0013 8000", " 86 13800138000", "+8613800138000", "138-0013-8000", "(138)00138000"]
)
def test_a_number_finds_its_customer_however_it_is_typed(store, typed):
    customer = make_customer(store, phone="13800138000")
    make_customer(store, phone="13900138001")
    assert list(Customer.objects.matching(typed, by=Access.system(store))) == [customer]


def test_nobody_is_kept_without_name_and_phone(store, access_of, at):
    with pytest.raises(Refused) as refusal:
        people.add_customer(by=access_of(Role.SERVICE_ADVISOR), at=at, name="", phone="")
    assert refusal.value.field == "name"
