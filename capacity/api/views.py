"""The people and bays that can be named in a booking."""

from accounts.roles import Perm
from capacity.api.serializers import ResourceOutput
from capacity.filters import ResourceFilter
from capacity.models import Resource
from core.api import Reads


class ResourceViewSet(Reads):
    serializer_class = ResourceOutput
    filterset_class = ResourceFilter
    needs = {"list": Perm.APPOINTMENT_VIEW, "retrieve": Perm.APPOINTMENT_VIEW}

    def get_queryset(self):
        crew = Resource.objects.exclude(kind=Resource.Kind.VEHICLE)
        return crew.select_related("bay_type").order_by("kind", "pk")
