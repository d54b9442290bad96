import pytest

from core import credit_codes

CODE = "91310000MA1FL5E91Q"


@pytest.mark.parametrize(
    "raw", [CODE, CODE.lower(), " 91310000-MA1FL5E91-Q ", "９１３１００００MA1FL5E91Q", "91310000MA1FL5E910"]
)
def test_a_credit_code_has_one_form(raw):
    assert credit_codes.normalise(raw)[:17] == CODE[:17]


@pytest.mark.parametrize("raw", ["bad", "123", CODE[:-1], CODE + "0", *(CODE[:-1] + sign for sign in "IOSVZ中.")])
def test_what_cannot_be_a_credit_code_is_refused(raw):
    with pytest.raises(credit_codes.InvalidCreditCode):
        credit_codes.normalise(raw)
