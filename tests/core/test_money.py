from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import money

D = Decimal
amounts = st.decimals(min_value="-99999999", max_value="99999999", places=2)
prices = st.decimals(min_value=0, max_value="999999", places=2)
quantities = st.decimals(min_value=0, max_value=9999, places=3)
rates = st.sampled_from([D("0"), D("0.01"), D("0.03"), D("0.06"), D("0.09"), D("0.13")])


@pytest.mark.parametrize(
    ("amount", "rounded"),
    [("1.005", "1.01"), ("1.0049", "1.00"), ("-1.005", "-1.01"), ("2.675", "2.68"), (3, "3.00"), ("-0.001", "0.00")],
)
def test_fen_rounds_half_away_from_zero(amount, rounded):
    assert str(money.fen(amount)) == rounded


def test_a_float_is_no_money():
    with pytest.raises(TypeError):
        money.fen(0.1)


def test_line_is_rounded_before_its_discount():
    assert money.line_amount("0.8", 160) == D("128.00")
    assert money.line_amount(D("1.005"), 1, D("0.01")) == D("1.00")
    assert money.line_amount(3, "33.335", 10) == D("90.01")


def test_vat_is_taken_out_of_the_price():
    assert money.split_vat("113", "0.13") == (D("100.00"), D("13.00"))
    assert money.split_vat("199900", "0.13") == (D("176902.65"), D("22997.35"))
    assert money.split_vat("100", 0) == (D("100.00"), D("0.00"))


@given(amounts, rates)
def test_net_and_tax_add_up_to_the_price(gross, rate):
    net, tax = money.split_vat(gross, rate)
    assert net + tax == gross
    assert money.split_vat(-gross, rate) == (-net, -tax)


@given(st.lists(st.tuples(quantities, prices), max_size=30))
def test_lines_add_up_in_any_order(lines):
    amounts = [money.line_amount(quantity, price) for quantity, price in lines]
    assert money.total(amounts) == sum(amounts, D(0)) == money.total(reversed(amounts))
    assert all(amount == money.fen(amount) for amount in amounts)


def test_yuan_as_printed():
    shown = [money.yuan(amount) for amount in [1234, "0", "-5", "1234567.895"]]
    assert shown == ["¥1,234.00", "¥0.00", "-¥5.00", "¥1,234,567.90"]


@pytest.mark.parametrize(
    ("amount", "text"),
    [
        ("12345.67", "壹万贰仟叁佰肆拾伍元陆角柒分"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("0.56", "伍角陆分"),
        ("1", "壹元整"),
        ("10.05", "壹拾元零伍分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("100", "壹佰元整"),
        ("1005", "壹仟零伍元整"),
        ("1010.10", "壹仟零壹拾元壹角整"),
        ("10000", "壹万元整"),
        ("10001", "壹万零壹元整"),
        ("100500", "壹拾万零伍佰元整"),
        ("107000.53", "壹拾万柒仟元伍角叁分"),
        ("1000000", "壹佰万元整"),
        ("20030040.50", "贰仟零叁万零肆拾元伍角整"),
        ("100000000", "壹亿元整"),
        ("100000005", "壹亿零伍元整"),
        ("100010000", "壹亿零壹万元整"),
        ("999999999999.99", "玖仟玖佰玖拾玖亿玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分"),
        ("0.004", "零元整"),
    ],
)
def test_amount_in_characters(amount, text):
    assert money.capitals(amount) == text


@pytest.mark.parametrize("amount", ["-0.01", "-5", "1000000000000"])
def test_no_characters_for_negative_or_absurd_amounts(amount):
    with pytest.raises(ValueError):
        money.capitals(amount)


@given(st.decimals(min_value=0, max_value="999999999999", places=2), st.data())
def test_characters_read_back_to_the_amount(amount, data):
    assert read_back(money.capitals(amount)) == amount


def read_back(text):
    """Reads the characters of an amount as a person would: digit by unit, groups closed by 万 and 亿."""
    units = {"拾": 10, "佰": 100, "仟": 1000}
    value, group, digit = D(0), 0, 0
    for sign in text:
        if sign in money.DIGITS:
            digit = money.DIGITS.index(sign)
        elif sign in units:
            group, digit = group + digit * units[sign], 0
        elif sign in "万亿元":
            value, group, digit = value + (group + digit) * {"万": 10**4, "亿": 10**8, "元": 1}[sign], 0, 0
        elif sign in "角分":
            value, digit = value + digit * {"角": D("0.1"), "分": D("0.01")}[sign], 0
    return value
