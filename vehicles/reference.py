"""Reference tables of vehicles: models and engines, from `reference/*.csv`."""

from decimal import Decimal

from core.reference import Table, keys, rows
from vehicles.models import Powertrain, VehicleModel


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


TABLES = [
    Table(Powertrain, ["code"], powertrains),
    Table(VehicleModel, ["code"], vehicle_models),
]
