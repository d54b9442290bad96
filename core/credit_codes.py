"""Unified social credit codes (GB 32100): 18 signs of an alphabet without I, O, S, V and Z."""

import re

from django.utils.translation import gettext as _

from core import folding

SIGNS = 18
FORM = re.compile(rf"[0-9A-HJ-NP-RTUWXY]{{{SIGNS}}}", re.ASCII)


class InvalidCreditCode(ValueError):
    """The text cannot be a credit code."""


def fold(code: str) -> str:
    """The form in which credit codes are compared and kept."""
    return folding.code(code)


def normalise(raw: str) -> str:
    """Upper case without blanks, dashes and full-width letters. The check digit is not checked."""
    code = fold(raw)
    if len(code) != SIGNS:
        raise InvalidCreditCode(_("A credit code has 18 signs, not %(count)d.") % {"count": len(code)})
    if not FORM.fullmatch(code):
        raise InvalidCreditCode(_("A credit code has digits and capital letters, but no I, O, S, V or Z."))
    return code
