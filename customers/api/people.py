"""Customers and their consents in the API."""

from django.utils.timezone import now
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action

from accounts.roles import Perm
from core.api import Reads, Scoped, Strict
from customers import channels, masking, rules
from customers.actions import consents, people
from customers.api.fields import CreditCodeText, PhoneText, Veiled
from customers.filters import ConsentFilter, CustomerFilter
from customers.models.ownership import cars_prefetched
from customers.models.people import Consent, Customer, CustomerPhone
from vehicles.models import Vehicle


class PhoneSerializer(serializers.ModelSerializer):
    number = Veiled(masking.phone_for)

    class Meta:
        model = CustomerPhone
        fields = ["number", "primary", "shared"]


class OwnCarSerializer(serializers.ModelSerializer):
    plate = Veiled(masking.plate_for)
    vin = Veiled(masking.vin_for)
    model = serializers.CharField(source="model.code", default=None, allow_null=True)
    model_name = serializers.CharField(source="model", default="", allow_null=True)

    class Meta:
        model = Vehicle
        fields = ["id", "plate", "vin", "model", "model_name"]


class CustomerSerializer(serializers.ModelSerializer):
    phone = serializers.SerializerMethodField()
    phones = PhoneSerializer(many=True)
    email = Veiled(masking.address_for)
    vehicles = OwnCarSerializer(source="cars", many=True)

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

    def get_phone(self, customer) -> str:
        main = next((phone.number for phone in customer.phones.all() if phone.primary), "")
        return masking.phone_for(self.context["request"].access, main)


class CustomerFacts(Strict):
    name = serializers.CharField(max_length=80, allow_blank=True, required=False)
    kind = serializers.ChoiceField(Customer.Kind.choices, required=False)
    phone = PhoneText()
    shared = serializers.BooleanField(required=False)
    email = serializers.EmailField(max_length=254, allow_blank=True, required=False)
    credit_code = CreditCodeText()
    note = serializers.CharField(max_length=2000, allow_blank=True, required=False)


class NewCustomer(CustomerFacts):
    name = serializers.CharField(max_length=80, allow_blank=True, default="")

    def validate(self, facts):
        if nameless := rules.why_not_nameless(facts["name"], facts.get("phone", "")):
            raise serializers.ValidationError({"name": [nameless]})
        return facts


class CorrectedCustomer(CustomerFacts):
    version = serializers.IntegerField(min_value=1)


class CustomerViewSet(Reads):
    serializer_class = CustomerSerializer
    filterset_class = CustomerFilter
    needs = {
        "list": Perm.CUSTOMER_VIEW,
        "retrieve": Perm.CUSTOMER_VIEW,
        "create": Perm.CUSTOMER_EDIT,
        "correct": Perm.CUSTOMER_EDIT,
    }

    def get_queryset(self):
        return Customer.objects.live().prefetch_related("phones", cars_prefetched()).order_by("-created_at", "-pk")

    @extend_schema(request=NewCustomer)
    def create(self, request):
        facts = self.asked(NewCustomer)
        customer = people.add_customer(by=request.access, at=now(), **facts)
        return self.answer(customer, status.HTTP_201_CREATED)

    @extend_schema(request=CorrectedCustomer)
    @action(detail=True, methods=["post"])
    def correct(self, request, pk=None):
        return self.act(people.correct_customer, CorrectedCustomer)


class ConsentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Consent
        fields = ["id", "customer", "purpose", "channel", "given_at", "withdrawn_at", "evidence"]


class NewConsent(Strict):
    customer = Scoped(Customer)
    purpose = serializers.ChoiceField(Consent.Purpose.choices)
    channel = serializers.CharField(max_length=20)
    evidence = serializers.CharField(max_length=200)

    def validate_channel(self, code):
        if code not in dict(channels.choices()):
            raise serializers.ValidationError(f"{code}?")
        return code


class ConsentViewSet(Reads):
    serializer_class = ConsentSerializer
    filterset_class = ConsentFilter
    needs = {
        "list": Perm.CUSTOMER_VIEW,
        "retrieve": Perm.CUSTOMER_VIEW,
        "create": Perm.CUSTOMER_EDIT,
        "withdraw": Perm.CUSTOMER_EDIT,
    }

    def get_queryset(self):
        return Consent.objects.order_by("-given_at", "-pk")

    @extend_schema(request=NewConsent)
    def create(self, request):
        consent = consents.give_consent(by=request.access, at=now(), **self.asked(NewConsent))
        return self.answer(consent, status.HTTP_201_CREATED)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"])
    def withdraw(self, request, pk=None):
        return self.act(consents.withdraw_consent)
