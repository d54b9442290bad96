"""Fields of the API for operations."""

from typing import Any

from django.db.models import BigIntegerField, QuerySet
from django_scopes import get_scope

from core.fields import Coded
from core.row_reads import Given, Prepared
from pricing.models.prices import Operation, RepairPackage

OPERATION = Prepared(lambda: Operation.objects.with_own(Given("store", BigIntegerField())).filter(code=Given("code")))


class OperationField(Coded):
    """The code of an operation, read together with what the store says of it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(slug_field="code", queryset=Operation.objects.all(), **kwargs)

    def get_queryset(self) -> QuerySet:
        return Operation.objects.with_own(get_scope()["store"])

    def to_internal_value(self, given: Any) -> Operation:
        self.refuse_other_types(given)
        try:
            operation = OPERATION.first(store=get_scope()["store"].pk, code=given)
        except ValueError:  # signs that no text of the database has
            self.fail("invalid")
        return operation or self.fail("does_not_exist", slug_name="code", value=given)


def packages(**kwargs: Any) -> Coded:
    """The codes of packages, each with the work and the parts that it holds."""
    return Coded(slug_field="code", queryset=RepairPackage.objects.all(), many=True, **{"required": False, **kwargs})
