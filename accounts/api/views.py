"""Tokens, notices and settings of a store in the API."""

from django.contrib.auth import authenticate
from django.utils.timezone import now
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import NotAuthenticated, NotFound, PermissionDenied
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts import actions, guesses, tokens
from accounts.api.serializers import (
    NoticeOutput,
    ResetSettingInput,
    SettingInput,
    SettingOutput,
    SettingsInput,
    TokenInput,
    TokenOutput,
)
from accounts.authentication import need_one_store
from accounts.idempotency import shown_once
from accounts.models.records import Notice
from accounts.perms import StaffPerm
from accounts.presenters import rows_of_settings
from accounts.settings import SETTINGS, Setting, settings_of
from core.api import Acts, Reads
from core.filters import refuse_unknown
from core.parameters import search_text


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


class SettingViewSet(Acts):
    """What the store decides, with the default of each; a change is computed in all that depends on it at once."""

    serializer_class = SettingOutput
    needs = dict.fromkeys(("list", "retrieve", "change", "reset"), StaffPerm.SETTINGS_MANAGE)
    filter_backends = ()  # no table is filtered
    lookup_field = "code"
    lookup_value_regex = r"[a-z]+\.[a-z0-9_]+"

    def get_object(self) -> Setting:
        need_one_store(self.request.access)
        if self.kwargs["code"] not in SETTINGS:
            raise NotFound()
        return SETTINGS[self.kwargs["code"]]

    def answer_of(self, setting, store) -> Response:
        [row] = rows_of_settings(store, [setting])
        return Response(self.json_row(row))

    @extend_schema(parameters=[OpenApiParameter("q", str, description="words of the setting or of its department")])
    def list(self, request):
        need_one_store(request.access)
        refuse_unknown(request.GET, ("q",))
        query = SettingsInput(data=request.GET)
        query.is_valid(raise_exception=True)
        page = self.paginate_queryset(settings_of(search_text(query.validated_data.get("q"))))
        return self.get_paginated_response(self.json_rows(rows_of_settings(request.access.store, page)))

    def retrieve(self, request, code=None):
        return self.answer_of(self.get_object(), request.access.store)

    @extend_schema(request=SettingInput)
    @action(detail=True, methods=["post"])
    def change(self, request, code=None):
        setting = self.get_object()
        return self.decide(setting, **self.body(SettingInput, setting))

    @extend_schema(request=ResetSettingInput)
    @action(detail=True, methods=["post"])
    def reset(self, request, code=None):
        return self.decide(self.get_object(), value=None, **self.body(ResetSettingInput))

    def decide(self, setting: Setting, *, value, version: int) -> Response:
        """Change one value of the store, None being the default, by the act of the page."""
        values, by = {setting.key: value}, self.request.access
        return self.answer_of(setting, actions.change_settings(values, by=by, at=now(), version=version))
