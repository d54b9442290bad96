"""The pieces of a customer's words by which faults are searched (SERVICE-R5).

Chinese is written without blanks, so the pieces are single signs, pairs of signs, and pairs of syllables. Syllables
find what is written with a wrong sign of the same sound (挤油 for 机油). Latin words are pieces as they stand.
"""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from core import folding, names

SIGN_WEIGHT, PAIR_WEIGHT, SOUND_WEIGHT, LATIN_WEIGHT = 0.35, 1.0, 0.3, 1.5
DENIED_WEIGHT, GUESSED_WEIGHT = 0.15, 0.6
CLAUSE_END = re.compile(r"[,，。！？；!?;：:、…~\n]+")
RUN = re.compile(r"[a-z][a-z0-9]*|[\u3400-\u9fff]+")
BLANK_BETWEEN_SIGNS = re.compile(r"(?<=[\u3400-\u9fff])\s+(?=[\u3400-\u9fff])")
DENIED = re.compile(
    r"没问题|没毛病|没啥问题|没有问题|冇问题|没事|没坏|(?<!不)正常|挺好|好好的|听不见|[倒而又就都]不响|才换过|刚换|啥事没有"
    r"|^[又也并可]?不是(?![很太])|唔关事|no problem|is fine|works fine"
)
GUESSED = re.compile(r"(?<!就)是不是|怕是|听说|别人说|人家说|以为|估计|可能|怀疑|系咪|\bperhaps\b|\bmaybe\b")
EVERYDAY_SIGNS = frozenset(
    "的了是我你他它这那个就都还也有在上下一不到着得过来去说会要吧呢啊么把和跟人点天时候们里没很好"
)
EVERYDAY_PAIRS = frozenset({
    "的时", "时候", "候车", "的车", "我的", "一个", "这个", "那个", "有点", "就是", "还有", "现在", "今天", "昨天",
    "师傅", "我们", "然后", "以后", "之后", "后就",
})  # fmt: skip
EVERYDAY_WORDS = frozenset({
    "a", "an", "and", "are", "at", "be", "can", "car", "do", "doe", "does", "for", "from", "i", "in", "is", "it", "my",
    "no", "not", "of", "on", "or", "that", "the", "thi", "to", "what", "when", "with", "you",
})  # fmt: skip
SOUNDS = {"调": "tiao"}  # of the signs of car talk whose first reading in the dictionary is another one
OTHER_SIGNS = str.maketrans(
    "档檔車異響剎煞門燈熱風動機變擋軟轉衝氣電驅壓輪漲減顛簍過聲窗雜頂鎖關開樞紐鐘輛燒發會來個這嗎頭後兩時間馬達線連擺沒壞壓啟",
    "挡挡车异响刹刹门灯热风动机变挡软转冲气电驱压轮涨减颠篓过声窗杂顶锁关开枢纽钟辆烧发会来个这吗头后两时间马达线连摆没坏压启",
)
LIKE_SOUNDS = (("zh", "z"), ("ch", "c"), ("sh", "s"))


def of_document(text: str) -> Counter[str]:
    """How often each piece occurs in a text of the catalogue."""
    return Counter(piece for clause in clauses(text) for piece, _weight in _pieces(clause))


def of_query(text: str) -> dict[str, float]:
    """The pieces of a customer's words, each with its weight.

    What he denies (刹车没问题) hardly counts, what he only guesses (是不是离合器坏了) counts less.
    """
    weights: dict[str, float] = {}
    for clause in clauses(text):
        trust = _trust(clause)
        for piece, weight in _pieces(clause):
            weights[piece] = max(weights.get(piece, 0.0), weight * trust)
    return weights


def clauses(text: str) -> list[str]:
    """The parts of a text between its marks, folded; blanks stay between Latin words."""
    parts = CLAUSE_END.split(folding.visible(text).translate(OTHER_SIGNS))
    folded = (" ".join(folding.name(word) for word in re.split(r"[\s/-]+", part)).strip() for part in parts)
    return [BLANK_BETWEEN_SIGNS.sub("", part) for part in folded if part]


def _trust(clause: str) -> float:
    if DENIED.search(clause):
        return DENIED_WEIGHT
    return GUESSED_WEIGHT if GUESSED.search(clause) else 1.0


def _pieces(clause: str) -> Iterator[tuple[str, float]]:
    for run in RUN.findall(clause):
        yield from _latin(run) if run.isascii() else _chinese(run)


def _latin(word: str) -> Iterator[tuple[str, float]]:
    """An English word without the s of its plural."""
    stem = word.removesuffix("s")
    if stem not in EVERYDAY_WORDS:
        yield stem, LATIN_WEIGHT


def _chinese(run: str) -> Iterator[tuple[str, float]]:
    for sign in run:
        if sign not in EVERYDAY_SIGNS:
            yield sign, SIGN_WEIGHT
    syllables = [_syllable(sign) for sign in run]
    for first in range(len(run) - 1):
        if run[first : first + 2] in EVERYDAY_PAIRS:
            continue
        yield run[first : first + 2], PAIR_WEIGHT
        yield " ".join(syllables[first : first + 2]), SOUND_WEIGHT


@lru_cache(maxsize=8192)
def _syllable(sign: str) -> str:
    """The sound of a sign, alike for sounds that speakers confuse: zh and z, l and n, ing and in."""
    sound = SOUNDS.get(sign) or names.dictionary().lazy_pinyin(sign)[0]
    for long, short in LIKE_SOUNDS:
        sound = sound.replace(long, short)
    return re.sub("^l", "n", sound).removesuffix("g") if sound.endswith("ng") else re.sub("^l", "n", sound)
