"""Reference tables of appointments: faults as customers name them, from `reference/*.csv`."""

from appointments.models.calls import Fault
from core.reference import Table, keys, rows
from parts.models import Part
from pricing.models.prices import Operation


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


TABLES = [
    Table(Fault, ["code"], faults),
]
