"""The people and bays that can be named in a booking, and the confirmations of all appointments."""

from rest_framework import serializers

from accounts.roles import Perm
from appointments.api.shown import ConfirmationShown
from appointments.filters import ConfirmationFilter, ResourceFilter
from appointments.models.promises import Confirmation
from capacity.models import Resource
from core.api import Reads


class ResourceShown(serializers.ModelSerializer):
    bay_type = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = Resource
        fields = ["id", "kind", "name", "bay_type", "user", "skills", "active"]


class ResourceViewSet(Reads):
    serializer_class = ResourceShown
    filterset_class = ResourceFilter
    needs = {"list": Perm.APPOINTMENT_VIEW, "retrieve": Perm.APPOINTMENT_VIEW}

    def get_queryset(self):
        crew = Resource.objects.exclude(kind=Resource.Kind.VEHICLE)
        return crew.select_related("bay_type").order_by("kind", "pk")


class ConfirmationRow(ConfirmationShown):
    class Meta(ConfirmationShown.Meta):
        fields = ["appointment", "version", *ConfirmationShown.Meta.fields]


class ConfirmationViewSet(Reads):
    serializer_class = ConfirmationRow
    filterset_class = ConfirmationFilter
    needs = {"list": Perm.APPOINTMENT_VIEW, "retrieve": Perm.APPOINTMENT_VIEW}

    def get_queryset(self):
        return Confirmation.objects.order_by("due_at", "pk")
