"""Addresses of the pages."""

from django.urls import path

from appointments.views import acts, audit, calls, desk, details, estimates, lists, public, rescues, unmet

urlpatterns = [
    path("book/", desk.booking, name="booking"),
    path("book/new/", desk.NewCaller.as_view(), name="booking_new_caller"),
    path("appointments/", lists.AppointmentList.as_view(), name="appointment_list"),
    path("hotline/", calls.PhoneCallList.as_view(), name="phone_call_list"),
    path("hotline/new/", calls.WriteCall.as_view(), name="phone_call_new"),
    path("hotline/<int:pk>/note/", calls.NoteCall.as_view(), name="phone_call_note"),
    path("hotline/<int:pk>/back/", calls.CallBack.as_view(), name="phone_call_back"),
    path("unmet/", unmet.UnmetList.as_view(), name="unmet_list"),
    path("unmet/new/", unmet.LogUnmet.as_view(), name="unmet_new"),
    path("unmet/kinds/<slug:code>/", unmet.DecideUnmet.as_view(), name="unmet_decide"),
    path("rescues/", rescues.RescueList.as_view(), name="rescue_list"),
    path("rescues/new/", rescues.AskRescue.as_view(), name="rescue_new"),
    path("rescues/<int:pk>/", rescues.RescueDetail.as_view(), name="rescue_detail"),
    path("rescues/<int:pk>/dispatch/", rescues.DispatchRescue.as_view(), name="rescue_dispatch"),
    path("rescues/<int:pk>/arrive/", rescues.arrive, name="rescue_arrive"),
    path("rescues/<int:pk>/tow/", rescues.tow, name="rescue_tow"),
    path("rescues/<int:pk>/fix/", rescues.fix, name="rescue_fix"),
    path("rescues/<int:pk>/close/", rescues.close, name="rescue_close"),
    path("rescues/<int:pk>/call-off/", rescues.CallOffRescue.as_view(), name="rescue_call_off"),
    path("estimates/<int:pk>/", estimates.EstimateDetail.as_view(), name="estimate_detail"),
    path("a/<str:token>/", public.appointment, name="public_appointment"),
    path("appointments/<int:pk>/", details.AppointmentDetail.as_view(), name="appointment_detail"),
    path("appointments/<int:pk>/audit/", audit.AppointmentAudit.as_view(), name="appointment_audit"),
    path("appointments/rules/", audit.AuditBoard.as_view(), name="audit_board"),
    path("appointments/rules/rows/", audit.AuditRows.as_view(), name="audit_rows"),
    path("appointments/<int:pk>/confirm/", acts.confirm, name="appointment_confirm"),
    path("appointments/<int:pk>/arrive/", acts.arrive, name="appointment_arrive"),
    path("appointments/<int:pk>/no-show/", acts.no_show, name="appointment_no_show"),
    path("appointments/<int:pk>/move/", acts.Move.as_view(), name="appointment_move"),
    path("appointments/<int:pk>/cancel/", acts.Cancel.as_view(), name="appointment_cancel"),
    path("appointments/<int:pk>/at-risk/", acts.AtRisk.as_view(), name="appointment_at_risk"),
    path("preparation/<int:pk>/", acts.prepare, name="prepare"),
]
