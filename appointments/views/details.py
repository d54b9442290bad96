"""One appointment: what is known, what is prepared, what can be done next."""

from django.utils.timezone import now

from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import moves
from core.views import DetailPage
from customers.models.messages import Message


class AppointmentDetail(DetailPage):
    needs = AppointmentPerm.APPOINTMENT_VIEW
    template_name = "appointments/appointment_detail.html"

    def get_queryset(self):
        return Appointment.objects.with_people().with_readiness().with_fault_words()

    def get_context_data(self, **kwargs):
        appointment = self.object
        promised = appointment.confirmations.filter(version=appointment.time_version).order_by("due_at", "side")
        needs = appointment.needs.select_related("reservation__item__part").order_by("pk")
        segments = appointment.segments.filter(version=appointment.time_version).select_related("bay", "technician")
        return super().get_context_data(
            why_not=why_not(appointment, self.request.access, now()),
            confirmations=promised,
            items=appointment.preparation.select_related("owner", "done_by").order_by("pk"),
            needs=needs,
            segments=segments.order_by("position"),
            sent=Message.objects.filter(purpose__startswith="appointment_", source_id=appointment.pk).order_by("pk"),
            events=appointment.visit_events.select_related("by").order_by("-at", "-pk"),
            **kwargs,
        )


def why_not(appointment: Appointment, access, at) -> dict:
    """Why each act is not possible now, by its name; the same rules guard the acts."""
    gone = moves.why_not_expected(appointment)
    return {
        "arrive": gone or moves.why_not_arrive(appointment, access, at),
        "confirm": moves.why_not_confirm(appointment, access, at),
        "change": moves.why_not_change(appointment, access, at),
        "at_risk": moves.why_not_at_risk(appointment, access, at, reason="?"),
        "no_show": gone or moves.why_not_no_show(appointment, access, at),
    }
