import csv
from datetime import UTC, date, datetime
from decimal import Decimal
from io import BytesIO, StringIO

import pytest
from django.utils import timezone, translation
from django_scopes import get_scope, scope
from openpyxl import load_workbook

from core import exports

HEADER = ["姓名", "Note", "Amount", "On", "At"]
ROW = ["张三", "=1+1", Decimal("-12.50"), date(2026, 11, 23), datetime(2026, 11, 23, 1, 30, tzinfo=UTC)]


def sent(response):
    return b"".join(response.streaming_content)


def csv_rows(response):
    return list(csv.reader(StringIO(sent(response).decode("utf-8-sig"), newline="")))


def xlsx_rows(response):
    return [list(row) for row in load_workbook(BytesIO(sent(response))).active.iter_rows(values_only=True)]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1+2", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1", "－cmd", "-", "+8613800138000", "--5"]
)
def test_text_that_computes_is_disarmed(text):
    assert exports.neutral(text) == f"'{text}"


@pytest.mark.parametrize("text", ["张三", "138", "-12.50", "-3", "a=b", "沪A12345", "", "'=1", "3-5 天", "1@2.cn"])
def test_other_text_stays_as_it_is(text):
    assert exports.neutral(text) == text


def test_csv_opens_in_excel_with_chinese_and_without_formulas():
    with timezone.override("Asia/Shanghai"):
        response = exports.csv_response("客户.csv", HEADER, [ROW])
    body = sent(response)
    assert body.startswith(b"\xef\xbb\xbf")
    assert body.decode("utf-8-sig").splitlines() == [
        "姓名,Note,Amount,On,At",
        "张三,'=1+1,-12.50,2026-11-23,2026-11-23 09:30:00",
    ]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E5%AE%A2%E6%88%B7.csv"


def test_xlsx_keeps_numbers_and_dates_and_no_formula():
    with timezone.override("Asia/Shanghai"):
        response = exports.xlsx_response("客户.xlsx", HEADER, [ROW])
    assert response["Content-Type"] == exports.XLSX
    book = load_workbook(BytesIO(sent(response)))
    cells = list(book.active.iter_rows(min_row=2))[0]
    assert [c.value for c in cells] == ["张三", "'=1+1", -12.5, datetime(2026, 11, 23), datetime(2026, 11, 23, 9, 30)]
    assert [c.data_type for c in cells] == ["s", "s", "n", "d", "d"]
    assert book.active.freeze_panes == "A2"


CODES = ["02156881234", "911234567890123456", "12E4"]


def test_k18_digits_that_are_text_stay_text_in_a_csv():
    """A landline, an all-digit credit code and a code that reads like a power of ten, as Excel opens them."""
    assert csv_rows(exports.csv_response("a.csv", ["x"], [CODES]))[1] == [f"'{code}" for code in CODES]


def test_k18_digits_that_are_text_are_text_cells_in_xlsx():
    book = load_workbook(BytesIO(sent(exports.xlsx_response("a.xlsx", ["x"], [CODES]))))
    cells = list(book.active.iter_rows(min_row=2))[0]
    assert [(cell.value, cell.data_type) for cell in cells] == [(code, "s") for code in CODES]


def test_k18_numbers_and_other_texts_are_left_alone():
    row = [Decimal("0.50"), 12, 123456789012, "13800138000", "0", "021-5688 1234", "04E115561AC", "SH01-2026-000123"]
    assert csv_rows(exports.csv_response("a.csv", ["x"], [row]))[1] == [str(value) for value in row]


def test_a_list_title_becomes_the_file_name():
    names = [
        write("Leads 11/23", ["n"], [])["Content-Disposition"]
        for write in (exports.csv_response, exports.xlsx_response)
    ]
    assert names == ['attachment; filename="Leads 11-23.csv"', 'attachment; filename="Leads 11-23.xlsx"']


def test_header_is_disarmed_too_and_an_empty_list_has_one():
    assert csv_rows(exports.csv_response("a.csv", ["=A1"], [])) == [["'=A1"]]
    assert xlsx_rows(exports.xlsx_response("a.xlsx", ["=A1"], [])) == [["'=A1"]]


def test_empty_yes_no_and_lazy_texts(english):
    row = [None, True, False, 0, translation.gettext_lazy("=lazy"), "a\x00b", "two\nlines"]
    assert csv_rows(exports.csv_response("a.csv", ["x"], [row]))[1] == [
        "",
        "Yes",
        "No",
        "0",
        "'=lazy",
        "ab",
        "two\nlines",
    ]
    assert xlsx_rows(exports.xlsx_response("a.xlsx", ["x"], [row]))[1][1:] == [
        "Yes",
        "No",
        0,
        "'=lazy",
        "ab",
        "two\nlines",
    ]


def test_csv_is_sent_while_it_is_read():
    read = []
    rows = ([read.append(number) or number] for number in range(exports.CHUNK * 3))
    parts = exports.csv_response("a.csv", ["n"], rows).streaming_content
    assert next(parts) == "\ufeffn\r\n".encode()
    assert len(read) == 0
    next(parts)
    assert len(read) == exports.CHUNK
    assert sum(part.count(b"\n") for part in parts) == exports.CHUNK * 2


def test_streamed_rows_are_read_in_the_store_and_language_of_the_request():
    def rows():
        yield [get_scope()["store"], translation.get_language(), timezone.get_current_timezone_name()]

    with scope(store=7), translation.override("en"), timezone.override("Europe/Berlin"):
        response = exports.csv_response("a.csv", ["store"], rows())
    assert csv_rows(response)[1] == ["7", "en", "Europe/Berlin"]
    assert get_scope() == {}


def test_more_rows_than_a_sheet_holds_go_to_a_second_sheet(monkeypatch):
    monkeypatch.setattr(exports, "SHEET_ROWS", 2)
    book = load_workbook(BytesIO(sent(exports.xlsx_response("a.xlsx", ["n"], ([n] for n in range(3))))))
    values = [[row[0] for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets]
    assert values == [["n", 0, 1], ["n", 2]]
