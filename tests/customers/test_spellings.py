"""A thing is found by any spelling of it, at the search, the desk and the lists."""

from collections.abc import Callable

import pytest
from django_scopes import scope
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.access import Access
from accounts.roles import Role
from customers.actions.messages import send
from customers.models.people import Customer
from customers.rules import holders
from tests.factories.customers import make_customer, make_vehicle
from tests.moments import MONDAY
from vehicles.models import Vehicle

DOTS = ["", "·", "•", "-", ".", "・", " ", "．", "–"]
WIDE = str.maketrans({chr(sign): chr(sign + 0xFEE0) for sign in range(0x21, 0x7F)})
WAYS: list[Callable[[str], str]] = [str.upper, str.lower, str.title, lambda text: text.translate(WIDE)]


def names_found(store, text: str) -> set[str]:
    return {row.name for row in Customer.objects.matching(text, by=Access.system(store))}


@pytest.mark.parametrize(
    ("name", "texts"),
    [
        ("John Smith", ["john", "SMITH", "ｊｏｈｎ", "john smith", "JohnSmith", "js"]),
        ("müller", ["MÜLLER", "muller", "Mu", "mu\u0308ller"]),
        ("ab测试", ["AB测试", "Ab", "测试", "ＡＢ"]),
        ("张三（车主）", ["张三(车主)", "张三 车主", "车主"]),
        ("José Núñez", ["jose", "NUNEZ", "josé n"]),
    ],
)
def test_k10_a_name_is_found_in_any_capitals(store, name, texts):
    make_customer(store, name=name)
    make_customer(store, name="李四")
    assert {text: names_found(store, text) for text in texts} == {text: {name} for text in texts}


@pytest.mark.parametrize("dot", DOTS)
@pytest.mark.parametrize("plate", ["沪A12345", "沪AD12345", "粤B1234港"])
def test_k12_a_plate_is_found_with_any_dot(store, plate, dot):
    car = make_vehicle(make_customer(store), plate=f"{plate[:2]}{dot}{plate[2:]}")
    text = f"{plate[:2]}{dot}{plate[2:]}".lower()
    by = Access.system(store)
    assert car.plate == plate
    assert list(Vehicle.objects.matching(text, by=by)) == [car]
    assert list(Vehicle.objects.with_plate(text)) == [car]


@pytest.mark.parametrize("text", ["LSV-AB2BR-2T210-0001", "lsvab2br 2t2100001", "210-0001", "ＬＳＶAB2BR2T2100001"])
def test_k12_a_vin_is_found_with_dashes(store, text):
    car = make_vehicle(make_customer(store), vin="LSVAB2BR2T2100001")
    assert list(Vehicle.objects.matching(text, by=Access.system(store))) == [car]


@pytest.mark.parametrize(
    ("kind", "name", "letters", "others"),
    [
        ("person", "欧阳达晟", ["oyds", "oydc", "OYD"], ["yds"]),
        ("organisation", "解放日报社", ["jfrb", "jfrbs"], ["xfrb"]),
        ("person", "单于明", ["cym", "sym"], ["dym"]),
        ("person", "解小龙", ["xxl"], ["jxl"]),
        ("organisation", "重庆长安", ["cqca"], ["zqca"]),
    ],
)
def test_k14_a_name_is_found_in_every_reading(store, kind, name, letters, others):
    make_customer(store, name=name, kind=kind)
    assert [names_found(store, text) for text in letters] == [{name}] * len(letters)
    assert [names_found(store, text) for text in others] == [set()] * len(others)


def test_readings_follow_the_kind(store, at):
    """An organisation that was taken for a person is read as one when that is corrected."""
    customer = make_customer(store, name="解放日报社")
    assert names_found(store, "jfrb") == set()
    customer.kind = Customer.Kind.ORGANISATION
    customer.save()
    assert names_found(store, "jfrb") == {"解放日报社"}


@pytest.mark.parametrize(
    "spellings",
    [
        ["+852 2345 6789", "00852 2345 6789", "00852-23456789", "+85223456789"],
        ["13800138000", "+86 138 0013 8000", "0086-13800138000", "013800138000"],
        ["021-6888 1234", "+86 21 68881234", "(021)68881234"],
    ],
)
def test_one_number_is_one_caller(store, spellings):
    customer = make_customer(store, phone=spellings[0])
    by = Access.system(store)
    assert [holders(text) for text in spellings] == [[customer]] * len(spellings)
    assert [list(Customer.objects.matching(text, by=by)) for text in spellings] == [[customer]] * len(spellings)
    assert holders("+852 6888 1234") == []


def test_a_text_of_signs_only_finds_nobody(store):
    make_customer(store)
    assert {text: names_found(store, text) for text in ["…", "（）", "-", "  ", "%", "_"]} == {
        text: set() for text in ["…", "（）", "-", "  ", "%", "_"]
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(way=st.sampled_from(WAYS), dot=st.sampled_from(DOTS), place=st.integers(1, 6))
def test_any_spelling_finds_the_customer_and_the_car(spelled, way, dot, place):
    store, customer, car = spelled
    by = Access.system(store)
    with scope(store=store):
        for text in (customer.name, car.plate, car.vin):
            spelling = way(f"{text[:place]}{dot}{text[place:]}")
            assert list(Customer.objects.matching(spelling, by=by)) == [customer], spelling


@pytest.fixture
def spelled(store):
    customer = make_customer(store, name="Anna Müller")
    make_customer(store, name="李四")
    return store, customer, make_vehicle(customer, plate="沪A12345", vin="LSVAB2BR2T2100001")


def test_a_number_may_end_as_the_code_of_the_country_begins(store):
    make_customer(store, name="王五", phone="13812340086")
    make_customer(store, name="李四", phone="13812340099")
    assert {text: names_found(store, text) for text in ("0086", "0099")} == {"0086": {"王五"}, "0099": {"李四"}}


def test_a_landline_is_found_by_its_part_and_extension(store):
    make_customer(store, name="王五", phone="021-6888 1234 转 801")
    assert names_found(store, "6888 1234 转 801") == {"王五"}


@pytest.mark.parametrize("signs", ["—", "·", "（）"])
def test_signs_alone_find_no_message_and_are_no_name(store, api_of, signs):
    plan = {"purpose": "appointment_booked", "source_id": 1, "subject": "预约成功", "body": "…", "due_at": MONDAY}
    send(make_customer(store, name="王五"), by=Access.system(store), at=MONDAY, **plan)
    api = api_of(Role.SERVICE_MANAGER)
    assert api.get("/messages/").json()["count"] == 1
    assert api.get("/messages/", q=signs).json()["count"] == 0
    refused = api_of(Role.HOTLINE_CLERK).post("/customers/", {"name": signs, "phone": ""})
    assert refused.status_code in {400, 409}
