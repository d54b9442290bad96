"""The worked examples of the trade, and what must hold for any day (SALES-2 to 5, 26 to 43)."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from accounts.models.people import User
from accounts.models.stores import Store
from accounts.roles import Role
from sales.models.contacts import GradeChange
from sales.models.leads import Grade, Lead
from sales.models.organisations import Organisation
from sales.models.ownership import OwnershipCase
from sales.models.visits import CanvassVisit
from sales.perms import LeadPerm
from sales.rules import contacts, grades, organisations, ownership, qualification, reviews, revisits, visits
from sales.rules.qualification import Qualification
from sales.settings import REVISIT
from tests.factories.accounts import make_user
from tests.factories.sales import make_lead, make_organisation

MONDAY = date(2026, 3, 2)
SHANGHAI = ZoneInfo("Asia/Shanghai")
DAYS = st.dates(date(2020, 1, 1), date(2035, 12, 31))
STORE = Store()  # one that has changed no setting
GRADES = st.sampled_from("OABCN")


def always(day):
    return True


def closed_on(*days):
    return lambda day: day not in days


def weekdays_only(day):
    return day.weekday() < 5


# ── Grades (SALES-26 to 28) ───────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("grade", "day"),
    [("O", date(2026, 3, 9)), ("A", date(2026, 4, 2)), ("B", date(2026, 6, 2)), ("C", date(2026, 9, 2)), ("N", None)],
)
def test_choosing_a_grade_stands_for_the_end_of_its_window(grade, day):
    assert grades.expected_by_of(STORE, grade, on=MONDAY) == day


@pytest.mark.parametrize(
    ("on", "grade", "day"),
    [
        (date(2026, 1, 31), "A", date(2026, 2, 28)),
        (date(2028, 1, 31), "A", date(2028, 2, 29)),
        (date(2026, 8, 31), "C", date(2027, 2, 28)),
        (date(2025, 11, 30), "B", date(2026, 2, 28)),
    ],
)
def test_months_are_calendar_months_clamped_at_month_end(on, grade, day):
    assert grades.expected_by_of(STORE, grade, on=on) == day


@pytest.mark.parametrize(
    ("expected_by", "grade"),
    [
        (date(2026, 3, 1), "O"),  # passed: hot until reviewed
        (date(2026, 3, 9), "O"),
        (date(2026, 3, 10), "A"),
        (date(2026, 4, 2), "A"),
        (date(2026, 4, 3), "B"),
        (date(2026, 6, 3), "C"),
        (date(2026, 9, 2), "C"),
        (date(2026, 9, 3), "N"),
        (None, "N"),
    ],
)
def test_the_grade_follows_from_the_day(expected_by, grade):
    assert grades.grade_of(STORE, expected_by, on=MONDAY) == grade


def test_a_c_lead_of_the_first_month_is_a_b_lead_in_the_fourth():
    expected_by = grades.expected_by_of(STORE, "C", on=date(2026, 1, 15))
    assert [grades.grade_of(STORE, expected_by, on=day) for day in (date(2026, 1, 15), date(2026, 4, 15))] == ["C", "B"]


@given(GRADES, DAYS)
def test_a_chosen_grade_is_the_grade_of_its_day(grade, on):
    assert grades.grade_of(STORE, grades.expected_by_of(STORE, grade, on=on), on=on) == grade


@given(DAYS, DAYS, DAYS)
def test_time_only_tightens(expected_by, first, second):
    early, late = sorted([first, second])
    assert grades.rank(grades.grade_of(STORE, expected_by, on=late)) <= grades.rank(
        grades.grade_of(STORE, expected_by, on=early)
    )


def test_a_day_and_a_grade_must_agree():
    assert grades.why_not_expect(STORE, "A", date(2026, 3, 20), on=MONDAY) is None
    assert grades.why_not_expect(STORE, "", date(2026, 3, 20), on=MONDAY) is None
    assert grades.why_not_expect(STORE, "A", None, on=MONDAY) is None
    assert grades.why_not_expect(STORE, "O", date(2026, 3, 20), on=MONDAY) is not None
    assert grades.why_not_expect(STORE, "", date(2026, 3, 1), on=MONDAY) is not None


# ── Revisits (SALES-33 to 35) ─────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("grade", "days"), [("O", 3), ("A", 7), ("B", 15), ("C", 60), ("N", 90)])
def test_the_next_contact_rolls_from_the_last(grade, days):
    due = revisits.next_due(STORE, grade, MONDAY, today=MONDAY, is_open=always)
    assert due == MONDAY + timedelta(days)


def test_the_story_of_an_o_lead():
    """Visited Monday 2 March: due Thursday; spoken to on Friday, a day late: due Monday, the day of expiry."""
    assert grades.expected_by_of(STORE, "O", on=MONDAY) == date(2026, 3, 9)
    assert revisits.next_due(STORE, "O", MONDAY, today=MONDAY, is_open=always) == date(2026, 3, 5)
    friday = date(2026, 3, 6)
    assert revisits.next_due(STORE, "O", friday, today=friday, is_open=always) == date(2026, 3, 9)


def test_who_is_no_prospect_is_out_of_the_cadence():
    due = revisits.next_due(STORE, "O", MONDAY, today=MONDAY, is_open=always, standing=Qualification.NOT)
    assert due == MONDAY + timedelta(90)


def test_a_closed_day_moves_to_the_nearest_earlier_open_day():
    saturday, sunday = date(2026, 3, 7), date(2026, 3, 8)
    assert revisits.open_day(sunday, today=MONDAY, is_open=closed_on(saturday, sunday)) == date(2026, 3, 6)


def test_a_closed_day_moves_on_when_every_earlier_one_is_past():
    saturday, sunday = date(2026, 3, 7), date(2026, 3, 8)
    assert revisits.open_day(sunday, today=saturday, is_open=closed_on(saturday, sunday)) == date(2026, 3, 9)


def test_an_open_day_stays():
    assert revisits.open_day(date(2026, 3, 6), today=MONDAY, is_open=weekdays_only) == date(2026, 3, 6)


@given(DAYS, st.integers(0, 100), st.sets(st.integers(0, 130), max_size=60))
def test_a_due_day_is_open_and_never_past(today, ahead, closed):
    shut = {today + timedelta(n) for n in closed}
    due = revisits.open_day(today + timedelta(ahead), today=today, is_open=lambda day: day not in shut)
    assert due >= today
    assert due not in shut


@pytest.mark.parametrize(
    ("old", "new", "due", "expected"),
    [
        ("C", "A", date(2026, 4, 20), date(2026, 3, 9)),  # upgrade: last contact + 7 is earlier
        ("B", "A", date(2026, 3, 4), date(2026, 3, 4)),  # upgrade: the present due day is earlier
        ("B", "O", date(2026, 3, 17), MONDAY + timedelta(days=REVISIT[Grade.O].default)),
        ("O", "B", date(2026, 3, 5), date(2026, 3, 17)),  # downgrade: counts from the last contact
        ("A", "A", date(2026, 3, 9), date(2026, 3, 9)),
        ("A", "N", date(2026, 3, 9), date(2026, 5, 31)),
    ],
)
def test_regrading_moves_the_due_day(old, new, due, expected):
    moved = revisits.due_after_regrade(STORE, old, new, due=due, last_contact=MONDAY, today=MONDAY, is_open=always)
    assert moved == expected


def test_an_upgrade_is_never_due_before_today():
    today = date(2026, 3, 20)
    due = revisits.due_after_regrade(
        STORE, "B", "O", due=date(2026, 3, 17), last_contact=MONDAY, today=today, is_open=always
    )
    assert due == today


@given(GRADES, GRADES, DAYS, st.integers(0, 90), st.integers(-30, 90))
def test_an_upgrade_is_never_due_later_than_before(old, new, today, since, until):
    due = today + timedelta(until)
    moved = revisits.due_after_regrade(
        STORE, old, new, due=due, last_contact=today - timedelta(since), today=today, is_open=always
    )
    if grades.is_upgrade(old, new):
        assert moved == max(today, min(due, today - timedelta(since) + timedelta(revisits.interval_of(STORE, new))))
    else:
        assert old == new or moved >= today


# ── Qualification (SALES-2 to 5) ──────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("answers", "standing"),
    [
        (("yes", "yes", "yes"), Qualification.KEY),
        (("yes", "yes", "no"), Qualification.PROSPECT),
        (("yes", "yes", "unknown"), Qualification.DEVELOP),
        (("yes", "no", "yes"), Qualification.DEVELOP),
        (("no", "yes", "yes"), Qualification.DEVELOP),
        (("yes", "no", "no"), Qualification.NOT),
        (("no", "no", "no"), Qualification.NOT),
        (("no", "no", "unknown"), Qualification.NOT),
        (("no", "unknown", "unknown"), Qualification.DEVELOP),
        (("unknown", "unknown", "unknown"), Qualification.DEVELOP),
    ],
)
def test_need_means_and_authority_qualify(answers, standing):
    assert qualification.qualification(*answers) == standing


def test_what_is_unknown_becomes_a_question():
    assert qualification.questions("yes", "unknown", "unknown") == ["Can he pay for it?", "Does he decide himself?"]
    assert qualification.questions("yes", "no", "yes") == []


# ── Organisations (SALES-30 to 32, 43) ────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("cycle", "batch", "grade"),
    [(12, 5, "A"), (1, 50, "A"), (12, 4, "B"), (13, 5, "C"), (13, 4, "D"), (None, 5, ""), (12, None, "")],
)
def test_an_organisation_is_graded_by_cycle_and_batch(cycle, batch, grade):
    assert organisations.organisation_grade(STORE, cycle, batch) == grade


def test_sql_grades_organisations_as_the_rule_does(store):
    numbers = [(cycle, batch) for cycle in (None, 0, 12, 13) for batch in (None, 0, 4, 5)]
    for number, (cycle, batch) in enumerate(numbers):
        make_organisation(store, name=f"单位{number}", cycle_months=cycle, average_batch=batch)
    for organisation in Organisation.objects.with_grade(store):
        rule = organisations.organisation_grade(STORE, organisation.cycle_months, organisation.average_batch)
        assert organisation.grade == rule


@pytest.mark.parametrize(("grade", "days"), [("A", 14), ("B", 30), ("C", 60), ("D", 90)])
def test_the_longest_silence(grade, days):
    assert not organisations.is_silent(STORE, grade, MONDAY, on=MONDAY + timedelta(days))
    assert organisations.is_silent(STORE, grade, MONDAY, on=MONDAY + timedelta(days + 1))


def test_an_ungraded_organisation_has_no_floor():
    assert not organisations.is_silent(STORE, "", MONDAY, on=MONDAY + timedelta(1000))


def test_one_contact_of_ours_in_five_days():
    assert organisations.why_not_contact_organisation(STORE, None, on=MONDAY) is None
    assert organisations.why_not_contact_organisation(STORE, MONDAY, on=MONDAY + timedelta(5)) is None
    assert organisations.why_not_contact_organisation(STORE, MONDAY, on=MONDAY + timedelta(4)) is not None
    assert organisations.why_not_contact_organisation(STORE, MONDAY, on=MONDAY - timedelta(4)) is not None


@pytest.mark.parametrize(("days", "refused"), [(27, False), (28, True)])
def test_a_colder_grade_has_the_longer_window(days, refused):
    store = Store(changed_settings={"sales.grade_window_o": days})
    assert bool(grades.why_not_windows(store)) is refused


@pytest.mark.parametrize(("letter", "refused"), [("H", False), ("a", True), ("Ｎ", True)])
def test_each_grade_has_a_letter_of_its_own(letter, refused):
    store = Store(changed_settings={"sales.grade_letter_o": letter})
    assert bool(grades.why_not_letters(store)) is refused


@pytest.mark.parametrize(("days", "words"), [(7, "within 1 week"), (14, "within 2 weeks"), (10, "within 10 days")])
def test_the_words_of_a_grade_follow_its_window(days, words):
    assert grades.words_of(Store(changed_settings={"sales.grade_window_o": days}), "O") == words


def test_a_store_has_its_own_words_and_letters():
    store = Store(changed_settings={"sales.grade_letter_o": "H", "sales.grade_label_o": "hot"})
    assert [(grades.letter_of(store, code), grades.words_of(store, code)) for code in "OAN"] == [
        ("H", "hot"),
        ("A", "within 1 month"),
        ("N", "later or unknown"),
    ]


# ── Ownership (SALES-38, 39) ──────────────────────────────────────────────────────────────────


def lead_of(grade, last=MONDAY, status="following", active=True):
    return Lead(grade=grade, last_contact_on=last, status=status, owner=User(is_active=active))


@pytest.mark.parametrize(("grade", "days"), [("O", 7), ("A", 14), ("B", 30), ("C", 60)])
def test_protection_counts_from_the_last_two_way_contact(grade, days):
    lead = lead_of(grade)
    assert ownership.is_active(STORE, lead, on=MONDAY + timedelta(days))
    assert not ownership.is_active(STORE, lead, on=MONDAY + timedelta(days + 1))


def test_nobody_is_protected_without_contact_grade_or_presence():
    assert not ownership.is_active(STORE, lead_of("N"), on=MONDAY)
    assert not ownership.is_active(STORE, lead_of("A", last=None), on=MONDAY)
    assert not ownership.is_active(STORE, lead_of("A", status="lost"), on=MONDAY)
    assert not ownership.is_active(STORE, lead_of("A", active=False), on=MONDAY)


def test_owner_helper_and_manager_take_part(store, li, zhang, manager, at):
    lead = make_lead(store, by=li)
    assert ownership.why_not_take_part(lead, li) is None
    assert ownership.why_not_take_part(lead, manager) is None
    assert ownership.why_not_take_part(lead, zhang) == "This lead is followed by 小李."
    lead.members.create(store=store, user=zhang.user, joined_at=at)
    assert ownership.why_not_take_part(lead, zhang) is None


def test_one_asks_for_an_open_lead_of_a_colleague(store, li, zhang):
    lead = make_lead(store, by=li)
    assert ownership.why_not_ask(lead, zhang) is None
    assert ownership.why_not_ask(lead, li) == "You follow this lead yourself."
    assert ownership.why_not_yield(lead, zhang) is None
    assert ownership.why_not_yield(lead, li) == "You follow this lead yourself."
    lead.status = "lost"
    assert ownership.why_not_ask(lead, zhang) == "This lead is closed."


def test_nobody_decides_on_his_own_request(li, zhang):
    case = SimpleNamespace(asked_by_id=li.user.pk)
    assert ownership.why_not_decide(case, li) == "Nobody decides on his own request."
    assert ownership.why_not_decide(case, zhang) is None


def test_a_lead_goes_to_a_colleague_who_works_leads_here(store, other_store, li, zhang, at):
    lead = make_lead(store, by=li)
    assert ownership.why_not_reassign(lead, zhang.user, at) is None
    assert ownership.why_not_reassign(lead, make_user(Role.CASHIER, store=store), at) is not None
    assert ownership.why_not_reassign(lead, make_user(Role.SALES_CONSULTANT, store=other_store), at) is not None
    zhang.user.memberships.update(until=MONDAY - timedelta(1))
    assert ownership.why_not_reassign(lead, zhang.user, at) is not None
    lead.status = "won"
    assert ownership.why_not_reassign(lead, li.user, at) == "This lead is closed."


# ── Contacts, reviews, visits ─────────────────────────────────────────────────────────────────


def moment(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def test_a_contact_belongs_to_an_open_lead_and_has_happened():
    now = moment(MONDAY)
    assert contacts.why_not_contact(lead_of("A")) is None
    assert contacts.why_not_contact(lead_of("A", status="lost")) is not None
    assert contacts.why_not_contacted_at(now + timedelta(minutes=5), at=now) is None
    assert contacts.why_not_contacted_at(now + timedelta(minutes=6), at=now) is not None
    assert contacts.why_not_contacted_at(now - timedelta(days=366), at=now) is None
    assert contacts.why_not_contacted_at(now - timedelta(days=367), at=now) is not None


def test_a_contact_is_not_older_than_its_lead():
    now = moment(MONDAY)
    assert contacts.why_not_contacted_at(now, at=now, since=now) is None
    assert contacts.why_not_contacted_at(now - timedelta(minutes=6), at=now, since=now) is not None


def test_a_phone_may_be_a_day_wrong_but_not_a_year():
    now = moment(MONDAY)
    for off in (timedelta(days=-1), timedelta(days=1), timedelta(days=-300)):
        assert contacts.why_not_visit_time(now + off, at=now) is None
    for off in (timedelta(days=3), timedelta(days=-400)):
        assert contacts.why_not_visit_time(now + off, at=now) is not None


def test_a_contact_is_put_off_by_one_interval_at_most():
    lead, usual = lead_of("A"), MONDAY + timedelta(7)
    assert contacts.why_not_postpone(STORE, lead, usual + timedelta(7), usual=usual, today=MONDAY) is None
    assert contacts.why_not_postpone(STORE, lead, usual + timedelta(8), usual=usual, today=MONDAY) is not None
    assert contacts.why_not_postpone(STORE, lead, MONDAY, usual=usual, today=MONDAY) is None
    assert contacts.why_not_postpone(STORE, lead, MONDAY - timedelta(1), usual=usual, today=MONDAY) is not None
    assert contacts.why_not_postpone(STORE, lead_of("A", status="won"), usual, usual=usual, today=MONDAY) is not None


def test_a_review_lapses_after_two_open_days():
    assert reviews.review_lapses_on(STORE, date(2026, 3, 9), always) == date(2026, 3, 12)
    assert reviews.review_lapses_on(STORE, date(2026, 3, 6), weekdays_only) == date(2026, 3, 11)


@given(DAYS, st.sets(st.integers(0, 30), max_size=12))
def test_the_last_lapsed_day_agrees_with_each_lapse(today, closed):
    shut = {today - timedelta(n) for n in closed}
    last = reviews.lapsed_before(STORE, today, lambda day: day not in shut)
    assert reviews.review_lapses_on(STORE, last, lambda day: day not in shut) <= today
    assert reviews.review_lapses_on(STORE, last + timedelta(1), lambda day: day not in shut) > today


def test_a_review_is_answered_while_it_is_open():
    assert reviews.why_not_answer(lead_of("O", status="review")) is None
    assert reviews.why_not_answer(lead_of("O")) is not None


def test_each_answer_needs_its_facts():
    assert reviews.missing_in_answer("bought_here", {}) == []
    assert reviews.missing_in_answer("bought_elsewhere", {}) == ["reason"]
    assert reviews.missing_in_answer("postponed", {}) == ["expected_by"]
    assert reviews.missing_in_answer("postponed", {"grade": "B"}) == []
    assert reviews.missing_in_answer("extend", {"until": MONDAY}) == ["reason"]


def test_an_extension_is_short_and_single(li, manager):
    lead, week = lead_of("O", status="review"), MONDAY + timedelta(7)
    assert reviews.why_not_extend(lead, li, week, today=MONDAY) is None
    assert reviews.why_not_extend(lead, li, week + timedelta(1), today=MONDAY) is not None
    assert reviews.why_not_extend(lead, li, MONDAY, today=MONDAY) is not None
    lead.extensions = 1
    assert reviews.why_not_extend(lead, li, week, today=MONDAY) is not None
    assert reviews.why_not_extend(lead, manager, week, today=MONDAY) is None
    assert reviews.why_not_extend(lead_of("O", status="won"), li, week, today=MONDAY) == "This lead is closed."


def test_unreachable_takes_three_attempts_over_five_days():
    tries = [moment(MONDAY), moment(MONDAY + timedelta(1)), moment(MONDAY + timedelta(4))]
    assert reviews.why_not_unreachable(STORE, tries) is None
    assert reviews.why_not_unreachable(STORE, tries[:2]) is not None
    assert reviews.why_not_unreachable(STORE, [moment(MONDAY, hour) for hour in (9, 10, 11)]) is not None
    assert reviews.why_not_unreachable(STORE, []) is not None


def test_only_the_systems_last_change_is_taken_back_for_a_week():
    now = moment(MONDAY)
    change = GradeChange(cause="time", at=now)
    assert reviews.why_not_undo_grade(STORE, change, now + timedelta(days=7)) is None
    assert reviews.why_not_undo_grade(STORE, change, now + timedelta(days=8)) is not None
    assert reviews.why_not_undo_grade(STORE, GradeChange(cause="customer", at=now), now) is not None
    assert reviews.why_not_undo_grade(STORE, None, now) is not None


INTEREST = {"met", "left_details", "revisit_agreed"}


@pytest.mark.parametrize("outcome", [outcome.value for outcome in CanvassVisit.Outcome])
def test_interest_and_somebody_to_follow_make_a_lead(outcome):
    assert visits.makes_lead(outcome, phone="13800138000") == (outcome in INTEREST)
    assert visits.makes_lead(outcome, name="王") == (outcome in INTEREST)
    assert not visits.makes_lead(outcome)
    assert visits.makes_lead(outcome, phone="13800138000", grade="B") == (outcome in INTEREST | {"other"})


def test_a_lead_moves_only_as_the_table_says():
    legal = {(start.value, end.value) for start, end in Lead.STATES.moves}
    assert legal == {
        ("following", "review"),
        ("review", "following"),
        ("following", "won"),
        ("review", "won"),
        ("following", "lost"),
        ("review", "lost"),
    }
    moving = {act.perms for act in Lead.STATES.acts if not act.stays}
    assert moving == {(LeadPerm.LEAD_WORK, LeadPerm.LEAD_DECIDE)}


def test_a_request_keeps_its_reason():
    case = OwnershipCase(reason="老同学")
    assert ownership.why_not_other_reason(case, "") is None
    assert ownership.why_not_other_reason(case, "老同学 ") is None
    with override("en"):
        reason = ownership.why_not_other_reason(case, "老邻居")
    assert reason == "You have said this already, with the reason “老同学”."
