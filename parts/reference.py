"""Reference tables of parts: parts, from `reference/*.csv`."""

from decimal import Decimal

from core.reference import Table, rows
from parts.models import Part


def parts():
    for row in rows("parts"):
        yield Part(
            number=row["part_no"],
            display_number=row["part_no_display"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            group=row["part_group"],
            unit=row["unit"],
            brand=row["brand"],
            kind=row["part_kind"],
            fits=row["fits"],
            list_price=Decimal(row["retail_price_cny"]),
            cost_price=Decimal(row["cost_price_cny"]),
            is_wear_part=row["is_wear_part"] == "1",
            sanbao_class=row["sanbao_class"],
            source=row["source"],
        )


TABLES = [
    Table(Part, ["number"], parts),
]
