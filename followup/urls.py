"""Addresses of calls, complaints and the survey."""

from django.urls import path

from followup.views import calls, surveys
from followup.views.calls import CallDetail, CallList, FinishCall, Player, SkipCall
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

urlpatterns = [
    path("calls/", CallList.as_view(), name="call_list"),
    path("calls/player/", Player.as_view(), name="call_player"),
    path("calls/next/", calls.next_call, name="call_next"),
    path("calls/<int:pk>/", CallDetail.as_view(), name="call_detail"),
    path("calls/<int:pk>/take/", calls.take_call, name="call_take"),
    path("calls/<int:pk>/skip/", SkipCall.as_view(), name="call_skip"),
    path("calls/<int:pk>/finish/", FinishCall.as_view(), name="call_finish"),
    path("complaints/", ComplaintList.as_view(), name="complaint_list"),
    path("complaints/new/", OpenComplaint.as_view(), name="complaint_new"),
    path("complaints/<int:pk>/", ComplaintDetail.as_view(), name="complaint_detail"),
    path("complaints/<int:pk>/take/", TakeComplaint.as_view(), name="complaint_take"),
    path("complaints/<int:pk>/answer/", AnswerComplaint.as_view(), name="complaint_answer"),
    path("complaints/<int:pk>/resolve/", ResolveComplaint.as_view(), name="complaint_resolve"),
    path("complaints/<int:pk>/close/", CloseComplaint.as_view(), name="complaint_close"),
    path("complaints/<int:pk>/reopen/", ReopenComplaint.as_view(), name="complaint_reopen"),
    path("complaints/<int:pk>/escalate/", EscalateComplaint.as_view(), name="complaint_escalate"),
    path("s/<str:token>/", surveys.survey, name="survey"),
]
