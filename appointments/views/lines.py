"""The lines of the store: which numbers customers dial, and the one on documents (SERVICE-R2)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from appointments.actions import lines
from appointments.forms.calls import LineForm
from appointments.models.lines import PhoneLine
from appointments.perms import AppointmentPerm
from appointments.presenters.hotline import line_rows
from core.views import FormPage


class Lines(FormPage):
    needs = AppointmentPerm.LINE_MANAGE
    title = gettext_lazy("Telephone lines")
    template_name = "appointments/line_list.html"
    form_class = LineForm

    def get_context_data(self, **kwargs):
        store = self.request.access.store
        rows, printed = line_rows(store)
        return super().get_context_data(rows=rows, printed=printed, store=store, submit_label=_("Add"), **kwargs)

    def act(self, form):
        lines.add_line(by=self.request.access, at=now(), **form.facts)
        messages.success(self.request, _("The line is in the list."))
        return "line_list"


@needs(AppointmentPerm.LINE_MANAGE)
@require_POST
def show_on_documents(request, pk):
    lines.print_line(get_object_or_404(PhoneLine, pk=pk), by=request.access, at=now())
    return redirect("line_list")


@needs(AppointmentPerm.LINE_MANAGE)
@require_POST
def use(request, pk):
    lines.use_line(get_object_or_404(PhoneLine, pk=pk), by=request.access, at=now(), in_use=True)
    return redirect("line_list")


@needs(AppointmentPerm.LINE_MANAGE)
@require_POST
def withdraw(request, pk):
    lines.use_line(get_object_or_404(PhoneLine, pk=pk), by=request.access, at=now(), in_use=False)
    return redirect("line_list")
