"""People, bays and tools are kept in a browser: added, corrected, planned, absent, put out of use (SERVICE-R6, R20)."""

from datetime import date, time, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.access import Access
from accounts.models.records import Activity
from accounts.roles import Role
from capacity import rules
from capacity.actions import absences, resources, roster
from capacity.models.claims import Claim
from capacity.models.resources import BayType, Resource
from capacity.models.roster import Duty, Shift, ShiftDay
from capacity.presenters.resources import duties, initial_of, plan_of, rows_of, standing_of
from capacity.slots import times
from capacity.slots.roster import Times
from core.errors import Refused, Stale
from tests.appointments.conftest import local
from tests.factories.accounts import make_user
from tests.factories.appointments import (
    make_advisor,
    make_appointment,
    make_bay,
    make_hold,
    make_technician,
    make_week,
    make_workshop,
)

MONDAY, TUESDAY = date(2026, 11, 23), date(2026, 11, 24)
OWN = Times(False, time(8), time(17), time(12), time(13))
OFF = Times(True, None, None, None, None)


@pytest.fixture
def manager(store):
    return Access.of(make_user(Role.SERVICE_MANAGER, store=store), [Role.SERVICE_MANAGER], store)


@pytest.fixture
def bay_type(db):
    return BayType.objects.get_or_create(code="GEN", defaults={"name_zh": "GEN", "name_en": "GEN"})[0]


@pytest.fixture
def person(store):
    return make_technician(store)


# ── adding and correcting ─────────────────────────────────────────────────────────────────────
def test_the_first_bay_technician_and_advisor_of_a_store_are_made_by_its_manager(store, manager, bay_type, job, at):
    for role, name in ((Role.TECHNICIAN, "zhou"), (Role.SERVICE_ADVISOR, "wang")):
        make_user(role, store=store, name=name, username=name)
    resources.add(by=manager, at=at, kind="bay", name="机修1", bay_type=bay_type)
    zhou = make_user(Role.TECHNICIAN, store=store, username="zhou")
    made = resources.add(by=manager, at=at, kind="technician", user=zhou, skills=["T1", "T2"])
    resources.add(by=manager, at=at, kind="advisor", user=make_user(Role.SERVICE_ADVISOR, store=store, username="wang"))
    assert (made.name, made.get_absolute_url()) == ("zhou", f"/capacity/{made.pk}/")
    assert times.free(job, at=at, limit=1)[0].technician.pk == made.pk
    assert Activity.objects.filter(verb="add", subject="capacity.resource").count() == 3


@pytest.mark.parametrize(
    ("kind", "facts", "words"),
    [
        ("bay", {"name": " "}, "Enter a name."),
        ("bay", {"name": "1"}, "Choose the kind of bay."),
        (
            "tool",
            {"name": "四轮定位仪", "certified_until": TUESDAY},
            "Only who holds HV has a certificate with an end.",
        ),
        ("tool", {"name": "举升机", "skills": ["X9"]}, "There is no skill X9."),
        ("driver", {"name": "somebody"}, "Choose the person."),
    ],
)
def test_what_is_incomplete_is_not_added(store, manager, at, kind, facts, words):
    with pytest.raises(Refused, match=words):
        resources.add(by=manager, at=at, kind=kind, **facts)


def test_a_person_needs_the_role_and_stands_on_the_list_once(store, other_store, manager, person, at):
    stranger = make_user(Role.TECHNICIAN, store=other_store, username="stranger")
    with pytest.raises(Refused, match="stranger has no such role at this store."):
        resources.add(by=manager, at=at, kind="technician", user=stranger)
    with pytest.raises(Refused, match="technician 1 is on the list already."):
        resources.add(by=manager, at=at, kind="technician", user=person.user)
    assert resources.add(by=manager, at=at, kind="driver", user=person.user).kind == "driver"  # any role will do


def test_two_things_in_use_never_have_one_name(store, manager, at):
    first = resources.add(by=manager, at=at, kind="tool", name="定位仪")
    with pytest.raises(Refused, match="There is one of this name already."):
        resources.add(by=manager, at=at, kind="tool", name="定位仪")
    resources.retire(first, by=manager, at=at)
    second = resources.add(by=manager, at=at, kind="tool", name="定位仪")
    with pytest.raises(Refused, match="There is one of this name already."):
        resources.use_again(first, by=manager, at=at)
    with pytest.raises(IntegrityError), transaction.atomic():
        Resource.objects.create(store=store, kind="tool", name=second.name)


def test_a_correction_keeps_what_is_not_given_and_refuses_a_stale_one(store, manager, person, at):
    changed = resources.correct(person, by=manager, at=at, version=1, skills=["T1", "HV"], certified_until=TUESDAY)
    assert (changed.name, changed.skills, changed.version) == (person.name, ["T1", "HV"], 2)
    assert resources.correct(changed, by=manager, at=at, version=2, skills=["T1", "HV"]).version == 2
    with pytest.raises(Stale):
        resources.correct(person, by=manager, at=at, version=1, name="other")
    with pytest.raises(Refused, match="Only who holds HV"):
        resources.correct(changed, by=manager, at=at, version=2, skills=["T1"])


def test_every_level_below_the_highest_of_a_trade_can_be_chosen():
    assert {"B1", "B4", "P1", "T1", "T4", "W1", "HV"} <= set(rules.skill_levels())


def test_certificates_that_end_within_sixty_days_are_marked(store, person):
    person.certified_until = MONDAY + timedelta(days=60)
    assert rules.ends_soon(person, MONDAY)
    person.certified_until = MONDAY + timedelta(days=61)
    assert not rules.ends_soon(person, MONDAY)


def test_only_who_manages_may_change_anything(store, by, person, at):
    absence = Claim(store=store, resource=person)
    acts = [
        lambda: resources.add(by=by, at=at, kind="tool", name="x"),
        lambda: resources.correct(person, by=by, at=at, version=1),
        lambda: resources.retire(person, by=by, at=at),
        lambda: resources.use_again(person, by=by, at=at),
        lambda: roster.set_week(person, by=by, at=at, since=MONDAY, week={}),
        lambda: roster.set_day(person, by=by, at=at, on=MONDAY, times=OFF),
        lambda: roster.give_duty(by=by, at=at, kind="hotline", user=by.user, on=MONDAY, starts=time(8), ends=time(9)),
        lambda: roster.end_duty(Duty(), by=by, at=at),
        lambda: absences.enter(person, by=by, at=at, start=at, end=at, reason="x"),
        lambda: absences.change(absence, by=by, at=at, end=at),
        lambda: absences.lift(absence, by=by, at=at),
    ]
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()


# ── out of use for good ───────────────────────────────────────────────────────────────────────
def test_nobody_leaves_while_appointments_stand_on_him(store, manager, at):
    shop = make_workshop(store, technicians=1)
    appointment = make_appointment(store, at, local(25, 9))
    one = shop["technicians"][0]
    with pytest.raises(Refused, match=r"technician 1 still has appointments \(1\). Give each to somebody else first."):
        resources.retire(one, by=manager, at=at)
    [standing] = standing_of(one, at)
    assert standing.holder.url == appointment.get_absolute_url()
    gone = resources.retire(one, by=manager, at=local(26, 9))
    assert (gone.active, resources.retire(gone, by=manager, at=local(26, 9)).version) == (False, 2)
    back = resources.use_again(gone, by=manager, at=local(26, 9))
    assert (back.active, resources.use_again(back, by=manager, at=local(26, 9)).version) == (True, 3)


# ── shifts ────────────────────────────────────────────────────────────────────────────────────
def test_a_week_is_set_from_a_day_on_and_replaced_by_one_of_the_same_day(store, manager, person, at):
    roster.set_week(person, by=manager, at=at, since=TUESDAY, week={0: OWN, 6: OFF})
    roster.set_week(person, by=manager, at=at, since=TUESDAY, week={0: OWN, 1: OWN})
    rows = Shift.objects.filter(resource=person, since=TUESDAY)
    assert rows.count() == 7
    assert set(rows.filter(starts__isnull=False).values_list("weekday", flat=True)) == {0, 1}
    plan = plan_of(person, MONDAY)
    assert (plan.since, [since for since, _days in plan.later]) == (None, [TUESDAY])
    values = initial_of(plan_of(person, TUESDAY).week)
    assert (values["mode_0"], values["starts_0"], values["mode_5"]) == ("own", time(8), "store")
    assert initial_of({0: Shift(weekday=0, off=True)})["mode_0"] == "off"


@pytest.mark.parametrize("since", [date(2026, 11, 22), date(2027, 11, 24)])
def test_shifts_of_the_past_and_beyond_the_horizon_are_refused(store, manager, person, at, since):
    with pytest.raises(Refused, match="This day is over|at most a year ahead"):
        roster.set_week(person, by=manager, at=at, since=since, week={})


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((True, time(8), time(9), None, None), "Off, or from when to when: not both."),
        ((False, time(8), None, None, None), "Enter from when to when."),
        ((False, time(8), time(17), time(12), None), "Enter from when to when the break is."),
        ((False, None, None, time(12), time(13)), "A break lies inside working time."),
        ((False, time(8), time(12), time(12), time(13)), "A break lies inside working time."),
        ((False, time(8), time(17), time(13), time(12)), "A break lies inside working time."),
        ((False, time(22), time(6), time(1), time(2)), None),
        ((False, time(0), time(0), time(12), time(13)), None),
        ((False, time(8), time(17), None, None), None),
    ],
)
def test_working_time_must_make_sense(given, words):
    why_not = rules.why_not_times(Times(*given))
    assert (why_not and str(why_not)) == words


def test_a_day_that_differs_is_set_replaced_and_cleared(store, manager, person, at):
    roster.set_day(person, by=manager, at=at, on=TUESDAY, times=OFF, note="考试")
    day = roster.set_day(person, by=manager, at=at, on=TUESDAY, times=OWN)
    assert (ShiftDay.objects.count(), day.off, day.starts) == (1, False, time(8))
    assert plan_of(person, MONDAY).days == [day]
    assert roster.clear_day(day, by=manager, at=at) == person
    assert ShiftDay.objects.count() == 0


def test_a_bay_has_no_shifts(store, manager, at):
    with pytest.raises(Refused, match="Only people have shifts."):
        roster.set_week(make_bay(store), by=manager, at=at, since=MONDAY, week={})


# ── duty ──────────────────────────────────────────────────────────────────────────────────────
def test_duty_is_given_changed_and_taken_back(store, manager, at):
    clerk = make_user(Role.HOTLINE_CLERK, store=store)
    facts = {"kind": "hotline", "user": clerk, "on": TUESDAY, "starts": time(8)}
    duty = roster.give_duty(by=manager, at=at, ends=time(12), **facts)
    assert roster.give_duty(by=manager, at=at, ends=time(12), **facts) == duty
    assert roster.give_duty(by=manager, at=at, ends=time(13), **facts).ends == time(13)
    assert [[each.user for each in day] for _on, day in duties(MONDAY, TUESDAY)] == [[], [clerk]]
    roster.end_duty(duty, by=manager, at=at)
    assert Duty.objects.count() == 0


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"kind": "reception"}, "has no such role"),
        ({"ends": time(7)}, "The end is before the start."),
        ({"on": date(2026, 11, 20)}, "This day is over."),
    ],
)
def test_duty_that_cannot_be_is_refused(store, manager, at, facts, words):
    clerk = make_user(Role.HOTLINE_CLERK, store=store)
    usual = {"kind": "hotline", "user": clerk, "on": TUESDAY, "starts": time(8), "ends": time(12)}
    with pytest.raises(Refused, match=words):
        roster.give_duty(by=manager, at=at, **usual | facts)


# ── absences ──────────────────────────────────────────────────────────────────────────────────
def away(person, manager, at, start=None, end=None, reason="年假"):
    return absences.enter(
        person, by=manager, at=at, start=start or local(24, 8), end=end or local(25, 18), reason=reason
    )


def test_an_absence_takes_the_person_in_all_his_seats(store, manager, person, at):
    driver = Resource.objects.create(store=store, kind="driver", user=person.user, name=person.name)
    rows = away(person, manager, at)
    assert {(row.resource_id, row.kind, row.status) for row in rows} == {
        (person.pk, "absence", "blocked"),
        (driver.pk, "absence", "blocked"),
    }
    assert away(person, manager, at) == rows  # the same again
    with pytest.raises(Refused, match="From 2026-11-24 08:00 until 2026-11-25 18:00 this is entered already."):
        away(driver, manager, at, end=local(26, 18))


def test_an_absence_on_a_standing_appointment_is_refused_with_its_car(store, manager, at):
    make_workshop(store)
    visit = make_appointment(store, at, local(24, 9))
    with pytest.raises(Refused, match="Appointments stand in the way") as refused:
        away(visit.technician, manager, at)
    assert refused.value.extra["standing"] == [str(visit.vehicle)]


def test_a_bay_is_out_of_use_and_a_hold_gives_way(store, manager, at):
    bay = make_bay(store)
    hold = make_hold(bay, local(24, 9), local(24, 10), expires_at=local(24, 9))
    [row] = away(bay, manager, at, reason="举升机故障")
    hold.refresh_from_db()
    assert (row.kind, row.label, hold.status) == ("out_of_use", "举升机故障", "released")


@pytest.mark.parametrize(
    ("start", "end", "words"),
    [
        (local(24, 8), local(24, 8), "The end is before the start."),
        (local(22, 8), local(24, 8), "This time has passed."),
        (local(23, 7), local(23, 8), "This time has passed."),
        (local(24, 8), local(24, 8) + timedelta(days=366), "at most a year ahead"),
    ],
)
def test_an_absence_in_the_past_or_without_end_is_refused(store, manager, person, at, start, end, words):
    with pytest.raises(Refused, match=words):
        away(person, manager, at, start, end)


def test_who_falls_ill_during_the_day_is_absent_from_now_on(store, manager, person, at):
    [row] = away(person, manager, at, start=local(23, 8), end=local(23, 18))
    assert row.during.lower == at


def test_an_absence_is_made_shorter_and_longer(store, manager, person, at):
    [row] = away(person, manager, at)
    away(person, manager, at, local(27, 8), local(28, 18), reason="培训")
    [shorter] = absences.change(row, by=manager, at=at, end=local(24, 18), opened_with=local(25, 18))
    assert shorter.during.upper == local(24, 18)
    assert absences.change(row, by=manager, at=at, end=local(24, 18), opened_with=local(25, 18)) == [shorter]
    with pytest.raises(Stale):
        absences.change(row, by=manager, at=at, end=local(26, 18), opened_with=local(25, 18))
    with pytest.raises(Refused, match="this is entered already"):
        absences.change(row, by=manager, at=at, end=local(27, 12))
    [longer] = absences.change(row, by=manager, at=at, end=local(26, 18))
    assert longer.during.upper == local(26, 18)
    with pytest.raises(Refused, match="This is over."):
        absences.change(row, by=manager, at=local(26, 19), end=local(26, 20))


def test_an_absence_that_is_lifted_gives_the_time_back(store, manager, job, at):
    shop = make_workshop(store, technicians=1)
    one = shop["technicians"][0]
    [row] = away(one, manager, at, start=local(23, 8), end=local(24, 18))
    assert times.free(job, at=at, days=2, limit=1) == []
    absences.lift(row, by=manager, at=local(23, 12))
    row.refresh_from_db()
    assert (row.status, row.during.upper) == ("blocked", local(23, 12))
    assert times.free(job, at=local(23, 12), limit=1)[0].start == local(23, 12)
    absences.lift(row, by=manager, at=local(23, 13))  # again: over already
    [ahead] = away(one, manager, at, start=local(26, 8), end=local(26, 18))
    absences.lift(ahead, by=manager, at=at)
    ahead.refresh_from_db()
    assert ahead.status == "released"


# ── the list ──────────────────────────────────────────────────────────────────────────────────
def test_the_list_says_what_each_does_now_and_next(store, manager, at):
    shop = make_workshop(store, technicians=1)
    one = shop["technicians"][0]
    away(one, manager, at, start=at, end=local(23, 12), reason="培训")
    appointment = make_appointment(store, at, local(24, 9))
    make_week(one, MONDAY, (time(8), time(17), time(12), time(13)))
    [row] = rows_of(store, [one], at)
    assert (row.now.label, row.now_holder) == ("培训", None)
    assert (row.next.during.lower, row.next_holder.url) == (local(24, 9), appointment.get_absolute_url())
    assert row.shift == [(local(23, 8), local(23, 17)), (local(23, 12), local(23, 13))]


def test_the_list_costs_the_same_for_one_and_for_many(store, at):
    costs = []
    for _each in range(2):
        make_workshop(store, technicians=2), make_advisor(store)
        everybody = list(Resource.objects.kept())
        with CaptureQueriesContext(connection) as queries:
            rows_of(store, everybody, at)
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 4


# ── the reasons, asked one by one ─────────────────────────────────────────────────────────────
def test_each_reason_both_ways(store, person, at):
    clerk = make_user(Role.HOTLINE_CLERK, store=store)
    duty = Duty(kind="hotline", user=clerk, on=TUESDAY, starts=time(8), ends=time(0))
    assert rules.why_not_resource(person, store, at) is None
    assert rules.why_not_resource(Resource(kind="bay", name=""), store, at)
    assert rules.why_not_retire(person, at) is None
    assert rules.why_not_since(MONDAY, store, at) is None
    assert rules.why_not_since(date(2026, 11, 22), store, at)
    assert rules.why_not_absence(local(24, 8), local(24, 9), store, at) is None
    assert rules.why_not_absence(local(24, 9), local(24, 8), store, at)
    assert rules.why_not_duty(duty, store, at) is None
    duty.user = person.user
    assert rules.why_not_duty(duty, store, at)
