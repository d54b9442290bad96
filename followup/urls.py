"""Addresses of calls, complaints and the survey."""

from django.urls import path

from followup import views

urlpatterns = [
    path("calls/", views.CallList.as_view(), name="call_list"),
    path("calls/player/", views.Player.as_view(), name="call_player"),
    path("calls/next/", views.next_call, name="call_next"),
    path("calls/<int:pk>/", views.CallDetail.as_view(), name="call_detail"),
    path("calls/<int:pk>/take/", views.take_call, name="call_take"),
    path("calls/<int:pk>/skip/", views.SkipCall.as_view(), name="call_skip"),
    path("calls/<int:pk>/finish/", views.FinishCall.as_view(), name="call_finish"),
    path("complaints/", views.ComplaintList.as_view(), name="complaint_list"),
    path("complaints/new/", views.OpenComplaint.as_view(), name="complaint_new"),
    path("complaints/<int:pk>/", views.ComplaintDetail.as_view(), name="complaint_detail"),
    path("complaints/<int:pk>/take/", views.TakeComplaint.as_view(), name="complaint_take"),
    path("complaints/<int:pk>/answer/", views.AnswerComplaint.as_view(), name="complaint_answer"),
    path("complaints/<int:pk>/resolve/", views.ResolveComplaint.as_view(), name="complaint_resolve"),
    path("complaints/<int:pk>/close/", views.CloseComplaint.as_view(), name="complaint_close"),
    path("complaints/<int:pk>/reopen/", views.ReopenComplaint.as_view(), name="complaint_reopen"),
    path("complaints/<int:pk>/escalate/", views.EscalateComplaint.as_view(), name="complaint_escalate"),
    path("s/<str:token>/", views.survey, name="survey"),
]
