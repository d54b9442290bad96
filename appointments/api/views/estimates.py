"""Estimates in the API: made, and told to the customer."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action

from appointments.api.serializers.estimates import EstimateInput, EstimateOutput, TellInput
from appointments.filters import EstimateFilter
from core.api import Reads
from pricing.actions import estimates
from pricing.models.estimates import Estimate
from pricing.perms import EstimatePerm


class EstimateViewSet(Reads):
    serializer_class = EstimateOutput
    filterset_class = EstimateFilter
    needs = {
        "list": EstimatePerm.ESTIMATE_VIEW,
        "retrieve": EstimatePerm.ESTIMATE_VIEW,
        "create": EstimatePerm.ESTIMATE_MAKE,
        "tell": EstimatePerm.ESTIMATE_MAKE,
    }

    def get_queryset(self):
        return Estimate.objects.with_lines().order_by("-created_at", "-pk")

    @extend_schema(request=EstimateInput)
    def create(self, request):
        body = self.body(EstimateInput)
        estimate = estimates.make_estimate(body.pop("vehicle"), by=request.access, at=now(), **body)
        return self.answer(estimate, status.HTTP_201_CREATED)

    @extend_schema(request=TellInput)
    @action(detail=True, methods=["post"])
    def tell(self, request, pk=None):
        return self.act(estimates.tell, TellInput)
