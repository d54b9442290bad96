"""Addresses of the pages."""

from django.urls import path

from appointments.views import details

urlpatterns = [
    path("appointments/<int:pk>/", details.AppointmentDetail.as_view(), name="appointment_detail"),
]
