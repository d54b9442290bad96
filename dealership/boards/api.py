"""The numbers of a store in the API (API.md `GET /api/v1/metrics/`)."""

from django.http import Http404
from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers, viewsets
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response

from accounts.authentication import need_one_store
from accounts.roles import Perm
from core.fields import Day
from core.filters import refuse_unknown
from core.schema import Page
from dealership.boards import registry

BOARDS = (
    *(Perm.BOARD_STORE, Perm.BOARD_SALES, Perm.BOARD_SERVICE, Perm.BILL_VIEW, Perm.QUEUE_VIEW),
    Perm.BOARD_GROUP,
)
DAYS = [
    OpenApiParameter("from", OpenApiTypes.DATE, description="first day, the store's; default: the month's first"),
    OpenApiParameter("to", OpenApiTypes.DATE, description="last day; default: today"),
]


class Days(serializers.Serializer):
    """The days asked for."""

    to = Day(required=False)

    def get_fields(self):
        return super().get_fields() | {"from": Day(required=False)}  # a word of Python, hence not above

    def validate(self, days):
        if days.get("from") and days.get("to") and days["from"] > days["to"]:
            raise serializers.ValidationError({"to": [_("The last day is before the first.")]})
        return days


class FigureSerializer(serializers.Serializer):
    code = serializers.CharField()
    name = serializers.CharField()
    unit = serializers.CharField()
    value = serializers.JSONField(allow_null=True)
    numerator = serializers.JSONField(allow_null=True)
    denominator = serializers.JSONField(allow_null=True)
    final = serializers.BooleanField()
    rows_url = serializers.CharField(allow_null=True)


@extend_schema_serializer(many=False)
class FiguresPage(Page):
    results = FigureSerializer(many=True)


class MetricViewSet(viewsets.ViewSet):
    needs = {"list": BOARDS, "retrieve": BOARDS}
    lookup_field = "code"
    lookup_value_regex = r"[A-Z0-9_]+"
    serializer_class = FigureSerializer

    @extend_schema(parameters=DAYS, responses=FiguresPage)
    def list(self, request):
        need_one_store(request.access)
        codes = [code for code in registry.codes() if self.may_know(code)]
        results = [self.measured(request, code) for code in codes]
        return Response({"count": len(results), "next": None, "previous": None, "results": results})

    @extend_schema(parameters=DAYS, responses=FigureSerializer)
    def retrieve(self, request, code=None):
        if code not in registry.codes():
            raise Http404
        if not self.may_know(code):
            raise PermissionDenied()
        need_one_store(request.access)
        return Response(self.measured(request, code))

    def may_know(self, code: str) -> bool:
        """The group sees every total, and no rows."""
        access = self.request.access
        return access.can(Perm.BOARD_GROUP) or registry.may_see(access, code)

    def measured(self, request, code: str) -> dict:
        today = request.access.store.today(now())
        refuse_unknown(request.GET, ("from", "to"))
        asked = Days(data={name: request.GET[name] for name in ("from", "to") if name in request.GET})
        asked.is_valid(raise_exception=True)
        last = asked.validated_data.get("to", today)
        first = asked.validated_data.get("from", last.replace(day=1))
        told = registry.figure(code, first, last, now()).as_json()
        return told if registry.may_see(request.access, code) else told | {"rows_url": None}


ROUTES = [("metrics", MetricViewSet)]
