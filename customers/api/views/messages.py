"""Messages to customers in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action

from core.api import Reads
from customers.actions import messages
from customers.api.serializers.messages import MessageOutput, SettleInput
from customers.filters import MessageFilter
from customers.models.messages import Message
from customers.perms import CustomerPerm


class MessageViewSet(Reads):
    serializer_class = MessageOutput
    filterset_class = MessageFilter
    needs = {
        "list": CustomerPerm.MESSAGE_VIEW,
        "retrieve": CustomerPerm.MESSAGE_VIEW,
        "settle": CustomerPerm.MESSAGE_SETTLE,
    }

    def get_queryset(self):
        return Message.objects.order_by("-created_at", "-pk")

    @extend_schema(request=SettleInput)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk=None):
        return self.act(messages.settle, SettleInput)
