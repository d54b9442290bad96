"""The customer and the car that a call or a complaint is about, masked for the reader."""

from rest_framework import serializers

from customers.models.people import Customer
from customers.presenters import phone_for, plate_for
from vehicles.models import Vehicle


class AboutCustomerOutput(serializers.ModelSerializer):
    """The customer as the reader may see him."""

    phone = serializers.SerializerMethodField()

    class Meta:
        model = Customer
        fields = ["id", "name", "phone"]

    def get_phone(self, customer) -> str:
        numbers = sorted(customer.phones.all(), key=lambda phone: not phone.primary)
        return phone_for(self.context["request"].access, numbers[0].number) if numbers else ""


class AboutVehicleOutput(serializers.ModelSerializer):
    plate = serializers.SerializerMethodField()
    model = serializers.CharField(source="model.name_zh", default=None, allow_null=True)

    class Meta:
        model = Vehicle
        fields = ["id", "plate", "model"]

    def get_plate(self, vehicle) -> str:
        return plate_for(self.context["request"].access, vehicle.plate)
