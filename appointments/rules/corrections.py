"""Whether a manager may correct the judgement of a rule (service 4.1)."""

from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.people import User
from appointments.audit.corrections import CORRECTABLE, fingerprint
from appointments.audit.verdicts import Judgement, State
from appointments.rules.bookings import says_something


def why_not_correct(judgement: Judgement, responsible: User | None, by: Access) -> str | None:
    """A person corrects what is decided or not measured, and never what he answers for himself."""
    if not by.is_person:
        return _("A person corrects a judgement.")
    if judgement.by_records == State.PENDING:
        return _("It is still open: it can be kept, and is not corrected yet.")
    if judgement.by_records not in CORRECTABLE:
        return _("The rule does not apply here: there is nothing to correct.")
    if responsible is not None and responsible.pk == by.person.pk:
        return _("You answer for this yourself: another manager corrects it.")
    return None


def why_not_stale(judgement: Judgement, seen: str) -> str | None:
    """A correction is about the records that the manager has seen."""
    if seen == fingerprint(judgement):
        return None
    label = State(judgement.by_records).label
    return _("What is recorded has changed since you opened this. It says now: %(state)s.") % {"state": label}


def why_not_again(judgement: Judgement, state: str) -> str | None:
    """It becomes another judgement than that of the records, and one correction stands at a time."""
    if judgement.correction:
        facts = {"who": judgement.correction.corrected_by, "state": State(judgement.state).label}
        return _("%(who)s has corrected it to “%(state)s”. Take that back first.") % facts
    return _("That is what the records say already.") if state == judgement.by_records else None


def why_not_words(reason: str) -> str | None:
    """The reason is words that say something."""
    return None if says_something(reason) else _("Say in words why the records are wrong here.")


def why_not_take_back(judgement: Judgement) -> str | None:
    """Only a correction that was made is taken back; also one that counts no more."""
    return None if judgement.correction or judgement.fallen else _("Nothing is corrected here.")
