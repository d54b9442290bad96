"""Rescues and unmet requests: what the acts take, how they are answered."""

from decimal import Decimal

from rest_framework import serializers

from accounts.models.lists import PickItem
from appointments.models.calls import PhoneCall
from appointments.models.rescues import Rescue
from appointments.models.unmet import KINDS, UnmetDecision, UnmetRequest
from core.api import Scoped, Strict
from customers.api.fields import PhoneText, Veiled
from customers.presenters import phone_for
from vehicles.models import Vehicle


class UnmetRequestOutput(serializers.ModelSerializer):
    kind = serializers.CharField(source="kind.code")
    number = Veiled(phone_for)

    class Meta:
        model = UnmetRequest
        fields = ["id", "kind", "words", "number", "customer", "vehicle", "call", "value", "asked_at", "logged_by"]


class UnmetKindOutput(serializers.ModelSerializer):
    """A kind of service that we lack; `decision` is the latest one: clerks tell customers what it says."""

    name = serializers.CharField(source="__str__")
    decision = serializers.SerializerMethodField()

    class Meta:
        model = PickItem
        fields = ["id", "code", "name", "decision"]

    def get_decision(self, kind: PickItem) -> dict | None:
        decision = self._decisions().get(kind.pk)
        return UnmetDecisionOutput(decision).data if decision else None

    def _decisions(self) -> dict[int, UnmetDecision]:
        if "decisions" not in self.context:
            self.context["decisions"] = UnmetDecision.objects.latest_by_kind()
        return self.context["decisions"]


class UnmetDecisionOutput(serializers.ModelSerializer):
    class Meta:
        model = UnmetDecision
        fields = ["id", "answer", "refer_to", "reason", "decided_at", "decided_by"]


class UnmetRequestInput(Strict):
    kind = serializers.SlugRelatedField(slug_field="code", queryset=PickItem.objects.filter(list_code=KINDS))
    words = serializers.CharField(max_length=2000)
    number = serializers.CharField(max_length=30, required=False, allow_blank=True)
    vehicle = Scoped(Vehicle, required=False, allow_null=True)
    call = Scoped(PhoneCall, required=False, allow_null=True)
    value = serializers.DecimalField(
        max_digits=10, decimal_places=2, min_value=Decimal("0.01"), required=False, allow_null=True
    )


class UnmetDecisionInput(Strict):
    """`seen` is the key of the decision that stood when this one was made; empty when there was none."""

    answer = serializers.ChoiceField(UnmetDecision.Answer)
    refer_to = serializers.CharField(max_length=120, required=False, allow_blank=True)
    reason = serializers.CharField(max_length=200)
    seen = serializers.IntegerField(required=False, allow_null=True, min_value=1)


class RescueOutput(serializers.ModelSerializer):
    phone = Veiled(phone_for)
    crew_phone = Veiled(phone_for)

    class Meta:
        model = Rescue
        fields = [
            "id", "number", "status", "customer", "vehicle", "car", "phone", "place", "words", "people_safe",
            "triangle", "call", "crew", "crew_phone", "asked_by", "asked_at", "dispatched_at", "on_site_at", "towed_at",
            "fixed_at", "closed_at", "called_off_at", "why_called_off",
        ]  # fmt: skip


class RescueInput(Strict):
    phone = PhoneText(required=True, allow_blank=False)
    place = serializers.CharField(max_length=200)
    words = serializers.CharField(max_length=2000)
    people_safe = serializers.ChoiceField(Rescue.Said)
    triangle = serializers.ChoiceField(Rescue.Said)
    vehicle = Scoped(Vehicle, required=False, allow_null=True)
    car = serializers.CharField(max_length=80, required=False, allow_blank=True)
    another_car = serializers.BooleanField(required=False)
    call = Scoped(PhoneCall, required=False, allow_null=True)


class RescueCrewInput(Strict):
    crew = serializers.CharField(max_length=80)
    crew_phone = PhoneText()


class RescueReasonInput(Strict):
    reason = serializers.CharField(max_length=200)
