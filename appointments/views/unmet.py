"""Services that we lack: what was asked for, how often, what it costs, and what a manager decided (SERVICE-R44)."""

from django.contrib import messages
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.models.lists import PickItem
from accounts.perms import StaffPerm
from appointments.actions.unmet import decide_unmet, log_unmet
from appointments.filters import UnmetFilter
from appointments.forms.requests import UnmetDecisionForm, UnmetForm
from appointments.models.unmet import KINDS, UnmetDecision, UnmetRequest
from appointments.perms import AppointmentPerm
from appointments.presenters.requests import Caller, caller_of, ranking
from core.views import FormPage, ListPage
from customers.presenters import phone_for, plate_for


class UnmetList(ListPage):
    needs = AppointmentPerm.UNMET_LOG
    title = gettext_lazy("Services that we lack")
    template_name = "appointments/unmet_list.html"
    filter_class = UnmetFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": gettext_lazy("Nobody has asked in vain."), "icon": "smile"}
    columns = [
        (pgettext_lazy("unmet", "Asked for on"), lambda row, access: row.asked_at),
        (pgettext_lazy("unmet", "Kind"), lambda row, access: str(row.kind)),
        (gettext_lazy("what was asked for"), lambda row, access: row.words),
        (gettext_lazy("Customer"), lambda row, access: str(row.customer or "")),
        (gettext_lazy("Phone"), lambda row, access: phone_for(access, row.number)),
        (gettext_lazy("Plate"), lambda row, access: plate_for(access, row.vehicle.plate) if row.vehicle else ""),
        (gettext_lazy("value lost"), lambda row, access: row.value),
        (gettext_lazy("Written down by"), lambda row, access: str(row.logged_by)),
    ]

    def get_queryset(self):
        rows = UnmetRequest.objects.select_related("kind", "customer", "vehicle", "logged_by")
        return rows.order_by("-asked_at", "-pk")

    def paged(self, rows):
        return super().paged(rows) | {"ranking": ranking(rows)}


class LogUnmet(FormPage):
    needs = AppointmentPerm.UNMET_LOG
    title = gettext_lazy("A service that we lack")
    template_name = "appointments/unmet_form.html"
    form_class = UnmetForm

    @cached_property
    def caller(self) -> Caller:
        return caller_of(self.request)

    def get_initial(self):
        return {"number": self.caller.phone, "words": self.caller.words}

    def get_context_data(self, **kwargs):
        decisions = UnmetDecision.objects.latest_by_kind().values()
        return super().get_context_data(
            back_url=reverse("unmet_list"), caller=self.caller, decisions=decisions, **kwargs
        )

    def act(self, form):
        facts = form.facts | {"vehicle": self.caller.vehicle, "call": self.caller.call}
        request = log_unmet(by=self.request.access, at=now(), **facts)
        decision = UnmetDecision.objects.of(request.kind).first()
        if decision:
            words = {"decision": decision}
            messages.success(self.request, _("Written down. What we tell the customer: %(decision)s.") % words)
        else:
            messages.success(self.request, _("Written down. A manager decides what we tell customers."))
        return "unmet_list"


class DecideUnmet(FormPage):
    needs = AppointmentPerm.UNMET_DECIDE
    template_name = "appointments/unmet_decide.html"
    form_class = UnmetDecisionForm

    @cached_property
    def kind(self):
        return get_object_or_404(PickItem.objects.of(KINDS), code=self.kwargs["code"])

    @cached_property
    def decisions(self):
        return list(UnmetDecision.objects.of(self.kind))

    def get_title(self):
        return str(self.kind)

    def get_initial(self):
        return {"seen": self.decisions[0].pk if self.decisions else None}

    def get_context_data(self, **kwargs):
        requests = UnmetRequest.objects.filter(kind=self.kind)
        return super().get_context_data(
            back_url=reverse("unmet_list"),
            decisions=self.decisions,
            rank=requests.ranked().first(),
            latest=requests.order_by("-asked_at", "-pk")[:5],
            **kwargs,
        )

    def act(self, form):
        decide_unmet(self.kind, by=self.request.access, at=now(), **form.facts)
        messages.success(self.request, _("Decided. Clerks see it when they write such a request down."))
        return "unmet_list"
