"""Reference tables of appointments: faults as customers name them, from `reference/*.csv`."""

from appointments.models.calls import Fault, FaultAnswer, FaultQuestion
from appointments.rules import fault_search
from core.reference import Table, keys, rows
from parts.models import Part
from pricing.models.prices import Operation


def faults():
    fault_search.words_by_target()  # a word of an unknown fault or system is refused before anything is written
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
            outcome=row["usual_outcome"],
            advice=row["advice_zh"],
            source=row["source"],
        )


def fault_questions():
    fault, listed = keys(Fault), set()
    for row in rows("fault_questions"):
        if row["question_code"] not in listed:
            listed.add(row["question_code"])
            yield FaultQuestion(
                code=row["question_code"],
                fault_id=fault(row["fault_code"]),
                text_zh=row["question_zh"],
                text_en=row["question_en"],
            )


def fault_answers():
    fault, question = keys(Fault), keys(FaultQuestion)
    for row in rows("fault_questions"):
        yield FaultAnswer(
            code=row["answer_code"],
            question_id=question(row["question_code"]),
            text_zh=row["answer_zh"],
            text_en=row["answer_en"],
            next_id=question(row["next_question"]),
            outcome=row["outcome"],
            fault_id=fault(row["outcome_fault"]),
        )


TABLES = [
    Table(Fault, ["code"], faults),
    Table(FaultQuestion, ["code"], fault_questions),
    Table(FaultAnswer, ["code"], fault_answers),
]
