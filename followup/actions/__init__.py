"""What follow-up does: plans and makes calls, takes answers by link, carries complaints to their end."""

from followup.actions.calls import finish_and_next, finish_call, next_call, skip_call, take_call
from followup.actions.complaints import (
    answer_complaint,
    close_complaint,
    escalate_complaint,
    open_complaint,
    reopen_complaint,
    resolve_complaint,
    take_complaint,
)
from followup.actions.planning import plan_due
from followup.actions.surveys import answer_survey

__all__ = [
    "answer_complaint",
    "answer_survey",
    "close_complaint",
    "escalate_complaint",
    "finish_and_next",
    "finish_call",
    "next_call",
    "open_complaint",
    "plan_due",
    "reopen_complaint",
    "resolve_complaint",
    "skip_call",
    "take_call",
    "take_complaint",
]
