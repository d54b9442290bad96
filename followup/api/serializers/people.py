"""The customer and the car that a call or a complaint is about, masked for the reader."""

from rest_framework import serializers

from customers.api.fields import Veiled
from customers.models.people import Customer
from customers.presenters import phone_for, plate_for
from vehicles.models import Vehicle


class AboutCustomerOutput(serializers.ModelSerializer):
    """The customer as the reader may see him."""

    phone = Veiled(phone_for, source="main_number")

    class Meta:
        model = Customer
        fields = ["id", "name", "phone"]


class AboutVehicleOutput(serializers.ModelSerializer):
    plate = Veiled(plate_for)
    model = serializers.CharField(source="model.name_zh", default=None, allow_null=True)

    class Meta:
        model = Vehicle
        fields = ["id", "plate", "model"]
