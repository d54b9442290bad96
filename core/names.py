"""Names in searches (`zs` finds 张三) and in ordered lists (by pinyin, not by code points)."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import islice, product
from typing import Any

from core import folding

# Signs whose reading as a surname differs from the reading in the dictionary.
SURNAMES = {
    "仇": "qiu",
    "乐": "yue",
    "区": "ou",
    "单": "shan",
    "召": "shao",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "种": "chong",
    "秘": "bi",
    "缪": "miao",
    "翟": "zhai",
    "覃": "qin",
    "解": "xie",
    "盖": "ge",
}
# Surnames of two signs whose first sign is a surname too, or has another reading alone.
COMPOUND_SURNAMES = {
    "万俟": "mo qi",
    "令狐": "ling hu",
    "单于": "chan yu",
    "尉迟": "yu chi",
    "澹台": "tan tai",
    "长孙": "zhang sun",
    "鲜于": "xian yu",
}
MOST_READINGS = 24  # the most readings of one name; two signs of three readings each have nine


def fold(name: str) -> str:
    """The form in which names are compared."""
    return folding.name(name)


def initials(name: str, *, person: bool = True) -> str:
    """First letters of the usual reading: 张三 `zs`, 欧阳娜娜 `oynn`, John Smith `js`."""
    return _letters(_usual(name, person))


def readings(name: str, *, person: bool = True) -> list[str]:
    """The first letters of each reading, the usual one first: 欧阳达晟 `oydc`, `oyds` …

    Only a person's name begins with a surname. At most `MOST_READINGS`.
    """
    ways = [initials(name, person=person)]
    ways += [_letters(start) + way for start, rest in _starts(name, person) for way in _combined(rest)]
    return list(islice(dict.fromkeys(filter(None, ways)), MOST_READINGS))


def letters(name: str, *, person: bool = True) -> str:
    """The stored form of the readings, each after a blank, so that a search looks for ` oyd`."""
    return "".join(f" {reading}" for reading in readings(name, person=person))


def sort_key(name: str, *, person: bool = True) -> str:
    """The key of ordered lists: full pinyin by syllable, `zhang san`; order by it, then by the name."""
    return " ".join(_usual(name, person))


@cache
def dictionary() -> Any:
    """The dictionary of readings, loaded at the first name: workers never need its 43 MB."""
    return import_module("pypinyin")


def _usual(name: str, person: bool) -> list[str]:
    """The syllables of the usual reading."""
    start, rest = _starts(name, person)[0]
    return [syllable for word in [*start, *dictionary().lazy_pinyin(rest)] for syllable in _syllables(word)]


def _starts(name: str, person: bool) -> list[tuple[list[str], str]]:
    """The ways to begin a name: (syllables of the surname, the rest); no syllables without a surname."""
    text = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)).strip()
    starts = []
    if person and text[:2] in COMPOUND_SURNAMES:
        starts.append((COMPOUND_SURNAMES[text[:2]].split(), text[2:]))
    if person and text[:1] in SURNAMES:
        starts.append(([SURNAMES[text[0]]], text[1:]))
    return starts or [([], text)]


def _combined(text: str) -> Iterator[str]:
    """The first letters of a text, for each combination of readings."""
    words = dictionary().pinyin(text, style=dictionary().Style.NORMAL, heteronym=True)
    ways = [dict.fromkeys(_letters([way]) for way in word) for word in words]
    return map("".join, islice(product(*ways), MOST_READINGS))


def _letters(words: list[str]) -> str:
    return "".join(syllable[0] for word in words for syllable in _syllables(word))


def _syllables(word: str) -> list[str]:
    return re.findall(r"[^\W_]+", word.lower())
