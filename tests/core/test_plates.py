import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import plates


@pytest.mark.parametrize(
    "plate", ["沪A12345", "浙B8K6M2", "沪A1234学", "粤Z1234港", "沪AD1234", "沪A1234挂", "京A1234警", "粤Z1234澳"]
)
def test_ordinary_plates(plate):
    assert plates.normalise(plate) == plate
    assert plates.kind(plate) == "ordinary"


@pytest.mark.parametrize("plate", ["沪AD12345", "粤BF12345", "京AA12345", "苏E12345D"])
def test_new_energy_plates(plate):
    assert plates.normalise(plate) == plate
    assert plates.kind(plate) == "new_energy"


@pytest.mark.parametrize(
    ("plate", "reason"),
    [
        ("沪AI2345", "no letter I or O"),
        ("沪AO1234", "no letter I or O"),
        ("京AL12345", "Enter a plate"),
        ("京AG9H234", "Enter a plate"),
        ("沪A123456", "Enter a plate"),
        ("沪A1234", "Enter a plate"),
        ("沪I12345", "Enter a plate"),
        ("A12345", "Enter a plate"),
        ("国A12345", "Enter a plate"),
        ("沪A挂1234", "Enter a plate"),
        ("沪AD1234挂", "Enter a plate"),
        ("", "Enter a plate"),
    ],
)
def test_what_no_office_hands_out_is_refused_with_the_reason(plate, reason, english):
    with pytest.raises(plates.InvalidPlate, match=reason):
        plates.normalise(plate)


@pytest.mark.parametrize(
    "raw", ["沪a12345", "沪A·12345", " 沪A 12345 ", "沪Ａ１２３４５", "沪A-12345", "沪A・12345", "沪a•12345"]
)
def test_writing_differs_the_plate_does_not(raw):
    assert plates.normalise(raw) == "沪A12345"


def test_pretty_has_the_dot_of_the_metal():
    assert [plates.pretty(p) for p in ["沪A12345", "沪AD12345", ""]] == ["沪A·12345", "沪A·D12345", ""]


@given(st.text(max_size=12))
def test_any_text_is_a_plate_or_refused(raw):
    try:
        plate = plates.normalise(raw)
    except plates.InvalidPlate:
        return
    assert plates.normalise(plates.pretty(plate)) == plate
