"""The people and bays that can be named in a booking."""

from capacity.api.serializers import ResourceOutput
from capacity.filters import ResourceFilter
from capacity.models import Resource
from capacity.perms import CapacityPerm
from core.api import Reads


class ResourceViewSet(Reads):
    serializer_class = ResourceOutput
    filterset_class = ResourceFilter
    needs = {"list": CapacityPerm.CAPACITY_VIEW, "retrieve": CapacityPerm.CAPACITY_VIEW}

    def get_queryset(self):
        crew = Resource.objects.exclude(kind=Resource.Kind.VEHICLE)
        return crew.select_related("bay_type").order_by("kind", "pk")
