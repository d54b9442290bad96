"""The answers to the questions about a fault, corrected after the booking."""

from collections.abc import Sequence
from datetime import datetime

from accounts.access import Access
from accounts.log import record
from accounts.transitions import lock
from appointments.models.answers import QuestionAnswer
from appointments.models.calls import FaultAnswer
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules.answers import why_not_answers, why_not_correct
from core.errors import refuse
from core.transactions import one_transaction


@one_transaction()
def correct_answers(
    appointment: Appointment, *, by: Access, at: datetime, answers: Sequence[FaultAnswer]
) -> Appointment:
    """Put these answers in the place of those of the appointment; who corrected what stays in the log (SERVICE-R5)."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    appointment = lock(appointment)
    refuse(why_not_correct(appointment))
    faults = [row.fault for row in appointment.fault_rows.select_related("fault")]
    refuse(why_not_answers(answers, faults), field="answers")
    rows = {row.question_id: row for row in appointment.answer_rows.select_related("answer")}
    before = sorted(row.answer.code for row in rows.values())
    after = sorted(answer.code for answer in answers)
    if before == after:
        return appointment
    gone = set(rows) - {answer.question_id for answer in answers}
    QuestionAnswer.objects.filter(appointment=appointment, question__in=gone).delete()
    for answer in answers:
        _write(rows.get(answer.question_id), appointment, answer, by=by, at=at)
    record(appointment, "correct answers", by=by, at=at, before=before, after=after)
    return appointment


def _write(
    row: QuestionAnswer | None, appointment: Appointment, answer: FaultAnswer, *, by: Access, at: datetime
) -> None:
    if row and row.answer_id == answer.pk:
        return
    row = row or QuestionAnswer(
        store_id=appointment.store_id, appointment_id=appointment.pk, question_id=answer.question_id
    )
    row.answer, row.recorded_at, row.recorded_by = answer, at, by.user
    row.save()
