"""Corrects the judgement of a rule on an appointment, and takes the correction back."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from appointments.actions import corrections
from appointments.audit import judge
from appointments.audit.catalogue import rule_of
from appointments.audit.corrections import fingerprint
from appointments.audit.people import accountable
from appointments.forms.corrections import CorrectionForm
from appointments.models.corrections import Correction
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules.corrections import why_not_correct
from core.errors import Stale
from core.views import FormPage


def rule_or_404(code):
    rule = rule_of(code)
    if rule is None:
        raise Http404
    return rule


class CorrectRule(FormPage):
    needs = AppointmentPerm.AUDIT_CORRECT
    template_name = "appointments/audit_correct.html"
    form_class = CorrectionForm

    @cached_property
    def rule(self):
        return rule_or_404(self.kwargs["code"])

    @cached_property
    def audit(self):
        audit = judge.of(self.kwargs["pk"], store=self.request.access.store, at=now())
        if audit is None:
            raise Http404
        return audit

    @property
    def judgement(self):
        return self.audit.judgements[self.rule]

    def get_title(self):
        return f"{self.rule.code} · {self.rule.name}"

    def get_initial(self):
        return {"seen": fingerprint(self.judgement)}

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"without": self.judgement.by_records}

    def get_context_data(self, **kwargs):
        if isinstance(kwargs.get("refusal"), Stale):
            del self.audit
            kwargs["form"].show_present(fingerprint(self.judgement))
        judgement, appointment = self.judgement, self.audit.appointment
        responsible = accountable(self.rule.code, self.audit.facts, judgement)
        history = Correction.objects.of_rule(appointment, self.rule.code)
        facts = {"appointment": appointment, "judgement": judgement, "rule": self.rule, "responsible": responsible}
        facts["why_not"] = why_not_correct(judgement, responsible, self.request.access)
        back_url = f"{appointment.get_absolute_url()}#audit"
        return super().get_context_data(**facts, history=history, back_url=back_url, **kwargs)

    def act(self, form):
        visit = self.audit.appointment
        corrections.correct(visit, by=self.request.access, at=now(), rule=self.rule, **form.facts)
        messages.success(self.request, _("Corrected. The records stay as they are."))
        return f"{visit.get_absolute_url()}#audit"


@needs(AppointmentPerm.AUDIT_CORRECT)
@require_POST
def take_back(request, pk, code):
    visit = get_object_or_404(Appointment, pk=pk)
    corrections.take_back(visit, by=request.access, at=now(), rule=rule_or_404(code))
    messages.success(request, _("Taken back. The records count again."))
    return redirect(f"{visit.get_absolute_url()}#audit")
