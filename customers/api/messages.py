"""Messages to customers in the API."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action

from accounts.roles import Perm
from core.api import Reads, Strict
from customers import masking
from customers.actions import messages
from customers.api.fields import Veiled
from customers.filters import MessageFilter
from customers.models.messages import Message


class MessageSerializer(serializers.ModelSerializer):
    address = Veiled(masking.address_for)
    reason = serializers.CharField(source="why")

    class Meta:
        model = Message
        fields = [
            "id",
            "customer",
            "purpose",
            "source_id",
            "version",
            "channel",
            "address",
            "subject",
            "body",
            "status",
            "reason",
            "reference",
            "attempts",
            "due_at",
            "not_after",
            "sent_at",
        ]


class Settlement(Strict):
    went = serializers.BooleanField()


class MessageViewSet(Reads):
    serializer_class = MessageSerializer
    filterset_class = MessageFilter
    needs = {"list": Perm.MESSAGE_VIEW, "retrieve": Perm.MESSAGE_VIEW, "settle": Perm.MESSAGE_SETTLE}

    def get_queryset(self):
        return Message.objects.order_by("-created_at", "-pk")

    @extend_schema(request=Settlement)
    @action(detail=True, methods=["post"])
    def settle(self, request, pk=None):
        return self.act(messages.settle, Settlement)
