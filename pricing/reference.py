"""Reference tables of pricing: operations, packages and maintenance, from `reference/*.csv`."""

from decimal import Decimal

from core.reference import Table, keys, number, rows
from parts.models import Part
from pricing.models.prices import MaintenanceItem, Operation, PackageLine, RepairPackage


def operations():
    for row in rows("labour_operations"):
        yield Operation(
            code=row["op_code"],
            category=row["category"],
            name_zh=row["name_zh"],
            name_en=row["name_en"],
            scope=row["scope"],
            time_units=int(row["time_units"]),
            bay_type=row["bay_type"],
            skill=row["skill_level"],
            high_voltage=row["hv_cert_required"] == "1",
            warranty_class=row["regulatory_class"],
            source=row["source"],
        )


def packages():
    seen = {row["package_code"]: row for row in rows("service_packages")}
    for code, row in seen.items():
        yield RepairPackage(
            code=code, name_zh=row["package_zh"], name_en=row["package_en"], maintenance_group=row["maintenance_group"]
        )


def package_lines():
    package, operation, part = keys(RepairPackage), keys(Operation), keys(Part, "number")
    for row in rows("service_packages"):
        labour = row["line_type"] == "labour"
        yield PackageLine(
            package_id=package(row["package_code"]),
            position=int(row["line_no"]),
            operation_id=operation(row["ref_code"]) if labour else None,
            part_id=None if labour else part(row["ref_code"]),
            quantity=Decimal(row["qty"]),
        )


def maintenance_items():
    operation, part = keys(Operation), keys(Part, "number")
    for row in rows("maintenance_schedules"):
        yield MaintenanceItem(
            code=row["schedule_code"],
            maintenance_group=row["maintenance_group"],
            name_zh=row["item_zh"],
            name_en=row["item_en"],
            act=row["action_zh"],
            first_km=number(row["first_km"]),
            first_months=number(row["first_months"]),
            every_km=number(row["interval_km"]),
            every_months=number(row["interval_months"]),
            severe_km=number(row["severe_interval_km"]),
            operation_id=operation(row["op_code"]),
            part_id=part(row["part_no"]),
            quantity=Decimal(row["qty"]) if row["qty"] else None,
            note=row["note_zh"],
            source=row["source"],
        )


TABLES = [
    Table(Operation, ["code"], operations),
    Table(RepairPackage, ["code"], packages),
    Table(PackageLine, ["package", "position"], package_lines),
    Table(MaintenanceItem, ["code"], maintenance_items),
]
