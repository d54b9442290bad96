"""Entries of the log about repair orders."""

from django.utils.translation import gettext_lazy as _

VERBS = {
    "open": _("Car received"),
    "correct check-in": _("Check-in corrected before the signature"),
    "price": _("Work priced anew"),
    "note condition": _("Condition noted"),
    "promise": _("New promise agreed with the customer"),
    "assign": _("Work given out"),
    "reassign": _("Work changed hands"),
    "correct pause": _("Reason of the pause corrected"),
    "find": _("Finding"),
    "photo": _("Photo taken"),
    "ask for parts": _("Parts asked for"),
    "ask extra work": _("Customer asked about extra work"),
    "answer extra work": _("Extra work answered"),
    "bill": _("Bill drafted"),
}
