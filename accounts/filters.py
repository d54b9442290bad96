"""Filters of the lists of notices and users."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.models.people import Membership, User
from accounts.models.records import Notice
from accounts.models.stores import Store
from accounts.roles import Role
from core import folding
from core.filters import Filters


class NoticeFilter(Filters):
    state = filters.ChoiceFilter(
        label=_("State"),
        method="by_state",
        choices=[("waiting", _("to acknowledge")), ("done", _("acknowledged"))],
        widget=forms.HiddenInput,
    )

    class Meta:
        model = Notice
        fields: list[str] = []

    def by_state(self, rows, name, value):
        return rows.filter(acknowledged_at__isnull=value == "waiting")


class UserFilter(Filters):
    q = filters.CharFilter(label=_("Search"), method="by_text")
    role = filters.ChoiceFilter(label=_("Role"), choices=Role, method="by_role")
    store = filters.ModelChoiceFilter(
        label=_("Store"), queryset=Store.objects.order_by("code"), to_field_name="code", method="by_store"
    )

    class Meta:
        model = User
        fields: list[str] = []

    def by_text(self, rows, name, value):
        if not folding.name(value):  # only punctuation, which is in every text
            return rows.none()
        return rows.filter(Q(username__folded__contains=value) | Q(name__folded__contains=value))

    def by_role(self, rows, name, value):
        return rows.filter(pk__in=Membership.objects.valid(now()).filter(role=value).values("user"))

    def by_store(self, rows, name, value):
        return rows.filter(pk__in=Membership.objects.valid(now()).filter(store=value).values("user"))
