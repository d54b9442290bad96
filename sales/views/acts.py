"""Acts on a lead: a form each, or one button."""

from datetime import timedelta

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.needs import needs
from core.templatetags import formats
from core.views import FormPage
from sales.actions import closing, contacts, grades, reviews
from sales.forms import ContactForm, LeadForm, LoseForm, PostponeForm, RegradeForm, ReviewForm
from sales.models.leads import Lead
from sales.perms import LeadPerm
from vehicles import families

WORK = (LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE)


def seen(request, pk) -> Lead:
    return get_object_or_404(Lead.objects.seen_by(request.access).with_customer(), pk=pk)


class LeadAct(FormPage):
    """A form about one lead."""

    needs = WORK
    dated = True

    @property
    def lead(self):
        if not hasattr(self, "_lead"):
            self._lead = seen(self.request, self.kwargs["pk"])
        return self._lead

    def get_form_kwargs(self):
        store = self.request.access.store
        dated = {"store": store, "today": store.today(now())} if self.dated else {}
        return {**super().get_form_kwargs(), **dated}

    def get_context_data(self, **kwargs):
        lead = self.lead
        return super().get_context_data(lead=lead, subtitle=str(lead), back_url=lead.get_absolute_url(), **kwargs)


class ContactNew(LeadAct):
    needs = LeadPerm.LEAD_WORK
    title = gettext_lazy("Record a contact")
    template_name = "sales/lead_contact.html"
    form_class = ContactForm

    def act(self, form):
        lead = contacts.contact(self.lead, by=self.request.access, at=now(), **form.facts)
        due = formats.day(lead.next_due_on)
        messages.success(self.request, _("%(lead)s: next contact %(day)s") % {"lead": self.lead, "day": due})
        return "lead_list"


class Postpone(LeadAct):
    needs = LeadPerm.LEAD_WORK
    title = gettext_lazy("Another day")
    form_class = PostponeForm

    def get_initial(self):
        tomorrow = self.request.access.store.today(now()) + timedelta(days=1)
        return {"due_on": max(self.lead.next_due_on or tomorrow, tomorrow)}

    def act(self, form):
        contacts.postpone(self.lead, by=self.request.access, at=now(), **form.facts)
        return "lead_list"


class Regrade(LeadAct):
    title = gettext_lazy("Grade")
    template_name = "sales/lead_regrade.html"
    form_class = RegradeForm

    def act(self, form):
        return grades.regrade(self.lead, by=self.request.access, at=now(), **form.facts)


class Correct(LeadAct):
    title = gettext_lazy("Facts of the lead")
    template_name = "sales/lead_edit.html"
    form_class = LeadForm
    dated = False

    def get_initial(self):
        initial = {name: getattr(self.lead, name) for name in LeadForm.base_fields if hasattr(self.lead, name)}
        return initial | {"family": families.name_of(self.lead.family)}

    def act(self, form):
        return grades.correct_lead(self.lead, by=self.request.access, at=now(), **form.facts)


class Review(LeadAct):
    title = gettext_lazy("What happened?")
    template_name = "sales/lead_review.html"
    form_class = ReviewForm

    def act(self, form):
        return reviews.answer_review(self.lead, by=self.request.access, at=now(), **form.facts)


class Lose(LeadAct):
    title = gettext_lazy("Lost")
    template_name = "sales/lead_lose.html"
    form_class = LoseForm
    dated = False

    def act(self, form):
        return closing.lose(self.lead, by=self.request.access, at=now(), **form.facts)


@needs(*WORK)
@require_POST
def lead_win(request, pk):
    return redirect(closing.win(seen(request, pk), by=request.access, at=now()))


@needs(*WORK)
@require_POST
def lead_undo_grade(request, pk):
    return redirect(grades.undo_grade(seen(request, pk), by=request.access, at=now()))
