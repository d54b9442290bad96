"""The metrics of a store in the API (`GET /api/v1/metrics/`)."""

from django.http import Http404
from django.utils.timezone import now
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.authentication import need_one_store
from accounts.perms import StaffPerm
from billing.perms import BillPerm
from core.filters import refuse_unknown
from dealership.boards import registry
from dealership.boards.api.serializers import DaysInput, FigureOutput, FiguresOutput
from followup.perms import FollowupPerm

BOARDS = (
    *(
        StaffPerm.BOARD_STORE,
        StaffPerm.BOARD_SALES,
        StaffPerm.BOARD_SERVICE,
        BillPerm.BILL_VIEW,
        FollowupPerm.QUEUE_VIEW,
    ),
    StaffPerm.BOARD_GROUP,
)
DAYS = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="first day, the store's; default: the month's first"),
    OpenApiParameter("to", OpenApiTypes.DATE, description="last day; default: today"),
]


class MetricViewSet(viewsets.ViewSet):
    needs = {"list": BOARDS, "retrieve": BOARDS}
    lookup_field = "code"
    lookup_value_regex = r"[A-Z0-9_]+"
    serializer_class = FigureOutput

    @extend_schema(parameters=DAYS, responses=FiguresOutput)
    def list(self, request):
        need_one_store(request.access)
        codes = [code for code in registry.codes() if self.may_know(code)]
        results = [self.measured(request, code) for code in codes]
        return Response({"count": len(results), "next": None, "previous": None, "results": results})

    @extend_schema(parameters=DAYS, responses=FigureOutput)
    def retrieve(self, request, code=None):
        if code not in registry.codes():
            raise Http404
        if not self.may_know(code):
            raise PermissionDenied()
        need_one_store(request.access)
        return Response(self.measured(request, code))

    def may_know(self, code: str) -> bool:
        """Whether the person may see the metric: a role of the group sees every total, and no rows."""
        access = self.request.access
        return access.can(StaffPerm.BOARD_GROUP) or registry.may_see(access, code)

    def measured(self, request, code: str) -> dict:
        today = request.access.store.today(now())
        refuse_unknown(request.GET, ("from", "to"))
        days = DaysInput(data={name: request.GET[name] for name in ("from", "to") if name in request.GET})
        days.is_valid(raise_exception=True)
        last = days.validated_data.get("to", today)
        first = days.validated_data.get("from", last.replace(day=1))
        figure = registry.figure(code, first, last, now()).as_json()
        return figure if registry.may_see(request.access, code) else figure | {"rows_url": None}
