"""Free times keep to shifts, breaks, days off and certificates (SERVICE-R6, SERVICE-R10, SERVICE-R20)."""

from datetime import date, datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models.stores import OpeningHours
from accounts.roles import Role
from capacity.actions import claims, taking
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from capacity.models.roster import Shift, ShiftDay
from capacity.presenters.use import use
from capacity.settings import WEEKDAY_SHARES
from capacity.slots import reasons, roster, times
from capacity.slots.search import Search
from core.errors import Refused
from tests.appointments.conftest import local
from tests.factories.accounts import make_user
from tests.factories.appointments import (
    make_absence,
    make_advisor,
    make_bay,
    make_operation,
    make_technician,
    make_week,
    make_workshop,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
MORNING = (time(8), time(12))
DAY = (time(8), time(17), time(12), time(13))


def starts(found):
    return [slot.start for slot in found]


def technician_pieces(slot):
    return [(piece.start, piece.end) for piece in slot.pieces]


@pytest.fixture
def alone(store, job):
    """A workshop with one technician."""
    return make_workshop(store, technicians=1)


# ── when somebody works ───────────────────────────────────────────────────────────────────────
def test_who_has_no_week_works_the_stores_hours(store, alone, job):
    assert starts(times.free(job, at=local(23, 17), limit=1)) == [local(23, 17)]


def test_nothing_is_offered_before_or_after_a_shift(store, alone, job):
    make_week(alone["technicians"][0], MONDAY, (time(10), time(16)))
    found = times.free(job, at=local(23, 8), days=1, limit=40)
    assert (found[0].start, found[-1].start) == (local(23, 10), local(23, 15))


def test_work_goes_on_after_the_break_and_the_bay_stays_taken(store, alone, job):
    make_week(alone["technicians"][0], MONDAY, DAY)
    slot = next(slot for slot in times.free(job, at=local(23, 8), limit=20) if slot.start == local(23, 11, 30))
    assert technician_pieces(slot) == [(local(23, 11, 30), local(23, 12)), (local(23, 13), local(23, 13, 30))]
    assert slot.stays == ((slot.bay.pk, local(23, 11, 30), local(23, 13, 30)),)
    assert local(23, 12) not in starts(times.free(job, at=local(23, 8), limit=20))


def test_a_bay_taken_during_the_break_stands_in_the_way(store, job):
    shop = make_workshop(store, bays={"GEN": 1}, technicians=1)
    make_week(shop["technicians"][0], MONDAY, DAY)
    make_absence(shop["bays"][0], local(23, 13), local(23, 13, 30))
    found = starts(times.free(job, at=local(23, 8), days=1, limit=40))
    assert local(23, 11) in found and local(23, 11, 30) not in found
    [missing] = reasons.missing(times.wish(job, at=local(23, 8)), local(23, 11, 30))
    assert "free together" in str(missing.reason) and missing.nearest.start == local(23, 13, 30)


def test_long_work_spans_the_shifts_of_its_technician(store, alone):
    make_week(alone["technicians"][0], MONDAY, DAY)
    engine = make_operation("ENGINE", time_units=1200)
    [slot] = times.free([engine], at=local(23, 8), limit=1)
    assert technician_pieces(slot) == [
        (local(23, 8), local(23, 12)),
        (local(23, 13), local(23, 17)),
        (local(24, 8), local(24, 12)),
    ]
    assert [stay[1:] for stay in slot.stays] == [(local(23, 8), local(23, 18)), (local(24, 8), local(24, 12))]


def test_a_night_shift_ends_the_next_morning(store, alone, job):
    OpeningHours.objects.update(opens=time(0), closes=time(0))
    make_week(alone["technicians"][0], MONDAY, (time(22), time(6)))
    found = starts(times.free(job, at=local(24, 4), limit=5))
    assert found == [local(24, 4), local(24, 4, 30), local(24, 5), local(24, 22), local(24, 22, 30)]


def test_a_week_counts_from_its_day_on(store, alone, job):
    make_week(alone["technicians"][0], TUESDAY, (time(14), time(18)))
    assert starts(times.free(job, at=local(23, 17), limit=2)) == [local(23, 17), local(24, 14)]
    assert starts(times.free(job, at=local(24, 8), limit=1)) == [local(24, 14)]


def test_the_latest_week_that_has_begun_counts(store, alone, job):
    person = alone["technicians"][0]
    make_week(person, date(2026, 1, 1), (time(14), time(18)))
    make_week(person, MONDAY, MORNING)
    assert starts(times.free(job, at=local(24, 8), limit=1)) == [local(24, 8)]


def test_a_day_that_differs_goes_before_the_week(store, alone, job):
    person = alone["technicians"][0]
    make_week(person, MONDAY, MORNING)
    ShiftDay.objects.create(store=store, resource=person, on=TUESDAY, off=True)
    ShiftDay.objects.create(store=store, resource=person, on=date(2026, 11, 25))  # the store's hours
    assert starts(times.free(job, at=local(24, 8), limit=1)) == [local(25, 8)]
    assert local(25, 17) in starts(times.free(job, at=local(25, 8), days=1, limit=40))


def test_an_advisor_receives_within_his_shift_only(store, alone, job):
    make_week(alone["advisors"][0], MONDAY, (time(9), time(11)))
    found = starts(times.free(job, at=local(23, 8), days=1, limit=40))
    assert found == [local(23, 9), local(23, 9, 30), local(23, 10), local(23, 10, 30)]


def test_who_is_done_first_is_chosen(store, job):
    shop = make_workshop(store, technicians=2)
    make_week(shop["technicians"][0], MONDAY, DAY)
    slot = next(slot for slot in times.free(job, at=local(23, 8), limit=20) if slot.start == local(23, 11, 30))
    assert (slot.technician.pk, slot.end) == (shop["technicians"][1].pk, local(23, 12, 30))


def test_two_stages_keep_to_the_shift_of_each_technician(store):
    make_bay(store, "DIAG"), make_bay(store), make_advisor(store)
    looker = make_technician(store, ["T3"], name="looks")
    fixer = make_technician(store, ["T2"], name="mends")
    make_week(looker, MONDAY, (time(8), time(12)))
    make_week(fixer, MONDAY, (time(13), time(18)))
    look = make_operation("LOOK", bay_type="DIAG", skill="T3", time_units=50)
    found = times.free([look, make_operation()], at=local(23, 8), days=1)
    assert found == []  # they never meet: the car would stand between
    ShiftDay.objects.create(store=store, resource=fixer, on=MONDAY, starts=time(10), ends=time(18))
    [first, *_rest] = times.free([look, make_operation()], at=local(23, 8), days=1)
    assert (first.start, first.pieces[1].start) == (local(23, 9, 30), local(23, 10))


# ── certificates ──────────────────────────────────────────────────────────────────────────────
def test_nobody_is_offered_for_high_voltage_after_the_end_of_his_certificate(store):
    make_bay(store, "EV"), make_advisor(store)
    person = make_technician(store, ["T1", "T2", "HV"])
    Resource.objects.filter(pk=person.pk).update(certified_until=MONDAY)
    live = make_operation("LIVE", bay_type="EV", high_voltage=True)
    found = times.free([live], at=local(23, 8), limit=40)
    assert (found[0].start, found[-1].start) == (local(23, 8), local(23, 17))
    [missing] = reasons.missing(times.wish([live], at=local(23, 8), technician=person), local(24, 9))
    assert str(missing.reason) == f"The high-voltage certificate of {person} has ended by then."
    plain = make_operation("PLAIN", bay_type="EV")
    assert times.free([plain], at=local(24, 8), limit=1)


# ── explanations ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(
    ("times_of_day", "hour", "words"),
    [
        (None, 9, "technician 1 is off that day."),
        ((time(14), time(18)), 9, "technician 1 is not on shift at that time."),
    ],
)
def test_the_refusal_names_the_shift(store, alone, job, times_of_day, hour, words):
    person = alone["technicians"][0]
    make_week(person, MONDAY, times_of_day)
    [missing] = reasons.missing(times.wish(job, at=local(23, 8), technician=person), local(23, hour))
    assert str(missing.reason) == words


def test_the_refusal_names_an_absence(store, alone, job):
    person = alone["technicians"][0]
    make_absence(person, local(23, 9), local(23, 12))
    [missing] = reasons.missing(times.wish(job, at=local(23, 8), technician=person), local(23, 9))
    assert str(missing.reason) == "technician 1 is absent at that time."
    [anybody] = reasons.missing(times.wish(job, at=local(23, 8)), local(23, 9))
    assert str(anybody.reason) == "No technician with T2 is free."


def test_the_refusal_says_that_nobody_with_the_skill_is_on_shift(store, alone, job):
    make_week(alone["technicians"][0], MONDAY, (time(14), time(18)))
    [missing] = reasons.missing(times.wish(job, at=local(23, 8)), local(23, 9))
    assert str(missing.reason) == "Nobody with T2 is on shift at that time."


def test_the_refusal_says_that_no_advisor_is_on_shift(store, alone, job):
    make_week(alone["advisors"][0], MONDAY, (time(9), time(11)))
    [missing] = reasons.missing(times.wish(job, at=local(23, 8)), local(23, 14))
    assert str(missing.reason) == "No service advisor is on shift at that time."


# ── cost ──────────────────────────────────────────────────────────────────────────────────────
def test_shifts_cost_one_query_however_many_there_are(store, job):
    shop = make_workshop(store, technicians=6, advisors=3)
    times.free(job, at=local(23, 8))  # the store's hours are read once
    with CaptureQueriesContext(connection) as without:
        times.free(job, at=local(23, 8))
    for person in shop["technicians"] + shop["advisors"]:
        make_week(person, date(2025, 1, 6), DAY), make_week(person, MONDAY, DAY)
    with CaptureQueriesContext(connection) as queries:
        times.free(job, at=local(23, 8))
    assert len(queries) == len(without)
    assert sum("capacity_shift" in each["sql"] for each in queries) == 1


def test_old_weeks_are_not_read(store, alone):
    person = alone["technicians"][0]
    for year in range(2000, 2026):
        make_week(person, date(year, 1, 1), MORNING)
    week = roster.weeks_of(store, [person.pk], MONDAY, TUESDAY)[person.pk]
    assert list(week.weeks) == [date(2025, 1, 1)]


@pytest.mark.slow
def test_a_roster_is_read_by_its_index_however_many_weeks_there_are(store, alone):
    """Weeks of other people and of long ago are not looked at."""
    person = alone["technicians"][0]
    people = [
        Resource(store=store, kind="driver", user=make_user(Role.TECHNICIAN, store=store, username=f"d{n}"), name="d")
        for n in range(40)
    ]
    for one in Resource.objects.bulk_create(people):
        for year in range(2010, 2026):
            make_week(one, date(year, 1, 1), MORNING)
    make_week(person, MONDAY, MORNING)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE capacity_shift")
        facts = {"store": store.pk, "people": [person.pk], "first": MONDAY, "last": TUESDAY}
        cursor.execute(f"EXPLAIN (FORMAT TEXT) {roster.ROSTER}", facts)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Seq Scan on capacity_shift s" not in plan and "one_shift_a_weekday" in plan


# ── walk-ins and the use of the hours ─────────────────────────────────────────────────────────
def test_a_weekday_may_keep_another_share(store):
    make_workshop(store, bays={"GEN": 2}, technicians=1)
    store.changed_settings[WEEKDAY_SHARES[1].key] = 100
    one = make_operation("ONE", time_units=100)
    asked = {"at": local(23, 7), "days": 1, "kind": "walk_in", "limit": 1}
    assert times.free([one], start_from=local(24, 8), **asked) == []
    assert times.free([one], start_from=local(25, 8), **asked)


def test_hours_of_the_shift_only_are_shared_with_walk_ins(store):
    shop = make_workshop(store, bays={"GEN": 2}, technicians=1)  # 5 hours on shift, 40 % kept: 3 for walk-ins
    make_week(shop["technicians"][0], MONDAY, (time(8), time(13)))
    asked = {"at": local(23, 7), "start_from": local(24, 8), "days": 1, "kind": "walk_in"}
    assert times.free([make_operation("THREE", time_units=300)], **asked)
    found = times.free([make_operation("FOUR", time_units=400)], **asked)
    assert all(slot.start >= local(24, 10) for slot in found)


def test_the_use_of_a_day_adds_up(store, job):
    shop = make_workshop(store, technicians=2)
    make_week(shop["technicians"][0], MONDAY, (time(8), time(12)))
    make_absence(shop["technicians"][1], local(23, 8), local(23, 10))
    every = use(store, MONDAY, MONDAY)[0]
    assert (every.people, every.open, every.absent, every.available) == (2, 56, 8, 48)
    assert (every.sold, every.free, every.kept, every.kept_open, every.share_sold) == (0, 48, 19, 19, 0)


# ── everything offered can be worked, nothing else can ────────────────────────────────────────
QUARTERS = st.integers(32, 72)  # 08:00-18:00


@st.composite
def shifts(draw):
    """A week's time of day with a break, or off."""
    first = draw(st.integers(32, 60))
    last = draw(st.integers(first + 4, 72))
    if draw(st.booleans()) and last - first > 8:
        pause = draw(st.integers(first + 2, last - 4))
        return tuple(clock(each) for each in (first, last, pause, pause + 2))
    return draw(st.sampled_from([None, (clock(first), clock(last))]))


def clock(quarter: int) -> time:
    return time(quarter // 4, quarter % 4 * 15)


def is_inside_a_shift(person, start: datetime, end: datetime) -> bool:
    """By hand, from the rows alone: each minute lies in the shift and outside the break."""
    week = list(Shift.objects.filter(resource=person))
    if not week:
        return True
    shift = next(row for row in week if row.weekday == start.weekday())
    if shift.off:
        return False
    if not shift.starts <= start.time() or not end.time() <= shift.ends:
        return False
    return shift.break_starts is None or end.time() <= shift.break_starts or start.time() >= shift.break_ends


@pytest.mark.slow
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    plans=st.lists(shifts(), min_size=3, max_size=3),
    away=st.lists(st.tuples(st.integers(0, 5), st.integers(32, 68), st.integers(1, 12)), max_size=4),
    units=st.sampled_from([50, 100, 300, 900]),
)
def test_everything_offered_lies_inside_shifts_and_nothing_free_is_kept_back(store, car, plans, away, units):
    Claim.objects.all().delete(), Shift.objects.all().delete(), Resource.objects.kept().update(active=False)
    shop = _shop(store, plans, away)
    work = make_operation(f"W{units}", time_units=units)
    search = Search(times.wish([work], at=local(23, 8), days=2))
    offered = {slot.start: slot for slot in search.slots()}
    for slot in offered.values():
        assert_workable(slot, units)
    for start in _half_hours()[:: len(_half_hours()) // 5]:
        assert can_be_taken([work], start, car) == (start in offered)
    if units <= 100:
        assert {start for start in _half_hours() if _by_hand(shop, start, units)} <= set(offered)


def _shop(store, plans, away):
    shop = make_workshop(store, bays={"GEN": 2}, technicians=2)
    people = [*shop["technicians"], *shop["advisors"]]
    for person, plan in zip(people, plans):
        make_week(person, date(2026, 11, 1), plan)
    seats = [*people, *shop["bays"]]
    for n, (seat, first, length) in enumerate(away):
        on, begin = 23 + n % 2, timedelta(minutes=15 * first)
        during = local(on, 0) + begin, local(on, 0) + begin + timedelta(minutes=15 * length)
        if not Claim.objects.within(*during).filter(resource=seats[seat % len(seats)]).exists():
            make_absence(seats[seat % len(seats)], *during)
    return shop


def assert_workable(slot, units):
    technician = Resource.objects.get(pk=slot.technician.pk)
    worked = sum(((piece.end - piece.start) for piece in slot.pieces), timedelta())
    assert worked == timedelta(minutes=units * 60 // 100)
    for piece in slot.pieces:
        assert is_inside_a_shift(technician, piece.start, piece.end)
        assert not Claim.objects.within(piece.start, piece.end).filter(resource=technician).exists()
    assert is_inside_a_shift(Resource.objects.get(pk=slot.advisor.pk), slot.start, slot.start + timedelta(minutes=15))
    for bay, start, end in slot.stays:
        assert not Claim.objects.within(start, end).filter(resource=bay).exists()


def can_be_taken(job, start, car) -> bool:
    """Whether a booking gets that time; it is given back."""
    try:
        with (
            transaction.atomic(),
            taking.taken(times.wish(job, at=local(23, 8), start_from=start, vehicle=car)) as slot,
        ):
            claims.release_set(slot.claim_set)
    except Refused:
        return False
    return True


def _half_hours():
    return [local(day, hour, minute) for day in (23, 24) for hour in range(8, 18) for minute in (0, 30)]


def _by_hand(shop, start, units):
    """Whether a bay, a technician without a break and an advisor are all free then, looked up one by one."""
    end = start + timedelta(minutes=units * 60 // 100)
    if end.hour > 18 or (end.hour == 18 and end.minute):
        return False

    def free(seat, until):
        return not Claim.objects.within(start, until).filter(resource=seat).exists()

    quarter = start + timedelta(minutes=15)
    return (
        any(free(bay, end) for bay in shop["bays"])
        and any(free(one, end) and is_inside_a_shift(one, start, end) for one in shop["technicians"])
        and any(free(one, quarter) and is_inside_a_shift(one, start, quarter) for one in shop["advisors"])
    )


@pytest.mark.negative_control
def test_a_check_that_forgets_shifts_books_what_was_not_offered(store, alone, job, car, monkeypatch):
    """The negative control: the shifts are ignored by the check alone."""
    make_week(alone["technicians"][0], MONDAY, (time(10), time(16)))
    assert local(23, 9) not in starts(times.free(job, at=local(23, 8), limit=40))
    assert not can_be_taken(job, local(23, 9), car)
    monkeypatch.setattr("capacity.slots.search.off_time", lambda *given: {})
    assert can_be_taken(job, local(23, 9), car)


@pytest.mark.negative_control
def test_a_search_that_forgets_shifts_offers_what_nobody_works(store, alone, job, monkeypatch):
    """The negative control: without shifts the property above fails."""
    make_week(alone["technicians"][0], MONDAY, (time(10), time(16)))
    monkeypatch.setattr("capacity.slots.search.off_time", lambda *given: {})
    with pytest.raises(AssertionError):
        for slot in times.free(job, at=local(23, 8), limit=40):
            assert_workable(slot, 100)


def test_what_is_listed_is_checked_again_by_the_same_shifts(store, alone, job, car):
    make_week(alone["technicians"][0], MONDAY, (time(10), time(16)))
    wish = times.wish(job, at=local(23, 8), start_from=local(23, 9), vehicle=car)
    with pytest.raises(Refused) as refused, taking.taken(wish):
        pass
    assert refused.value.extra["alternatives"][0]["start"] == local(23, 10).isoformat()
