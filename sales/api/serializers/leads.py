"""Leads: what the acts take, each fault at its field, and how they are answered."""

from django.utils.timezone import localtime, now
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models.people import User
from core.api import Scoped, Strict
from core.fields import Day, Moment
from customers.presenters import phone_for
from sales.api.fields import ColleagueField, refused_input
from sales.models.contacts import Contact
from sales.models.leads import Grade, Lead
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from sales.presenters import conflict_card
from sales.rules import contacts, grades, reviews
from sales.rules import qualification as qualification_rules
from sales.rules.qualification import Qualification
from sales.rules.reviews import ReviewAnswer


class DatedInput(Strict):
    """A body with days on the store's calendar."""

    @property
    def store(self):
        return self.context["request"].access.store

    def today(self, at=None):
        return self.store.today(at or now())


class ExpectInput(DatedInput):
    """A grade, the day to buy by, or both if they agree."""

    grade = serializers.ChoiceField(Grade.choices, required=False, allow_blank=True)
    expected_by = Day(required=False, allow_null=True)

    def validate(self, body):
        on = self.today(body.get("contacted_at"))
        if why := grades.why_not_expect(self.store, body.get("grade", ""), body.get("expected_by"), on=on):
            raise serializers.ValidationError({"expected_by": [why]})
        return body


def not_past(day, body):
    return refused_input(day, _("The next day must not be past.") if day and day < body.today() else None)


class ContactInput(ExpectInput):
    channel = serializers.ChoiceField(Contact.Channel.choices)
    effective = serializers.BooleanField()
    at = Moment(source="contacted_at", required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    next_due_on = Day(required=False, allow_null=True)

    def validate_at(self, moment):
        since = contacts.began_at(self.context["about"])
        return refused_input(moment, contacts.why_not_contacted_at(moment, at=now(), since=since))

    def validate_next_due_on(self, day):
        return not_past(day, self)

    def validate(self, body):
        body = super().validate(body)
        named = [name for name in ("grade", "expected_by", "next_due_on") if body.get(name)]
        if named and not body["effective"]:
            raise serializers.ValidationError({named[0]: [_("An attempt tells nothing; only a two-way contact does.")]})
        return body


class RegradeInput(ExpectInput):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate(self, body):
        body = super().validate(body)
        if not body.get("grade") and not body.get("expected_by"):
            raise serializers.ValidationError({"grade": [_("Say the grade, or the day to buy by.")]})
        return body


class PostponeInput(DatedInput):
    due_on = Day()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate_due_on(self, day):
        return not_past(day, self)


class ExtendGradeInput(Strict):
    until = Day()
    reason = serializers.CharField(max_length=200)


class ReviewInput(ExpectInput):
    answer = serializers.ChoiceField(ReviewAnswer.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40)
    lost_to = serializers.CharField(required=False, allow_blank=True, max_length=80)
    until = Day(required=False, allow_null=True)

    def validate(self, body):
        body = super().validate(body)
        if missing := reviews.missing_in_answer(body["answer"], body):
            raise serializers.ValidationError({name: [_("This answer needs it.")] for name in missing})
        if body["answer"] == ReviewAnswer.BOUGHT_ELSEWHERE and (why := reviews.why_not_lost_for(body["reason"])):
            raise serializers.ValidationError({"reason": [why]})
        return body


class CorrectLeadInput(Strict):
    version = serializers.IntegerField()
    need = serializers.ChoiceField(Lead.Answer.choices, required=False)
    means = serializers.ChoiceField(Lead.Answer.choices, required=False)
    authority = serializers.ChoiceField(Lead.Answer.choices, required=False)
    family = serializers.CharField(required=False, allow_blank=True, max_length=30)
    source = serializers.CharField(required=False, max_length=20)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class LoseInput(Strict):
    reason = serializers.CharField(max_length=40)
    lost_to = serializers.CharField(required=False, allow_blank=True, max_length=80)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)

    def validate_reason(self, reason):
        if why := reviews.why_not_lost_for(reason):
            raise serializers.ValidationError(why)
        return reason


class WinInput(Strict):
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class ChoiceInput(Strict):
    visit = Scoped(CanvassVisit, required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class NotSameInput(ChoiceInput):
    reason = serializers.CharField(max_length=200)


class ReassignInput(Strict):
    to = ColleagueField(queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class LeadCustomerOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()
    phone = serializers.CharField()


class LeadOwnerOutput(serializers.Serializer):
    id = serializers.IntegerField()
    name = serializers.CharField()


class LeadOutput(serializers.ModelSerializer):
    """A lead as lists and acts show it, from a row of `COLUMNS`: the due list is the page opened most."""

    customer = LeadCustomerOutput()
    owner = LeadOwnerOutput()
    qualification = serializers.ChoiceField(Qualification.choices)

    class Meta:
        model = Lead
        fields = [
            "id",
            "customer",
            "owner",
            "status",
            "grade",
            "grade_confirmed",
            "expected_by",
            "next_due_on",
            "last_contact_on",
            "attempts",
            "extensions",
            "source",
            "family",
            "need",
            "means",
            "authority",
            "qualification",
            "note",
            "created_at",
            "closed_at",
            "lost_reason",
            "lost_to",
            "version",
        ]

    PLAIN = [name for name in Meta.fields if name not in {"customer", "owner", "qualification"}]

    PEOPLE = ("customer_id", "customer__name", "phone", "owner_id", "owner__name", "owner__username")
    COLUMNS = (*PLAIN, *PEOPLE)

    def to_representation(self, columns) -> dict:
        access, phone = self.context["request"].access, columns["phone"]
        row = {name: columns[name] for name in self.PLAIN}
        row |= {name: localtime(row[name]) for name in ("created_at", "closed_at") if row[name]}
        row["customer"] = {
            "id": columns["customer_id"],
            "name": columns["customer__name"],
            "phone": phone_for(access, phone) if phone else "",
        }
        row["owner"] = {"id": columns["owner_id"], "name": columns["owner__name"] or columns["owner__username"]}
        row["qualification"] = qualification_rules.qualification(row["need"], row["means"], row["authority"])
        return row


class OwnershipCaseOutput(serializers.ModelSerializer):
    lead = serializers.SerializerMethodField()

    class Meta:
        model = OwnershipCase
        fields = ["id", "kind", "status", "reason", "asked_at", "decided_at", "lead"]

    def get_lead(self, case) -> dict:
        store = self.context["request"].access.store
        return conflict_card(store, case.lead, today=store.today(now()))
