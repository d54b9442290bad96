"""Complaints: their legal moves and their clocks."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from followup.models.complaints import Complaint
from followup.perms import FollowupPerm
from followup.rules.hours import working_time
from followup.settings import ANSWER, REACT, SOLVE

S = Complaint.Status


def clocks(store: Store, received_at: datetime) -> dict[str, datetime]:
    """React, answer, solve: each so many opening hours of the store after the complaint came in."""
    return {
        "react_due_at": working_time(store, received_at, REACT.span(store)),
        "answer_due_at": working_time(store, received_at, ANSWER.span(store)),
        "solve_due_at": working_time(store, received_at, SOLVE.span(store)),
    }


def why_not_clocks(store: Store) -> str | None:
    """A complaint is solved no earlier than it is answered, and answered no earlier than somebody is in charge."""
    if REACT.of(store) <= ANSWER.of(store) <= SOLVE.of(store):
        return None
    return _("First somebody is in charge, then the customer gets an answer, then the complaint is solved.")


def why_not_open_again(complaint: Complaint, category: str, words: str) -> str | None:
    """A call has one complaint: what the customer says later is added to it."""
    if (complaint.category, complaint.words) == (category, words):
        return None
    return _("This call has its complaint already: %(complaint)s.") % {"complaint": complaint.number}


def why_not_take(complaint: Complaint, by: Access, at: datetime | None = None) -> str | None:
    """A complaint is taken once; after that only the person in charge gives it to a colleague."""
    if complaint.status == S.ESCALATED or complaint.owner_id in (None, by.user_id):
        return None
    return _("%(name)s is in charge of this complaint.") % {"name": complaint.owner}


def why_not_answer(complaint: Complaint, by: Access, at: datetime | None = None) -> str | None:
    """Somebody must be in charge before the customer gets an answer."""
    return None if complaint.owner_id else _("Take the complaint first, so that the customer knows who is in charge.")


def why_not_resolve(complaint: Complaint, by: Access, at: datetime | None = None) -> str | None:
    """A complaint is solved only after the customer got an answer."""
    return None if complaint.answered_at else _("Answer the customer first.")


def why_not_close(complaint: Complaint, by: Access, at: datetime | None = None) -> str | None:
    """Another person than who solved it asks the customer, and closes it."""
    if complaint.owner_id and complaint.owner_id == by.user_id:
        return _("Another person than who solved it asks the customer and closes it.")
    return None


def may_be_in_charge(store: Store, at: datetime) -> QuerySet[User]:
    """Colleagues of the store whose role works on complaints."""
    valid = Membership.objects.valid(at).of_role(*FollowupPerm.COMPLAINT_WORK.roles).filter(store=store)
    return User.objects.filter(pk__in=valid.values("user"), is_active=True).order_by("name")
