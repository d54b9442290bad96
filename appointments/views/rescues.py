"""Rescues: the list with its clock, one rescue, and the acts on it (SERVICE-R45)."""

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
from accounts.transitions import acts_of
from appointments.actions import rescues
from appointments.filters import RescueFilter
from appointments.forms.requests import CrewForm, ReasonForm, RescueForm
from appointments.models.rescues import Rescue
from appointments.perms import AppointmentPerm
from appointments.presenters.requests import Caller, caller_of, with_clocks
from core.masks import whole
from core.views import DetailPage, FormPage, ListPage
from customers.presenters import phone_for, plate_for


class RescueList(ListPage):
    needs = AppointmentPerm.RESCUE_WORK
    title = gettext_lazy("Rescues")
    template_name = "appointments/rescue_list.html"
    filter_class = RescueFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": gettext_lazy("Nobody waits beside the road."), "icon": "smile"}
    columns = [
        (gettext_lazy("number"), lambda row, access: row.number),
        (gettext_lazy("Customer"), lambda row, access: str(row.customer or "")),
        (gettext_lazy("Phone"), lambda row, access: phone_for(access, row.phone)),
        (gettext_lazy("Plate"), lambda row, access: plate_for(access, row.vehicle.plate) if row.vehicle else ""),
        (gettext_lazy("where the car stands"), lambda row, access: row.place),
        (gettext_lazy("Status"), lambda row, access: row.get_status_display()),
        (pgettext_lazy("rescue", "Asked for"), lambda row, access: row.asked_at),
        (pgettext_lazy("rescue", "On the way"), lambda row, access: row.dispatched_at),
        (pgettext_lazy("rescue", "On site"), lambda row, access: row.on_site_at),
        (pgettext_lazy("rescue", "Towed in"), lambda row, access: row.towed_at),
        (pgettext_lazy("rescue", "Fixed on the spot"), lambda row, access: row.fixed_at),
    ]

    def get_queryset(self):
        return Rescue.objects.with_people().order_by("-asked_at", "-pk")

    def parameters(self):
        """Without any parameter the list shows the rescues that are open."""
        sent = self.request.GET
        return sent if sent.keys() - {"page", "format"} else {**sent.dict(), "state": "open"}

    def paged(self, rows):
        context, by, at = super().paged(rows), self.request.access, now()
        with_clocks(context["page_obj"].object_list, by=by, at=at)
        return context | {"at": at}

    def get_context_data(self, **kwargs):
        return super().get_context_data(chips=self.chips(), **kwargs)

    def chips(self) -> list[dict]:
        here = self.parameters().get("state", "")
        choices = [
            (pgettext_lazy("rescues", "Open"), "open"),
            (pgettext_lazy("rescues", "Ended"), "ended"),
            (gettext_lazy("All"), ""),
        ]
        return [{"label": label, "url": f"?state={code}", "active": code == here} for label, code in choices]


class RescueDetail(DetailPage):
    needs = AppointmentPerm.RESCUE_WORK
    template_name = "appointments/rescue_detail.html"

    def get_queryset(self):
        return Rescue.objects.with_people()

    def get_context_data(self, **kwargs):
        by, at = self.request.access, now()
        with_clocks([self.object], by=by, at=at)
        return super().get_context_data(
            at=at,
            acts=acts_of(self.object, by, at),
            back_url=reverse("rescue_list"),
            crew_phone=phone_for(by, self.object.crew_phone),
            **kwargs,
        )


class AskRescue(FormPage):
    needs = AppointmentPerm.RESCUE_WORK
    title = gettext_lazy("New rescue")
    template_name = "appointments/rescue_form.html"
    form_class = RescueForm

    @cached_property
    def caller(self) -> Caller:
        return caller_of(self.request)

    def get_initial(self):
        return {"phone": self.caller.phone, "words": self.caller.words}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "vehicle": self.caller.vehicle}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=reverse("rescue_list"), caller=self.caller, **kwargs)

    def act(self, form):
        facts = form.facts | {"vehicle": self.caller.vehicle, "call": self.caller.call}
        rescue = rescues.ask_rescue(by=self.request.access, at=now(), **facts)
        messages.success(self.request, _("The rescue is open; the service manager was told."))
        return rescue


class RescueForms(FormPage):
    """A form about one rescue."""

    needs = AppointmentPerm.RESCUE_WORK
    template_name = "appointments/rescue_act.html"

    @cached_property
    def rescue(self):
        return get_object_or_404(Rescue.objects.with_people(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        with_clocks([self.rescue], by=self.request.access, at=now())
        return super().get_context_data(rescue=self.rescue, back_url=self.rescue.get_absolute_url(), **kwargs)


class DispatchRescue(RescueForms):
    title = gettext_lazy("Who goes?")
    form_class = CrewForm

    def get_initial(self):
        return {"crew": self.rescue.crew, "crew_phone": whole(self.rescue.crew_phone)}

    def act(self, form):
        return rescues.dispatch_rescue(self.rescue, by=self.request.access, at=now(), **form.facts)


class CallOffRescue(RescueForms):
    title = gettext_lazy("Call the rescue off")
    form_class = ReasonForm

    def act(self, form):
        return rescues.call_off_rescue(self.rescue, by=self.request.access, at=now(), **form.facts)


@needs(AppointmentPerm.RESCUE_WORK)
@require_POST
def arrive(request, pk):
    return redirect(rescues.arrive_at_rescue(get_object_or_404(Rescue, pk=pk), by=request.access, at=now()))


@needs(AppointmentPerm.RESCUE_WORK)
@require_POST
def tow(request, pk):
    return redirect(rescues.tow_rescue(get_object_or_404(Rescue, pk=pk), by=request.access, at=now()))


@needs(AppointmentPerm.RESCUE_WORK)
@require_POST
def fix(request, pk):
    return redirect(rescues.fix_rescue(get_object_or_404(Rescue, pk=pk), by=request.access, at=now()))


@needs(AppointmentPerm.RESCUE_WORK)
@require_POST
def close(request, pk):
    return redirect(rescues.close_rescue(get_object_or_404(Rescue, pk=pk), by=request.access, at=now()))
