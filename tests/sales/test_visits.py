"""A visit is kept once and in full; it makes a lead, a contact of one's own lead, a conflict, or nothing (P12)."""

from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.core.exceptions import PermissionDenied
from django_scopes import scope

from core.errors import Refused
from customers.models.people import Customer
from sales.actions import closing
from sales.models.contacts import Contact, GradeChange, Revisit
from sales.models.leads import Lead
from sales.models.visits import CanvassVisit, Place
from tests.factories.customers import make_customer
from tests.factories.sales import due_after, make_lead, make_visit

PHONE = "13800138000"


def test_a_visit_makes_a_lead_with_owner_day_and_next_revisit(store, li, at):
    visit = make_visit(store, by=li, phone=PHONE, name="张伟", grade="O", note="比价中")
    lead = visit.lead
    assert (visit.by, visit.visited_at, visit.received_at, visit.conflict) == (li.user, at, at, None)
    assert (lead.owner, lead.grade, lead.status, lead.grade_confirmed) == (li.user, "O", "following", True)
    assert (lead.expected_by, lead.next_due_on) == (date(2026, 11, 30), due_after("O", at.date()))
    assert lead.last_contact_on == date(2026, 11, 23)
    assert (lead.customer.name, lead.customer.phones.get().number) == ("张伟", PHONE)
    revisit = Revisit.objects.get()
    assert (revisit.lead, revisit.due_on, revisit.status, revisit.owner) == (lead, lead.next_due_on, "open", li.user)
    contact = Contact.objects.get()
    assert (contact.channel, contact.effective, contact.at, contact.note) == ("visit", True, at, "比价中")
    change = GradeChange.objects.get()
    assert (change.old, change.new, change.cause, change.by) == ("", "O", "customer", li.user)


def test_a_visit_without_grade_makes_a_lead_to_nurture(store):
    lead = make_lead(store, grade="")
    assert (lead.grade, lead.expected_by, lead.next_due_on) == ("N", None, date(2027, 2, 21))


def test_a_name_is_enough_to_follow(store):
    lead = make_lead(store, phone="", name="三楼王总")
    assert (lead.customer.name, lead.customer.phones.count()) == ("三楼王总", 0)


@pytest.mark.parametrize("outcome", ["absent", "refused", "wrong_person", "gate_refused", "followed_by_other"])
def test_a_visit_without_interest_is_kept_and_registers_nobody(store, outcome):
    visit = make_visit(store, outcome=outcome, phone=PHONE)
    assert (visit.lead, visit.conflict, visit.customer) == (None, None, None)
    assert (CanvassVisit.objects.count(), Customer.objects.count(), Lead.objects.count()) == (1, 0, 0)


def test_nobody_to_follow_makes_no_lead(store):
    assert make_visit(store, phone="", name="").lead is None


def test_the_phones_time_and_the_servers_are_both_kept(store, li, at):
    yesterday = at - timedelta(days=1)
    visit = make_visit(store, by=li, visited_at=yesterday, grade="O")
    assert (visit.visited_at, visit.received_at) == (yesterday, at)
    assert (visit.lead.last_contact_on, visit.lead.expected_by) == (date(2026, 11, 22), date(2026, 11, 29))
    assert visit.lead.next_due_on == due_after("O", yesterday.date())


def test_a_clock_a_day_fast_does_not_date_the_contact_ahead(store, at):
    visit = make_visit(store, visited_at=at + timedelta(days=1), grade="O")
    assert visit.visited_at == at + timedelta(days=1)
    assert visit.lead.last_contact_on == date(2026, 11, 23)
    assert Contact.objects.get().at == at


def test_an_impossible_time_is_refused(store, at):
    with pytest.raises(Refused) as refusal:
        make_visit(store, visited_at=at + timedelta(days=30))
    assert refusal.value.field == "visited_at"
    assert CanvassVisit.objects.count() == 0


def test_the_same_report_again_is_the_same_visit(store, li, at):
    told = {"client_id": uuid4(), "phone": PHONE, "visited_at": at, "note": "x"}
    first = make_visit(store, by=li, **told)
    again = make_visit(store, by=li, at=at + timedelta(hours=3), **told)
    assert (again, again.received_at) == (first, at)
    assert (CanvassVisit.objects.count(), Lead.objects.count(), Contact.objects.count()) == (1, 1, 1)


@pytest.mark.parametrize("other", [{"note": "y"}, {"grade": "B"}, {"outcome": "absent"}, {"phone": "13800138001"}])
def test_another_report_under_a_used_id_is_refused(store, li, at, other):
    told = {"client_id": uuid4(), "phone": PHONE, "visited_at": at, "note": "x"}
    make_visit(store, by=li, **told)
    with pytest.raises(Refused) as refusal:
        make_visit(store, by=li, **told | other)
    assert refusal.value.field == "client_id"
    assert CanvassVisit.objects.get().note == "x"


def test_a_colleague_cannot_repeat_my_report(store, li, zhang, at):
    told = {"client_id": uuid4(), "phone": PHONE, "visited_at": at}
    make_visit(store, by=li, **told)
    with pytest.raises(Refused):
        make_visit(store, by=zhang, **told)


def test_a_phone_that_a_colleague_follows_is_a_conflict(store, li, zhang):
    lead = make_lead(store, by=li, phone=PHONE)
    visit = make_visit(store, by=zhang, phone="+86 138-0013-8000")
    assert (visit.lead, visit.conflict, visit.customer) == (None, lead, lead.customer)
    assert (Lead.objects.count(), Contact.objects.count(), Revisit.objects.count()) == (1, 1, 1)
    assert list(CanvassVisit.objects.undecided()) == [visit]


def test_no_interest_in_a_colleagues_customer_is_no_conflict(store, li, zhang):
    make_lead(store, by=li, phone=PHONE)
    visit = make_visit(store, by=zhang, phone=PHONE, outcome="refused")
    assert (visit.lead, visit.conflict) == (None, None)


def test_my_own_customer_met_again_is_a_contact(store, li, at):
    lead = make_lead(store, by=li, phone=PHONE, grade="B")
    later = at + timedelta(days=2)
    visit = make_visit(store, by=li, at=later, phone=PHONE, grade="O")
    lead.refresh_from_db()
    assert visit.lead == lead
    assert (lead.grade, lead.last_contact_on) == ("O", date(2026, 11, 25))
    assert lead.next_due_on == due_after("O", later.date())
    assert Revisit.objects.filter(status="kept").count() == 1
    assert Revisit.objects.open().count() == 1


def test_my_own_customer_not_at_home_is_an_attempt(store, li, at):
    lead = make_lead(store, by=li, phone=PHONE)
    due = lead.next_due_on
    make_visit(store, by=li, at=at + timedelta(days=1), phone=PHONE, outcome="absent", grade="")
    lead.refresh_from_db()
    assert (lead.attempts, lead.next_due_on, lead.last_contact_on) == (1, due, date(2026, 11, 23))


def test_a_lost_customer_met_again_is_a_new_lead(store, li, zhang, at):
    lost = make_lead(store, by=li, phone=PHONE)
    closing.lose(lost, by=li, at=at, reason="price")
    visit = make_visit(store, by=zhang, phone=PHONE)
    assert (visit.conflict, visit.lead.owner, visit.lead.customer) == (None, zhang.user, lost.customer)
    assert Lead.objects.count() == 2


def test_a_known_customer_keeps_his_record(store, li):
    customer = make_customer(store, name="王小明", phone=PHONE)
    assert make_lead(store, by=li, phone=PHONE, name="老王").customer == customer
    customer.refresh_from_db()
    assert customer.name == "王小明"


def test_each_store_has_its_own_lead_for_a_phone(store, other_store, li):
    make_lead(store, by=li, phone=PHONE)
    visit = make_visit(other_store, phone=PHONE)
    assert visit.conflict is None
    with scope(store=other_store):
        assert Lead.objects.count() == 1


def test_do_not_visit_binds_the_place(store, li, zhang):
    make_visit(store, by=li, outcome="do_not_visit", place="陆家嘴花园", phone="", grade="")
    visit = make_visit(store, by=zhang, outcome="absent", place="陆家嘴花园", phone="", grade="")
    assert (Place.objects.get(), visit.place.do_not_visit) == (visit.place, True)


def test_only_who_works_leads_logs_visits(store, manager, at):
    with pytest.raises(PermissionDenied):
        make_visit(store, by=manager)
    assert CanvassVisit.objects.count() == 0


def test_a_visit_that_arrives_after_a_later_one_is_kept(store, li, at):
    """Two visits without signal: the phone sends the second first (promise P12)."""
    later, earlier = (make_visit(store, by=li, phone=PHONE, visited_at=at - timedelta(hours=ago)) for ago in (1, 30))
    assert (earlier.lead, earlier.visited_at) == (later.lead, at - timedelta(hours=30))
    assert CanvassVisit.objects.count() == 2
