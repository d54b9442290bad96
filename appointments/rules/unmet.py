"""Unmet requests: what counts as one more, and what a manager may decide. Reads the requests of the same caller."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models.lists import PickItem
from accounts.models.stores import Store
from appointments.models.unmet import KINDS, UnmetDecision, UnmetRequest
from core import phones
from core.clock import day_bounds


def same_today(store: Store, kind: PickItem, number: str, at: datetime) -> UnmetRequest | None:
    """The request of the same number for the same kind on the same day of the store; None without a number."""
    folded, day = phones.fold(number), store.today(at)
    start, end = day_bounds(day, store.zone)
    rows = UnmetRequest.objects.filter(kind=kind, asked_at__gte=start, asked_at__lt=end)
    return rows.filter(number_folded=folded).order_by("pk").first() if folded else None


def why_not_log(earlier: UnmetRequest | None) -> str | None:
    """One caller counts once a day for a kind: the log ranks kinds by how often they are asked for (SERVICE-R44)."""
    if earlier is None:
        return None
    return _("The same caller asked for this today already: “%(words)s”. He counts once.") % {"words": earlier.words}


def why_not_kind(kind: PickItem) -> str | None:
    """A request is of one of the listed kinds."""
    return None if kind.list_code == KINDS else _("This is no kind of service that we lack.")


def why_not_decide(answer: str, refer_to: str, latest: UnmetDecision | None, seen: int | None) -> str | None:
    """Only a referral names where to, and it must; nobody overwrites a decision that he has not seen."""
    if latest is None and seen is not None:
        return _("Nothing has been decided about it yet.")
    if latest and latest.pk != seen:
        return _("A colleague has decided meanwhile: %(decision)s.") % {"decision": latest}
    if answer == UnmetDecision.Answer.REFER and not refer_to:
        return _("Enter where customers are referred to.")
    if answer != UnmetDecision.Answer.REFER and refer_to:
        return _("Only a referral names where to.")
    return None
