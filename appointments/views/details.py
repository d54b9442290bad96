"""One appointment: what is known, what is prepared, what can be done next."""

from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.transitions import acts_of
from appointments.actions.answers import correct_answers
from appointments.forms.answers import AnswersForm
from appointments.models.risks import Risk
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import transport
from appointments.rules.answers import questions_about, why_not_correct
from core.views import DetailPage, FormPage
from customers.models.messages import Message
from parts.rules import stock


class AppointmentDetail(DetailPage):
    needs = AppointmentPerm.APPOINTMENT_VIEW
    template_name = "appointments/appointment_detail.html"

    def get_queryset(self):
        rows = Appointment.objects.with_people().select_related("prepared_by").with_readiness().with_fault_words()
        return rows.annotate(has_risk=Exists(Risk.objects.open().filter(appointment=OuterRef("pk"))))

    def get_context_data(self, **kwargs):
        appointment = self.object
        promised = appointment.confirmations.filter(version=appointment.time_version).order_by("due_at", "side")
        needs = list(appointment.needs.select_related("reservation__item__part").order_by("pk"))
        days = stock.expected_days([need.reservation for need in needs])
        for need in needs:
            need.expected_on = days.get(need.reservation_id)
        segments = appointment.segments.filter(version=appointment.time_version).select_related("bay", "technician")
        return super().get_context_data(
            corrects=self.request.access.can(AppointmentPerm.APPOINTMENT_BOOK) and not why_not_correct(appointment),
            ways=transport.ways_of(appointment),
            acts=acts_of(appointment, self.request.access, now()),
            confirmations=promised,
            items=appointment.preparation.select_related("owner", "done_by").order_by("pk"),
            needs=needs,
            lost=[need for need in needs if need.is_lost],
            segments=segments.order_by("position"),
            risks=self.risks(),
            sent=Message.objects.filter(purpose__startswith="appointment_", source_id=appointment.pk).order_by("pk"),
            events=appointment.visit_events.select_related("by").order_by("-at", "-pk"),
            **kwargs,
        )

    def risks(self):
        """The open causes of risk; most appointments have none, and ask for none."""
        if not (self.object.is_expected and self.object.has_risk):
            return []
        return self.object.risks.open().order_by("since", "pk")


class CorrectAnswers(FormPage):
    needs = AppointmentPerm.APPOINTMENT_BOOK
    title = _("What the customer answered")
    template_name = "appointments/answers_form.html"
    form_class = AnswersForm
    appointment: Appointment

    def dispatch(self, request, *args, **kwargs):
        rows = Appointment.objects.with_people().with_faults().with_answers()
        self.appointment = get_object_or_404(rows, pk=kwargs["pk"])
        return super().dispatch(request, *args, **kwargs)

    def get_form_kwargs(self):
        faults = [row.fault for row in self.appointment.fault_rows.all()]
        given = {row.question_id: row.answer.code for row in self.appointment.answer_rows.all()}
        return super().get_form_kwargs() | {"questions": questions_about(faults), "given": given}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=self.appointment.get_absolute_url(), **kwargs)

    def act(self, form):
        return correct_answers(self.appointment, by=self.request.access, at=now(), answers=form.chosen())
