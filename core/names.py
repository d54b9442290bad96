"""Names as they are looked up (`zs` finds 张三) and put in order; code points put no Chinese name where it belongs."""

import re
import unicodedata
from functools import cache
from importlib import import_module
from typing import Any

# As a surname these are read otherwise than as a word, and the dictionary knows the word.
SURNAMES = {
    "仇": "qiu",
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


def initials(name: str) -> str:
    """First letters: 张三 `zs`, 欧阳娜娜 `oynn`, John Smith `js`."""
    return "".join(syllable[0] for syllable in _syllables(name))


def sort_key(name: str) -> str:
    """Full pinyin by syllable, `zhang san`; order by it, then by the name itself."""
    return " ".join(_syllables(name))


@cache
def dictionary() -> Any:
    """Opened when the first name is read: its 43 MB are nothing to workers, who read none."""
    return import_module("pypinyin")


def _syllables(name: str) -> list[str]:
    text = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c)).strip()
    words = dictionary().lazy_pinyin(text)
    if text[:1] in SURNAMES:
        words[0] = SURNAMES[text[0]]
    return [syllable for word in words for syllable in re.findall(r"[^\W_]+", word.lower())]
