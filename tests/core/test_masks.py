import json

import pytest
from django.template import Context, Template

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


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("zhang@example.com", "z***@example.com"),
        ("13800138000", "138****8000"),
        ("+85223456789", "+852****6789"),
        ("console", "console"),
        ("", ""),
    ],
)
def test_address(text, shown):
    assert masks.address(text) == shown


WAYS_OUT = {
    "str": str,
    "format": "{}".format,
    "formatted": lambda number: f"{number:>11}",
    "percent": lambda number: "%s" % number,  # noqa: UP031
    "repr": lambda number: repr(number).strip("'"),
    "after a text": lambda number: "" + number,
    "before a text": lambda number: number + "",
    "page": lambda number: Template("{{ number }}").render(Context({"number": number})),
    "page, unescaped": lambda number: Template("{{ number|safe }}").render(Context({"number": number})),
    "default": lambda number: Template("{{ number|default:'–' }}").render(Context({"number": number})),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_a_masked_number_leaves_masked_on_every_way(way):
    assert WAYS_OUT[way]("13800138000") == "13800138000"
    assert WAYS_OUT[way](masks.MaskedPhone("13800138000")) == "138****8000"


def test_a_masked_number_is_compared_kept_and_called_as_a_whole():
    number = masks.MaskedPhone("13800138000")
    assert (number == "13800138000", hash(number), number[-4:]) == (True, hash("13800138000"), "8000")
    assert (masks.whole(number), type(masks.whole(number))) == ("13800138000", str)
    assert json.loads(json.dumps(masks.whole(number))) == "13800138000"


def test_a_masked_address_holds_no_signs_of_a_page():
    page = Template("{{ address }}").render(Context({"address": masks.MaskedAddress("<b>@example.com")}))
    assert page == "&lt;***@example.com"
