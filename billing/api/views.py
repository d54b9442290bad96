"""Estimates and bills in the API (API.md "HTTP")."""

from decimal import Decimal

from django.utils.timezone import now
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from accounts.idempotency import not_remembered
from accounts.roles import Perm
from billing import methods
from billing.actions import bills as bills_actions
from billing.actions import links
from billing.actions import payments as payments_actions
from billing.actions.payments import pay
from billing.filters import BillFilter, EstimateFilter
from billing.models.bills import Bill, BillLine
from billing.models.payments import Payment
from billing.rules.bills import open_amount
from core.api import Reads, Scoped, Strict
from core.fields import Coded, Figure
from core.showing import shown
from customers.masking import plate_for
from parts.models import StockItem
from parts.rules.fitting import why_not_parts
from pricing.actions import estimates
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import Operation
from pricing.rules.estimates import why_not_make
from vehicles.models import Vehicle

FACTS = ["id", "kind", "code", "name", "quantity", "unit", "unit_price", "discount", "amount", "tax_rate", "net", "tax"]


class PartNeeded(Strict):
    """A part by its key in `parts/`, or by its number, and how many."""

    part = Scoped(StockItem, required=False, help_text="`id` of a row of `parts/`")
    part_no = serializers.CharField(max_length=40, required=False)
    quantity = Figure(max_digits=8, decimal_places=2, min_value=Decimal("0.01"), default=1)

    def validate(self, given):
        if ("part" in given) == ("part_no" in given):
            raise serializers.ValidationError({"part": [_("Name the part by its key or by its number.")]})
        item = given.get("part") or self._by_number(given["part_no"])
        return item.part, given["quantity"]

    def _by_number(self, number: str) -> StockItem:
        number = "".join(number.upper().split())
        item = StockItem.objects.select_related("part").filter(part__number=number).first()
        if item is None:
            raise serializers.ValidationError({"part_no": [_("This store has no part %(no)s.") % {"no": number}]})
        return item


class EstimateAsked(Strict):
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"))
    operations = Coded(slug_field="code", queryset=Operation.objects.all(), many=True, required=False, default=list)
    parts = PartNeeded(many=True, required=False, default=list)
    valid_days = serializers.IntegerField(min_value=1, max_value=365, required=False)

    def validate(self, given):
        wrong = {"operations": why_not_make(given["operations"], given["parts"])}
        wrong["parts"] = why_not_parts(given["parts"], given["vehicle"])
        if wrong := {field: [reason] for field, reason in wrong.items() if reason}:
            raise serializers.ValidationError(wrong)
        return given


class Told(Strict):
    channel = serializers.ChoiceField(Estimate.SPOKEN)
    answer = serializers.ChoiceField(Estimate.Answer)


class EstimateLineSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")

    class Meta:
        model = EstimateLine
        fields = [*FACTS, "approval", "answered_at", "answered_through", "decline_reason"]


class EstimateSerializer(serializers.ModelSerializer):
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Estimate
        fields = [
            "id", "customer", "vehicle", "status", "total", "minutes", "valid_until", "created_at", "told_at",
            "channel", "answer", "lines",
        ]  # fmt: skip
        read_only_fields = ["customer"]  # always there, though nobody's car has null

    @extend_schema_field(EstimateLineSerializer(many=True))
    def get_lines(self, estimate) -> list:
        lines = sorted(estimate.lines.all(), key=lambda line: line.position)
        return shown(EstimateLineSerializer, lines)


class EstimateViewSet(Reads):
    serializer_class = EstimateSerializer
    filterset_class = EstimateFilter
    needs = {
        "list": Perm.ESTIMATE_VIEW,
        "retrieve": Perm.ESTIMATE_VIEW,
        "create": Perm.ESTIMATE_MAKE,
        "tell": Perm.ESTIMATE_MAKE,
    }

    def get_queryset(self):
        return Estimate.objects.with_lines().order_by("-created_at", "-pk")

    @extend_schema(request=EstimateAsked)
    def create(self, request):
        asked = self.asked(EstimateAsked)
        estimate = estimates.make_estimate(asked.pop("vehicle"), by=request.access, at=now(), **asked)
        return self.answer(estimate, status.HTTP_201_CREATED)

    @extend_schema(request=Told)
    @action(detail=True, methods=["post"])
    def tell(self, request, pk=None):
        return self.act(estimates.tell, Told)


class BillSerializer(serializers.ModelSerializer):
    plate = serializers.SerializerMethodField()
    open = serializers.SerializerMethodField()
    credit_note = serializers.SerializerMethodField()

    class Meta:
        model = Bill
        fields = [
            "id", "number", "status", "payer", "customer", "vehicle", "plate", "total", "net", "tax", "paid", "open",
            "created_at", "issued_at", "paid_at", "credit_of", "credit_reason", "credit_note", "hash",
        ]  # fmt: skip

    def get_plate(self, bill) -> str:
        return plate_for(self.context["request"].access, bill.vehicle.plate)

    def get_open(self, bill) -> str:
        return str(open_amount(bill))

    def get_credit_note(self, bill) -> int | None:
        return next((note.pk for note in bill.credits.all()), None)


class BillLineSerializer(serializers.ModelSerializer):
    name = serializers.CharField(source="__str__")

    class Meta:
        model = BillLine
        fields = [*FACTS, "part_kind", "warranty_class", "estimate_line", "mirrors", "difference_reason"]


class PaymentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Payment
        fields = ["id", "method", "amount", "reference", "at"]


class WholeBillSerializer(BillSerializer):
    """One bill with its lines and payments."""

    lines = serializers.SerializerMethodField()
    payments = PaymentSerializer(many=True)

    class Meta(BillSerializer.Meta):
        fields = [*BillSerializer.Meta.fields, "lines", "payments"]

    @extend_schema_field(BillLineSerializer(many=True))
    def get_lines(self, bill) -> list:
        return shown(BillLineSerializer, sorted(bill.lines.all(), key=lambda line: line.position))


class MoneyTaken(Strict):
    """The ways to pay are a list of the house's own, so the published schema describes the codes and binds nobody."""

    method = serializers.CharField(
        max_length=30, help_text=f"a code of the pick list payment_method: {', '.join(methods.published())}"
    )
    amount = Figure(max_digits=12, decimal_places=2, min_value=Decimal("0.01"))
    reference = serializers.CharField(max_length=60, required=False, allow_blank=True)

    def validate_method(self, code):
        if code not in dict(methods.choices()):
            known = ", ".join(dict(methods.choices()))
            raise serializers.ValidationError(
                _('"%(code)s" is not a way to pay. There are: %(known)s.') % {"code": code, "known": known}
            )
        return code


class CreditAsked(Strict):
    reason = serializers.CharField(max_length=200)


class LinkAnswer(serializers.Serializer):
    url = serializers.URLField()


class BillViewSet(Reads):
    filterset_class = BillFilter
    serializer_class = BillSerializer
    needs = {
        "list": Perm.BILL_VIEW,
        "retrieve": Perm.BILL_VIEW,
        "issue": Perm.BILL_ISSUE,
        "discard": Perm.BILL_DRAFT,
        "payments": Perm.PAYMENT_TAKE,
        "refund": Perm.PAYMENT_TAKE,
        "credit": Perm.BILL_CREDIT,
        "link": Perm.LINK_MAKE,
        "revoke_link": Perm.LINK_MAKE,
    }

    def get_queryset(self):
        bills = Bill.objects.with_people().prefetch_related("credits").order_by("-created_at", "-pk")
        return bills if self.action == "list" else bills.prefetch_related("lines", "payments")

    def get_serializer_class(self):
        return BillSerializer if self.action == "list" else WholeBillSerializer

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def issue(self, request, pk=None):
        return self.act(bills_actions.issue)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def discard(self, request, pk=None):
        return self.act(bills_actions.discard_draft)

    @extend_schema(request=MoneyTaken)
    @action(detail=True, methods=["post"])
    def payments(self, request, pk=None):
        return self.act(pay, MoneyTaken)

    @extend_schema(request=MoneyTaken)
    @action(detail=True, methods=["post"])
    def refund(self, request, pk=None):
        return self.act(payments_actions.refund, MoneyTaken)

    @extend_schema(request=CreditAsked)
    @action(detail=True, methods=["post"])
    def credit(self, request, pk=None):
        return self.act(bills_actions.credit, CreditAsked)

    @extend_schema(request=None, responses=LinkAnswer)
    @action(detail=True, methods=["post"])
    def link(self, request, pk=None):
        bill = self.get_object()
        self.asked()
        key = request.headers.get("Idempotency-Key", "")
        return not_remembered(Response({"url": links.give_link(bill, by=request.access, at=now(), key=key)}))

    @extend_schema(request=None, responses={204: None})
    @link.mapping.delete
    def revoke_link(self, request, pk=None):
        links.revoke_link(self.get_object(), by=request.access, at=now())
        return Response(status=status.HTTP_204_NO_CONTENT)
