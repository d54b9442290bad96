"""The survey by link: the customer answers himself, so nobody needs to call him about the visit."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.access import Access
from accounts.transitions import lock
from core.errors import Refused
from followup.actions.calls import close, follow, write_result
from followup.models.calls import CallResult, CallTask
from followup.models.complaints import Complaint
from followup.perms import FollowupPerm
from followup.rules import calls

Out = CallResult.Outcome
OUTCOMES = {1: Out.DISSATISFIED, 2: Out.DISSATISFIED, 3: Out.NEUTRAL, 4: Out.SATISFIED, 5: Out.SATISFIED}


@transaction.atomic
def answer_survey(
    task: CallTask, *, by: Access, at: datetime, score: int, reasons: Sequence[str] = (), words: str = ""
) -> CallTask:
    """Record the customer's mark, reasons and words, once a visit; a bad answer opens a complaint, no call follows.

    `reasons` are complaint categories; the first one is the complaint's. Refused when the visit was answered already.
    """
    by.require(FollowupPerm.QUEUE_WORK)
    task = lock(task)
    if task.results.filter(outcome__in=CallResult.SCORED).exists():
        raise Refused(_("Thank you, we have your answer already."))
    words = words.strip() or ", ".join(str(Complaint.Category(reason).label) for reason in reasons)
    facts = {"outcome": OUTCOMES[score], "attitude": score, "words": words}
    write_result(task, by=by, at=at, reasons=list(reasons), **facts)
    if task.status == CallTask.Status.OPEN:
        task = close(task, CallTask.Status.DONE, by=by, at=at)
    if calls.is_unhappy(facts):
        category = reasons[0] if reasons else Complaint.Category.OTHER
        follow(task, facts, category, by=by, at=at)
    return task
