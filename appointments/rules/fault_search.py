"""Which faults a customer's own words may mean, best first (SERVICE-R5). Reads reference files, once in a process.

Each fault and each system is a text: its words in faults.csv and those of fault_words.csv. A text that shares rare
pieces with the customer's words scores high (BM25). The words of enquiries (opening hours, prices, greetings) are one
more text: when they score higher than every system, the customer reports no fault.
"""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cache

from appointments.rules import fault_pieces
from core import folding
from core.reference import rows

ENQUIRY = "enquiry"
ENQUIRY_WEIGHT = 1.35  # of the score of an enquiry, for which single signs do not count
SYSTEM_WEIGHT = 0.8  # of the score of the fault's system, beside that of the fault
SATURATION, LENGTH_EFFECT = 1.2, 0.4  # the usual constants of BM25
WITHOUT_SYMPTOM = 1.6  # how much more an enquiry weighs that names no symptom: 空调滤芯到货了吗
LEAST_COMPLAINT = 8.0  # of a clause that makes an enquiry a complaint
LEAST_SCORE = 4.0
LEAST_SHARE = 0.2  # of the best score; what scores less is left out
REPEATED_SYSTEM = 0.6  # each further fault of a system counts less, so that the first five name several systems
FIELDS = {"customer_words_zh": 3, "symptom_zh": 2, "symptom_en": 2, "typical_causes_zh": 1}
# Signs that tell what a car does wrongly; a question for a part or a price has none of them.
SYMPTOM = re.compile(
    "[响漏抖震亮味臭坏断裂卡烫凉软沉偏冒顿灭滑冇唔晃漂跳闪叫歪颠慢松鼓瘪爆扎掉撞熄耸窜窒堵湿费刮辣疼晕]|不(?![好要])|没[劲反电力气得]"
    "|nois|leak|shak|squeal|not |smell|warn"
)

Texts = list[tuple[str, int]]  # each text with how often it counts
Faults = list[dict[str, str]]


def ranked(text: str) -> list[str]:
    """Codes of the faults that a text may mean, best first; a code or a system finds its own faults."""
    return catalogue().ranked(text)


@cache
def catalogue() -> "Catalogue":
    """The catalogue of the reference files."""
    return Catalogue(list(rows("faults")), words_by_target())


def words_by_target() -> dict[str, list[str]]:
    """The words of fault_words.csv by fault code, system or `enquiry`; any other target is an error in the file."""
    faults = list(rows("faults"))
    targets = {ENQUIRY, *(row["fault_code"] for row in faults), *(row["system"] for row in faults)}
    words: dict[str, list[str]] = defaultdict(list)
    for row in rows("fault_words"):
        if row["target"] not in targets:
            raise ValueError(f"fault_words.csv: {row['target']} is neither a fault nor a system")
        words[row["target"]].append(row["words"])
    return words


class Documents:
    """Texts by name, and how well each fits a query (BM25: rare pieces count more, repeated ones ever less)."""

    def __init__(self, texts: Mapping[str, Texts]) -> None:
        counts = {name: _counted(parts) for name, parts in texts.items()}
        lengths = {name: count.total() for name, count in counts.items()}
        usual_length = sum(lengths.values()) / len(lengths)
        frequency = Counter(piece for count in counts.values() for piece in count)
        self.scores_of: dict[str, list[tuple[str, float]]] = defaultdict(list)
        for name, count in counts.items():
            longer = 1 - LENGTH_EFFECT + LENGTH_EFFECT * lengths[name] / usual_length
            for piece, times in count.items():
                rarity = math.log(1 + (len(texts) - frequency[piece] + 0.5) / (frequency[piece] + 0.5))
                score = rarity * times * (SATURATION + 1) / (times + SATURATION * longer)
                self.scores_of[piece].append((name, score))

    def scores(self, pieces: Mapping[str, float]) -> dict[str, float]:
        """The score of each text that shares a piece with the query."""
        total: dict[str, float] = defaultdict(float)
        for piece, weight in pieces.items():
            for name, score in self.scores_of.get(piece, ()):
                total[name] += weight * score
        return total


class Catalogue:
    """The faults and their systems, ready to be searched."""

    def __init__(self, faults: Faults, words: Mapping[str, list[str]]) -> None:
        self.systems = {row["fault_code"]: row["system"] for row in faults}
        of_faults = {row["fault_code"]: _texts(row, words) for row in faults}
        of_systems = {system: [(system, 3), *_twice(words.get(system, ()))] for system in self.systems.values()}
        for code, system in self.systems.items():
            of_systems[system] += of_faults[code]
        enquiry: Texts = [(text, 1) for text in words.get(ENQUIRY, ())]
        self.by_fault = Documents(of_faults)
        self.by_system = Documents({**of_systems, ENQUIRY: enquiry})

    def ranked(self, text: str) -> list[str]:
        """As the function of this name."""
        if named := self._named(text):
            return named
        if self._is_enquiry(text):
            return []
        scores = self._scores(fault_pieces.of_query(text))
        best = max(scores.values(), default=0.0)
        if best < LEAST_SCORE:
            return []
        return self._spread({code: score for code, score in scores.items() if score >= LEAST_SHARE * best})

    def _named(self, text: str) -> list[str]:
        name = folding.code(text)
        return [code for code, system in self.systems.items() if name in (folding.code(code), folding.code(system))]

    def _scores(self, pieces: Mapping[str, float]) -> dict[str, float]:
        """The score of each fault; the score of its system counts too."""
        of_systems = self.by_system.scores(pieces)
        of_faults = self.by_fault.scores(pieces)
        return {code: of_faults[code] + SYSTEM_WEIGHT * of_systems[system] for code, system in self.systems.items()}

    def _is_enquiry(self, text: str) -> bool:
        """Whether the words ask for something, and none of their clauses complains."""
        complaint, enquiry = self._complaint_and_enquiry(text)
        if not SYMPTOM.search(text):
            enquiry *= WITHOUT_SYMPTOM
        return enquiry > complaint and not any(map(self._complains, fault_pieces.clauses(text)))

    def _complains(self, clause: str) -> bool:
        """Whether a clause alone says what is wrong: 我车打不着火,你们几点下班 is a complaint with a question."""
        complaint, enquiry = self._complaint_and_enquiry(clause)
        is_clear = complaint >= LEAST_COMPLAINT and enquiry < complaint / 4
        return is_clear and SYMPTOM.search(clause) is not None

    def _complaint_and_enquiry(self, text: str) -> tuple[float, float]:
        """The score of the best system, and that of the words as an enquiry."""
        pieces = fault_pieces.of_query(text)
        of_systems = self.by_system.scores(pieces)
        of_systems.pop(ENQUIRY, None)
        pairs = {piece: weight for piece, weight in pieces.items() if len(piece) > 1}
        enquiry = ENQUIRY_WEIGHT * self.by_system.scores(pairs)[ENQUIRY]
        return max(of_systems.values(), default=0.0), enquiry

    def _spread(self, scores: dict[str, float]) -> list[str]:
        """The codes by score, where each further fault of a system counts less than the one before."""
        ordered: list[str] = []
        earlier: Counter[str] = Counter()
        while scores:
            code = max(scores, key=lambda code: scores[code] * REPEATED_SYSTEM ** earlier[self.systems[code]])
            del scores[code]
            ordered.append(code)
            earlier[self.systems[code]] += 1
        return ordered


def _texts(row: Mapping[str, str], words: Mapping[str, list[str]]) -> Texts:
    own = [(row[field], times) for field, times in FIELDS.items()]
    return own + [(text, 1) for text in words.get(row["fault_code"], ())]


def _twice(texts: Iterable[str]) -> Texts:
    return [(text, 2) for text in texts]


def _counted(texts: Texts) -> Counter[str]:
    """The pieces of all texts together."""
    total: Counter[str] = Counter()
    for text, times in texts:
        for piece, count in fault_pieces.of_document(text).items():
            total[piece] += times * count
    return total
