"""Canvassing visits: logged once under the phone's own id, listed as the register."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework.response import Response

from core.api import Reads
from sales.actions import visits
from sales.api.serializers.visits import VisitInput, VisitOutput
from sales.filters import VisitFilter
from sales.models.visits import CanvassVisit
from sales.perms import LeadPerm


class VisitViewSet(Reads):
    serializer_class = VisitOutput
    filterset_class = VisitFilter
    needs = {"list": LeadPerm.LEAD_VIEW, "retrieve": LeadPerm.LEAD_VIEW, "create": LeadPerm.LEAD_WORK}

    def get_queryset(self):
        return CanvassVisit.objects.seen_by(self.request.access).with_people().order_by("-visited_at", "-pk")

    @extend_schema(request=VisitInput, responses={201: VisitOutput, 200: VisitOutput})
    def create(self, request):
        visit = visits.log_visit(by=request.access, at=now(), **self.body(VisitInput))
        return Response(self.json_row(visit), status=201 if visit.is_new else 200)
