"""Serializers of customers and their consents."""

from rest_framework import serializers

from core.api import Scoped, Strict
from customers import channels, presenters, rules
from customers.api.fields import CreditCodeText, PhoneText, Veiled
from customers.models.people import Consent, Customer, CustomerPhone
from vehicles.models import Vehicle


class PhoneOutput(serializers.ModelSerializer):
    number = Veiled(presenters.phone_for)

    class Meta:
        model = CustomerPhone
        fields = ["number", "primary", "shared"]


class CustomerVehicleOutput(serializers.ModelSerializer):
    plate = Veiled(presenters.plate_for)
    vin = Veiled(presenters.vin_for)
    model = serializers.CharField(source="model.code", default=None, allow_null=True)
    model_name = serializers.CharField(source="model", default="", allow_null=True)

    class Meta:
        model = Vehicle
        fields = ["id", "plate", "vin", "model", "model_name"]


class CustomerOutput(serializers.ModelSerializer):
    phone = Veiled(presenters.phone_for, source="main_number")
    phones = PhoneOutput(many=True)
    email = Veiled(presenters.address_for)
    vehicles = CustomerVehicleOutput(source="cars", many=True)

    class Meta:
        model = Customer
        fields = [
            "id",
            "kind",
            "name",
            "phone",
            "phones",
            "email",
            "credit_code",
            "note",
            "vehicles",
            "created_at",
            "version",
        ]


class CustomerInput(Strict):
    name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    kind = serializers.ChoiceField(Customer.Kind.choices, required=False)
    phone = PhoneText()
    shared = serializers.BooleanField(required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    credit_code = CreditCodeText()
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class AddCustomerInput(CustomerInput):
    name = serializers.CharField(max_length=80, allow_blank=True, default="")

    def validate(self, facts):
        if nameless := rules.why_not_nameless(facts["name"], facts.get("phone", "")):
            raise serializers.ValidationError({"name": [nameless]})
        return facts


class CorrectCustomerInput(CustomerInput):
    version = serializers.IntegerField(min_value=1)


class ConsentOutput(serializers.ModelSerializer):
    class Meta:
        model = Consent
        fields = ["id", "customer", "purpose", "channel", "given_at", "withdrawn_at", "evidence"]


class ConsentInput(Strict):
    customer = Scoped(Customer)
    purpose = serializers.ChoiceField(Consent.Purpose.choices)
    channel = serializers.CharField(max_length=20)
    evidence = serializers.CharField(max_length=200)

    def validate_channel(self, code):
        if code not in dict(channels.choices()):
            raise serializers.ValidationError(f"{code}?")
        return code
