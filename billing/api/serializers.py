"""Bills, their lines and payments: what the acts take, how they are answered."""

from decimal import Decimal

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing import methods
from billing.models.bills import Bill, BillLine
from billing.models.receipts import Allocation
from billing.rules.bills import open_amount
from core.api import Strict
from core.fields import Figure
from core.representation import json_rows
from customers.api.fields import Veiled
from customers.presenters import plate_for

FACTS = ["id", "kind", "code", "name", "quantity", "unit", "unit_price", "discount", "amount", "tax_rate", "net", "tax"]


class BillRowOutput(serializers.ModelSerializer):
    plate = Veiled(plate_for, source="vehicle.plate", default="")
    open = serializers.SerializerMethodField()
    credit_note = serializers.SerializerMethodField()

    class Meta:
        model = Bill
        fields = [
            "id", "number", "status", "payer", "customer", "vehicle", "plate", "total", "net", "tax", "paid", "open",
            "created_at", "issued_at", "paid_at", "credit_of", "credit_reason", "credit_note", "hash",
        ]  # fmt: skip
        read_only_fields = ["vehicle"]  # always there, though a bill for no car has null

    def get_open(self, bill) -> str:
        return str(open_amount(bill))

    def get_credit_note(self, bill) -> int | None:
        return next((note.pk for note in bill.credits.all()), None)


class BillLineOutput(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")

    class Meta:
        model = BillLine
        fields = [*FACTS, "part_kind", "warranty_class", "estimate_line", "mirrors", "difference_reason"]


class PaymentOutput(serializers.ModelSerializer):
    method = serializers.CharField(source="receipt.method", read_only=True, max_length=20)
    reference = serializers.CharField(source="receipt.reference", required=False, allow_blank=True, max_length=60)
    at = serializers.DateTimeField(source="receipt.at", read_only=True)

    class Meta:
        model = Allocation
        fields = ["id", "method", "amount", "reference", "at"]


class BillOutput(BillRowOutput):
    """One bill with its lines and payments."""

    lines = serializers.SerializerMethodField()
    payments = PaymentOutput(source="allocations", many=True)

    class Meta(BillRowOutput.Meta):
        fields = [*BillRowOutput.Meta.fields, "lines", "payments"]

    @extend_schema_field(BillLineOutput(many=True))
    def get_lines(self, bill) -> list:
        return json_rows(BillLineOutput, sorted(bill.lines.all(), key=lambda line: line.position))


class PaymentInput(Strict):
    """Money taken on a bill. The ways to pay are a list that can change, so the schema describes its codes as text."""

    method = serializers.CharField(
        max_length=30, help_text=f"a code of the pick list payment_method: {', '.join(methods.published())}"
    )
    amount = Figure(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    reference = serializers.CharField(max_length=60, required=False, allow_blank=True)

    def validate_method(self, code):
        if code not in dict(methods.choices()):
            codes = ", ".join(dict(methods.choices()))
            raise serializers.ValidationError(
                _('"%(code)s" is not a way to pay. There are: %(known)s.') % {"code": code, "known": codes}
            )
        return code


class CreditInput(Strict):
    reason = serializers.CharField(max_length=200)


class LinkOutput(serializers.Serializer):
    url = serializers.URLField()
