"""Tokens and notices in the API."""

from django.contrib.auth import authenticate
from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import actions, guesses, tokens
from accounts.api.serializers import NoticeOutput, TokenInput, TokenOutput
from accounts.idempotency import shown_once
from accounts.models.records import Notice
from accounts.perms import StaffPerm
from core.api import Reads


class TokenView(APIView):
    """Gives an API token for name and password, with the limits of the login page, and revokes it."""

    public = True
    authentication_classes: list = []

    def get_authenticate_header(self, request):
        return "Token"

    @extend_schema(request=TokenInput, responses=TokenOutput)
    def post(self, request):
        credentials = TokenInput(data=request.data)
        credentials.is_valid(raise_exception=True)
        name = credentials.validated_data["username"]
        if seconds := guesses.wait(request, name):
            return guesses.turned_away(request, seconds)
        user = authenticate(request._request, **credentials.validated_data)
        if user is None:
            guesses.missed(request, name)
            raise PermissionDenied()
        guesses.entered(request, name)
        return shown_once(Response({"token": tokens.issue(user, at=now())}))

    @extend_schema(responses={204: None})
    def delete(self, request):
        """Revoke the token of this call."""
        if not tokens.revoke(tokens.sent_with(request), at=now()):
            raise NotAuthenticated()
        return Response(status=status.HTTP_204_NO_CONTENT)


class NoticeViewSet(Reads):
    serializer_class = NoticeOutput
    needs = {"list": StaffPerm.NOTICE_VIEW, "retrieve": StaffPerm.NOTICE_VIEW, "acknowledge": StaffPerm.NOTICE_VIEW}

    def get_queryset(self):
        return Notice.objects.to(self.request.user, self.request.access.roles).order_by("-created_at", "-pk")

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def acknowledge(self, request, pk=None):
        return self.act(actions.acknowledge)
