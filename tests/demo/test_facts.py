"""Facts of the demo group lie in the past at whatever hour it is built; only plans lie ahead."""

from datetime import datetime, timedelta

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models, transaction
from django.utils.timezone import now
from django_scopes import scopes_disabled

from dealership import integrity
from sales.models.contacts import Contact
from sales.models.leads import Lead
from tests import databases
from tests.moments import MONDAY, SHANGHAI

# What a column of these names holds may lie ahead; every other day or time is a fact.
PLANS = {
    *("due_at", "due_on", "next_due_on", "react_due_at", "answer_due_at", "solve_due_at"),
    *("expected_by", "expected_by_before", "expected_on", "needed_at", "promised_at"),
    *("promised_before", "promised_if_approved", "start", "end", "not_after", "lease_until", "expires_at"),
    *("valid_from", "valid_until", "until", "certified_until", "code_until", "missed_start"),
}
CALENDARS = {"accounts.StoreDay", "accounts.WorkDay", "accounts.Festival"}
CALENDARS |= {"capacity.Shift", "capacity.ShiftDay", "capacity.Duty"}
# The stories play where midnight is near; what they tell at noon is `test_demo`'s.
HOURS = {"00:05": True, "07:00": False, "13:00": False, "23:50": True}


def dated() -> list[tuple[type[models.Model], models.Field]]:
    """Every column of ours that holds a day or a time, but for calendars and the database's own audit clock."""
    return [
        (model, field)
        for app in settings.OWN_APPS
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if type(field) in (models.DateField, models.DateTimeField)
        and model._meta.label not in CALENDARS
        and not field.name.startswith("pgh_")
    ]


def ahead(at: datetime) -> dict[str, int]:
    """How many rows of each fact lie later than `at`, where there are any."""
    late = {}
    with scopes_disabled():
        for model, field in dated():
            if field.name not in PLANS:
                edge = at if isinstance(field, models.DateTimeField) else at.astimezone(SHANGHAI).date()
                count = model.objects.filter(**{f"{field.name}__gt": edge}).count()
                late |= {f"{model._meta.label}.{field.name}": count} if count else {}
    return late


def moment(clock: str) -> datetime:
    hour, minute = map(int, clock.split(":"))
    return MONDAY.replace(hour=hour, minute=minute)


def test_every_plan_is_a_column_that_exists():
    assert PLANS - {field.name for _model, field in dated()} == set()


def test_facts_are_the_names_that_end_in_at_or_on():
    facts = {field.name for _model, field in dated()} - PLANS
    others = {name for name in facts if not name.endswith(("_at", "_on")) and name not in ("at", "on")}
    assert others == {"last_login", "since"}


@pytest.fixture(scope="module", params=HOURS)
def built(request, django_db_setup, django_db_blocker):
    """The demo group made at that hour of the store's day, taken back afterwards; the moment it was ready."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(moment(request.param), tick=True),
    ):
        call_command("demo", leads=300, orders=200, no_stories=not HOURS[request.param], verbosity=0)
        databases.check_keys()
        yield now()
        transaction.set_rollback(True)


@pytest.mark.slow
def test_no_fact_lies_in_the_future(built):
    assert ahead(built) == {}


@pytest.mark.slow
def test_the_group_keeps_every_invariant_at_any_hour(built):
    assert [(invariant.code, rows[:3]) for invariant, rows in integrity.broken(at=built)] == []


@pytest.mark.slow
def test_a_fact_that_lies_ahead_is_reported(built):
    with transaction.atomic(), scopes_disabled():
        Contact.objects.filter(pk=Contact.objects.values("pk")[:1]).update(at=built + timedelta(minutes=1))
        Lead.objects.filter(pk=Lead.objects.values("pk")[:1]).update(
            last_contact_on=built.astimezone(SHANGHAI).date() + timedelta(days=1)
        )
        audited = {"sales.LeadEvent.last_contact_on": 1}
        assert ahead(built) == {"sales.Contact.at": 1, "sales.Lead.last_contact_on": 1} | audited
        transaction.set_rollback(True)
