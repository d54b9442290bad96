"""Carries reference/*.csv into the database: the same file twice changes nothing, a changed file corrects the rows."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db import models, transaction

from accounts.models.lists import Festival, PickItem
from accounts.models.stores import WorkDay
from appointments.models.calls import Fault
from capacity.models import BayType
from core.reference import rows
from parts.models import Part
from pricing.models.prices import MaintenanceItem, Operation, PackageLine, RepairPackage
from service.models.checklists import ChecklistItem
from vehicles.models import Powertrain, VehicleModel


@transaction.atomic
def load() -> dict[str, int]:
    """Load every table, those that others refer to first; answers how many rows each has."""
    return {str(model._meta.verbose_name): load_table(model, by, made()) for model, by, made in TABLES}


def load_table(model: type[models.Model], by: list[str], made: Iterable[models.Model]) -> int:
    made = list(made)
    kept = {"id", *by}
    fields = [field.name for field in model._meta.concrete_fields if field.name not in kept and not field.generated]
    model.objects.bulk_create(made, update_conflicts=True, unique_fields=by, update_fields=fields)
    return len(made)


def keys(model: type[models.Model], field: str = "code") -> Callable[[str], int | None]:
    """Look a key up by code; an empty code is no key, an unknown one is an error in the file."""
    known = dict(model.objects.values_list(field, "pk"))
    return lambda code: known[code] if code else None


def number(text: str) -> int | None:
    return int(text) if text else None


def powertrains():
    for row in rows("powertrains"):
        yield Powertrain(
            code=row["powertrain_code"],
            name_zh=row["name_zh"],
            name_en=" ".join(filter(None, [row["badge"], row["engine_family"]])),
            fuel=row["fuel_type"],
            maintenance_group=row["maintenance_group"],
            is_nev=row["is_nev"] == "1",
            oil_spec=row["oil_spec"],
            oil_litres=Decimal(row["oil_capacity_l"]) if row["oil_capacity_l"] else None,
            source=row["source"],
        )


def vehicle_models():
    powertrain = keys(Powertrain)
    for row in rows("models"):
        yield VehicleModel(
            code=row["trim_code"],
            family=row["model_code"],
            maker=row["oem"],
            name_zh=row["model_zh"],
            name_en=row["model_en"],
            trim=row["trim_zh"],
            powertrain_id=powertrain(row["powertrain_code"]),
            transmission=row["transmission"],
            drive=row["drive"],
            maintenance_group=row["maintenance_group"],
            list_price=Decimal(row["msrp_cny"]) if row["msrp_cny"] else None,
            on_sale=row["sale_status"] == "on_sale",
            source=row["source"],
        )


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


def bay_types():
    for row in rows("bay_types"):
        yield BayType(code=row["bay_type"], name_zh=row["name_zh"], name_en=row["name_en"])


def faults():
    operation, part = keys(Operation), keys(Part, "number")
    for row in rows("faults"):
        yield Fault(
            code=row["fault_code"],
            system=row["system"],
            words_zh=row["customer_words_zh"],
            symptom_zh=row["symptom_zh"],
            symptom_en=row["symptom_en"],
            fits=row["powertrain_scope"],
            causes=row["typical_causes_zh"],
            diagnosis_id=operation(row["diag_op_code"]),
            usual_operation_id=operation(row["usual_op_code"]),
            usual_part_id=part(row["usual_part_no"]),
            safety_critical=row["safety_critical"] == "1",
            advice=row["advice_zh"],
            source=row["source"],
        )


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
    (PickItem, ["list_code", "code"], pick_items),
    (WorkDay, ["on"], work_days),
    (Festival, ["on", "name_zh"], festivals),
    (Powertrain, ["code"], powertrains),
    (VehicleModel, ["code"], vehicle_models),
    (Part, ["number"], parts),
    (Operation, ["code"], operations),
    (RepairPackage, ["code"], packages),
    (PackageLine, ["package", "position"], package_lines),
    (MaintenanceItem, ["code"], maintenance_items),
    (BayType, ["code"], bay_types),
    (Fault, ["code"], faults),
    (ChecklistItem, ["code"], checklist_items),
]
