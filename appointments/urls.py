"""Addresses of the pages."""

from django.urls import path

from appointments.views import acts, audit, calls, desk, details, estimates, lists, public

urlpatterns = [
    path("book/", desk.booking, name="booking"),
    path("book/new/", desk.NewCaller.as_view(), name="booking_new_caller"),
    path("appointments/", lists.AppointmentList.as_view(), name="appointment_list"),
    path("hotline/", calls.PhoneCallList.as_view(), name="phone_call_list"),
    path("hotline/new/", calls.WriteCall.as_view(), name="phone_call_new"),
    path("hotline/<int:pk>/note/", calls.NoteCall.as_view(), name="phone_call_note"),
    path("hotline/<int:pk>/back/", calls.CallBack.as_view(), name="phone_call_back"),
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
    path("appointments/<int:pk>/sign/", acts.sign, name="appointment_sign"),
    path("appointments/<int:pk>/keep-again/", acts.keep_again, name="appointment_keep_again"),
    path("appointments/preparation/", lists.PreparationBoard.as_view(), name="preparation_board"),
    path("preparation/<int:pk>/", acts.prepare, name="prepare"),
]
