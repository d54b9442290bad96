import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import phones


@pytest.mark.parametrize(
    "raw",
    [
        "13800138000",
        "138 0013 8000",
        "138-0013-8000",
        " (138)0013–8000 ",
        "+86 138 0013 8000",
        "+86-13800138000",
        "008613800138000",
        "8613800138000",
        "013800138000",
        "13800138000",
        "（138）0013-8000",
        "\u202d13800138000\u202c",
    ],
)
def test_mobile_has_one_form(raw):
    assert phones.normalise(raw) == "13800138000"


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("021-6888 1234", "02168881234"),
        ("(021)68881234", "02168881234"),
        ("+86 21 6888 1234", "02168881234"),
        ("+86 (0)21 6888 1234", "02168881234"),
        ("010 8888 1234", "01088881234"),
        ("0512-683 1234", "05126831234"),
        ("0512-6831 2345", "051268312345"),
        ("021-6888 1234 转 801", "02168881234-801"),
        ("021-68881234-801", "02168881234-801"),
        ("021-6888 1234 ext. 801", "02168881234-801"),
        ("021 68881234 分机：801", "02168881234-801"),
        ("02168881234x801", "02168881234-801"),
        ("02168881234＃801", "02168881234-801"),
        ("0512-683 1234-5", "05126831234-5"),
        ("400-820-1234", "4008201234"),
        ("400 820 1234 转 2", "4008201234-2"),
    ],
)
def test_landline_keeps_area_code_and_extension(raw, number):
    assert phones.normalise(raw) == number
    assert phones.normalise(number) == number


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("", "Enter a mobile number"),
        ("12800138000", "Enter a mobile number"),
        ("1380013800", "11 digits"),
        ("138001380001", "11 digits"),
        ("68881234", "Add the area code"),
        ("138a0138000", "Enter a mobile number"),
        ("13800138000/13900139000", "Enter a mobile number"),
        ("010 888 1234", "Enter a mobile number"),
        ("03112", "Enter a mobile number"),
        ("+852 2345", "no such number abroad"),
        ("+999 123 4567", "no such number abroad"),
        ("+852 2345 678a", "no such number abroad"),
        ("١٣٨٠٠١٣٨٠٠٠", "Enter a mobile number"),
        ("=1+1", "Enter a mobile number"),
    ],
)
def test_what_cannot_be_called_is_refused_with_the_reason(raw, reason, english):
    with pytest.raises(phones.InvalidPhone, match=reason):
        phones.normalise(raw)


@pytest.mark.parametrize(
    ("raw", "number"),
    [
        ("+852 2345 6789", "+85223456789"),
        ("00852-2345-6789", "+85223456789"),
        ("＋８５２ 2345 6789", "+85223456789"),
        ("+852 (2345) 6789", "+85223456789"),
        ("+852 2345 6789 转 801", "+85223456789-801"),
        ("+852 2345 6789-12", "+85223456789-12"),
        ("+8522345-6789", "+85223456789"),
        ("+1 (415) 555-2671", "+14155552671"),
        ("0081 090-1234-5678", "+819012345678"),
        ("+49 30 123456", "+4930123456"),
    ],
)
def test_a_number_abroad_is_e164(raw, number):
    assert phones.normalise(raw) == number
    assert phones.normalise(number) == number


@pytest.mark.parametrize(
    ("raw", "folded"),
    [
        ("138 0013 8000", "+8613800138000"),
        ("+86 138 0013 8000", "+8613800138000"),
        ("021-6888 1234 转 801", "+862168881234-801"),
        ("400-820-1234", "+864008201234"),
        ("00852 2345 6789", "+85223456789"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_numbers_are_compared_as_e164(raw, folded):
    assert phones.fold(raw) == folded


@given(st.text(max_size=30))
def test_any_text_is_a_number_or_refused(raw):
    try:
        number = phones.normalise(raw)
    except phones.InvalidPhone:
        return
    assert phones.normalise(number) == number


@given(st.from_regex(r"\A1[3-9][0-9]{9}\Z"), st.sampled_from(["", "+86", "0086", "+86 ", "86", "0"]))
def test_every_mobile_is_recognised_behind_every_country_code(number, prefix):
    assert phones.normalise(prefix + number) == number


def test_only_a_mobile_takes_messages():
    found = {
        number: phones.is_mobile(number) for number in ["13800138000", "02168881234", "4008201234", "+819012345678"]
    }
    assert found == {"13800138000": True, "02168881234": False, "4008201234": False, "+819012345678": True}


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800138000", "138 0013 8000"),
        ("02168881234", "021-6888 1234"),
        ("05126831234", "0512-683 1234"),
        ("02168881234-801", "021-6888 1234 ext. 801"),
        ("4008201234", "400-820 1234"),
        ("+85223456789", "+852 2345 6789"),
        ("+85223456789-801", "+852 2345 6789 ext. 801"),
        ("unknown", "unknown"),
    ],
)
def test_pretty_reads_as_spoken(number, shown, english):
    assert phones.pretty(number) == shown


@pytest.mark.parametrize(
    ("text", "digits"),
    [
        ("+86 13800138000", "13800138000"),
        (" 86 13800138000", "13800138000"),
        ("86 021 6888 1234", "02168881234"),
        (" 86 21 6888 1234", "02168881234"),
        ("138-0013-8000", "13800138000"),
        ("+86 1380", "1380"),
        ("8000", "8000"),
        ("00852 2345", "008522345"),
        ("+852 2345", "+8522345"),
        ("0099", "0099"),
        (" 852 2345 6789", "+85223456789"),
        ("138 00", "13800"),
        ("6888-1234", "68881234"),
        ("021-6888 1234 转 801", "02168881234-801"),
        ("沪A12345", ""),
        ("王 1380", ""),
        ("", ""),
    ],
)
def test_a_number_is_looked_for_as_it_is_kept(text, digits):
    assert phones.search_digits(text) == digits


@pytest.mark.parametrize(
    ("part", "start"),
    [("1380", "+861380"), ("0216888", "+86216888"), ("008522345", "+8522345"), ("+8522345", "+8522345")],
)
def test_the_beginning_of_a_number_is_the_beginning_of_its_e164(part, start):
    assert phones.e164(part) == start
