import pytest

from core import masks


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("13800138000", "138****8000"),
        ("02168881234", "021****1234"),
        ("05126831234", "0512****1234"),
        ("02168881234-801", "021****1234-***"),
        ("4008201234", "400****1234"),
        ("+85223456789", "+852****6789"),
        ("+14155552671-801", "+1****2671-***"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_phone(number, shown):
    assert masks.phone(number) == shown


def test_plate():
    shown = {plate: masks.plate(plate) for plate in ["沪A12345", "沪AD12345", "沪A1", ""]}
    assert shown == {"沪A12345": "沪A***45", "沪AD12345": "沪A****45", "沪A1": "***", "": ""}


def test_name():
    shown = {name: masks.name(name) for name in ["张三丰", "张三", "张", "Ann", ""]}
    assert shown == {"张三丰": "张**", "张三": "张*", "张": "*", "Ann": "A**", "": ""}


def test_vin():
    assert masks.vin("LSVAB2BR2T2100001") == "LSV********100001"
