"""Need, means, authority: who is a prospect (SALES-2 to 5)."""

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from sales.models.leads import Lead

YES, NO, UNKNOWN = Lead.Answer.YES, Lead.Answer.NO, Lead.Answer.UNKNOWN


class Qualification(models.TextChoices):
    """The result of the three answers: need, means, authority."""

    KEY = "key", gettext_lazy("key prospect")
    PROSPECT = "prospect", gettext_lazy("prospect who advises")
    NOT = "not", gettext_lazy("not a prospect")
    DEVELOP = "develop", gettext_lazy("to develop")


def qualification(need: str, means: str, authority: str) -> Qualification:
    """Three yes: key. Need and means only: advises (建议权, SALES-4). Two noes: none. Unknown is never a no."""
    answers = [need, means, authority]
    if answers == [YES, YES, YES]:
        return Qualification.KEY
    if answers == [YES, YES, NO]:
        return Qualification.PROSPECT
    return Qualification.NOT if answers.count(NO) >= 2 else Qualification.DEVELOP


def questions(need: str, means: str, authority: str) -> list[str]:
    """What to find out at the next contact (SALES-5)."""
    pairs = [
        (need, _("Does he need a car?")),
        (means, _("Can he pay for it?")),
        (authority, _("Does he decide himself?")),
    ]
    return [text for answer, text in pairs if answer == UNKNOWN]
