"""Pages of shifts and duty."""

from datetime import timedelta

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from capacity import rules
from capacity.actions import roster
from capacity.forms import DutyForm, ShiftDayForm, WeekForm
from capacity.models.roster import Duty, ShiftDay
from capacity.perms import CapacityPerm
from capacity.presenters.resources import duties, initial_of, plan_of
from capacity.views.resources import OfResource
from core.clock import day_or_none
from core.views import FormPage, Page

WEEK = timedelta(days=7)


class WeekEdit(OfResource):
    title = _("Week of shifts")
    form_class = WeekForm
    template_name = "capacity/week_form.html"

    def get_initial(self):
        today = self.request.access.store.today(now())
        return {"since": today, **initial_of(plan_of(self.one, today).week)}

    def act(self, form):
        return roster.set_week(self.one, by=self.request.access, at=now(), **form.facts)


class ShiftDayNew(OfResource):
    title = _("A day that differs")
    form_class = ShiftDayForm

    def act(self, form):
        return roster.set_day(self.one, by=self.request.access, at=now(), **form.facts).resource


@needs(CapacityPerm.CAPACITY_MANAGE)
@require_POST
def shift_day_clear(request, pk):
    day = get_object_or_404(ShiftDay.objects.select_related("resource"), pk=pk)
    return redirect(roster.clear_day(day, by=request.access, at=now()))


class DutyWeek(Page):
    """Who is on the hotline and who receives, in one week."""

    needs = CapacityPerm.CAPACITY_VIEW
    title = _("Duty")
    template_name = "capacity/duty.html"

    def get_context_data(self, **kwargs):
        today = self.request.access.store.today(now())
        first = day_or_none(self.request.GET.get("from", "")) or today
        days = duties(first, first + WEEK - timedelta(days=1))
        around = {"before": first - WEEK, "after": first + WEEK}
        return super().get_context_data(days=days, today=today, **around, **kwargs)


class DutyNew(FormPage):
    needs = CapacityPerm.CAPACITY_MANAGE
    title = _("Give duty")
    form_class = DutyForm

    def get_initial(self):
        return {"on": day_or_none(self.request.GET.get("on", "")), "kind": self.request.GET.get("kind")}

    def get_form_kwargs(self):
        store, at = self.request.access.store, now()
        people = rules.staff_of(store, None, at).filter(memberships__role__in=rules.DUTY_ROLES.values()).distinct()
        return {**super().get_form_kwargs(), "people": people}

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=reverse("duty_week"), **kwargs)

    def act(self, form):
        duty = roster.give_duty(by=self.request.access, at=now(), **form.facts)
        return f"{reverse('duty_week')}?from={duty.on}"


@needs(CapacityPerm.CAPACITY_MANAGE)
@require_POST
def duty_end(request, pk):
    duty = get_object_or_404(Duty, pk=pk)
    roster.end_duty(duty, by=request.access, at=now())
    return redirect(f"{reverse('duty_week')}?from={duty.on}")
