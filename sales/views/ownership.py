"""The choices of a conflict, the manager's decisions, leads given to a colleague."""

from django.contrib import messages
from django.db.models import prefetch_related_objects
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.transitions import acts_of
from core.parameters import keys
from core.views import FormPage, ListPage
from sales.actions import ownership
from sales.filters import CaseFilter, salespeople
from sales.forms import DecideForm, NotSameForm, ReassignForm
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from sales.perms import LeadPerm
from sales.presenters import conflict_card

CHOICES = {
    "yield": (ownership.yield_lead, gettext_lazy("Yielded: recorded as a good act.")),
    "join": (ownership.ask_join, gettext_lazy("Asked to join; the manager decides.")),
    "transfer": (ownership.ask_transfer, gettext_lazy("Asked for the lead; the manager decides.")),
}


@needs(LeadPerm.LEAD_WORK)
@require_POST
def visit_choice(request, pk, choice):
    visit = get_object_or_404(CanvassVisit.objects.filter(by=request.user, conflict__isnull=False), pk=pk)
    act, done = CHOICES[choice]
    act(visit.conflict, by=request.access, at=now(), visit=visit)
    messages.success(request, done)
    return redirect("visit_new")


class NotSame(FormPage):
    needs = LeadPerm.LEAD_WORK
    title = gettext_lazy("Not the same customer")
    form_class = NotSameForm

    @cached_property
    def visit(self):
        visits = CanvassVisit.objects.filter(by=self.request.user, conflict__isnull=False)
        return get_object_or_404(visits.with_people(), pk=self.kwargs["pk"])

    def get_context_data(self, **kwargs):
        return super().get_context_data(subtitle=self.visit.name, back_url=reverse("visit_new"), **kwargs)

    def act(self, form):
        facts = {"by": self.request.access, "at": now(), "visit": self.visit}
        ownership.not_same(self.visit.conflict, **facts, **form.facts)
        messages.success(self.request, _("Reported; the manager decides."))
        return "visit_new"


class CaseList(ListPage):
    needs = LeadPerm.LEAD_DECIDE
    title = gettext_lazy("Conflicts")
    template_name = "sales/case_list.html"
    filter_class = CaseFilter
    empty = {"text": gettext_lazy("No conflict. Nobody waits for a decision."), "icon": "split"}

    def get_queryset(self):
        rows = OwnershipCase.objects.select_related("lead__owner", "lead__customer", "asked_by", "decided_by", "visit")
        return rows.waiting_first()

    def get_context_data(self, **kwargs):
        page, today = super().get_context_data(**kwargs), self.request.access.store.today(now())
        prefetch_related_objects([case.lead.customer for case in page["page_obj"]], "phones")
        for case in page["page_obj"]:
            case.card = conflict_card(self.request.access.store, case.lead, today=today)
            case.acts = acts_of(case, self.request.access, now())
        return page


@needs(LeadPerm.LEAD_DECIDE)
@require_POST
def case_decide(request, pk):
    case = get_object_or_404(OwnershipCase.objects.select_related("lead"), pk=pk)
    form = DecideForm(request.POST)
    if form.is_valid():
        ownership.decide(case, by=request.access, at=now(), **form.facts)
    return redirect("case_list")


class Reassign(FormPage):
    """One lead or many: chosen in the list, given here."""

    needs = LeadPerm.LEAD_DECIDE
    title = gettext_lazy("Give leads to a colleague")
    template_name = "sales/lead_reassign.html"
    form_class = ReassignForm

    def get_form_kwargs(self):
        leads = Lead.objects.open().with_customer().order_by("pk")
        return {**super().get_form_kwargs(), "leads": leads, "people": salespeople(self.request)}

    def get_initial(self):
        return {"leads": keys(self.request.GET.getlist("leads"))}

    def get_context_data(self, **kwargs):
        page = super().get_context_data(back_url=reverse("lead_list"), **kwargs)
        chosen = keys(map(str, page["form"]["leads"].value() or ()))
        return page | {"chosen": Lead.objects.open().with_customer().filter(pk__in=chosen).order_by("pk")}

    def act(self, form):
        facts = form.facts
        moved = ownership.reassign_many(facts.pop("leads"), by=self.request.access, at=now(), **facts)
        messages.success(self.request, _("%(count)s leads given to %(to)s.") % {"count": len(moved), "to": facts["to"]})
        return "lead_list"
