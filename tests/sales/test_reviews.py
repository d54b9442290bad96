"""Time passes: grades tighten, days pass, reviews lapse; the system signs and can be overruled (SALES-28, 29)."""

from datetime import date, timedelta
from itertools import product

import pytest
import time_machine
from django_scopes import scope, scopes_disabled

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.models.stores import StoreDay
from core.errors import Refused
from sales import tasks
from sales.actions import automation, closing, contacts, grades, reviews, revisits
from sales.models.contacts import GradeChange, Revisit
from sales.models.leads import NO_PROSPECT, Lead
from sales.rules import qualification
from sales.rules.qualification import Qualification
from tests.factories.accounts import make_store
from tests.factories.sales import make_lead, seller_at
from tests.quicker import somebody_quicker

DAY = timedelta(days=1)


@pytest.fixture
def system(store):
    return Access.system(store)


def fresh(lead):
    return Lead.objects.get(pk=lead.pk)


def test_time_tightens_a_grade_unconfirmed_and_signed_by_the_system(store, li, at, system):
    lead = make_lead(store, by=li, grade="B")  # to buy by 23 February
    later = at + 65 * DAY  # 27 January: inside a month
    assert automation.tighten(by=system, at=later) == 1
    lead = fresh(lead)
    assert (lead.grade, lead.grade_confirmed, lead.expected_by) == ("A", False, date(2027, 2, 23))
    change = GradeChange.objects.get(old="B")
    assert (change.new, change.cause, change.by, change.expected_by_before) == ("A", "time", None, date(2027, 2, 23))
    assert automation.tighten(by=system, at=later) == 0


def test_tightening_brings_the_due_day_forward_but_never_before_today(store, li, at, system):
    lead = make_lead(store, by=li, grade="C")
    contacts.contact(lead, by=li, at=at + 80 * DAY, channel="call", effective=True)
    later = at + 95 * DAY  # inside three months; spoken 15 days ago
    automation.tighten(by=system, at=later)
    lead = fresh(lead)
    assert (lead.grade, lead.next_due_on) == ("B", later.date())
    assert Revisit.objects.open().get().due_on == lead.next_due_on


def test_tightening_respects_closed_days(store, li, at, system):
    lead = make_lead(store, by=li, grade="C")
    contacts.contact(lead, by=li, at=at + 92 * DAY, channel="call", effective=True)
    later = at + 95 * DAY
    due = (at + 107 * DAY).date()
    StoreDay.objects.create(store=store, on=due, closed=True)
    automation.tighten(by=Access.system(type(store).objects.get(pk=store.pk)), at=later)
    assert fresh(lead).next_due_on == due - DAY


def test_an_overdue_revisit_stays_overdue_when_time_tightens(store, li, at, system):
    lead = make_lead(store, by=li, grade="C")
    later = at + 95 * DAY
    automation.tighten(by=system, at=later)
    assert (fresh(lead).grade, fresh(lead).next_due_on) == ("B", lead.next_due_on)


def test_who_is_no_prospect_stays_out_of_the_cadence_when_time_tightens(store, li, at, system):
    """SALES-3: two explicit noes are kept, and looked at every 90 days only."""
    lead = make_lead(store, by=li, grade="C")
    lead = grades.correct_lead(lead, by=li, at=at, version=lead.version, need="no", means="no")
    contacts.contact(lead, by=li, at=at + 80 * DAY, channel="call", effective=True)
    assert automation.tighten(by=system, at=at + 95 * DAY) == 1
    assert (fresh(lead).grade, fresh(lead).next_due_on) == ("B", (at + 170 * DAY).date())


def test_sql_knows_who_is_no_prospect_as_the_rule_does(store, li, at):
    lead, answers = make_lead(store, by=li), Lead.Answer.values
    for need, means, authority in product(answers, answers, answers):
        Lead.objects.filter(pk=lead.pk).update(need=need, means=means, authority=authority)
        found = Lead.objects.filter(NO_PROSPECT).exists()
        assert found == (qualification.qualification(need, means, authority) == Qualification.NOT)


def test_a_change_taken_back_holds_until_the_next_contact(store, li, at, system):
    lead = make_lead(store, by=li, grade="B")
    later = at + 65 * DAY
    automation.tighten(by=system, at=later)
    lead = grades.undo_grade(lead, by=li, at=later)
    assert (lead.grade, lead.grade_confirmed, lead.expected_by) == ("B", True, date(2027, 2, 23))
    assert GradeChange.objects.get(cause="undone").by == li.user
    assert automation.tighten(by=system, at=later + DAY) == 0
    contacts.contact(lead, by=li, at=later + 2 * DAY, channel="call", effective=True)
    assert automation.tighten(by=system, at=later + 2 * DAY) == 1


def test_what_a_person_graded_is_not_taken_back(store, li, at):
    with pytest.raises(Refused):
        grades.undo_grade(make_lead(store, by=li), by=li, at=at)


def test_a_passed_day_opens_a_review_and_tells_the_owner_once(store, li, zhang, at, system):
    leads = [make_lead(store, by=li, grade="O") for _ in range(2)]
    kept = make_lead(store, by=zhang, grade="A")
    assert automation.review_expired(by=system, at=at + 7 * DAY) == 0  # the last day of the window
    assert automation.review_expired(by=system, at=at + 8 * DAY) == 2
    assert [fresh(lead).status for lead in [*leads, kept]] == ["review", "review", "following"]
    notice = Notice.objects.get()
    assert (notice.to_user, notice.facts, notice.url) == (li.user, {"count": 2}, "/leads/?status=review")
    move = Activity.objects.filter(verb="move", subject_id=leads[0].pk).get()
    assert (move.actor_kind, move.actor, move.from_status, move.to_status) == ("system", None, "following", "review")
    assert automation.review_expired(by=system, at=at + 8 * DAY) == 0
    assert Revisit.objects.open().filter(lead__in=leads).count() == 2


@pytest.fixture
def reviewed(store, li, at, system):
    lead = make_lead(store, by=li, grade="O")
    automation.review_expired(by=system, at=at + 8 * DAY)
    return fresh(lead)


def answer(lead, by, at, answer, **facts):
    return reviews.answer_review(lead, by=by, at=at + 8 * DAY, answer=answer, **facts)


def test_bought_here(reviewed, li, at):
    assert answer(reviewed, li, at, "bought_here").status == "won"


def test_bought_elsewhere(reviewed, li, at):
    lead = answer(reviewed, li, at, "bought_elsewhere", reason="other_dealer", lost_to="城西店")
    assert (lead.status, lead.lost_reason, lead.lost_to) == ("lost", "other_dealer", "城西店")


def test_postponed(reviewed, li, at):
    lead = answer(reviewed, li, at, "postponed", expected_by=date(2027, 1, 15), reason="等年终奖")
    assert (lead.status, lead.grade, lead.expected_by) == ("following", "B", date(2027, 1, 15))
    assert lead.next_due_on == date(2026, 12, 8)


def test_unreachable_is_nurtured_after_three_attempts(reviewed, li, at):
    with pytest.raises(Refused) as refusal:
        answer(reviewed, li, at, "unreachable")
    assert refusal.value.field == "answer"
    for day in (1, 3, 5):
        contacts.contact(reviewed, by=li, at=at + day * DAY, channel="call", effective=False)
    lead = answer(reviewed, li, at, "unreachable")
    assert (lead.status, lead.grade, lead.expected_by) == ("following", "N", None)
    assert lead.next_due_on == date(2027, 2, 21)


def test_extended_once_and_again_only_by_the_manager(reviewed, li, manager, at, system):
    lead = answer(reviewed, li, at, "extend", until=date(2026, 12, 5), reason="等颜色")
    assert (lead.status, lead.expected_by, lead.extensions, lead.grade) == ("following", date(2026, 12, 5), 1, "O")
    with pytest.raises(Refused) as refusal:
        grades.extend(lead, by=li, at=at + 10 * DAY, until=date(2026, 12, 8), reason="再等")
    assert refusal.value.field == "until"
    lead = grades.extend(lead, by=manager, at=at + 10 * DAY, until=date(2026, 12, 8), reason="再等")
    assert (lead.expected_by, lead.extensions) == (date(2026, 12, 8), 2)


def test_only_a_review_is_answered(store, li, at):
    with pytest.raises(Refused, match="not in review"):
        answer(make_lead(store, by=li), li, at, "bought_here")


def test_a_contact_with_a_new_day_answers_the_review(reviewed, li, at):
    lead = contacts.contact(reviewed, by=li, at=at + 8 * DAY, channel="call", effective=True, grade="A")
    assert (lead.status, lead.grade, lead.next_due_on) == ("following", "A", date(2026, 12, 8))


def test_an_unanswered_review_is_postponed_by_the_system(reviewed, li, at, system):
    assert automation.lapse_reviews(by=system, at=at + 9 * DAY) == 0
    assert automation.lapse_reviews(by=system, at=at + 10 * DAY) == 1
    lead = fresh(reviewed)
    assert (lead.status, lead.grade, lead.grade_confirmed) == ("following", "A", False)
    assert (lead.expected_by, lead.next_due_on) == (date(2027, 1, 3), date(2026, 12, 3))
    assert Revisit.objects.open().get().due_on == lead.next_due_on
    assert GradeChange.objects.get(cause="system").expected_by_before == date(2026, 11, 30)


def test_a_postponement_taken_back_returns_to_review_and_waits_for_an_answer(reviewed, li, at, system):
    automation.lapse_reviews(by=system, at=at + 10 * DAY)
    lead = grades.undo_grade(reviewed, by=li, at=at + 11 * DAY)
    assert (lead.status, lead.grade, lead.expected_by) == ("review", "O", date(2026, 11, 30))
    assert automation.lapse_reviews(by=system, at=at + 20 * DAY) == 0


def test_after_two_postponements_the_lead_stays_with_the_manager(reviewed, at, system):
    moment = at + 10 * DAY
    for _month in range(2):
        assert automation.lapse_reviews(by=system, at=moment) == 1
        moment += 40 * DAY
        automation.review_expired(by=system, at=moment)
        assert fresh(reviewed).status == "review"
    assert automation.lapse_reviews(by=system, at=moment + 10 * DAY) == 0
    assert Notice.objects.filter(to_role="sales_manager").count() == 1


def test_the_tick_runs_over_all_stores_and_twice_without_harm(store, other_store, at):
    mine = make_lead(store, grade="O")
    with scope(store=other_store):
        theirs = make_lead(other_store, grade="O")
    with time_machine.travel(at + 8 * DAY, tick=False), scopes_disabled():
        tasks.review_expired()
        tasks.review_expired()
        assert [fresh(lead).status for lead in (mine, theirs)] == ["review", "review"]
        assert (Notice.objects.count(), Activity.objects.filter(verb="move").count()) == (2, 2)


# ── a person is quicker than the tick, and the store's own day ────────────────────────────────
def test_a_review_answered_in_that_moment_is_not_postponed(reviewed, li, at, system):
    facts = {"reason": "other_dealer", "lost_to": "城西店"}
    with somebody_quicker(lambda: answer(reviewed, li, at, "bought_elsewhere", **facts)):
        assert automation.lapse_reviews(by=system, at=at + 10 * DAY) == 0
    assert fresh(reviewed).status == "lost"


@pytest.mark.parametrize(("act", "days"), [("tighten", 65), ("review_expired", 130)])
def test_a_lead_lost_in_that_moment_is_left_alone(store, li, at, system, act, days):
    lead = make_lead(store, by=li, grade="B")
    lose = {"by": li, "at": at + days * DAY, "reason": "price"}
    with somebody_quicker(lambda: closing.lose(lead, **lose)):
        assert getattr(automation, act)(by=system, at=at + days * DAY) == 0
    assert (fresh(lead).status, fresh(lead).grade) == ("lost", "B")


def test_the_tick_counts_days_on_the_stores_own_clock(db, at):
    """23:30 in Urumqi is the next day in Shanghai: the sum of the night and the rule for one lead say one day."""
    store = make_store("XJ01")
    type(store).objects.filter(pk=store.pk).update(time_zone="Asia/Urumqi")
    store = type(store).objects.get(pk=store.pk)
    with scope(store=store):
        evening = at.replace(hour=23, minute=30, tzinfo=store.zone)
        by = seller_at(store, "小马")
        lead = make_lead(store, by=by, at=evening, grade="B")
        Lead.objects.filter(pk=lead.pk).update(last_contact_on=None, next_due_on=date(2027, 3, 1))
        Revisit.objects.filter(lead=lead).update(due_on=date(2027, 3, 1))
        Lead.objects.filter(pk=lead.pk).update(expected_by=(at + 20 * DAY).date())
    with time_machine.travel(evening, tick=False):
        tasks.review_expired()
    with scope(store=store):
        lead = fresh(lead)
        assert (lead.grade, lead.next_due_on) == ("A", revisits.usual_due(lead, by=by, at=evening))
