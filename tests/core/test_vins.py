import pytest

from core import vins

VALID = [
    "LSVAA49J132047371",
    "LSVAB2BR2T2100001",
    "LSVCC6F2XS2200002",
    "LFV2B20AXT3300003",
    "LFV3B25G5R3400004",
    "LSVUB60T4P2500005",
    "LFV1A2AE6S3600006",
    "LSVFA49J2N2700007",
    "LFVVB9G39T5800008",
]


@pytest.mark.parametrize("vin", VALID)
def test_check_digit_of_the_worked_examples(vin):
    assert vins.normalise(vin) == vin
    assert vins.check_digit_ok(vin) is True


def test_wrong_check_digit_warns_but_does_not_refuse():
    assert vins.normalise("LSVXZ60E0H2345678") == "LSVXZ60E0H2345678"
    assert vins.check_digit_ok("LSVXZ60E0H2345678") is False
    assert vins.check_digit_ok("LSVXZ60E8H2345678") is True


def test_european_cars_carry_no_check_digit():
    assert vins.check_digit_ok(vins.normalise("WVWZZZ1KZAW123456")) is False


@pytest.mark.parametrize(
    "raw", ["lsvaa49j132047371", " LSVAA49J 1320 47371 ", "LSV-AA49J1-32047371", "ＬＳＶＡＡ４９Ｊ１３２０４７３７１"]
)
def test_writing_differs_the_vin_does_not(raw):
    assert vins.normalise(raw) == "LSVAA49J132047371"


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("LSVAA49J13204737", "17 characters, not 16"),
        ("LSVAA49J1320473711", "17 characters, not 18"),
        ("", "17 characters, not 0"),
        ("LSVAA49J13204737I", "no letters I, O or Q"),
        ("LSVAA49J1320473O1", "no letters I, O or Q"),
        ("QSVAA49J132047371", "no letters I, O or Q"),
        ("LSVAA49J13204737车", "only letters and digits"),
        ("LSVAA49J13204737*", "only letters and digits"),
    ],
)
def test_length_and_letters_refuse(raw, reason, english):
    with pytest.raises(vins.InvalidVin, match=reason):
        vins.normalise(raw)
