"""Tokens and notices in the API."""

from django.contrib.auth import authenticate
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import actions, tokens
from accounts.models import Notice
from accounts.roles import Perm
from core.api import Reads, Strict


class Credentials(Strict):
    username = serializers.CharField(max_length=60)
    password = serializers.CharField(max_length=200, trim_whitespace=False)


class TokenAnswer(serializers.Serializer):
    token = serializers.CharField()


class TokenView(APIView):
    """A key to the API against name and password; guessing is locked by the same guard as the login page."""

    public = True
    authentication_classes: list = []
    throttle_scope = "token"

    @extend_schema(request=Credentials, responses=TokenAnswer)
    def post(self, request):
        asked = Credentials(data=request.data)
        asked.is_valid(raise_exception=True)
        user = authenticate(request._request, **asked.validated_data)
        if user is None:
            raise PermissionDenied()
        return Response({"token": tokens.issue(user, at=now())})


class NoticeSerializer(serializers.ModelSerializer):
    text = serializers.CharField(source="__str__")

    class Meta:
        model = Notice
        fields = ["id", "text", "url", "created_at", "acknowledged_at"]


class NoticeViewSet(Reads):
    serializer_class = NoticeSerializer
    needs = {"list": Perm.NOTICE_VIEW, "retrieve": Perm.NOTICE_VIEW, "acknowledge": Perm.NOTICE_VIEW}

    def get_queryset(self):
        return Notice.objects.to(self.request.user, self.request.access.roles).order_by("-created_at", "-pk")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request, pk=None):
        return self.act(actions.acknowledge)


ROUTES = [("notices", NoticeViewSet)]
