"""Settings of a store: the hours for contacting customers, and the codes by SMS."""

from datetime import time

from django.utils.translation import gettext_lazy as _

from accounts.settings import Clock, Follower, Number, Span, Unit

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
CODE_VALID = Span(
    "customers.code_minutes",
    _("A code by SMS is valid for"),
    _("Later a new one is asked for."),
    5,
    "SERVICE-R6",
    Unit.MINUTES,
    1,
    30,
)
CODE_TRIES = Number(
    "customers.code_tries",
    _("A code by SMS may be entered wrongly at most"),
    _("After so many tries it is worth nothing any more, and a new one is asked for."),
    5,
    "SERVICE-R6",
    Unit.TIMES,
    1,
    20,
)
CODES_A_NUMBER = Number(
    "customers.codes_a_number",
    _("Codes for one number or plate within an hour, at most"),
    _("So that nobody is pestered with texts."),
    3,
    "SERVICE-R6",
    Unit.TIMES,
    1,
    50,
)
CODES_AN_ADDRESS = Number(
    "customers.codes_an_address",
    _("Codes for one network address within an hour, at most"),
    _("All phones in the wireless network of the store have one address."),
    20,
    "SERVICE-R6",
    Unit.TIMES,
    1,
    1_000,
)
CODES_A_STORE = Number(
    "customers.codes_a_store",
    _("Codes of the whole store within an hour, at most"),
    _("More are asked for by a machine only; each one costs money."),
    200,
    "SERVICE-R6",
    Unit.TIMES,
    1,
    10_000,
)
