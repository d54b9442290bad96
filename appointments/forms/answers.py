"""The form that corrects what the customer answered about the faults."""

from django import forms
from django.utils.translation import gettext_lazy as _

from appointments.presenters.desk_work import QUESTION
from core.forms import IdempotentForm


class AnswersForm(IdempotentForm):
    """A choice for each question about the faults of the appointment; “not asked” is a value."""

    def __init__(self, *args, questions, given, **kwargs):
        super().__init__(*args, **kwargs)
        self.answers = {answer.code: answer for question in questions for answer in question.answers.all()}
        for question in questions:
            answers = [(answer.code, str(answer)) for answer in question.answers.all()]
            self.fields[f"{QUESTION}{question.code}"] = forms.ChoiceField(
                label=str(question),
                choices=[("", _("not asked")), *answers],
                initial=given.get(question.pk, ""),
                required=False,
                widget=forms.RadioSelect,
            )

    def chosen(self):
        """The answers, in the order of their questions."""
        return [self.answers[code] for code in self.facts.values() if code]
