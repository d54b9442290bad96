"""Reference tables of service: checklists, from `reference/*.csv`."""

from core.reference import Table, rows
from service.models.checklists import ChecklistItem


def checklist_items():
    for row in rows("inspection_items"):
        yield ChecklistItem(
            code=row["item_code"],
            phase=row["phase"],
            area=row["area"],
            name_zh=row["item_zh"],
            name_en=row["item_en"],
            options=row["result_options"],
            photo_required=row["photo_required"] == "1",
            source=row["source"],
        )
    for row in rows("pdi_items"):
        yield ChecklistItem(
            code=row["item_code"],
            phase=row["stage"],
            area=row["category"],
            name_zh=row["item_zh"],
            name_en=row["item_en"],
            standard=row["standard_zh"],
            critical=row["critical"] == "1",
            source=row["source"],
        )


TABLES = [
    Table(ChecklistItem, ["code"], checklist_items),
]
