"""Which question follows from which answer, and what the answers point to; a person decides (SERVICE-R5)."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from appointments.models.calls import Fault, FaultAnswer, FaultQuestion
from appointments.models.visits import Appointment


@dataclass(frozen=True)
class Step:
    """A question that is due, with the answer given to it; None while there is none."""

    question: FaultQuestion
    answer: FaultAnswer | None


def questions_about(faults: Collection[Fault]) -> list[FaultQuestion]:
    """All questions about these faults with their answers, in order. Reads them."""
    rows = FaultQuestion.objects.filter(fault__in=faults).with_answers().select_related("fault")
    return list(rows) if faults else []


def steps(questions: Iterable[FaultQuestion], given: Mapping[str, str]) -> list[Step]:
    """The questions that are due: the first of each fault, then those that the answers lead to.

    `given` is the code of the answer by the code of its question. An answer to a question that is not due any more is
    left out, and so is what followed from it.
    """
    by_key = {question.pk: question for question in questions}
    firsts: dict[int, FaultQuestion] = {}
    for question in by_key.values():
        firsts.setdefault(question.fault_id, question)
    path: list[Step] = []
    for first in firsts.values():
        due: FaultQuestion | None = first
        passed: set[int] = set()
        while due and due.pk not in passed:
            passed.add(due.pk)
            answers = list(due.answers.all())
            answer = next((one for one in answers if one.code == given.get(due.code)), None)
            path.append(Step(due, answer))
            due = by_key.get(answer.next_id) if answer and answer.next_id else None
    return path


def ends(path: Iterable[Step]) -> list[FaultAnswer]:
    """The given answers that lead to an outcome, not to another question: what a person may choose."""
    return [step.answer for step in path if step.answer and step.answer.outcome]


def why_not_answers(answers: Collection[FaultAnswer], faults: Collection[Fault]) -> str | None:
    """An answer belongs to a question that is due for one of the faults; each question has one answer."""
    if not answers:
        return None
    if len({answer.question_id for answer in answers}) < len(answers):
        return _("Each question has one answer.")
    questions = questions_about(faults)
    codes = {question.pk: question.code for question in questions}
    given = {codes[answer.question_id]: answer.code for answer in answers if answer.question_id in codes}
    due = {step.answer.pk for step in steps(questions, given) if step.answer}
    wrong = [str(answer) for answer in answers if answer.pk not in due]
    return (
        _("This does not answer a question that follows: %(answers)s.") % {"answers": ", ".join(wrong)}
        if wrong
        else None
    )


def why_not_correct(appointment: Appointment) -> str | None:
    """The answers of a visit that was cancelled or missed stay as they are."""
    if appointment.is_expected or appointment.has_arrived:
        return None
    return _("This appointment is over.")
