"""Customers and their consents in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from core.api import Reads
from customers.actions import consents, people
from customers.api.serializers.people import (
    AddCustomerInput,
    ConsentInput,
    ConsentOutput,
    CorrectCustomerInput,
    CustomerOutput,
)
from customers.filters import ConsentFilter, CustomerFilter
from customers.models.ownership import cars_prefetched
from customers.models.people import Consent, Customer
from customers.perms import CustomerPerm


class CustomerViewSet(Reads):
    serializer_class = CustomerOutput
    filterset_class = CustomerFilter
    needs = {
        "list": CustomerPerm.CUSTOMER_VIEW,
        "retrieve": CustomerPerm.CUSTOMER_VIEW,
        "create": CustomerPerm.CUSTOMER_EDIT,
        "correct": CustomerPerm.CUSTOMER_EDIT,
    }

    def get_queryset(self):
        return Customer.objects.live().prefetch_related("phones", cars_prefetched()).order_by("-created_at", "-pk")

    @extend_schema(request=AddCustomerInput)
    def create(self, request):
        facts = self.body(AddCustomerInput)
        customer = people.add_customer(by=request.access, at=now(), **facts)
        return self.answer(customer, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectCustomerInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(people.correct_customer, CorrectCustomerInput)


class ConsentViewSet(Reads):
    serializer_class = ConsentOutput
    filterset_class = ConsentFilter
    needs = {
        "list": CustomerPerm.CUSTOMER_VIEW,
        "retrieve": CustomerPerm.CUSTOMER_VIEW,
        "create": CustomerPerm.CUSTOMER_EDIT,
        "withdraw": CustomerPerm.CUSTOMER_EDIT,
    }

    def get_queryset(self):
        return Consent.objects.order_by("-given_at", "-pk")

    @extend_schema(request=ConsentInput)
    def create(self, request):
        consent = consents.give_consent(by=request.access, at=now(), **self.body(ConsentInput))
        return self.answer(consent, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        return self.act(consents.withdraw_consent)
