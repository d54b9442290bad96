"""Customers who are late: the list with its clock, and what they say when they are called (SERVICE-D9)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.perms import StaffPerm
from appointments.actions import late
from appointments.filters import LateCallFilter
from appointments.forms.visits import SetOutForm
from appointments.models.late import LateCall
from appointments.perms import AppointmentPerm
from appointments.presenters.late import free_today, with_clocks
from appointments.rules.late import why_not_call_late
from appointments.settings import LATE_CALL
from core.parameters import key
from core.views import FormPage, ListPage
from customers.presenters import plate_for


class LateCallList(ListPage):
    needs = AppointmentPerm.CALL_TAKE
    title = gettext_lazy("Late customers")
    template_name = "appointments/late_call_list.html"
    filter_class = LateCallFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": gettext_lazy("Nobody is late."), "icon": "smile"}
    columns = [
        (
            gettext_lazy("Start"),
            lambda row, access: row.appointment.start.astimezone(access.store.zone).replace(tzinfo=None),
        ),
        (gettext_lazy("Plate"), lambda row, access: plate_for(access, row.appointment.vehicle.plate)),
        (gettext_lazy("Customer"), lambda row, access: str(row.appointment.customer or "")),
        (gettext_lazy("Service advisor"), lambda row, access: row.appointment.advisor.name),
        (gettext_lazy("Status"), lambda row, access: str(row.get_status_display())),
    ]

    def get_queryset(self):
        return LateCall.objects.with_visits().order_by("-due_at", "-pk")

    def parameters(self):
        """Without any parameter the list shows who is to be called."""
        sent = self.request.GET
        return sent if sent.keys() - {"page", "format"} else {**sent.dict(), "state": "open"}

    def paged(self, rows):
        context, at = super().paged(rows), now()
        with_clocks(context["page_obj"].object_list, by=self.request.access, at=at)
        return context | {"at": at}

    def get_context_data(self, **kwargs):
        here = self.parameters().get("state", "")
        choices = {"open": pgettext_lazy("late", "To be called"), "": gettext_lazy("All")}
        chips = [{"label": label, "url": f"?state={code}", "active": code == here} for code, label in choices.items()]
        return super().get_context_data(chips=chips, **kwargs)


class SetOut(FormPage):
    """He is on his way: one of the times that are free today, or the time as it stands."""

    needs = AppointmentPerm.CALL_TAKE
    title = gettext_lazy("He is on his way")
    form_class = SetOutForm
    template_name = "appointments/late_call_set_out.html"

    @cached_property
    def call(self):
        return get_object_or_404(LateCall.objects.with_visits(), pk=self.kwargs["pk"])

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"store": self.request.access.store, "at": now()}

    def get_context_data(self, **kwargs):
        by, at = self.request.access, now()
        why_not = why_not_call_late(self.call, by, at)
        slots = [] if why_not else free_today(self.call.appointment, by=by, at=at)
        facts = {"call": self.call, "why_not": why_not, "slots": slots, "minutes": LATE_CALL.of(by.store)}
        return super().get_context_data(back_url=reverse("late_call_list"), **facts, **kwargs)

    def act(self, form):
        call = late.set_out(self.call, by=self.request.access, at=now(), start=form.cleaned_data["start"])
        messages.success(self.request, _("He is on his way; he is expected until then."))
        return call.appointment


@needs(AppointmentPerm.CALL_TAKE)
@require_POST
def not_coming(request, pk):
    late.stay_away(get_object_or_404(LateCall, pk=pk), by=request.access, at=now())
    messages.success(request, _("Noted: he does not come, and his time is free."))
    return redirect("late_call_list")


@needs(AppointmentPerm.CALL_TAKE)
@require_POST
def not_reached(request, pk):
    tries = key(request.POST.get("tries"))
    late.not_reach(get_object_or_404(LateCall, pk=pk), by=request.access, at=now(), tries=tries)
    messages.info(request, _("Nobody answered: he stays in the list."))
    return redirect("late_call_list")
