import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope

from accounts import actions
from accounts.access import Access
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.roles import Role
from capacity.models.resources import Resource
from core.reference import rows
from pricing.models.prices import LabourRate


@pytest.fixture
def told(db, capsys):
    """`told(command, …)` runs it and gives its last word."""

    def run(*arguments, **options):
        call_command(*arguments, **options)
        return capsys.readouterr().out.split()[-1]

    return run


@pytest.fixture
def store(told):
    told("openstore", "BJ01", "北京一店")
    return Store.objects.get(code="BJ01")


@pytest.mark.slow
def test_store_opens_with_hours_bays_and_rates_of_the_lists(store):
    assert sorted(store.week) == list(range(7))
    with scope(store=store):
        typical = sum(int(row["typical_count_per_store"]) for row in rows("bay_types"))
        assert Resource.objects.bays().count() == typical
        assert LabourRate.objects.count() == len(list(rows("labour_rates")))


@pytest.mark.slow
def test_first_administrator_signs_in_with_the_printed_password_and_sees_the_store(told, client):
    password = told("openstore", "BJ01", "北京一店", administrator="root")
    answer = client.post(reverse("login"), {"username": "root", "password": password}, follow=True)
    assert answer.status_code == 200 and answer.wsgi_request.user.username == "root"
    assert "北京一店" in client.get(reverse("store_list")).content.decode()


@pytest.mark.slow
def test_same_code_or_person_twice_changes_nothing(told, store):
    with pytest.raises(CommandError, match="store bj01 already"):
        told("openstore", "bj01", "北京二店")
    told("openstore", "BJ02", "北京二店", administrator="root")
    with pytest.raises(CommandError, match="person ROOT already"):
        told("openstore", "BJ03", "北京三店", administrator="ROOT")
    assert Store.objects.count() == 2 and User.objects.count() == 1


@pytest.mark.slow
def test_technician_is_bookable_once_with_the_skills_last_named(store, told):
    by = Access.system(store)
    person = {"name": "周甲", "password": "a long password", "role": Role.TECHNICIAN, "store": store}
    actions.add_user(by=by, at=now(), username="zhou", **person)
    told("giveplace", "zhou", "T1")
    told("giveplace", "zhou", "T1", "T2")
    with scope(store=store):
        assert [place.skills for place in Resource.objects.technicians()] == [["T1", "T2"]]


def test_person_without_such_a_role_gets_no_place(db):
    with pytest.raises(CommandError, match="neither technician nor advisor"):
        call_command("giveplace", "nobody")
