"""The confirmations of all appointments."""

from accounts.roles import Perm
from appointments.api.shown import ConfirmationShown
from appointments.filters import ConfirmationFilter
from appointments.models.promises import Confirmation
from core.api import Reads


class ConfirmationRow(ConfirmationShown):
    class Meta(ConfirmationShown.Meta):
        fields = ["appointment", "version", *ConfirmationShown.Meta.fields]


class ConfirmationViewSet(Reads):
    serializer_class = ConfirmationRow
    filterset_class = ConfirmationFilter
    needs = {"list": Perm.APPOINTMENT_VIEW, "retrieve": Perm.APPOINTMENT_VIEW}

    def get_queryset(self):
        return Confirmation.objects.order_by("due_at", "pk")
