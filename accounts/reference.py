"""Reference tables of accounts: pick lists, work days and festivals, from `reference/*.csv`."""

from accounts.models.lists import Festival, PickItem
from accounts.models.stores import WorkDay
from core.reference import Table, rows


def pick_items():
    for row in rows("picklists"):
        yield PickItem(
            list_code=row["list_code"],
            code=row["item_code"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            sort=int(row["sort"] or 0),
            source=row["source"],
        )


def work_days():
    for row in rows("cn_workdays"):
        yield WorkDay(on=row["date"], kind=row["day_type"], name=row["name_zh"], source=row["source"][:200])


def festivals():
    for row in rows("festivals"):
        yield Festival(
            on=row["date"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            kind=row["kind"],
            statutory=row["is_statutory"] == "1",
            greeting=row["greeting"] == "1",
            source=row["source"],
        )


TABLES = [
    Table(PickItem, ["list_code", "code"], pick_items),
    Table(WorkDay, ["on"], work_days),
    Table(Festival, ["on", "name_zh"], festivals),
]
