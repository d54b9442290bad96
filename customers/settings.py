"""Settings of a store: the hours for contacting customers."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from accounts.settings import Clock, Follower

CONFIRMATIONS = Follower(
    _("Questions to customers that get another time"), "appointments.actions.promises.follow_settings"
)

AFTER_SERVICE = Follower(_("Calls after a visit that get another day"), "followup.actions.planning.follow_settings")
HOURS = "customers.rules.why_not_contact_hours"

CONTACT_FROM = Clock(
    "customers.contact_from",
    _("Customers may be contacted from"),
    _("Earlier than this nobody is called, and no question before an appointment is sent."),
    time(8),
    "SERVICE-D11",
    followers=(CONFIRMATIONS, AFTER_SERVICE),
    why_not=HOURS,
)
CONTACT_UNTIL = Clock(
    "customers.contact_until",
    _("Customers may be contacted until"),
    _("What falls due later is sent before this time, or the next morning. The same time twice is day and night."),
    time(20),
    "SERVICE-D11",
    followers=(CONFIRMATIONS, AFTER_SERVICE),
    why_not=HOURS,
)
