"""What the customer answered to the questions about a fault."""

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import models
from django.db.models.functions import Concat
from django.utils.translation import gettext_lazy as _

from accounts.models.audit import audited
from accounts.models.base import StoreOwned
from accounts.models.keys import StoreKey
from accounts.models.people import User
from appointments.models.calls import FaultAnswer, FaultQuestion
from appointments.models.visits import Appointment
from core.languages import of_reader


@audited()
class QuestionAnswer(StoreOwned):
    """The customer's answer to one question about a fault of his appointment (SERVICE-R5). A correction keeps the old.

    It helps whoever looks at the car and is no diagnosis: nothing counts it.
    """

    appointment = StoreKey(Appointment, models.CASCADE, related_name="answer_rows", db_index=False)
    question = models.ForeignKey(FaultQuestion, models.PROTECT, related_name="+", db_index=False)
    answer = models.ForeignKey(FaultAnswer, models.PROTECT, related_name="+", db_index=False)
    recorded_at = models.DateTimeField(_("recorded"))
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", db_index=False)

    class Meta:
        verbose_name = _("answer to a question about a fault")
        constraints = [
            models.UniqueConstraint(fields=["store", "appointment", "question"], name="one_answer_a_question")
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.answer_id}"


def answer_words(appointment: str) -> models.Subquery:
    """“question answer” in the reader's language, in order, of the appointment whose key stands in that field."""
    question, answer = (of_reader(f"{name}__text_zh", f"{name}__text_en") for name in ("question", "answer"))
    rows = QuestionAnswer.objects.filter(appointment=models.OuterRef(appointment)).order_by().values("appointment")
    pair = Concat(question, models.Value(" "), answer)
    return models.Subquery(rows.annotate(all=ArrayAgg(pair, order_by="question__code")).values("all"))


def answers_prefetched(path: str) -> models.Prefetch:
    """The prefetch of the answers of the appointments to which a path leads, in the order of the questions."""
    rows = QuestionAnswer.objects.select_related("question", "answer").order_by("question__code")
    return models.Prefetch(f"{path}__answer_rows", rows)
