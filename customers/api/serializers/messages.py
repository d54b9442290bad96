"""Serializers of messages to customers."""

from rest_framework import serializers

from core.api import Strict
from customers import presenters
from customers.api.fields import Veiled
from customers.models.messages import Message


class MessageOutput(serializers.ModelSerializer):
    address = Veiled(presenters.address_for)
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


class SettleInput(Strict):
    went = serializers.BooleanField()
