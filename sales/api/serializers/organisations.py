"""Organisations: what the acts take, how they are answered."""

from django.utils.timezone import now
from rest_framework import serializers

from core.api import Strict
from core.fields import Moment
from customers.api.fields import CreditCodeText, Veiled
from customers.presenters import phone_for
from sales.api.fields import PhoneField, refused_input
from sales.models.contacts import Contact
from sales.models.organisations import Organisation
from sales.rules.contacts import why_not_contacted_at
from sales.rules.organisations import is_silent

NUMBER = {"required": False, "allow_null": True, "min_value": 0, "max_value": 999}


class OrganisationOutput(serializers.ModelSerializer):
    name = serializers.CharField(source="customer.name")
    phone = Veiled(phone_for)
    grade = serializers.CharField(help_text="A, B, C, D, or empty while a number is unknown")
    silent = serializers.SerializerMethodField()
    owner = serializers.StringRelatedField()

    class Meta:
        model = Organisation
        fields = [
            "id",
            "customer",
            "name",
            "phone",
            "owner",
            "segment",
            "cycle_months",
            "average_batch",
            "grade",
            "silent",
            "last_contact_at",
            "created_at",
            "version",
        ]

    def get_silent(self, organisation) -> bool:
        store = self.context["request"].access.store
        since = organisation.last_contact_at or organisation.created_at
        return is_silent(store, organisation.grade, store.today(since), on=store.today(now()))


class OrganisationInput(Strict):
    name = serializers.CharField(max_length=80)
    phone = PhoneField(required=False, allow_blank=True, max_length=40)
    credit_code = CreditCodeText()
    segment = serializers.CharField(required=False, allow_blank=True, max_length=40)
    cycle_months = serializers.IntegerField(**NUMBER)
    average_batch = serializers.IntegerField(**NUMBER)


class CorrectOrganisationInput(Strict):
    version = serializers.IntegerField()
    segment = serializers.CharField(required=False, allow_blank=True, max_length=40)
    cycle_months = serializers.IntegerField(**NUMBER)
    average_batch = serializers.IntegerField(**NUMBER)


class ContactOrganisationInput(Strict):
    channel = serializers.ChoiceField(Contact.Channel.choices)
    started_by_us = serializers.BooleanField(default=True)
    with_whom = serializers.CharField(required=False, allow_blank=True, max_length=80)
    at = Moment(source="contacted_at", required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)

    def validate_at(self, moment):
        return refused_input(moment, why_not_contacted_at(moment, at=now()))
