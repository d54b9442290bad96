"""Yield, join, take over, not the same; the manager decides and reassigns (SALES-38, 39)."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models.records import Activity, Notice
from accounts.roles import Role
from core.errors import Refused
from customers.models.people import Customer
from sales.actions import closing, ownership
from sales.models.contacts import Revisit
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from sales.notices import LeadNotice
from tests.factories.accounts import make_user
from tests.factories.sales import make_lead, make_visit

PHONE = "13800138000"


@pytest.fixture
def lead(store, li):
    return make_lead(store, by=li, phone=PHONE)


@pytest.fixture
def visit(store, zhang, lead):
    return make_visit(store, by=zhang, phone=PHONE, name="王太太", grade="B")


def test_a_yield_is_recorded_as_a_good_act_and_told_to_the_owner(lead, visit, zhang, li, at):
    case = ownership.yield_lead(lead, by=zhang, at=at, visit=visit)
    assert (case.kind, case.status, case.asked_by, case.decided_by) == ("yield", "granted", zhang.user, zhang.user)
    assert (case.visit, Lead.objects.get().owner) == (visit, li.user)
    notice = Notice.objects.get()
    assert (notice.to_user, str(notice)) == (li.user, "小张 met your customer and yielded to you.")
    assert ownership.yield_lead(lead, by=zhang, at=at, visit=visit) == case
    assert OwnershipCase.objects.count() == 1


def test_the_choice_finds_its_visit(lead, visit, zhang, at):
    assert ownership.ask_join(lead, by=zhang, at=at).visit == visit
    assert list(type(visit).objects.undecided()) == []


def test_somebody_elses_visit_is_no_ground(store, lead, li, zhang, at):
    other = make_visit(store, by=zhang)
    with pytest.raises(Refused) as refusal:
        ownership.ask_join(lead, by=zhang, at=at, visit=other)
    assert refusal.value.field == "visit"


def test_one_does_not_ask_oneself(lead, li, at):
    for ask in (ownership.yield_lead, ownership.ask_join, ownership.ask_transfer):
        with pytest.raises(Refused, match="yourself"):
            ask(lead, by=li, at=at)


def test_asked_twice_is_one_request_that_manager_and_owner_see(lead, zhang, li, at):
    first = ownership.ask_join(lead, by=zhang, at=at, reason="老同学")
    for reason in ("", "老同学"):
        assert ownership.ask_join(lead, by=zhang, at=at, reason=reason) == first
    with pytest.raises(Refused, match="with the reason “老同学”"):
        ownership.ask_join(lead, by=zhang, at=at, reason="老邻居")
    assert {(notice.to_user, notice.to_role) for notice in Notice.objects.all()} == {
        (None, "sales_manager"),
        (li.user, ""),
    }


def test_a_granted_join_helps(lead, zhang, manager, at):
    case = ownership.decide(ownership.ask_join(lead, by=zhang, at=at), by=manager, at=at, granted=True)
    assert (case.status, case.decided_by, case.decided_at) == ("granted", manager.user, at)
    assert [member.user for member in lead.members.all()] == [zhang.user]
    assert list(Lead.objects.seen_by(zhang)) == [lead]
    assert Notice.objects.get(to_user=zhang.user).kind == LeadNotice.GRANTED


def test_a_granted_transfer_moves_the_lead_with_all_it_has(lead, zhang, li, manager, at):
    ownership.decide(ownership.ask_transfer(lead, by=zhang, at=at), by=manager, at=at, granted=True)
    moved = Lead.objects.get()
    assert (moved.owner, moved.grade, moved.next_due_on) == (zhang.user, lead.grade, lead.next_due_on)
    assert Revisit.objects.open().get().owner == zhang.user
    assert moved.contacts.get().by == li.user
    assert list(Lead.objects.seen_by(li)) == []


def test_a_refused_request_changes_nothing(lead, zhang, li, manager, at):
    case = ownership.decide(
        ownership.ask_transfer(lead, by=zhang, at=at), by=manager, at=at, granted=False, note="在跟"
    )
    assert (case.status, Lead.objects.get().owner) == ("refused", li.user)
    assert Notice.objects.get(to_user=zhang.user).kind == LeadNotice.REFUSED
    with pytest.raises(Refused):
        ownership.decide(case, by=manager, at=at, granted=True)


def test_deciding_twice_is_one_decision(lead, zhang, manager, at):
    case = ownership.ask_transfer(lead, by=zhang, at=at)
    for _click in range(2):
        ownership.decide(case, by=manager, at=at, granted=True)
    assert Activity.objects.filter(verb="reassign").count() == 1


def test_not_the_same_needs_a_reason_and_makes_a_second_lead_when_granted(lead, visit, zhang, manager, at):
    with pytest.raises(Refused) as refusal:
        ownership.not_same(lead, by=zhang, at=at)
    assert refusal.value.field == "reason"
    case = ownership.not_same(lead, by=zhang, at=at, reason="夫妻共用电话")
    assert Lead.objects.count() == 1
    ownership.decide(case, by=manager, at=at, granted=True)
    second = Lead.objects.exclude(pk=lead.pk).get()
    assert (second.owner, second.grade, second.customer.name) == (zhang.user, "B", "王太太")
    assert (second.customer.phones.get().number, second.customer.phones.get().shared) == (PHONE, True)
    assert Customer.objects.count() == 2


def test_only_the_manager_decides_and_not_on_his_own(lead, zhang, li, at, store):
    case = ownership.ask_join(lead, by=zhang, at=at)
    with pytest.raises(PermissionDenied):
        ownership.decide(case, by=li, at=at, granted=True)
    both = type(li).of(zhang.user, [Role.SALES_CONSULTANT, Role.SALES_MANAGER], store)
    with pytest.raises(Refused, match="own request"):
        ownership.decide(case, by=both, at=at, granted=True)


def test_a_closed_lead_grants_nothing(lead, zhang, li, manager, at):
    case = ownership.ask_transfer(lead, by=zhang, at=at)
    closing.lose(lead, by=li, at=at, reason="price")
    with pytest.raises(Refused, match="closed"):
        ownership.decide(case, by=manager, at=at, granted=True)
    with pytest.raises(Refused, match="closed"):
        ownership.ask_join(lead, by=zhang, at=at)


def test_reassigning_tells_both(lead, zhang, li, manager, at):
    ownership.reassign(lead, by=manager, at=at, to=zhang.user, reason="休假")
    assert {notice.to_user for notice in Notice.objects.all()} == {zhang.user, li.user}
    assert Activity.objects.get(verb="reassign").facts == {"before": "小李", "to": "小张"}


def test_several_leads_go_to_one_colleague_or_none(store, li, zhang, manager, at):
    leads = [make_lead(store, by=li) for _ in range(3)]
    ownership.reassign_many(leads, by=manager, at=at, to=zhang.user)
    assert set(Lead.objects.values_list("owner", flat=True)) == {zhang.user.pk}
    closing.win(leads[2], by=zhang, at=at)
    with pytest.raises(Refused):
        ownership.reassign_many(leads, by=manager, at=at, to=li.user)
    assert set(Lead.objects.values_list("owner", flat=True)) == {zhang.user.pk}


def test_reassigning_needs_the_permission_and_a_colleague_who_works_leads(store, lead, zhang, manager, at):
    with pytest.raises(PermissionDenied):
        ownership.reassign(lead, by=zhang, at=at, to=zhang.user)
    with pytest.raises(Refused) as refusal:
        ownership.reassign(lead, by=manager, at=at, to=make_user(Role.CASHIER, store=store))
    assert refusal.value.field == "to"


def test_a_lead_that_is_given_to_its_owner_stays_as_it_is(lead, li, manager, at):
    assert ownership.reassign(lead, by=manager, at=at, to=li.user) == lead
    assert not Activity.objects.filter(verb="reassign").exists()
