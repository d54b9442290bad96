"""One appointment: what is known, what is prepared, what can be done next."""

from accounts.roles import Perm
from appointments.models import Appointment
from core.views import DetailPage


class AppointmentDetail(DetailPage):
    needs = Perm.APPOINTMENT_VIEW
    template_name = "appointments/appointment_detail.html"

    def get_queryset(self):
        return Appointment.objects.with_people()
