"""Pages of bays, people, tools and loan cars, their absences and standstills."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from capacity.actions import absences, resources
from capacity.filters import ResourceFilter
from capacity.forms import AbsenceEndForm, AbsenceForm, ResourceForm
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.perms import CapacityPerm
from capacity.presenters.resources import (
    absences_of,
    people_for,
    plan_of,
    rows_of,
    standing_of,
)
from capacity.rules import ends_soon, standing_on, why_not_retire
from core.views import DetailPage, FormPage, ListPage

NEW = {
    Resource.Kind.BAY: _("New bay"),
    Resource.Kind.TECHNICIAN: _("New technician"),
    Resource.Kind.ADVISOR: _("New service advisor"),
    Resource.Kind.TOOL: _("New tool or equipment"),
    Resource.Kind.DRIVER: _("New driver"),
    Resource.Kind.LOAN_CAR: _("New loan car"),
}


class ResourceList(ListPage):
    needs = CapacityPerm.CAPACITY_VIEW
    title = _("Bays, people and tools")
    template_name = "capacity/resource_list.html"
    filter_class = ResourceFilter
    page_size = 100

    def get_queryset(self):
        rows = Resource.objects.kept().select_related("bay_type")
        if "active" not in self.request.GET:
            rows = rows.usable()
        return rows.order_by("kind", "bay_type__code", "name", "pk")

    def paged(self, rows):
        facts, store, at = super().paged(rows), self.request.access.store, now()
        return {**facts, "rows": rows_of(store, facts["page_obj"], at), "chips": self.chips(), "new": NEW}

    def chips(self):
        chosen = self.request.GET.get("kind", "")
        kinds = [("", _("All")), *((kind, kind.label) for kind in NEW)]
        return [
            {"label": label, "url": f"?kind={kind}" if kind else "?", "active": kind == chosen} for kind, label in kinds
        ]


class ResourceDetail(DetailPage):
    needs = CapacityPerm.CAPACITY_VIEW
    template_name = "capacity/resource_detail.html"

    def get_queryset(self):
        return Resource.objects.kept().select_related("bay_type", "user")

    def get_context_data(self, **kwargs):
        one, at, store = self.object, now(), self.request.access.store
        today = store.today(at)
        return super().get_context_data(
            one=one,
            row=rows_of(store, [one], at)[0],
            absences=absences_of(one, at),
            standing=standing_of(one, at),
            plan=plan_of(one, today) if one.is_person else None,
            ends_soon=ends_soon(one, today),
            why_not_retire=why_not_retire(one, at),
            today=today,
            back_url=f"{reverse('resource_list')}?kind={one.kind}",
            back_label=ResourceList.title,
            **kwargs,
        )


class ResourceNew(FormPage):
    needs = CapacityPerm.CAPACITY_MANAGE
    form_class = ResourceForm
    template_name = "capacity/resource_form.html"

    @cached_property
    def kind(self):
        try:
            return Resource.Kind(self.kwargs["kind"])
        except ValueError as error:
            raise Http404 from error

    def get_title(self):
        if self.kind not in NEW:
            raise Http404
        return NEW[self.kind]

    def get_form_kwargs(self):
        people = people_for(self.request.access.store, self.kind, now())
        return {**super().get_form_kwargs(), "kind": self.kind, "people": people}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            back_url=f"{reverse('resource_list')}?kind={self.kind}", is_person=self.kind in Resource.PEOPLE, **kwargs
        )

    def act(self, form):
        facts = {name: value for name, value in form.facts.items() if name != "version"}
        return resources.add(by=self.request.access, at=now(), kind=self.kind, **facts)


class OfResource(FormPage):
    """An act on one bay, person, tool or loan car."""

    needs = CapacityPerm.CAPACITY_MANAGE

    @cached_property
    def one(self):
        return get_object_or_404(Resource.objects.kept().select_related("bay_type", "user"), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=self.one, back_url=self.one.get_absolute_url(), one=self.one, **kwargs)


class ResourceEdit(OfResource):
    title = _("Correct")
    form_class = ResourceForm

    def get_initial(self):
        return {name: getattr(self.one, name) for name in ("name", "bay_type", "skills", "certified_until", "version")}

    def get_form_kwargs(self):
        return {**super().get_form_kwargs(), "kind": self.one.kind}

    def act(self, form):
        facts = {"version": 0, **form.facts}
        return resources.correct(self.one, by=self.request.access, at=now(), **facts)


class AbsenceNew(OfResource):
    form_class = AbsenceForm
    template_name = "capacity/absence_form.html"

    def get_title(self):
        return _("Enter an absence") if self.one.is_person else _("Put out of use for a time")

    def get_context_data(self, **kwargs):
        standing = standing_of(self.one, now(), limit=20)
        return super().get_context_data(standing=standing, total=standing_on([self.one], now()).count(), **kwargs)

    def act(self, form):
        absences.enter(self.one, by=self.request.access, at=now(), **form.facts)
        return self.one


class AbsenceEdit(FormPage):
    needs = CapacityPerm.CAPACITY_MANAGE
    title = _("Another end")
    form_class = AbsenceEndForm

    @cached_property
    def absence(self):
        rows = Claim.objects.filter(status=Claim.Status.BLOCKED).select_related("resource")
        return get_object_or_404(rows, pk=self.kwargs["pk"])

    def get_initial(self):
        return {"end": self.absence.during.upper, "opened_with": self.absence.during.upper}

    def get_context_data(self, **kwargs):
        one = self.absence.resource
        return super().get_context_data(subtitle=one, back_url=one.get_absolute_url(), **kwargs)

    def act(self, form):
        absences.change(self.absence, by=self.request.access, at=now(), **form.facts)
        return self.absence.resource


@needs(CapacityPerm.CAPACITY_MANAGE)
@require_POST
def absence_lift(request, pk):
    absence = get_object_or_404(Claim.objects.filter(kind__in=Claim.AWAY).select_related("resource"), pk=pk)
    absences.lift(absence, by=request.access, at=now())
    return redirect(absence.resource)


@needs(CapacityPerm.CAPACITY_MANAGE)
@require_POST
def resource_retire(request, pk):
    one = resources.retire(get_object_or_404(Resource.objects.kept(), pk=pk), by=request.access, at=now())
    messages.success(request, _("Out of use for good."))
    return redirect(one)


@needs(CapacityPerm.CAPACITY_MANAGE)
@require_POST
def resource_use_again(request, pk):
    return redirect(resources.use_again(get_object_or_404(Resource.objects.kept(), pk=pk), by=request.access, at=now()))
