"""Reference tables of capacity: bay types, from `reference/*.csv`."""

from capacity.models.resources import BayType
from core.reference import Table, rows


def bay_types():
    for row in rows("bay_types"):
        yield BayType(code=row["bay_type"], name_zh=row["name_zh"], name_en=row["name_en"])


TABLES = [
    Table(BayType, ["code"], bay_types),
]
