"""Customers: the list, one customer, adding, correcting, consent."""

from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse, reverse_lazy
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from accounts.needs import needs
from accounts.perms import StaffPerm
from accounts.presenters import timeline
from core.views import DetailPage, FormPage, ListPage
from customers import presenters
from customers.actions import consents, people
from customers.filters import CustomerFilter
from customers.forms import ConsentForm, CorrectCustomerForm, CustomerForm
from customers.models.ownership import cars_prefetched
from customers.models.people import Consent, Customer
from customers.perms import CustomerPerm


def phones_of(customer, access):
    return ", ".join(presenters.phone_for(access, phone.number) for phone in customer.phones.all())


def plates_of(customer, access):
    return ", ".join(presenters.plate_for(access, car.plate) for car in customer.cars if car.plate)


class CustomerList(ListPage):
    needs = CustomerPerm.CUSTOMER_VIEW
    title = _("Customers")
    template_name = "customers/customer_list.html"
    filter_class = CustomerFilter
    export_needs = StaffPerm.EXPORT
    empty = {
        "text": _("No customer yet. The first call or visit brings one."),
        "icon": "people",
        "url": reverse_lazy("customer_new"),
        "label": _("Add a customer"),
    }
    columns = [
        (_("Name"), lambda customer, access: customer.name),
        (_("Kind"), lambda customer, access: customer.get_kind_display()),
        (_("Phone"), phones_of),
        (_("Plate"), plates_of),
        (_("Created"), lambda customer, access: customer.created_at),
    ]

    extra_context = {"search_label": _("Name, phone, plate, VIN")}

    def get_queryset(self):
        return Customer.objects.live().prefetch_related("phones", cars_prefetched()).order_by("-created_at", "-pk")


class CustomerDetail(DetailPage):
    needs = CustomerPerm.CUSTOMER_VIEW
    template_name = "customers/customer_detail.html"

    def get_queryset(self):
        return Customer.objects.prefetch_related("phones", cars_prefetched())

    def get_context_data(self, **kwargs):
        customer = self.object
        return super().get_context_data(
            back_url=reverse("customer_list"),
            consents=customer.consents.order_by("-given_at"),
            consent_form=ConsentForm(),
            letters=customer.messages.order_by("-created_at", "-pk")[:10],
            history=timeline(customer),
            **kwargs,
        )


class CustomerNew(FormPage):
    needs = CustomerPerm.CUSTOMER_EDIT
    title = _("Add a customer")
    template_name = "customers/customer_form.html"
    form_class = CustomerForm
    extra_context = {"back_url": reverse_lazy("customer_list")}

    def get_initial(self):
        return {"phone": self.request.GET.get("phone", ""), "name": self.request.GET.get("name", "")}

    def act(self, form):
        return people.add_customer(by=self.request.access, at=now(), **form.facts)


class CustomerEdit(FormPage):
    needs = CustomerPerm.CUSTOMER_EDIT
    title = _("Correct the customer")
    template_name = "customers/customer_form.html"
    form_class = CorrectCustomerForm

    def dispatch(self, request, *args, pk, **kwargs):
        self.customer = get_object_or_404(Customer, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_initial(self):
        main, access = self.customer.main_phone(), self.request.access
        facts = {name: getattr(self.customer, name) for name in ("name", "kind", "credit_code", "note", "version")}
        facts |= {"email": presenters.address_for(access, self.customer.email), "shared": bool(main and main.shared)}
        return facts | {"phone": presenters.phone_for(access, main.number) if main else ""}

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            back_url=self.customer.get_absolute_url(), subtitle=str(self.customer), **kwargs
        )

    def act(self, form):
        return people.correct_customer(self.customer, by=self.request.access, at=now(), **form.facts)


class ConsentGive(FormPage):
    needs = CustomerPerm.CUSTOMER_EDIT
    title = _("Write down a consent")
    form_class = ConsentForm

    def dispatch(self, request, *args, pk, **kwargs):
        self.customer = get_object_or_404(Customer, pk=pk)
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        return super().get_context_data(
            back_url=self.customer.get_absolute_url(), subtitle=str(self.customer), **kwargs
        )

    def act(self, form):
        consents.give_consent(self.customer, by=self.request.access, at=now(), **form.facts)
        return self.customer


@require_POST
@needs(CustomerPerm.CUSTOMER_EDIT)
def withdraw(request, pk):
    consent = consents.withdraw_consent(get_object_or_404(Consent, pk=pk), by=request.access, at=now())
    return redirect(consent.customer)
