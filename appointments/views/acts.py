"""Acts on one appointment: each view loads it, calls one action, answers with its page."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from appointments.actions import goods, groups, late, moving, preparation, visits
from appointments.forms.visits import MoveForm, PrepareForm, VisitReasonForm
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import moves
from appointments.views.times import by_day
from capacity.slots import reasons, times
from core.clock import day_bounds, day_or_none
from core.errors import Stale
from core.parameters import key
from core.templatetags.formats import daytime
from core.views import FormPage
from parts.perms import PartPerm

SHOWN = 160


def seen(request) -> dict[str, int | None]:
    """The time of the appointment that the page of the button showed."""
    return {"time_version": key(request.POST.get("time_version"))}


@needs(AppointmentPerm.APPOINTMENT_CONFIRM)
@require_POST
def confirm(request, pk):
    kept = visits.confirm(get_object_or_404(Appointment, pk=pk), by=request.access, at=now(), **seen(request))
    messages.success(request, _("The customer keeps it."))
    return redirect(kept)


@needs(AppointmentPerm.APPOINTMENT_RECEIVE)
@require_POST
def arrive(request, pk):
    visit = get_object_or_404(Appointment, pk=pk)
    return redirect(visits.arrive(visit, by=request.access, at=now(), **seen(request)))


@needs(AppointmentPerm.APPOINTMENT_BOOK)
@require_POST
def no_show(request, pk):
    visit = get_object_or_404(Appointment, pk=pk)
    return redirect(visits.mark_no_show(visit, by=request.access, at=now(), **seen(request)))


@needs(AppointmentPerm.APPOINTMENT_RECEIVE)
@require_POST
def come_late(request, pk):
    visit = late.come_late(get_object_or_404(Appointment, pk=pk), by=request.access, at=now(), **seen(request))
    messages.success(
        request, _("The car is here: %(when)s, %(bay)s.") % {"when": daytime(visit.start), "bay": visit.bay}
    )
    return redirect(visit)


@needs(AppointmentPerm.APPOINTMENT_PREPARE, PartPerm.PART_MOVE)
@require_POST
def prepare(request, pk):
    form = PrepareForm(request.POST)
    facts = form.facts if form.is_valid() else {}
    item = preparation.prepare(get_object_or_404(PrepItem, pk=pk), by=request.access, at=now(), **facts)
    return redirect(f"{item.appointment.get_absolute_url()}#preparation")


@needs(AppointmentPerm.APPOINTMENT_PREPARE)
@require_POST
def sign(request, pk):
    signed = groups.sign(get_object_or_404(Appointment, pk=pk), by=request.access, at=now(), **seen(request))
    messages.success(request, _("Signed: everything is prepared."))
    return redirect(signed)


@needs(AppointmentPerm.APPOINTMENT_PREPARE, PartPerm.PART_MOVE)
@require_POST
def keep_again(request, pk):
    return redirect(goods.keep_again(get_object_or_404(Appointment, pk=pk), by=request.access, at=now()))


class AppointmentForm(FormPage):
    """A form that acts on one appointment."""

    needs = AppointmentPerm.APPOINTMENT_BOOK

    @cached_property
    def appointment(self):
        return get_object_or_404(Appointment.objects.with_people(), pk=self.kwargs["pk"])

    def get_initial(self):
        return {"time_version": self.appointment.time_version}

    def get_context_data(self, **kwargs):
        if isinstance(kwargs.get("refusal"), Stale):
            self.show_present(kwargs["form"])
        facts = {"appointment": self.appointment, "back_url": self.appointment.get_absolute_url()}
        return super().get_context_data(**facts, why_not=self.why_not(), **kwargs)

    def show_present(self, form) -> None:
        """Read the appointment again, which somebody has moved; the next press is on what is shown then."""
        del self.appointment
        form.show_present(self.appointment.time_version)

    def why_not(self) -> str | None:
        """Why the form cannot be sent any more, shown when the page opens."""
        return moves.why_not_change(self.appointment, self.request.access, now())


class Cancel(AppointmentForm):
    title = gettext_lazy("Cancel the appointment")
    form_class = VisitReasonForm
    template_name = "appointments/appointment_cancel.html"

    def act(self, form):
        return visits.cancel(self.appointment, by=self.request.access, at=now(), **form.facts)


class AtRisk(AppointmentForm):
    """The customer is told at once, with the times that are free instead."""

    needs = (AppointmentPerm.APPOINTMENT_BOOK, AppointmentPerm.APPOINTMENT_PREPARE)
    title = gettext_lazy("We may not be able to keep it")
    form_class = VisitReasonForm
    template_name = "appointments/appointment_at_risk.html"

    def why_not(self):
        return moves.why_not_warn(self.appointment, self.request.access, now())

    def act(self, form):
        return visits.put_at_risk(self.appointment, by=self.request.access, at=now(), **form.facts)


class Move(AppointmentForm):
    title = gettext_lazy("Move the appointment")
    form_class = MoveForm
    template_name = "appointments/appointment_move.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"store": self.request.access.store, "at": now()}

    def act(self, form):
        start, advisor = form.cleaned_data["slot"]
        facts = {"start": start, "advisor": advisor, "reason": form.cleaned_data["reason"]}
        facts["time_version"] = form.cleaned_data["time_version"]
        return moving.reschedule(self.appointment, by=self.request.access, at=now(), **facts)

    def get_context_data(self, **kwargs):
        if self.why_not():
            return super().get_context_data(days=[], **kwargs)
        store, at, day = self.request.access.store, now(), day_or_none(self.request.GET.get("day", ""))
        start_from = max(at, day_bounds(day, store.zone)[0]) if day else at
        wish = moving.wish_to_move(self.appointment, by=self.request.access, at=at, start_from=start_from)
        start, advisor = self.chosen(kwargs.get("form"))
        days = by_day(times.offered(wish, SHOWN), store, start)
        missing = [] if days else reasons.missing(wish)
        chosen = {"chosen": start, "chosen_advisor": advisor}
        return super().get_context_data(days=days, day=day, missing=missing, **chosen, **kwargs)

    def chosen(self, form):
        """The time and the advisor that were chosen before the form came back."""
        return getattr(form, "cleaned_data", {}).get("slot") or (None, None)
