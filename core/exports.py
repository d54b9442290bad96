"""Writes the export of every list, as CSV or XLSX; no cell of it is a formula (promise P24)."""

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextvars import Context, copy_context
from datetime import datetime
from decimal import Decimal
from itertools import islice
from tempfile import TemporaryFile
from typing import Any

from django.http import FileResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.utils.translation import gettext
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

BOM = "\ufeff"  # without it Excel reads Chinese as the system's old code page
CHUNK = 500
SHEET_ROWS = 1_048_575  # what Excel can open, less the header
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"-\d+(\.\d+)?")
# Texts that Excel takes for a number in a CSV: `0215…` loses its 0, 18 digits are rounded, `12E4` is 120,000.
LOOKS_LIKE_A_NUMBER = re.compile(r"0\d+|\d{12,}|\d+E\d+", re.ASCII | re.IGNORECASE)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Row = Iterable[Any]


def csv_response(filename: str, header: Row, rows: Iterable[Row]) -> StreamingHttpResponse:
    """A CSV file that opens in Excel, sent while it is read."""
    # The answer is read after the middlewares have ended store scope, language and time zone: it keeps them.
    chunks = _inside(copy_context(), _csv_chunks(header, rows))
    response = StreamingHttpResponse(chunks, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, _named(filename, ".csv"))
    return response


def xlsx_response(filename: str, header: Row, rows: Iterable[Row]) -> FileResponse:
    """An XLSX file written row by row to the disk, then sent from there."""
    book = Workbook(write_only=True)
    header = [cell(value) for value in header]
    sheet: Any = None
    for index, row in enumerate(rows):
        if index % SHEET_ROWS == 0:
            sheet = _sheet(book, header)
        sheet.append([cell(value) for value in row])
    if sheet is None:
        _sheet(book, header)
    file = TemporaryFile()  # noqa: SIM115 — the response closes it when the last byte is sent
    book.save(file)
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=_named(filename, ".xlsx"), content_type=XLSX)


def cell(value: Any) -> Any:
    """A value as a cell: numbers and dates stay, moments are in the reader's zone, formulas become text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return gettext("Yes") if value else gettext("No")
    if isinstance(value, datetime):
        return timezone.localtime(value).replace(tzinfo=None, microsecond=0) if value.tzinfo else value
    if isinstance(value, int | float | Decimal) or hasattr(value, "isoformat"):
        return value
    return neutral(str(value))


def csv_cell(value: Any) -> Any:
    """A value as a cell of a CSV: a text of digits gets an apostrophe, so that Excel keeps it as text."""
    content = cell(value)
    return f"'{content}" if isinstance(content, str) and LOOKS_LIKE_A_NUMBER.fullmatch(content) else content


def neutral(text: str) -> str:
    """The text with an apostrophe where a spreadsheet would run it; a negative number stays as it is."""
    text = ILLEGAL_CHARACTERS_RE.sub("", text)
    return f"'{text}" if FORMULA.match(text) and not NUMBER.fullmatch(text) else text


def _named(title: str, suffix: str) -> str:
    """The name of the file: the title of the list without slashes, with the suffix."""
    name = title.replace("/", "-").replace("\\", "-")
    return name if name.endswith(suffix) else name + suffix


def _sheet(book: Workbook, header: Sequence[Any]) -> Any:
    sheet = book.create_sheet()
    sheet.freeze_panes = "A2"
    sheet.append(header)
    return sheet


def _csv_chunks(header: Row, rows: Iterable[Row]) -> Iterator[str]:
    lines: list[str] = []
    writer = csv.writer(_Appender(lines.append))
    writer.writerow(csv_cell(value) for value in header)
    yield BOM + lines.pop()
    rows = iter(rows)
    while chunk := list(islice(rows, CHUNK)):
        writer.writerows([csv_cell(value) for value in row] for row in chunk)
        yield "".join(lines)
        lines.clear()


class _Appender:
    """A file for the csv writer that keeps what is written."""

    def __init__(self, write: Callable[[str], None]):
        self.write = write


def _inside(context: Context, chunks: Iterator[str]) -> Iterator[str]:
    while (chunk := context.run(next, chunks, None)) is not None:
        yield chunk
