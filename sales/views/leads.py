"""Today's list, a lead and its history, the register of revisits."""

from datetime import timedelta

from django.db.models import Count
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.perms import StaffPerm
from accounts.transitions import acts_of
from core.views import DetailPage, ListPage
from customers.presenters import phone_for
from sales.filters import ALL, WEEK, LeadFilter, RevisitFilter, salespeople, without_people
from sales.forms import ContactForm
from sales.models.contacts import Contact, Revisit
from sales.models.leads import Lead
from sales.perms import LeadPerm
from sales.presenters import history_of, named_reason
from sales.rules import ownership, qualification, reviews
from sales.rules.qualification import Qualification
from vehicles import families

DAY = timedelta(days=1)
USUAL = {"answer_review", "contact"}  # the acts that stand beside the lead's name; all others are in the menu


class LeadList(ListPage):
    """Today's work unless something else is asked for."""

    needs = LeadPerm.LEAD_VIEW
    title = gettext_lazy("Today")
    template_name = "sales/lead_list.html"
    filter_class = LeadFilter
    export_needs = StaffPerm.EXPORT
    row_fields = (
        "store",
        "status",
        "grade",
        "grade_confirmed",
        "family",
        "next_due_on",
        "last_contact_on",
        "attempts",
        "customer__name",
        "owner__name",
        "owner__username",
    )
    columns = [
        (gettext_lazy("Name"), lambda lead, access: lead.customer.name),
        (gettext_lazy("Phone"), lambda lead, access: phone_for(access, lead.phone)),
        (gettext_lazy("Grade"), lambda lead, access: lead.grade),
        (gettext_lazy("Owner"), lambda lead, access: str(lead.owner)),
        (gettext_lazy("Status"), lambda lead, access: lead.get_status_display()),
        (gettext_lazy("Means to buy by"), lambda lead, access: lead.expected_by),
        (gettext_lazy("Next contact"), lambda lead, access: lead.next_due_on),
        (gettext_lazy("Last contact"), lambda lead, access: lead.last_contact_on),
        (gettext_lazy("Model of interest"), lambda lead, access: families.name_of(lead.family)),
        (gettext_lazy("Why lost"), lambda lead, access: named_reason(lead, access)),
    ]

    @property
    def today(self):
        return self.request.access.store.today(now())

    def chosen_due(self) -> str:
        """The filter of due days: all days with a search or a status, else today."""
        parameters = self.request.GET
        return parameters.get("due") or (ALL if parameters.get("q") or parameters.get("status") else "today")

    def get_queryset(self):
        rows = Lead.objects.seen_by(self.request.access).with_customer()
        return rows.annotate(last_word=Contact.objects.last_note()).by_urgency(self.today)

    def filtered(self):
        parameters = self.request.GET.copy()
        parameters["due"] = self.chosen_due()
        rows = self.get_queryset()
        self.filter = without_people(self.filter_class(parameters, queryset=rows, request=self.request), "owner")
        return self.filter.qs

    def paged(self, rows):
        """Whoever sees his own leads only is shown no owner, so none is read."""
        sees_all = self.request.access.can(LeadPerm.LEAD_VIEW_ALL)
        return super().paged(rows if sees_all else rows.select_related(None).select_related("customer"))

    def get_context_data(self, **kwargs):
        page = super().get_context_data(**kwargs)
        chooses = self.request.access.can(LeadPerm.LEAD_DECIDE)
        people = salespeople(self.request) if chooses else []
        return page | {"today": self.today, "tabs": self.tabs(), "chooses": chooses, "people": people}

    def counted(self) -> int | None:
        """The number on the tab, where nothing else was chosen than a tab."""
        chosen = {name for name, value in self.request.GET.items() if value} - {"due", "page"}
        return None if chosen or not self.filter.is_valid() else self.counts[self.chosen_due()]

    @cached_property
    def counts(self) -> dict[str, int]:
        """How many open leads each tab has; added up here by day: six conditions in SQL cost more than they save."""
        leads = Lead.objects.seen_by(self.request.access).open()
        days = list(leads.values_list("next_due_on", "status").annotate(Count("pk")))
        last = {"today": self.today, "overdue": self.today - DAY, "week": self.today + WEEK}
        counts = {code: sum(count for on, _status, count in days if on and on <= until) for code, until in last.items()}
        return counts | {
            "none": sum(count for on, _status, count in days if on is None),
            "review": sum(count for _on, status, count in days if status == Lead.Status.REVIEW),
            "all": sum(count for _on, _status, count in days),
        }

    def tabs(self) -> list[dict]:
        counts = self.counts
        names = {
            "today": pgettext("due", "Today"),
            "overdue": pgettext("due", "Overdue"),
            "week": pgettext("due", "This week"),
            "all": pgettext("due", "All"),
        }
        here, status = self.chosen_due(), self.request.GET.get("status", "")
        tabs = [
            self.tab(name, counts[code], due=code, active=here == code and not status) for code, name in names.items()
        ]
        if counts["review"]:
            review = self.tab(
                pgettext("due", "In review"), counts["review"], status="review", active=status == "review"
            )
            tabs.insert(2, review)
        if counts["none"]:
            tabs.insert(2, self.tab(_("No next step"), counts["none"], due="none", active=here == "none"))
        return tabs

    @staticmethod
    def tab(label: str, count: int, *, active: bool, **parameters) -> dict:
        query = "&".join(f"{name}={value}" for name, value in parameters.items())
        return {"label": label, "count": count, "active": active, "url": f"{reverse('lead_list')}?{query}"}


class LeadDetail(DetailPage):
    needs = LeadPerm.LEAD_VIEW
    template_name = "sales/lead_detail.html"

    def get_queryset(self):
        return Lead.objects.seen_by(self.request.access).with_customer()

    def get_context_data(self, **kwargs):
        lead, access, today = self.object, self.request.access, self.request.access.store.today(now())
        changes = list(lead.grade_changes.select_related("by").order_by("-at", "-pk"))
        helpers = [member.user for member in lead.members.select_related("user")]
        acts = acts_of(lead, access, now())
        works = lead.is_open and access.can(LeadPerm.LEAD_WORK) and access.user in {lead.owner, *helpers}
        return super().get_context_data(
            today=today,
            phone=phone_for(access, lead.phone),
            standing=Qualification(qualification.qualification(lead.need, lead.means, lead.authority)),
            questions=qualification.questions(lead.need, lead.means, lead.authority),
            works=works,
            acts=[act for act in acts if act.name in USUAL],
            more_acts=[act for act in acts if act.name not in USUAL],
            undoable=bool(acts)
            and reviews.why_not_undo_grade(access.store, changes[0] if changes else None, now()) is None,
            active=ownership.is_active(access.store, lead, on=today),
            protected_until=ownership.protected_until(access.store, lead),
            helpers=helpers,
            history=history_of(access.store, lead, changes),
            lost_reason=named_reason(lead, access),
            form=ContactForm(store=access.store, today=today),
            back_url=reverse("lead_list"),
            back_label=_("Today"),
            **kwargs,
        )


class RevisitList(ListPage):
    """Kept and missed revisits: what managers look at, and what the kept rate counts."""

    needs = LeadPerm.LEAD_VIEW
    title = gettext_lazy("Revisits")
    template_name = "sales/revisit_list.html"
    filter_class = RevisitFilter
    export_needs = StaffPerm.EXPORT
    empty = {"text": gettext_lazy("No revisit in these days."), "icon": "calendar-check"}
    columns = [
        (gettext_lazy("Due"), lambda revisit, access: revisit.due_on),
        (gettext_lazy("Name"), lambda revisit, access: revisit.lead.customer.name),
        (gettext_lazy("Grade"), lambda revisit, access: revisit.grade),
        (gettext_lazy("Owner"), lambda revisit, access: str(revisit.owner)),
        (gettext_lazy("What came of it"), lambda revisit, access: revisit.get_status_display()),
        (gettext_lazy("Closed"), lambda revisit, access: revisit.closed_at),
    ]

    def get_queryset(self):
        rows = Revisit.objects.seen_by(self.request.access).select_related("lead__customer", "owner")
        return rows.order_by("-due_on", "-pk")

    def filtered(self):
        """The obligations that were due, unless the address names others; future ones are in the list of leads."""
        parameters = self.request.GET.copy()
        parameters.setdefault("came", "due")
        filtered = self.filter_class(parameters, queryset=self.get_queryset(), request=self.request)
        self.filter = without_people(filtered, "owner")
        return self.filter.qs

    def get_context_data(self, **kwargs):
        return super().get_context_data(today=self.request.access.store.today(now()), **kwargs)
