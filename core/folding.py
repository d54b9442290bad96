"""The form in which texts are compared: width, accents, dots, dashes, blanks and brackets make no difference.

Python folds the text of a search, PostgreSQL the stored text (generated columns and constraints), both by the same
pattern; tests/core/test_folding.py compares them. The folds of each kind of text are in their own modules.
"""

import re
import unicodedata
from typing import Any

from django.db.models import CharField, Func, TextField, Transform

ACCENTS = r"\u0300-\u036f"
BLANKS = r"\u0009-\u000d\u0020\u0085\u2028\u2029"
UNSEEN = r"\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
DOTS = r".\u00b7\u2022\u2024\u2027\u2219\u22c5\u30fb\u3002\uff61\uff65"
DASHES = r"\u002d\u2010-\u2015\u2212_"
BRACKETS = r"()\u005b\u005d{}\u3008-\u3011\u3014-\u301b"
QUOTES = r"\u0022\u0027\u0060\u00b4\u2018-\u201f"
IGNORED = f"[{ACCENTS}{BLANKS}{UNSEEN}{DOTS}{DASHES}{BRACKETS}{QUOTES}]"
DROP = "regexp_replace({text}, '%(ignored)s', '', 'g')"
BARE = DROP.format(text=f"normalize({DROP.format(text='%(expressions)s')}, NFKD)")
_IGNORED = re.compile(IGNORED)
_CAPITALS = str.maketrans("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ")


def code(text: str) -> str:
    """A plate, VIN, part number, credit code or document number: `04e 115-561．ac` becomes `04E115561AC`."""
    return _bare(text).translate(_CAPITALS)


def name(text: str) -> str:
    """A name or other words: `MÜLLER`, `Muller` and `müller` are one, as are `张三（车主）` and `张三 (车主)`."""
    return _small(_bare(text))


def login(text: str) -> str:
    """A user name: width and case make no difference, dots and dashes make one."""
    return _small(unicodedata.normalize("NFKC", text)).strip(" ")


def visible(text: str) -> str:
    """In half width, without the invisible marks that address books paste."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")


def _small(text: str) -> str:
    """Lower case sign by sign, as in PostgreSQL: `lower()` of a whole text differs for a last Σ and for İ."""
    return "".join(sign.lower()[0] for sign in text)


def _bare(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKD", _IGNORED.sub("", text)))


class _Folded(Transform):
    """Also folds the text of a query, in PostgreSQL: `note__folded__contains=text`."""

    bilateral = True
    output_field = TextField()

    def __init__(self, *expressions: Any, **extra: Any) -> None:
        super().__init__(*expressions, ignored=IGNORED, **extra)


@CharField.register_lookup
@TextField.register_lookup
class FoldedCode(_Folded):
    """`code` in the database."""

    lookup_name = "folded_code"
    template = f'upper({BARE} COLLATE "C")'


@CharField.register_lookup
@TextField.register_lookup
class FoldedName(_Folded):
    """`name` in the database."""

    lookup_name = "folded"
    template = f"lower({BARE})"


class FoldedLogin(Func):
    """`login` in the database."""

    template = "btrim(lower(normalize(%(expressions)s, NFKC)))"
    output_field = TextField()
