"""Texts are compared in one form, and PostgreSQL makes the same of them as Python."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.db.models import TextField, Value
from hypothesis import given
from hypothesis import strategies as st

from accounts.models.people import User
from core import credit_codes, document_numbers, folding, logins, names, part_numbers, phones, plates, vins

FOLDS = [plates.fold, vins.fold, part_numbers.fold, credit_codes.fold, document_numbers.fold, logins.fold, names.fold]
SPELLINGS = [
    "沪A·12345", "沪Ａ•１２３４５", "沪a-12345", "ＬＳＶ-AB2BR 2T2100001", "04E 115．561・AC", "（张三）", "MÜLLER",
    "Łódź", "Straße", "ΣΊΣΥΦΟΣ", "ab测试", "O’Brien", "\u202dAnna\u202c", "„x“", "İzmir", "", "  ", "…", "해민", "ﬃ",
]  # fmt: skip


@pytest.mark.parametrize("fold", FOLDS)
@given(text=st.text(max_size=30))
def test_what_is_folded_stays_as_it_is(fold: Callable[[str], str], text):
    assert fold(fold(text)) == fold(text)


@given(text=st.text(max_size=30))
def test_a_folded_phone_stays_as_it_is(text):
    assert phones.fold(phones.fold(text)) == phones.fold(text)


@pytest.mark.parametrize(
    ("fold", "spellings"),
    [
        (names.fold, ["John Smith", "john  smith", "ＪＯＨＮ　ＳＭＩＴＨ", "John·Smith", "John-Smith"]),
        (names.fold, ["müller", "MÜLLER", "Muller", "mu\u0308ller"]),
        (names.fold, ["张三（车主）", "张三 (车主)", "张三【车主】", "张三车主"]),
        (plates.fold, ["沪A12345", "沪a·12345", "沪A•12345", "沪A．12345", "沪A-12345", "沪A・12345", "沪 A 12345"]),
        (vins.fold, ["LSVAB2BR2T2100001", "lsv-ab2br2-t2100001", "ＬＳＶ AB2BR2T2100001"]),
        (part_numbers.fold, ["04E115561AC", "04e 115 561 ac", "04E-115-561-AC", "04E.115.561.AC"]),
        (document_numbers.fold, ["SH01-2026-000123", "sh01 2026 000123", "SH01–2026–000123"]),
        (logins.fold, ["Wang.Li", "wang.li", "ＷＡＮＧ.LI", " wang.li "]),
        (phones.fold, ["+852 2345 6789", "00852 2345 6789", "00852-2345-6789"]),
    ],
)
def test_one_thing_has_one_form(fold, spellings):
    assert {fold(spelling) for spelling in spellings} == {fold(spellings[0])}
    assert fold(spellings[0])


def test_different_things_stay_apart():
    assert logins.fold("wang.li") != logins.fold("wangli")
    assert phones.fold("+86 21 6888 1234") != phones.fold("+852 6888 1234")
    assert names.fold("张三") != names.fold("张山")


def folded_by_postgresql(expression, text: str) -> str:
    rows = User.objects.annotate(folded=expression(Value(text, TextField())))
    sql, values = rows.values("folded").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(sql.split(" FROM ")[0], values)
        return cursor.fetchone()[0]


BOTH = [
    (folding.code, folding.FoldedCode),
    (folding.name, folding.FoldedName),
    (folding.login, folding.FoldedLogin),
    (phones.fold, phones.FoldedPhone),
]


@pytest.mark.django_db
@pytest.mark.parametrize(("fold", "expression"), BOTH[:3])
def test_postgresql_folds_alike(fold, expression):
    by_both = {text: (fold(text), folded_by_postgresql(expression, text)) for text in SPELLINGS}
    assert {text: pair for text, pair in by_both.items() if pair[0] != pair[1]} == {}


@pytest.mark.django_db
def test_postgresql_folds_a_kept_number_alike():
    numbers = ["13800138000", "02168881234-801", "4008201234-2", "+85223456789", "+14155552671-8", "unknown", ""]
    by_both = {one: (phones.fold(one), folded_by_postgresql(phones.FoldedPhone, one)) for one in numbers}
    assert {number: pair for number, pair in by_both.items() if pair[0] != pair[1]} == {}
