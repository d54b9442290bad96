"""What is derived is derived again: a store that changes an interval or a window moves what hangs on it."""

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from accounts import actions, rules
from accounts.access import Access
from accounts.roles import Role
from core.errors import Refused
from sales.actions import contacts, grades
from sales.models.contacts import GradeChange, Revisit
from sales.models.leads import Grade, Lead
from sales.settings import LABEL, LETTER, REVISIT, WINDOW
from tests.factories.accounts import make_user
from tests.factories.sales import make_lead, seller_at

O_DAYS, O_WINDOW = REVISIT[Grade.O].key, WINDOW[Grade.O].key


@pytest.fixture
def admin(store):
    return Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], store)


def change(admin, at, **values):
    keys = {"interval": O_DAYS, "window": O_WINDOW}
    return actions.change_settings({keys[name]: value for name, value in values.items()}, by=admin, at=at)


def browser_of(user) -> Client:
    browser = Client(headers={"Accept-Language": "en"})
    browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return browser


def due(lead) -> date:
    lead.refresh_from_db()
    assert Revisit.objects.open().get(lead=lead).due_on == lead.next_due_on
    return lead.next_due_on


def test_open_revisits_take_the_new_interval(store, admin, at):
    hot, warm = make_lead(store, at=at, grade="O"), make_lead(store, at=at, grade="A")
    before = due(warm)
    [(_follower, count)] = rules.what_moves({O_DAYS: 5}, by=admin, at=at)
    assert (count, due(hot)) == (1, at.date() + timedelta(REVISIT[Grade.O].default))
    change(admin, at, interval=5)
    assert (due(hot), due(warm)) == (at.date() + timedelta(5), before)
    assert list(Revisit.objects.filter(lead=hot).order_by("pk").values_list("status", flat=True)) == ["moved", "open"]


def test_nobody_is_made_late(store, admin, at):
    lead = make_lead(store, at=at, grade="O")
    change(admin, at + timedelta(days=2), interval=1)
    assert due(lead) == at.date() + timedelta(days=2)


def test_who_is_late_stays_late(store, admin, at):
    lead = make_lead(store, at=at, grade="O")
    late, later = due(lead), at + timedelta(days=REVISIT[Grade.O].default + 1)
    change(admin, later, interval=30)
    assert due(lead) == late


def test_a_day_that_was_agreed_stays(store, admin, at):
    lead = make_lead(store, at=at, grade="O")
    agreed = at.date() + timedelta(days=1)
    contacts.postpone(lead, by=seller_at(store), at=at, due_on=agreed, reason="he is away")
    change(admin, at, interval=5)
    assert due(lead) == agreed


def test_the_interval_of_another_store_moves_nothing_here(store, other_store, at):
    lead = make_lead(store, at=at, grade="O")
    before = due(lead)
    by = Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], other_store)
    with scope(store=other_store):
        change(by, at, interval=5)
    assert due(lead) == before


def test_a_wider_window_grades_leads_anew(store, admin, at):
    lead = make_lead(store, at=at, grade="A")
    grades.regrade(lead, by=seller_at(store), at=at, expected_by=at.date() + timedelta(days=10))
    change(admin, at, window=14)
    lead.refresh_from_db()
    assert (lead.grade, lead.grade_confirmed) == ("O", False)
    assert due(lead) == at.date() + timedelta(REVISIT[Grade.O].default)
    assert GradeChange.objects.filter(lead=lead).latest("pk").cause == "setting"


@pytest.mark.parametrize("confirmed", [True, False])
def test_a_window_that_is_again_as_it_was_leaves_no_work(store, admin, at, confirmed):
    """What a person said stands again as he said it; what time had changed is as unconfirmed as before."""
    li, lead = seller_at(store), make_lead(store, at=at, grade="A")
    grades.regrade(lead, by=li, at=at, expected_by=at.date() + timedelta(days=10))
    if not confirmed:
        GradeChange.objects.filter(lead=lead).update(cause="time")
        Lead.objects.filter(pk=lead.pk).update(grade_confirmed=False)
    before = due(lead)
    for days in (14, 20, WINDOW[Grade.O].of(store)):
        change(admin, at, window=days)
    lead.refresh_from_db()
    assert (lead.grade, lead.grade_confirmed, due(lead)) == ("A", confirmed, before)
    assert GradeChange.objects.filter(lead=lead).latest("pk").cause == "restored"
    with pytest.raises(Refused, match="The system has changed nothing here."):
        grades.undo_grade(lead, by=li, at=at)


def test_a_window_leaves_the_leads_alone_whose_grade_it_does_not_change(store, admin, at):
    lead = make_lead(store, at=at, grade="A")
    grades.regrade(lead, by=seller_at(store), at=at, expected_by=at.date() + timedelta(days=20))
    before, changes = due(lead), GradeChange.objects.filter(lead=lead).count()
    change(admin, at, window=14)
    lead.refresh_from_db()
    assert (lead.grade, lead.grade_confirmed, due(lead)) == ("A", True, before)
    assert GradeChange.objects.filter(lead=lead).count() == changes


def test_who_is_late_is_graded_anew_and_stays_late(store, admin, at):
    lead = make_lead(store, at=at, grade="A")
    late, later = due(lead), at + timedelta(days=REVISIT[Grade.A].default + 1)
    Lead.objects.filter(pk=lead.pk).update(expected_by=later.date() + timedelta(days=10))
    change(admin, later, window=14)
    assert (Lead.objects.get(pk=lead.pk).grade, due(lead)) == ("O", late)


def test_a_lead_without_a_day_is_graded_anew(store, admin, at):
    lead = make_lead(store, at=at, grade="A")
    Revisit.objects.filter(lead=lead).delete()
    Lead.objects.filter(pk=lead.pk).update(expected_by=at.date() + timedelta(days=10), next_due_on=None)
    change(admin, at, window=14)
    lead.refresh_from_db()
    assert (lead.grade, lead.next_due_on) == ("O", None)


def test_a_day_that_was_agreed_stays_when_a_window_changes(store, admin, at):
    lead = make_lead(store, at=at, grade="A")
    grades.regrade(lead, by=seller_at(store), at=at, expected_by=at.date() + timedelta(days=10))
    agreed = at.date() + timedelta(days=5)
    contacts.postpone(lead, by=seller_at(store), at=at, due_on=agreed, reason="he is away")
    change(admin, at, window=14)
    assert (Lead.objects.get(pk=lead.pk).grade, due(lead)) == ("O", agreed)


def test_a_window_and_an_interval_that_change_together_give_the_day_of_both(store, admin, at):
    lead = make_lead(store, at=at, grade="A")
    grades.regrade(lead, by=seller_at(store), at=at, expected_by=at.date() + timedelta(days=10))
    values = {O_WINDOW: 14, O_DAYS: 2, REVISIT[Grade.A].key: 9}
    actions.change_settings(values, by=admin, at=at)
    assert (Lead.objects.get(pk=lead.pk).grade, due(lead)) == ("O", at.date() + timedelta(days=2))


def test_two_grades_have_two_letters(admin, at):
    o, a = LETTER[Grade.O].key, LETTER[Grade.A].key
    with pytest.raises(Refused, match="Another grade has this letter.") as refusal:
        actions.change_settings({WINDOW[Grade.O].key: 8, o: "ａ"}, by=admin, at=at)
    assert refusal.value.field == o
    assert LETTER[Grade.O].of(actions.change_settings({o: "A", a: "B1"}, by=admin, at=at)) == "A"


def test_the_owner_undoes_what_a_window_did(store, admin, at):
    lead = make_lead(store, at=at, grade="O")
    change(admin, at, window=3)
    lead.refresh_from_db()
    assert lead.grade == "A"
    grades.undo_grade(lead, by=seller_at(store), at=at)
    assert Lead.objects.get(pk=lead.pk).grade == "O"


def test_the_store_shows_its_own_letters_and_words(store, admin, at, client_of, frozen):
    lead = make_lead(store, at=at, grade="O")
    values = {LETTER[Grade.O].key: "H", LABEL[Grade.O].key: "hot"}
    actions.change_settings(values, by=admin, at=at)
    page = client_of(Role.SALES_MANAGER).get(lead.get_absolute_url()).content.decode()
    assert re.search(r'class="grade grade-O"\s+title="hot".*?\bH<', page, re.S)
    contact = browser_of(lead.owner).get(reverse("lead_contact", args=[lead.pk])).content.decode()
    assert f"the grade: H {REVISIT[Grade.O].default}, A {REVISIT[Grade.A].default}, " in contact
    assert "H · hot" in client_of(Role.SALES_MANAGER).get("/leads/").content.decode()
    assert Lead.objects.get().grade == "O"
