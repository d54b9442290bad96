"""What a store decides about its prices: how long an estimate holds."""

from django.utils.translation import gettext_lazy as _

from accounts.settings import Span, Unit

ESTIMATE_VALID = Span(
    "pricing.estimate_valid_days",
    _("An estimate is valid for"),
    _("Later it is made anew, from the prices of that day. Estimates that were made before keep their day."),
    30,
    "SERVICE-D4",
    Unit.DAYS,
    1,
    365,
)
