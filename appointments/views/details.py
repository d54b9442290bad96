"""One appointment: what is known, what is prepared, what can be done next."""

from django.utils.timezone import now

from accounts.transitions import acts_of
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from core.views import DetailPage
from customers.models.messages import Message
from parts.rules import stock


class AppointmentDetail(DetailPage):
    needs = AppointmentPerm.APPOINTMENT_VIEW
    template_name = "appointments/appointment_detail.html"

    def get_queryset(self):
        return Appointment.objects.with_people().select_related("prepared_by").with_readiness().with_fault_words()

    def get_context_data(self, **kwargs):
        appointment = self.object
        promised = appointment.confirmations.filter(version=appointment.time_version).order_by("due_at", "side")
        needs = list(appointment.needs.select_related("reservation__item__part").order_by("pk"))
        days = stock.expected_days([need.reservation for need in needs])
        for need in needs:
            need.expected_on = days.get(need.reservation_id)
        segments = appointment.segments.filter(version=appointment.time_version).select_related("bay", "technician")
        return super().get_context_data(
            acts=acts_of(appointment, self.request.access, now()),
            confirmations=promised,
            items=appointment.preparation.select_related("owner", "done_by").order_by("pk"),
            needs=needs,
            lost=[need for need in needs if need.is_lost],
            segments=segments.order_by("position"),
            risks=appointment.risks.open().order_by("since", "pk") if appointment.is_expected else [],
            sent=Message.objects.filter(purpose__startswith="appointment_", source_id=appointment.pk).order_by("pk"),
            events=appointment.visit_events.select_related("by").order_by("-at", "-pk"),
            **kwargs,
        )
