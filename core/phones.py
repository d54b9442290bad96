"""Telephone numbers, stored in one form so that the same number is recognised.

A mainland number is stored as dialled there, `13800138000`, any other as E.164, `+85223456789`. Numbers are compared
as E.164 with the extension after a dash: `+8613800138000`, `+862168881234-801`.
"""

import re
from functools import cache
from importlib import import_module
from typing import Any

from django.db.models import Func, TextField
from django.utils.translation import gettext as _

from core import folding

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# An area code of three digits has local numbers of eight digits, a longer one of seven or eight.
LANDLINE = re.compile(r"(?=0[12]\d{9}(?!\d)|0[3-9])(010|02\d|0\d{3})([2-9]\d{6,7})(?:-(\d{1,6}))?", re.ASCII)
SERVICE = re.compile(r"([48]00)(\d{7})(?:-(\d{1,6}))?", re.ASCII)
EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#)[:.]?(?=\d{1,6}$)")
WRITTEN_EXTENSION = re.compile(r"^(.*\d)[-‐-―−](\d{1,6})$")
DROPPED = re.compile(r"[\s()\[\]【】·.\-‐-―−]")
COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)")
ABROAD = re.compile(r"^(?:\+|00)(?!86)([1-9]\d*)", re.ASCII)
FOREIGN = re.compile(r"\+[1-9]\d{6,14}(?:-(\d{1,6}))?", re.ASCII)


class InvalidPhone(ValueError):
    """The text is no number that can be called."""


def normalise(raw: str) -> str:
    """`13800138000`, `02168881234-801`, `4008001234`, `+85223456789`: digits, and the extension after a dash."""
    text = _plain(raw)
    candidates = [_joined(text, "")]
    if match := WRITTEN_EXTENSION.match(text):  # tried first, or 0512-683 1234-5 would be a number of eight digits
        candidates.insert(0, _joined(match[1], match[2]))
    if ABROAD.match(candidates[-1]):
        return _foreign(candidates)
    for number in candidates:
        if any(form.fullmatch(number) for form in (MOBILE, LANDLINE, SERVICE)):
            return number
    raise InvalidPhone(_reason(candidates[-1]))


def fold(raw: str) -> str:
    """The form in which numbers are compared; empty for a text that is no number."""
    try:
        return e164(normalise(raw))
    except InvalidPhone:
        return ""


def e164(number: str) -> str:
    """A number, or the beginning of one, as E.164."""
    if number.startswith("00"):  # the beginning of a foreign number; the end of a number, such as `0099`, stays
        return f"+{number[2:]}"
    return number if number.startswith("+") else f"+86{number.removeprefix('0')}"


class FoldedPhone(Func):
    """`e164` in the database, of a stored number; empty for a hidden number."""

    template = (
        "coalesce(regexp_replace(substring(%(expressions)s from '^[+]?[0-9]+(?:-[0-9]+)?$'),"
        " '^0?(?=[0-9])', '+86'), '')"
    )
    output_field = TextField()


def search_digits(text: str) -> str:
    """The digits of a search for a number or a part of one; empty for other texts.

    A whole number becomes E.164. A + that is not encoded in an address arrives as a blank.
    """
    plain = _plain(text)
    lost_plus = text.startswith(" ") or plain.startswith("86")
    for written in (plain, f"+{plain}") if lost_plus else (plain,):
        try:
            return normalise(written)
        except InvalidPhone:
            continue
    digits = DROPPED.sub("", EXTENSION.split(re.sub(r"\s", "", plain), maxsplit=1)[0])
    part = COUNTRY.sub("", digits) or digits  # a number may end in 0086
    return part if part.isascii() and part.removeprefix("+").isdigit() else ""


def is_mobile(phone: str) -> bool:
    """Whether a normalised number can receive short messages."""
    if FOREIGN.fullmatch(phone):
        kinds = library().PhoneNumberType
        return library().number_type(library().parse(phone)) in {kinds.MOBILE, kinds.FIXED_LINE_OR_MOBILE}
    return MOBILE.fullmatch(phone) is not None


def pretty(phone: str) -> str:
    """The number in the groups in which it is read out: `138 0013 8000`, `021-6888 1234 转 801`, `+852 2345 6789`."""
    if MOBILE.fullmatch(phone):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    if match := FOREIGN.fullmatch(phone):
        number, extension = phone.partition("-")[0], match[1]
        number = library().format_number(library().parse(number), library().PhoneNumberFormat.INTERNATIONAL)
    elif match := LANDLINE.fullmatch(phone) or SERVICE.fullmatch(phone):
        area, local, extension = match.groups()
        number = f"{area}-{local[:-4]} {local[-4:]}"
    else:
        return phone
    return f"{number} {_('ext.')} {extension}" if extension else number


def country_of(number: str) -> str:
    """The country code of a foreign number: `+852`."""
    return f"+{library().parse(number).country_code}"


@cache
def library() -> Any:
    """The library for foreign numbers, imported at the first of them: most processes do not need its 7 MB."""
    return import_module("phonenumbers")


def _plain(raw: str) -> str:
    """In half width and lower case, without the invisible marks that address books paste."""
    return folding.visible(raw).lower().strip()


def _foreign(candidates: list[str]) -> str:
    """The first text that is a foreign number, as E.164 with its extension: `0085223456789`."""
    for text in candidates:
        digits, _dash, extension = text.partition("-")
        if number := _as_e164(digits):
            return f"{number}-{extension}" if extension else number
    raise InvalidPhone(_("There is no such number abroad."))


def _as_e164(digits: str) -> str:
    """The number as E.164, without the 0 before the area code where the country has one; empty for no number."""
    try:
        parsed = library().parse(ABROAD.sub(r"+\1", digits))
    except library().NumberParseException:
        return ""
    if not digits.removeprefix("+").isdigit() or not library().is_possible_number(parsed):
        return ""
    return library().format_number(parsed, library().PhoneNumberFormat.E164)


def _joined(text: str, extension: str) -> str:
    """The digits without signs; 转, ext and # become the dash of the extension."""
    if not extension and len(parts := EXTENSION.split(re.sub(r"\s", "", text), maxsplit=1)) == 2:
        text, extension = parts
    number = _national(DROPPED.sub("", text))
    return f"{number}-{extension}" if extension else number


def _national(digits: str) -> str:
    """The number without +86, 0086 or a 0 before a mobile; a landline after +86 gets its 0 back."""
    number, foreign = COUNTRY.subn("", digits)
    if re.fullmatch(r"0(1[3-9]\d{9})", number):
        return number[1:]
    if foreign and not number.startswith(("0", "400", "800")) and not MOBILE.fullmatch(number):
        return f"0{number}"
    return number


def _reason(number: str) -> str:
    if re.fullmatch(r"[2-9]\d{6,7}", number):
        return _("Add the area code to the landline, for example 021-6888 1234.")
    if re.fullmatch(r"1\d*", number) and len(number) != 11:
        return _("A mobile number has 11 digits.")
    return _("Enter a mobile number of 11 digits, a landline with its area code, or +852 … from abroad.")
