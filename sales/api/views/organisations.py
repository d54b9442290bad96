"""Organisations: by weight, with their grade; entered, corrected, contacted."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.api import Reads
from sales.actions import organisations
from sales.api.serializers.organisations import (
    ContactOrganisationInput,
    CorrectOrganisationInput,
    OrganisationInput,
    OrganisationOutput,
)
from sales.filters import OrganisationFilter
from sales.models.organisations import Organisation
from sales.perms import LeadPerm


class OrganisationViewSet(Reads):
    serializer_class = OrganisationOutput
    filterset_class = OrganisationFilter
    needs = {
        "list": LeadPerm.LEAD_VIEW,
        "retrieve": LeadPerm.LEAD_VIEW,
        "create": LeadPerm.LEAD_WORK,
        "correct": LeadPerm.LEAD_WORK,
        "contacts": LeadPerm.LEAD_WORK,
    }

    def get_queryset(self):
        return Organisation.objects.with_grade(self.request.access.store).with_customer().by_weight()

    @extend_schema(request=OrganisationInput, responses={201: OrganisationOutput})
    def create(self, request):
        body = self.body(OrganisationInput)
        return self.answer(organisations.add_organisation(by=request.access, at=now(), **body), 201)

    @extend_schema(request=CorrectOrganisationInput)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(organisations.correct_organisation, CorrectOrganisationInput)

    @extend_schema(request=ContactOrganisationInput)
    @action(detail=True, methods=["post"])
    def contacts(self, request, pk=None):
        return self.act(organisations.contact_organisation, ContactOrganisationInput)
