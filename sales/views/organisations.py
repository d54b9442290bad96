"""Organisations: by weight, with grade, silence and the next contact allowed."""

from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.perms import StaffPerm
from core.views import DetailPage, FormPage, ListPage
from customers.presenters import phone_for
from sales.actions import organisations
from sales.filters import OrganisationFilter
from sales.forms import OrganisationContactForm, OrganisationCorrectForm, OrganisationForm
from sales.models.contacts import Contact
from sales.models.organisations import Organisation
from sales.perms import LeadPerm
from sales.rules.organisations import is_silent, silent_from, why_not_contact_organisation


def with_silence(organisation: Organisation, access) -> Organisation:
    """With the days since the last contact, and whether they are too many for its grade."""
    today = access.store.today(now())
    spoken = access.store.today(organisation.last_contact_at or organisation.created_at)
    organisation.silent = is_silent(access.store, organisation.grade, spoken, on=today)
    organisation.silent_days, organisation.speak_by = (
        (today - spoken).days,
        silent_from(access.store, organisation.grade, spoken),
    )
    organisation.shown_phone = phone_for(access, organisation.phone)
    return organisation


class OrganisationList(ListPage):
    needs = LeadPerm.LEAD_VIEW
    title = gettext_lazy("Organisations")
    template_name = "sales/organisation_list.html"
    filter_class = OrganisationFilter
    export_needs = StaffPerm.EXPORT
    columns = [
        (pgettext_lazy("organisation", "Name"), lambda row, access: row.customer.name),
        (gettext_lazy("Grade"), lambda row, access: row.grade),
        (gettext_lazy("Owner"), lambda row, access: str(row.owner)),
        (gettext_lazy("Procurement cycle, months"), lambda row, access: row.cycle_months),
        (gettext_lazy("Average batch, cars"), lambda row, access: row.average_batch),
        (gettext_lazy("Last contact"), lambda row, access: row.last_contact_at),
    ]

    def get_queryset(self):
        return Organisation.objects.with_grade(self.request.access.store).with_customer().by_weight()

    def get_context_data(self, **kwargs):
        page = super().get_context_data(**kwargs)
        for organisation in page["page_obj"]:
            with_silence(organisation, self.request.access)
        empty = {"text": _("No organisation yet."), "icon": "building"}
        if self.request.access.can(LeadPerm.LEAD_WORK):
            empty |= {"url": reverse("organisation_new"), "label": _("Enter an organisation")}
        return page | {"empty": empty}


class OrganisationDetail(DetailPage):
    needs = LeadPerm.LEAD_VIEW
    template_name = "sales/organisation_detail.html"

    def get_queryset(self):
        return Organisation.objects.with_grade(self.request.access.store).with_customer()

    def get_context_data(self, **kwargs):
        organisation = with_silence(self.object, self.request.access)
        contacts = list(organisation.contacts.select_related("by").order_by("-at", "-pk")[:100])
        store, today = self.request.access.store, self.request.access.store.today(now())
        labels = dict(Contact.Channel.choices)
        for row in contacts:
            row.channel_label = labels.get(row.channel, row.channel)
        started = next((store.today(row.at) for row in contacts if row.started_by_us), None)
        return super().get_context_data(
            contacts=contacts,
            why_not=why_not_contact_organisation(store, started, on=today),
            form=OrganisationContactForm(),
            back_url=reverse("organisation_list"),
            back_label=_("Organisations"),
            **kwargs,
        )


class OrganisationNew(FormPage):
    needs = LeadPerm.LEAD_WORK
    title = gettext_lazy("Enter an organisation")
    form_class = OrganisationForm

    def get_context_data(self, **kwargs):
        return super().get_context_data(back_url=reverse("organisation_list"), **kwargs)

    def act(self, form):
        return organisations.add_organisation(by=self.request.access, at=now(), **form.facts)


class OrganisationAct(FormPage):
    """A form about one organisation."""

    needs = LeadPerm.LEAD_WORK

    @property
    def organisation(self):
        if not hasattr(self, "_organisation"):
            self._organisation = get_object_or_404(
                Organisation.objects.select_related("customer"), pk=self.kwargs["pk"]
            )
        return self._organisation

    def get_context_data(self, **kwargs):
        organisation = self.organisation
        back = organisation.get_absolute_url()
        return super().get_context_data(subtitle=str(organisation), back_url=back, **kwargs)


class OrganisationCorrect(OrganisationAct):
    title = gettext_lazy("Facts of the organisation")
    form_class = OrganisationCorrectForm

    def get_initial(self):
        return {
            name: getattr(self.organisation, name) for name in ("version", "segment", "cycle_months", "average_batch")
        }

    def act(self, form):
        return organisations.correct_organisation(self.organisation, by=self.request.access, at=now(), **form.facts)


class OrganisationContactNew(OrganisationAct):
    title = gettext_lazy("Record a contact")
    template_name = "sales/organisation_contact.html"
    form_class = OrganisationContactForm

    def act(self, form):
        return organisations.contact_organisation(self.organisation, by=self.request.access, at=now(), **form.facts)
