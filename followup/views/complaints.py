"""Complaints: the list with its clocks, one complaint, and the acts on it."""

from django.shortcuts import get_object_or_404
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.perms import StaffPerm
from accounts.transitions import acts_of
from core.parameters import key
from core.views import DetailPage, FormPage
from customers.models.people import Customer
from customers.presenters import phone_for, plate_for
from followup.actions import complaints
from followup.filters import ComplaintFilter
from followup.forms import AnswerForm, CloseForm, ComplaintForm, ReasonForm, ResolveForm, TakeForm
from followup.models.complaints import Complaint
from followup.perms import FollowupPerm
from followup.presenters import complaint_timeline
from followup.rules.complaints import may_be_in_charge
from followup.views.lists import Worklist


class ComplaintList(Worklist):
    needs = FollowupPerm.COMPLAINT_WORK
    title = _("Complaints")
    template_name = "followup/complaint_list.html"
    first_state = "open"
    filter_class = ComplaintFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": _("No open complaints. May it stay so."), "icon": "smile"}
    columns = [
        (_("number"), lambda case, access: case.number),
        (_("Customer"), lambda case, access: str(case.customer)),
        (_("Phone"), lambda case, access: phone_for(access, case.phone)),
        (_("Plate"), lambda case, access: plate_for(access, case.plate or "")),
        (_("category"), lambda case, access: case.get_category_display()),
        (pgettext_lazy("follow-up", "the customer's own words"), lambda case, access: case.words),
        (_("in charge"), lambda case, access: str(case.owner or "")),
        (_("Status"), lambda case, access: case.get_status_display()),
        (pgettext_lazy("complaints", "received"), lambda case, access: case.received_at),
        (_("next promise"), lambda case, access: case.next_due_at),
        (_("remedy"), lambda case, access: case.remedy),
        (_("cause"), lambda case, access: case.cause),
    ]

    def get_queryset(self):
        return Complaint.objects.in_list().overdue_first()

    def get_context_data(self, **kwargs):
        return super().get_context_data(at=now(), chips=self.chips(), **kwargs)

    def chips(self):
        chosen = self.chosen()
        chips = [
            (
                pgettext_lazy("complaints", "Open"),
                "?state=open",
                chosen.get("state") == "open" and not chosen.get("owner"),
            ),
            (pgettext_lazy("complaints", "Overdue"), "?state=overdue", chosen.get("state") == "overdue"),
            (pgettext_lazy("complaints", "Mine"), "?state=open&owner=me", chosen.get("owner") == "me"),
            (_("Nobody's"), "?state=open&owner=nobody", chosen.get("owner") == "nobody"),
            (pgettext_lazy("complaints", "Solved"), "?state=resolved", chosen.get("state") == "resolved"),
            (pgettext_lazy("complaints", "Closed"), "?state=closed", chosen.get("state") == "closed"),
            (_("All"), "?state=", chosen.get("state") == ""),
        ]
        return [{"label": label, "url": url, "active": active} for label, url, active in chips]


class ComplaintDetail(DetailPage):
    needs = FollowupPerm.COMPLAINT_WORK
    template_name = "followup/complaint_detail.html"

    def get_queryset(self):
        return Complaint.objects.with_clock().with_people()

    def get_context_data(self, **kwargs):
        by, at = self.request.access, now()
        return super().get_context_data(
            at=at,
            acts=acts_of(self.object, by, at),
            clocks=self.object.clocks(at),
            timeline=complaint_timeline(self.object),
            phone=phone_for(by, self.object.customer.main_number()),
            plate=plate_for(by, self.object.vehicle.plate) if self.object.vehicle else "",
            **kwargs,
        )


class OpenComplaint(FormPage):
    needs = FollowupPerm.COMPLAINT_OPEN
    title = _("New complaint")
    template_name = "followup/complaint_form.html"
    form_class = ComplaintForm

    def get_form_kwargs(self):
        customer_key = key(self.request.GET.get("customer"))
        customer = get_object_or_404(Customer, pk=customer_key) if customer_key else None
        return {**super().get_form_kwargs(), "customer": customer}

    def act(self, form):
        complaint = complaints.open_complaint(form.customer, by=self.request.access, at=now(), **form.facts)
        return complaint if self.request.access.can(FollowupPerm.COMPLAINT_WORK) else form.customer


class Act(FormPage):
    """One act on one complaint: its form on a page of its own."""

    needs = FollowupPerm.COMPLAINT_WORK
    template_name = "followup/complaint_act.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(complaint=self.get_complaint(), back_url=self.back_url(), **kwargs)

    def get_complaint(self):
        return get_object_or_404(Complaint.objects.select_related("customer"), pk=self.kwargs["pk"])

    def back_url(self):
        return self.get_complaint().get_absolute_url()

    def act(self, form):
        return type(self).perform(self.get_complaint(), by=self.request.access, at=now(), **form.facts)


class TakeComplaint(Act):
    title = _("Who is in charge?")
    form_class = TakeForm
    perform = complaints.take_complaint

    def get_form_kwargs(self):
        colleagues = may_be_in_charge(self.request.access.store, now())
        return {**super().get_form_kwargs(), "colleagues": colleagues}


class AnswerComplaint(Act):
    title = _("Answer the customer")
    form_class = AnswerForm
    perform = complaints.answer_complaint


class ResolveComplaint(Act):
    title = _("The complaint is solved")
    form_class = ResolveForm
    perform = complaints.resolve_complaint


class CloseComplaint(Act):
    title = _("The customer agrees: close")
    form_class = CloseForm
    perform = complaints.close_complaint


class ReopenComplaint(Act):
    title = _("The customer does not agree")
    form_class = ReasonForm
    perform = complaints.reopen_complaint


class EscalateComplaint(Act):
    title = _("Pass it up")
    form_class = ReasonForm
    perform = complaints.escalate_complaint
