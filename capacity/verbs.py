"""The words of the log about bays, people, tools, their shifts and absences."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "add": _("Added"),
    "correct": _("Corrected"),
    "retire": _("Out of use for good"),
    "use again": _("In use again"),
    "week": _("Week of shifts set"),
    "day": _("Day that differs set"),
    "clear day": _("Usual shift again"),
    "absent": _("Absence or standstill entered"),
    "change absence": _("Absence or standstill changed"),
    "lift": _("Absence or standstill ended"),
    "give kept hours": _("Kept hours given to a walk-in"),
    "duty": _("Duty given"),
    "end duty": _("Duty taken back"),
}
