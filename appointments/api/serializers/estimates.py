"""Estimates: what they are made from and how they are answered."""

from decimal import Decimal

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from billing.api.serializers import FACTS
from core.api import Scoped, Strict
from core.fields import Figure
from core.representation import json_rows
from parts.models import Part, StockItem
from parts.rules.fitting import why_not_parts
from pricing.api.fields import OperationField, packages
from pricing.models.estimates import Estimate, EstimateLine
from pricing.rules.estimates import why_not_make
from pricing.rules.packages import why_not_packages, with_contents
from vehicles.models import Vehicle


class PartInput(Strict):
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
        part = Part.objects.numbered(number).first()
        item = StockItem.objects.select_related("part").filter(part=part).first()
        if item is None:
            raise serializers.ValidationError({"part_no": [_("This store has no part %(no)s.") % {"no": number}]})
        return item


class EstimateInput(Strict):
    vehicle = Scoped(Vehicle, within=lambda rows: rows.select_related("model"))
    operations = OperationField(many=True, required=False, default=list)
    packages = packages()
    parts = PartInput(many=True, required=False, default=list)
    valid_days = serializers.IntegerField(min_value=1, max_value=365, required=False)

    def validate(self, given):
        chosen = given.get("packages", [])
        work, parts = with_contents(chosen, given["operations"], given["parts"])
        wrong = {"operations": why_not_make(work, parts), "packages": why_not_packages(chosen, given["vehicle"])}
        wrong["parts"] = why_not_parts(given["parts"], given["vehicle"])
        if wrong := {field: [reason] for field, reason in wrong.items() if reason}:
            raise serializers.ValidationError(wrong)
        return given


class TellInput(Strict):
    channel = serializers.ChoiceField(Estimate.SPOKEN)
    answer = serializers.ChoiceField(Estimate.Answer)


class EstimateLineOutput(serializers.ModelSerializer):
    """`package_name` is that of the package that made the line, as it was called then; else empty."""

    name = serializers.CharField(source="__str__")
    package_name = serializers.CharField(read_only=True)

    class Meta:
        model = EstimateLine
        fields = [*FACTS, "package_name", "approval", "answered_at", "answered_through", "decline_reason"]


class EstimateOutput(serializers.ModelSerializer):
    lines = serializers.SerializerMethodField()

    class Meta:
        model = Estimate
        fields = [
            "id", "customer", "vehicle", "status", "total", "minutes", "valid_until", "created_at", "told_at",
            "channel", "answer", "lines",
        ]  # fmt: skip
        read_only_fields = ["customer"]  # always there, though nobody's car has null

    @extend_schema_field(EstimateLineOutput(many=True))
    def get_lines(self, estimate) -> list:
        lines = sorted(estimate.lines.all(), key=lambda line: line.position)
        return json_rows(EstimateLineOutput, lines)
