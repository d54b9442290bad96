"""Which appointments customers booked by themselves, and from where: for the caps on hoarding."""

from django.db import models

from accounts.models.base import StoreOwned
from accounts.models.keys import OneStoreKey
from appointments.models.visits import Appointment


class SelfBooking(StoreOwned):
    """An appointment that a customer booked himself. `guest` names his proof; number and address are kept as hashes."""

    appointment = OneStoreKey(Appointment, models.CASCADE, related_name="self_booking")
    guest = models.CharField(max_length=40)
    number_hash = models.CharField(max_length=64)
    address_hash = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["store", "guest"], name="self_booking_guest"),
            models.Index(fields=["store", "number_hash"], name="self_booking_number"),
            models.Index(fields=["store", "address_hash"], name="self_booking_address"),
        ]

    def __str__(self):
        return f"{self.appointment_id} {self.guest}"
