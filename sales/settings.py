"""What a store decides about its leads: grades, revisits, protection, reviews, organisations."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.settings import Follower, Label, Number, Span, Unit
from sales.models.leads import Grade

REVISITS = Follower(_("Open revisits that get another day"), "sales.actions.recomputation.recompute_due_days")
REGRADED = Follower(_("Open leads that get another grade"), "sales.actions.recomputation.recompute_grades")

LETTER = {
    grade: Label(
        f"sales.grade_letter_{grade.lower()}",
        format_lazy(_("Letter shown for grade {grade}"), grade=grade.value),
        _("Only what is shown changes; files and the API keep the code."),
        grade.value,
        "SALES-26",
        2,
        why_not="sales.rules.grades.why_not_letters",
    )
    for grade in Grade
}
LABEL = {
    grade: Label(
        f"sales.grade_label_{grade.lower()}",
        format_lazy(_("Words for grade {grade}"), grade=grade.value),
        _("Shown beside the letter; empty: the words of its window."),
        "",
        "SALES-26",
        40,
    )
    for grade in Grade
}

_WINDOWS = {
    Grade.O: (Unit.DAYS, 7, 1, 60),
    Grade.A: (Unit.MONTHS, 1, 1, 24),
    Grade.B: (Unit.MONTHS, 3, 1, 24),
    Grade.C: (Unit.MONTHS, 6, 1, 36),
}
WINDOW = {
    grade: Number(
        f"sales.grade_window_{grade.lower()}",
        format_lazy(_("Grade {grade}: means to buy within"), grade=grade.value),
        _("Leads are graded anew from the day by which they mean to buy."),
        default,
        "SALES-26",
        unit,
        lowest,
        highest,
        followers=(REGRADED,),
        why_not="sales.rules.grades.why_not_windows",
    )
    for grade, (unit, default, lowest, highest) in _WINDOWS.items()
}
REVISIT = {
    grade: Span(
        f"sales.revisit_days_{grade.lower()}",
        format_lazy(_("Grade {grade}: days to the next contact"), grade=grade.value),
        _("Open revisits that are still to come are planned anew; who is late stays late."),
        default,
        "SALES-34",
        Unit.DAYS,
        1,
        365,
        followers=(REVISITS,),
    )
    for grade, default in {Grade.O: 3, Grade.A: 7, Grade.B: 15, Grade.C: 60, Grade.N: 90}.items()
}
PROTECTION = {
    grade: Span(
        f"sales.protection_days_{grade.lower()}",
        format_lazy(_("Grade {grade}: the owner is protected for"), grade=grade.value),
        _("So long after the last two-way contact a colleague who meets the customer sees that somebody follows him."),
        default,
        "SALES-39",
        Unit.DAYS,
        1,
        365,
    )
    for grade, default in {Grade.O: 7, Grade.A: 14, Grade.B: 30, Grade.C: 60}.items()
}
REVIEW_OPEN_DAYS = Number(
    "sales.review_open_days",
    _("A review may stay unanswered for"),
    _("Open days of the store; then the system postpones the lead by the window of grade A."),
    2,
    "SALES-29",
    Unit.DAYS,
    1,
    30,
)
POSTPONEMENTS = Number(
    "sales.postponements",
    _("The system postpones a lead in a row at most"),
    _("Then it stays in review until the sales manager has decided."),
    2,
    "SALES-29",
    Unit.TIMES,
    1,
    12,
)
EXTENSION = Span(
    "sales.extension_days",
    _("A lead is extended by at most"),
    _("Once by its owner, again only by the manager."),
    7,
    "SALES-29",
    Unit.DAYS,
    1,
    60,
)
UNDO = Span(
    "sales.undo_days",
    _("A change by the system can be undone for"),
    _("Later the lead is graded instead."),
    7,
    "SALES-28",
    Unit.DAYS,
    1,
    60,
)
UNREACHABLE_ATTEMPTS = Number(
    "sales.unreachable_attempts",
    _("Unreachable means so many attempts in vain"),
    _("Before that many, a lead cannot be set aside as unreachable."),
    3,
    "SALES-29",
    Unit.TIMES,
    1,
    20,
)
UNREACHABLE_DAYS = Number(
    "sales.unreachable_days",
    _("The attempts in vain are spread over"),
    _("Attempts on fewer days do not make a lead unreachable."),
    5,
    "SALES-29",
    Unit.DAYS,
    1,
    60,
)
SHORT_CYCLE = Number(
    "sales.organisation_short_cycle",
    _("A procurement cycle is short up to"),
    _("Organisations are graded by it from the next page on; their longest silence follows the grade."),
    12,
    "SALES-31",
    Unit.MONTHS,
    1,
    120,
)
LARGE_BATCH = Number(
    "sales.organisation_large_batch",
    _("An average batch is large from"),
    _("Organisations are graded by it from the next page on; their longest silence follows the grade."),
    5,
    "SALES-31",
    Unit.CARS,
    1,
    999,
)
SILENCE = {
    letter: Span(
        f"sales.organisation_silence_{letter.lower()}",
        format_lazy(_("Organisations {grade}: longest silence"), grade=letter),
        _("After so long without a contact the organisation is shown as silent."),
        default,
        "SALES-41",
        Unit.DAYS,
        1,
        365,
    )
    for letter, default in {"A": 14, "B": 30, "C": 60, "D": 90}.items()
}
CEILING = Span(
    "sales.organisation_ceiling_days",
    _("Organisations: one contact started by us in"),
    _("Whoever is about to start another one earlier is warned, across all staff."),
    5,
    "SALES-43",
    Unit.DAYS,
    1,
    60,
)
