"""Names as they are looked up (`zs` finds 张三) and put in order; code points put no Chinese name where it belongs."""

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import islice, product
from typing import Any

from core import folding

# As a surname these are read otherwise than as a word, and the dictionary knows the word.
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
# Surnames of two signs, whose first sign alone is read otherwise, or is a surname of one sign, too.
COMPOUND_SURNAMES = {
    "万俟": "mo qi",
    "令狐": "ling hu",
    "单于": "chan yu",
    "尉迟": "yu chi",
    "澹台": "tan tai",
    "长孙": "zhang sun",
    "鲜于": "xian yu",
}
MOST_READINGS = 24  # so many are kept of a name; two signs of three readings each have nine


def fold(name: str) -> str:
    """The form in which names are compared."""
    return folding.name(name)


def initials(name: str, *, person: bool = True) -> str:
    """First letters of the usual reading: 张三 `zs`, 欧阳娜娜 `oynn`, John Smith `js`."""
    return _letters(_usual(name, person))


def readings(name: str, *, person: bool = True) -> list[str]:
    """First letters in each reading, the usual one first: 欧阳达晟 `oydc`, `oyds` …

    A sign that is read in two ways has two; only a person's name begins with a surname. `MOST_READINGS` at most.
    """
    ways = [initials(name, person=person)]
    ways += [_letters(start) + way for start, rest in _starts(name, person) for way in _combined(rest)]
    return list(islice(dict.fromkeys(filter(None, ways)), MOST_READINGS))


def letters(name: str, *, person: bool = True) -> str:
    """The readings as they are kept, each after a blank: what is looked for is ` oyd`, in the middle or not."""
    return "".join(f" {reading}" for reading in readings(name, person=person))


def sort_key(name: str, *, person: bool = True) -> str:
    """Full pinyin by syllable, `zhang san`; order by it, then by the name itself."""
    return " ".join(_usual(name, person))


@cache
def dictionary() -> Any:
    """Opened when the first name is read: its 43 MB are nothing to workers, who read none."""
    return import_module("pypinyin")


def _usual(name: str, person: bool) -> list[str]:
    """The syllables of the reading that comes first."""
    start, rest = _starts(name, person)[0]
    return [syllable for word in [*start, *dictionary().lazy_pinyin(rest)] for syllable in _syllables(word)]


def _starts(name: str, person: bool) -> list[tuple[list[str], str]]:
    """How a name may begin: the syllables of its surname, and what follows. No surname, no syllables."""
    text = "".join(sign for sign in unicodedata.normalize("NFKD", name) if not unicodedata.combining(sign)).strip()
    starts = []
    if person and text[:2] in COMPOUND_SURNAMES:
        starts.append((COMPOUND_SURNAMES[text[:2]].split(), text[2:]))
    if person and text[:1] in SURNAMES:
        starts.append(([SURNAMES[text[0]]], text[1:]))
    return starts or [([], text)]


def _combined(text: str) -> Iterator[str]:
    """The first letters of a text in each reading."""
    words = dictionary().pinyin(text, style=dictionary().Style.NORMAL, heteronym=True)
    ways = [dict.fromkeys(_letters([way]) for way in word) for word in words]
    return map("".join, islice(product(*ways), MOST_READINGS))


def _letters(words: list[str]) -> str:
    return "".join(syllable[0] for word in words for syllable in _syllables(word))


def _syllables(word: str) -> list[str]:
    return re.findall(r"[^\W_]+", word.lower())
