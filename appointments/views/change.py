"""The page on which a standing appointment is changed."""

from django.contrib import messages
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from appointments.actions import changing
from appointments.forms.change import ChangeForm
from appointments.presenters.changing import ChangeDesk
from appointments.rules import changes, moves
from appointments.rules.changes import Change
from appointments.views.acts import AppointmentForm
from core.parameters import moment
from customers.presenters import phone_for

SHOWN = ("complaint", "diagnosis_note", "transport", "address", "contact_name")


class ChangeAppointment(AppointmentForm):
    """Searching for work sends the form by GET and keeps what was entered; the button changes."""

    title = gettext_lazy("Change the appointment")
    submit_label = pgettext_lazy("appointment", "Change")
    form_class = ChangeForm
    template_name = "appointments/appointment_change.html"

    @cached_property
    def desk(self) -> ChangeDesk:
        sent = self.request.POST if self.request.method == "POST" else self.request.GET
        return ChangeDesk(self.appointment, sent, by=self.request.access, at=now())

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"appointment": self.appointment}

    def get_initial(self):
        visit = self.appointment
        stands = {name: getattr(visit, name) for name in SHOWN} | {"content_version": visit.content_version}
        stands["contact_phone"] = phone_for(self.request.access, visit.contact_phone)
        people = {"advisor": visit.advisor_id, "technician": visit.technician_id, "bay": visit.bay_id}
        typed = {name: self.request.GET[name] for name in [*stands, *people, "reason"] if name in self.request.GET}
        return super().get_initial() | stands | people | typed

    def why_not(self):
        visit, by = self.appointment, self.request.access
        return changes.why_not_change_now(visit, by, now()) or moves.why_not_expected(visit)

    def act(self, form):
        desk, before = self.desk, self.appointment.content_version
        work = {"operations": desk.operations, "packages": desk.packages, "parts": desk.parts, "faults": desk.faults}
        changed = changing.change(self.appointment, Change(**form.facts, **work), by=self.request.access, at=now())
        if changed.content_version == before:
            messages.info(self.request, _("Nothing is another than before: nothing was changed."))
        else:
            messages.success(self.request, _("Changed. Everybody concerned was told."))
        return changed

    def get_context_data(self, **kwargs):
        facts = super().get_context_data(**kwargs)
        offers = getattr(facts.get("refusal"), "extra", {}).get("alternatives", [])
        times = [slot | {"moment": moment(slot["start"])} for slot in offers]
        return facts | {"desk": self.desk, "offers": times}
