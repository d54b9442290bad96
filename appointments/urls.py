"""Addresses of the pages."""

from django.urls import path

from appointments.views import board, desk, details, lists, public

urlpatterns = [
    path("book/", desk.booking, name="booking"),
    path("book/new/", desk.NewCaller.as_view(), name="booking_new_caller"),
    path("appointments/", lists.AppointmentList.as_view(), name="appointment_list"),
    path("hotline/", lists.PhoneCallList.as_view(), name="phone_call_list"),
    path("bays/", board.BayBoard.as_view(), name="bay_board"),
    path("a/<str:token>/", public.appointment, name="public_appointment"),
    path("appointments/<int:pk>/", details.AppointmentDetail.as_view(), name="appointment_detail"),
]
