"""Licence plates of the mainland (GA 36-2018). The plate of a car may change, its VIN does not."""

import re
from typing import Literal

from django.utils.translation import gettext as _

from core import folding

PROVINCE = "[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]"
SERIAL = "[A-HJ-NP-Z0-9]"
ORDINARY = re.compile(rf"{PROVINCE}[A-HJ-Z]{SERIAL}{{4}}[A-HJ-NP-Z0-9挂学警港澳]")
NEW_ENERGY = re.compile(rf"{PROVINCE}[A-HJ-Z](?:[A-HJK]{SERIAL}[0-9]{{4}}|[0-9]{{5}}[A-HJK])")


class InvalidPlate(ValueError):
    """The text is no plate of a traffic office."""


def fold(plate: str) -> str:
    """The form in which plates are compared and kept."""
    return folding.code(plate)


def normalise(raw: str) -> str:
    """`沪a·12345` becomes `沪A12345`; trailer 挂, learner 学, police 警, Hong Kong 港 and Macau 澳 forms included."""
    plate = fold(raw)
    if ORDINARY.fullmatch(plate) or NEW_ENERGY.fullmatch(plate):
        return plate
    if re.search("[IO]", plate[2:]):
        raise InvalidPlate(_("A plate has no letter I or O: use the digits 1 and 0."))
    raise InvalidPlate(_("Enter a plate such as 沪A12345, or 沪AD12345 for a new-energy car."))


def named_in(text: str) -> list[str]:
    """The plates that a text may name, as in `红色朗逸 沪a·12345`; several where one may be part of a longer one."""
    folded = fold(text)
    matches = (form.match(folded, place) for place in range(len(folded)) for form in (ORDINARY, NEW_ENERGY))
    return [match[0] for match in matches if match]


def kind(plate: str) -> Literal["ordinary", "new_energy"]:
    """The kind of a plate by its length alone: an ordinary serial may begin with D or F too."""
    return "new_energy" if len(plate) == 8 else "ordinary"


def pretty(plate: str) -> str:
    """The plate as it is printed: `沪A·12345`."""
    return f"{plate[:2]}·{plate[2:]}" if plate else ""
