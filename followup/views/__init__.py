"""Pages of follow-up."""

from followup.views.calls import CallDetail, CallList, FinishCall, Player, SkipCall, next_call, take_call
from followup.views.complaints import (
    AnswerComplaint,
    CloseComplaint,
    ComplaintDetail,
    ComplaintList,
    EscalateComplaint,
    OpenComplaint,
    ReopenComplaint,
    ResolveComplaint,
    TakeComplaint,
)
from followup.views.surveys import survey

__all__ = [
    "AnswerComplaint",
    "CallDetail",
    "CallList",
    "CloseComplaint",
    "ComplaintDetail",
    "ComplaintList",
    "EscalateComplaint",
    "FinishCall",
    "OpenComplaint",
    "Player",
    "ReopenComplaint",
    "ResolveComplaint",
    "SkipCall",
    "TakeComplaint",
    "next_call",
    "survey",
    "take_call",
]
