"""Contacts, attempts, due days, grades and ends of leads."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models.records import Activity, Notice
from accounts.models.stores import StoreDay
from accounts.roles import Role
from core.errors import Refused, Stale
from sales.actions import closing, contacts, grades
from sales.models.contacts import Contact, GradeChange, Revisit
from sales.models.leads import Lead
from tests.factories.sales import due_after, make_lead, make_visit


def states(lead):
    return [(revisit.status, revisit.due_on) for revisit in lead.revisits.order_by("pk")]


def talk(lead, by, at, **facts):
    return contacts.contact(lead, by=by, at=at, **{"channel": "call", "effective": True} | facts)


def test_speaking_in_time_keeps_the_revisit_and_opens_the_next(store, li, at):
    lead = make_lead(store, by=li, grade="A")
    later = at + timedelta(days=5)
    lead = talk(lead, li, later, note="关心油耗")
    assert (lead.last_contact_on, lead.next_due_on) == (date(2026, 11, 28), date(2026, 12, 5))
    assert states(lead) == [("kept", date(2026, 11, 30)), ("open", date(2026, 12, 5))]
    assert Contact.objects.get(at=later).note == "关心油耗"


def test_the_story_of_an_o_lead(store, li, at):
    """Nobody answered on the day it was due: still due; spoke a day later: kept late, the next rolls from there."""
    lead = make_lead(store, by=li, grade="O")
    due = due_after("O", at.date())
    in_time, late = (at + (day - at.date()) for day in (due, due + timedelta(days=1)))
    lead = talk(lead, li, in_time, effective=False)
    assert (lead.attempts, lead.next_due_on) == (1, due)
    lead = talk(lead, li, late)
    following = due_after("O", late.date())
    assert (lead.attempts, lead.next_due_on, lead.expected_by) == (0, following, date(2026, 11, 30))
    assert states(lead) == [("late", due), ("open", following)]


def test_two_contacts_on_one_day_leave_one_obligation(store, li, at):
    lead = make_lead(store, by=li, grade="O")
    talk(lead, li, at + timedelta(days=1))
    lead = talk(lead, li, at + timedelta(days=1, hours=2))
    assert Revisit.objects.open().get().due_on == lead.next_due_on == due_after("O", date(2026, 11, 24))


def test_a_contact_written_down_late_does_not_turn_time_back(store, li, at):
    lead = make_lead(store, by=li, grade="A")
    talk(lead, li, at + timedelta(days=5))
    lead = talk(lead, li, at + timedelta(days=6), contacted_at=at + timedelta(days=2))
    assert (lead.last_contact_on, lead.next_due_on) == (date(2026, 11, 28), date(2026, 12, 5))
    assert lead.contacts.count() == 3


def test_what_the_customer_says_regrades_with_the_contact(store, li, at):
    lead = make_lead(store, by=li, grade="B")
    lead = talk(lead, li, at + timedelta(days=1), grade="O")
    assert (lead.grade, lead.expected_by) == ("O", date(2026, 12, 1))
    assert lead.next_due_on == due_after("O", date(2026, 11, 24))
    change = GradeChange.objects.get(old="B")
    assert (change.new, change.cause, change.expected_by_before) == ("O", "customer", date(2027, 2, 23))


def test_a_day_to_buy_by_gives_the_grade(store, li, at):
    lead = talk(make_lead(store, by=li), li, at, expected_by=date(2027, 2, 1))
    assert (lead.grade, lead.expected_by, lead.next_due_on) == ("B", date(2027, 2, 1), date(2026, 12, 8))


def test_a_day_that_contradicts_the_grade_is_refused_at_its_field(store, li, at):
    lead = make_lead(store, by=li)
    with pytest.raises(Refused) as refusal:
        talk(lead, li, at, grade="O", expected_by=date(2027, 2, 1))
    assert refusal.value.field == "expected_by"
    assert lead.contacts.count() == 1


def test_the_customer_may_name_the_next_day(store, li, at):
    named = due_after("O", at.date()) + timedelta(days=1)
    lead = talk(make_lead(store, by=li, grade="O"), li, at, next_due_on=named)
    assert lead.next_due_on == named
    with pytest.raises(Refused) as refusal:
        talk(lead, li, at, next_due_on=date(2026, 12, 20))
    assert refusal.value.field == "next_due_on"


def test_a_due_day_on_which_the_store_is_closed_moves(store, li, at):
    StoreDay.objects.create(store=store, on=date(2026, 11, 30), closed=True)
    assert make_lead(store, by=li, grade="A").next_due_on == date(2026, 11, 29)


def test_a_contact_of_a_colleagues_lead_is_refused(store, li, zhang, at):
    lead = make_lead(store, by=li)
    with pytest.raises(Refused, match="followed by 小李"):
        talk(lead, zhang, at)
    assert lead.contacts.count() == 1


def test_a_contact_needs_the_permission(store, li, manager, at):
    with pytest.raises(PermissionDenied):
        talk(make_lead(store, by=li), manager, at)


def test_a_lead_found_without_signal_was_there_at_its_visit(store, li, at):
    visit = make_visit(store, by=li, phone="13800138000", visited_at=at - timedelta(days=1))
    with pytest.raises(Refused) as refusal:
        talk(visit.lead, li, at, contacted_at=at - timedelta(days=2))
    assert refusal.value.field == "at"
    talk(visit.lead, li, at, contacted_at=at - timedelta(hours=20))


def test_a_contact_of_a_closed_lead_or_of_the_future_is_refused(store, li, at):
    lead = make_lead(store, by=li)
    with pytest.raises(Refused) as refusal:
        talk(lead, li, at, contacted_at=at + timedelta(hours=1))
    assert refusal.value.field == "at"
    closing.win(lead, by=li, at=at)
    with pytest.raises(Refused, match="closed"):
        talk(lead, li, at)


def test_a_contact_is_put_off_to_the_day_the_customer_named(store, li, at):
    lead = make_lead(store, by=li, grade="O")
    usual = due_after("O", at.date())
    named = usual + timedelta(days=1)
    lead = contacts.postpone(lead, by=li, at=at, due_on=named, reason="出差")
    assert lead.next_due_on == named
    assert states(lead) == [("moved", usual), ("open", named)]
    with pytest.raises(Refused) as refusal:
        contacts.postpone(lead, by=li, at=at, due_on=date(2026, 12, 10))
    assert refusal.value.field == "due_on"
    assert Activity.objects.get(verb="postpone").note == "出差"


def test_a_colleague_puts_nothing_off_and_records_nothing_on_a_lead_that_is_not_his(store, li, zhang, at):
    lead = make_lead(store, by=li, grade="O")
    before = states(lead)
    with pytest.raises(Refused, match="followed by 小李"):
        contacts.postpone(lead, by=zhang, at=at, due_on=at.date() + timedelta(days=1))
    with pytest.raises(Refused, match="followed by 小李"):
        talk(lead, zhang, at)
    assert states(lead) == before


def test_regrading_moves_the_due_day_and_the_manager_signs_his_own(store, li, manager, at):
    lead = make_lead(store, by=li, grade="C")
    lead = grades.regrade(lead, by=manager, at=at, grade="A")
    assert (lead.grade, lead.expected_by, lead.next_due_on) == ("A", date(2026, 12, 23), date(2026, 11, 30))
    assert GradeChange.objects.get(old="C").cause == "manager"
    lead = grades.regrade(lead, by=li, at=at, grade="B")
    assert lead.next_due_on == date(2026, 12, 8)
    assert Revisit.objects.open().count() == 1


def test_a_lead_out_of_reach_is_refused_by_everybody_else(store, li, at, access_of):
    lead = make_lead(store, by=li)
    with pytest.raises(PermissionDenied):
        grades.regrade(lead, by=access_of(Role.CASHIER), at=at, grade="B")


def test_who_is_no_prospect_leaves_the_cadence(store, li, at):
    lead = make_lead(store, by=li, grade="O")
    lead = grades.correct_lead(lead, by=li, at=at, version=1, need="no", means="no")
    assert (lead.next_due_on, lead.version) == (date(2027, 2, 21), 2)
    lead = grades.correct_lead(lead, by=li, at=at, version=2, need="yes", means="yes")
    assert lead.next_due_on == due_after("O", at.date())


def test_a_stale_correction_is_refused(store, li, at):
    lead = make_lead(store, by=li)
    grades.correct_lead(lead, by=li, at=at, version=1, family="Tiguan L")
    with pytest.raises(Stale):
        grades.correct_lead(lead, by=li, at=at, version=1, family="Passat")
    assert Lead.objects.get().family == "Tiguan L"


def test_a_lost_lead_has_its_reason_and_owes_nothing(store, li, at):
    lead = make_lead(store, by=li, grade="B")
    with pytest.raises(Refused) as refusal:
        closing.lose(lead, by=li, at=at, reason=" ")
    assert refusal.value.field == "reason"
    lead = closing.lose(lead, by=li, at=at, reason="competitor_brand", lost_to="某品牌 SUV")
    assert (lead.status, lead.lost_reason, lead.lost_to, lead.closed_at) == (
        "lost",
        "competitor_brand",
        "某品牌 SUV",
        at,
    )
    assert (lead.next_due_on, states(lead)) == (None, [("dropped", date(2026, 12, 8))])
    assert Notice.objects.count() == 0


def test_the_manager_hears_of_a_lost_hot_lead_once(store, li, at):
    lead = make_lead(store, by=li, grade="O")
    for _click in range(2):
        closing.lose(lead, by=li, at=at, reason="price")
    notice = Notice.objects.get()
    assert (notice.to_role, notice.url) == ("sales_manager", lead.get_absolute_url())


def test_a_lead_that_bought_here_is_won(store, li, at):
    lead = closing.win(make_lead(store, by=li), by=li, at=at)
    assert (lead.status, lead.closed_at, lead.next_due_on) == ("won", at, None)
    with pytest.raises(Refused):
        closing.lose(lead, by=li, at=at, reason="price")


def test_a_colleague_closes_nothing(store, li, zhang, at):
    with pytest.raises(Refused, match="followed by 小李"):
        closing.win(make_lead(store, by=li), by=zhang, at=at)


def test_a_day_to_buy_by_that_is_past_regrades_nobody(store, li, at):
    with pytest.raises(Refused) as refusal:
        grades.regrade(make_lead(store, by=li), by=li, at=at, expected_by=at.date() - timedelta(days=1))
    assert refusal.value.field == "expected_by"


def test_a_colleagues_lead_and_a_closed_one_are_not_regraded(store, li, zhang, at):
    lead = make_lead(store, by=li)
    with pytest.raises(Refused):
        grades.regrade(lead, by=zhang, at=at, grade="B")
    closing.lose(lead, by=li, at=at, reason="price")
    with pytest.raises(Refused, match="This lead is closed"):
        grades.regrade(lead, by=li, at=at, grade="B")
