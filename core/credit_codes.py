"""Unified social credit codes (GB 32100): 18 signs of an alphabet without I, O, S, V and Z."""

import re
import unicodedata

from django.utils.translation import gettext as _

SIGNS = 18
FORM = re.compile(rf"[0-9A-HJ-NP-RTUWXY]{{{SIGNS}}}", re.ASCII)


class InvalidCreditCode(ValueError):
    """Cannot be the code of any organisation."""


def normalise(raw: str) -> str:
    """Upper case without blanks, dashes and full-width letters. The last sign checks the others; it is not judged."""
    folded = unicodedata.normalize("NFKC", raw)
    code = re.sub(r"[\s\-]", "", "".join(c for c in folded if unicodedata.category(c) != "Cf")).upper()
    if len(code) != SIGNS:
        raise InvalidCreditCode(_("A credit code has 18 signs, not %(count)d.") % {"count": len(code)})
    if not FORM.fullmatch(code):
        raise InvalidCreditCode(_("A credit code has digits and capital letters, but no I, O, S, V or Z."))
    return code
