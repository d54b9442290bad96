"""Telephone numbers as people say them, kept in one form so that the same number is found twice (sales 5.1)."""

import re
import unicodedata

from django.utils.translation import gettext as _

MOBILE = re.compile(r"1[3-9]\d{9}", re.ASCII)
# Area codes of three digits go with local numbers of eight, longer ones with seven or eight.
LANDLINE = re.compile(r"(?=0[12]\d{9}(?!\d)|0[3-9])(010|02\d|0\d{3})([2-9]\d{6,7})(?:-(\d{1,6}))?", re.ASCII)
SERVICE = re.compile(r"([48]00)(\d{7})(?:-(\d{1,6}))?", re.ASCII)
EXTENSION = re.compile(r"(?:转|轉|分机|ext\.?|x|#)[:.]?(?=\d{1,6}$)")
WRITTEN_EXTENSION = re.compile(r"^(.*\d)[-‐-―−](\d{1,6})$")
DROPPED = re.compile(r"[\s()\[\]【】·.\-‐-―−]")
COUNTRY = re.compile(r"^(?:\+|00)86|^86(?=1[3-9]\d{9}$)")


class InvalidPhone(ValueError):
    """Not a number that can be called in China."""


def normalise(raw: str) -> str:
    """`13800138000`, `02168881234`, `02168881234-801`, `4008001234`: digits, and the extension after a dash."""
    text = _plain(raw)
    candidates = [_joined(text, "")]
    if match := WRITTEN_EXTENSION.match(text):  # first, or 0512-683 1234-5 would be a number of eight digits
        candidates.insert(0, _joined(match[1], match[2]))
    for number in candidates:
        if any(form.fullmatch(number) for form in (MOBILE, LANDLINE, SERVICE)):
            return number
    raise InvalidPhone(_reason(candidates[-1]))


def sought(text: str) -> str:
    """The digits of a number, or of a part of one, as somebody looks for it; empty when it is none.

    A whole number is looked for in its one form. In an address a + that nobody encoded arrives as a blank.
    """
    plain = _plain(text)
    for written in (plain, f"+{plain}"):
        try:
            return normalise(written)
        except InvalidPhone:
            continue
    part = COUNTRY.sub("", DROPPED.sub("", plain))
    return part if part.isascii() and part.isdigit() else ""


def is_mobile(phone: str) -> bool:
    """Can it receive a short message? Takes a normalised number."""
    return MOBILE.fullmatch(phone) is not None


def pretty(phone: str) -> str:
    """The number in the groups in which it is read out: `138 0013 8000`, `021-6888 1234 转 801`."""
    if is_mobile(phone):
        return f"{phone[:3]} {phone[3:7]} {phone[7:]}"
    match = LANDLINE.fullmatch(phone) or SERVICE.fullmatch(phone)
    if not match:
        return phone
    area, local, extension = match.groups()
    number = f"{area}-{local[:-4]} {local[-4:]}"
    return f"{number} {_('ext.')} {extension}" if extension else number


def _plain(raw: str) -> str:
    """Half-width, lower case, without the invisible marks that address books paste along."""
    text = unicodedata.normalize("NFKC", raw).lower().strip()
    return "".join(c for c in text if unicodedata.category(c) != "Cf")


def _joined(text: str, extension: str) -> str:
    """Digits with the country's code and the dropped signs gone; 转, ext and # become the dash of the extension."""
    if not extension and len(parts := EXTENSION.split(re.sub(r"\s", "", text), maxsplit=1)) == 2:
        text, extension = parts
    number = _national(DROPPED.sub("", text))
    return f"{number}-{extension}" if extension else number


def _national(digits: str) -> str:
    """Without +86, 0086 or the old 0 before a mobile; abroad a landline is written without its 0."""
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
    return _("Enter a mobile number of 11 digits, or a landline with its area code.")
