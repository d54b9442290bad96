"""Filters of the lists of customers, cars and messages."""

import django_filters as filters
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field

from core import folding
from core.filters import Filters, KeyFilter
from customers.models.messages import Message
from customers.models.people import Consent, Customer
from vehicles.models import Vehicle


class CustomerFilter(Filters):
    q = filters.CharFilter(label=_("Name, phone, plate, VIN"), method="by_text")
    kind = filters.ChoiceFilter(label=_("Kind"), choices=Customer.Kind)

    class Meta:
        model = Customer
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)


class VehicleFilter(Filters):
    q = filters.CharFilter(label=_("Plate, VIN"), method="by_text")
    customer = KeyFilter(Customer, field_name="ownerships__customer", method="by_owner")

    class Meta:
        model = Vehicle
        fields: list[str] = []

    def by_text(self, rows, name, value):
        return rows.matching(value, by=self.request.access)

    @extend_schema_field(int)
    def by_owner(self, rows, name, value):
        return rows.filter(ownerships__customer=value, ownerships__until__isnull=True)


class ConsentFilter(Filters):
    customer = KeyFilter(Customer)

    class Meta:
        model = Consent
        fields: list[str] = []


class MessageFilter(Filters):
    q = filters.CharFilter(label=_("Customer, subject, reference"), method="by_text")
    status = filters.ChoiceFilter(label=_("State"), choices=Message.Status)

    class Meta:
        model = Message
        fields: list[str] = []

    def by_text(self, rows, name, value):
        if not folding.name(value):  # only punctuation, which is in every text
            return rows.none()
        customers = Customer.objects.matching(value, by=self.request.access)
        return rows.filter(Q(customer__in=customers) | Q(subject__folded__contains=value) | Q(reference=value))
