"""What is typed into a search box."""

import pytest

from core.parameters import search_text


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("１３７００００００２１", "13700000021"),
        ("１３７　００００　００２１", "137 0000 0021"),
        ("沪Ａ１２３４５", "沪A12345"),
        ("ｚｓ", "zs"),
        ("　陈　", "陈"),
        ("137\u200b0000 \u00a00021", "1370000 0021"),
        ("（上海）公司·分店", "（上海）公司·分店"),
        ("²", "2"),
        ("a\0b", "ab"),
        (None, ""),
    ],
)
def test_full_width_signs_are_read_like_narrow_ones(typed, read):
    assert search_text(typed) == read


def test_a_search_is_short():
    assert search_text("ａ" * 100, 5) == "aaaaa"
