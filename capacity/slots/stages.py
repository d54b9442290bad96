"""What a job needs, in order: one stage for each bay type and skill."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from pricing.models.prices import Operation

QUARTER = timedelta(minutes=15)
HIGH_VOLTAGE = "HV"
# Diagnosis first, then repair, then body and paint, then cleaning; the final inspection comes before the wash.
ORDER = [
    "RECEPT",
    "DIAG",
    "PDI",
    "EV",
    "GEN",
    "FAST",
    "WHEEL",
    "ALIGN",
    "BODY",
    "PREP",
    "PAINT",
    "QC",
    "DETAIL",
    "WASH",
]
RANK = {code: rank for rank, code in enumerate(ORDER)}


@dataclass(frozen=True)
class Stage:
    """A stretch of work in one kind of bay by one technician: `quarters` of an hour, of opening time."""

    bay_type: str
    skill: str
    high_voltage: bool
    operations: tuple[str, ...]
    quarters: int

    @property
    def skills(self) -> set[str]:
        """What its technician must hold."""
        return {self.skill, HIGH_VOLTAGE} if self.high_voltage else {self.skill}


def stages(operations: Iterable[Operation], minutes: Mapping[int, int]) -> list[Stage]:
    """The stages of these operations in the order of the workshop; the length of each is rounded up to the grid.

    `minutes` is how long each operation takes at the store, by its key.
    """
    groups: dict[tuple, list[Operation]] = {}
    for operation in operations:
        key = (RANK.get(operation.bay_type, len(ORDER)), operation.bay_type, operation.skill, operation.high_voltage)
        groups.setdefault(key, []).append(operation)
    return [
        Stage(bay_type, skill, high_voltage, tuple(op.code for op in group), _quarters(minutes[op.pk] for op in group))
        for (_rank, bay_type, skill, high_voltage), group in sorted(groups.items())
    ]


def _quarters(minutes: Iterable[int]) -> int:
    return max(1, -(-sum(minutes) // 15))
