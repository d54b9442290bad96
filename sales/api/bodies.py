"""What the acts on leads are told: strict bodies, each fault at its field."""

from django.utils.timezone import now
from django.utils.translation import gettext as _
from rest_framework import serializers

from accounts.models.people import Membership, User
from core.api import Scoped, Strict
from core.fields import Day, Key, Moment
from sales.api.visits import refused_input
from sales.models.contacts import Contact
from sales.models.leads import Grade, Lead
from sales.models.visits import CanvassVisit
from sales.rules import contacts, grades, reviews
from sales.rules.reviews import ReviewAnswer


class Dated(Strict):
    """A body with days on the store's calendar."""

    def today(self, at=None):
        return self.context["request"].access.store.today(at or now())


class ExpectBody(Dated):
    """A grade, the day to buy by, or both if they agree."""

    grade = serializers.ChoiceField(Grade.choices, required=False, allow_blank=True)
    expected_by = Day(required=False, allow_null=True)

    def validate(self, told):
        on = self.today(told.get("contacted_at"))
        if why := grades.why_not_expect(told.get("grade", ""), told.get("expected_by"), on=on):
            raise serializers.ValidationError({"expected_by": [why]})
        return told


def not_past(day, body):
    return refused_input(day, _("The next day must not be past.") if day and day < body.today() else None)


class ContactBody(ExpectBody):
    channel = serializers.ChoiceField(Contact.Channel.choices)
    effective = serializers.BooleanField()
    at = Moment(source="contacted_at", required=False)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)
    next_due_on = Day(required=False, allow_null=True)

    def validate_at(self, moment):
        since = contacts.known_since(self.context["about"])
        return refused_input(moment, contacts.why_not_contacted_at(moment, at=now(), since=since))

    def validate_next_due_on(self, day):
        return not_past(day, self)

    def validate(self, told):
        told = super().validate(told)
        heard = [name for name in ("grade", "expected_by", "next_due_on") if told.get(name)]
        if heard and not told["effective"]:
            raise serializers.ValidationError({heard[0]: [_("An attempt tells nothing; only a two-way contact does.")]})
        return told


class RegradeBody(ExpectBody):
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate(self, told):
        told = super().validate(told)
        if not told.get("grade") and not told.get("expected_by"):
            raise serializers.ValidationError({"grade": [_("Say the grade, or the day to buy by.")]})
        return told


class PostponeBody(Dated):
    due_on = Day()
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)

    def validate_due_on(self, day):
        return not_past(day, self)


class ExtendBody(Strict):
    until = Day()
    reason = serializers.CharField(max_length=200)


class ReviewBody(ExpectBody):
    answer = serializers.ChoiceField(ReviewAnswer.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=40)
    lost_to = serializers.CharField(required=False, allow_blank=True, max_length=80)
    until = Day(required=False, allow_null=True)

    def validate(self, told):
        told = super().validate(told)
        if missing := reviews.missing_in_answer(told["answer"], told):
            raise serializers.ValidationError({name: [_("This answer needs it.")] for name in missing})
        if told["answer"] == ReviewAnswer.BOUGHT_ELSEWHERE and (why := reviews.why_not_lost_for(told["reason"])):
            raise serializers.ValidationError({"reason": [why]})
        return told


class CorrectBody(Strict):
    version = serializers.IntegerField()
    need = serializers.ChoiceField(Lead.Answer.choices, required=False)
    means = serializers.ChoiceField(Lead.Answer.choices, required=False)
    authority = serializers.ChoiceField(Lead.Answer.choices, required=False)
    family = serializers.CharField(required=False, allow_blank=True, max_length=30)
    source = serializers.CharField(required=False, max_length=20)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class LoseBody(Strict):
    reason = serializers.CharField(max_length=40)
    lost_to = serializers.CharField(required=False, allow_blank=True, max_length=80)
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)

    def validate_reason(self, reason):
        if why := reviews.why_not_lost_for(reason):
            raise serializers.ValidationError(why)
        return reason


class WinBody(Strict):
    note = serializers.CharField(required=False, allow_blank=True, max_length=2000)


class ChoiceBody(Strict):
    visit = Scoped(CanvassVisit, required=False, allow_null=True)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)


class NotSameBody(ChoiceBody):
    reason = serializers.CharField(max_length=200)


class Colleague(Key):
    """Somebody of this store, another store's people read as unknown; whether he works leads is asked by the rule."""

    def get_queryset(self):
        store = self.context["request"].access.store
        here = Membership.objects.valid(now()).filter(store=store)
        return super().get_queryset().filter(pk__in=here.values("user"))


class ReassignBody(Strict):
    to = Colleague(queryset=User.objects.filter(is_active=True))
    reason = serializers.CharField(required=False, allow_blank=True, max_length=200)
