"""Fields of the API for operations."""

from typing import Any

from django.db.models import QuerySet
from django_scopes import get_scope

from core.fields import Coded
from pricing.models.prices import Operation


class OperationField(Coded):
    """The code of an operation, read together with what the store says of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", queryset=Operation.objects.all(), **kwargs)

    def get_queryset(self) -> QuerySet:
        return Operation.objects.with_own(get_scope()["store"])
