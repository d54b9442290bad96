"""Vehicle identification numbers (GB 16735): a wrong length or letter is refused, a wrong check digit is not."""

import re

from django.utils.translation import gettext as _

from core import folding

WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
VALUES = dict(zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9)))
VALUES |= {str(digit): digit for digit in range(10)}


class InvalidVin(ValueError):
    """The text cannot be a VIN."""


def fold(vin: str) -> str:
    """The form in which VINs are compared and kept."""
    return folding.code(vin)


def normalise(raw: str) -> str:
    """Upper case without spaces, dashes and full-width letters; 17 characters, none of them I, O or Q."""
    vin = fold(raw)
    if re.search("[^A-Z0-9]", vin):
        raise InvalidVin(_("A VIN has only letters and digits."))
    if re.search("[IOQ]", vin):
        raise InvalidVin(_("A VIN has no letters I, O or Q: use the digits 1 and 0."))
    if len(vin) != 17:
        raise InvalidVin(_("A VIN has 17 characters, not %(count)d.") % {"count": len(vin)})
    return vin


def check_digit_ok(vin: str) -> bool:
    """Whether the check digit (position 9) is right. European cars (WVWZZZ…) have none, so a wrong one is no error."""
    remainder = sum(VALUES[letter] * weight for letter, weight in zip(vin, WEIGHTS)) % 11
    return vin[8] == "0123456789X"[remainder]
