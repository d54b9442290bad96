"""Serializers of tokens and notices."""

from rest_framework import serializers

from accounts.models.records import Notice
from core.api import Strict


class TokenInput(Strict):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class TokenOutput(serializers.Serializer):
    token = serializers.CharField()


class NoticeOutput(serializers.ModelSerializer):
    text = serializers.CharField(source="__str__")

    class Meta:
        model = Notice
        fields = ["id", "text", "url", "created_at", "acknowledged_at"]
