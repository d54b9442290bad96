"""Which three times are named first, and how the days are sold (SERVICE-R6)."""

from datetime import timedelta

import pytest

from capacity.slots import best, times
from capacity.slots.search import Search
from tests.appointments.conftest import local
from tests.factories.appointments import make_absence, make_advisor, make_hold, make_operation, make_workshop

# Two days of eight positions: four of the morning, four of the afternoon.
DAYS = [0b11111111, 0b11111111 << 8]
MORNINGS, AFTERNOONS = 0b00001111 << 8 | 0b00001111, 0b11110000 << 8 | 0b11110000


@pytest.mark.parametrize(
    ("starts", "chosen"),
    [
        (0, []),
        (1 << 5, [5]),
        (0b1111_1111_1111_1111, [0, 4, 8]),  # earliest in the morning, the afternoon, the next day
        (0b0000_1111_1111_0000, [4, 5, 8]),  # an afternoon, then tomorrow morning; no third day
        (0b1111_1111_0000_1111, [0, 1, 12]),
        (0b0000_0000_0000_1111, [0, 1, 2]),  # there is no afternoon
        (0b0000_0011_0000_0011, [0, 1, 8]),  # nor here, but another day
        (0b1000_0000_0000_0001, [0, 15]),  # only two
    ],
)
def test_the_best_hold_both_halves_of_a_day_and_then_other_days(starts, chosen):
    assert best.chosen_positions(starts, MORNINGS, AFTERNOONS, DAYS) == chosen


@pytest.fixture
def workshop(store):
    return make_workshop(store, advisors=2)


@pytest.fixture
def search(workshop, at):
    return lambda **named: Search(times.wish([make_operation()], at=at, **named))


def test_the_three_best_have_a_morning_an_afternoon_and_two_advisors(search):
    slots = best.best(search())
    hours = [slot.start.hour for slot in slots]
    assert len(slots) == 3 and any(hour < 12 for hour in hours) and any(hour >= 12 for hour in hours)
    assert len({slot.advisor.pk for slot in slots}) == 2


def test_whoever_asks_for_an_advisor_gets_only_that_one(search, workshop):
    wanted = workshop["advisors"][1]
    assert {slot.advisor.pk for slot in best.best(search(advisor=wanted))} == {wanted.pk}


def test_one_advisor_alone_receives_all(store, at):
    make_workshop(store, advisors=1)
    slots = best.best(Search(times.wish([make_operation()], at=at)))
    assert (len(slots), len({slot.advisor.pk for slot in slots})) == (3, 1)


def test_every_best_time_and_every_time_of_a_day_is_offered(search):
    found = search()
    offered = {
        slot.start: found.receivers(found.opening.position(int(slot.start.timestamp() // 900)))
        for slot in found.slots()
    }
    named = [*best.best(found), *best.on_day(found, local(25, 9).date())]
    assert all(slot.advisor in offered[slot.start] for slot in named)


def test_a_search_without_work_has_no_times(workshop, at):
    found = Search(times.wish([], at=at))
    assert (best.best(found), sum(day.starts for day in best.days(found))) == ([], 0)


def test_a_day_says_its_starts_and_the_hours_sold_of_those_available(store, workshop, search):
    start = local(25, 9)
    one, other = workshop["technicians"]
    make_hold(one, start, start + timedelta(hours=2), expires_at=start)
    make_absence(other, local(25, 8), local(25, 18))
    found = search()
    day = next(day for day in best.days(found) if day.on == start.date())
    assert (day.sold_hours, day.available_hours, day.share_sold) == (2, 10, 20)
    assert day.starts == len(best.on_day(found, day.on)) == 15  # 8:00, then from 11:00 to 17:30


def test_a_day_on_which_nobody_works_has_nothing_to_sell(workshop, search):
    for one in workshop["technicians"]:
        make_absence(one, local(25, 8), local(25, 18))
    day = next(day for day in best.days(search()) if day.on == local(25, 9).date())
    assert (day.starts, day.available_hours, day.share_sold) == (0, 0, 0)


def test_a_third_advisor_is_no_reason_to_name_more_than_three(store, search):
    make_advisor(store)
    assert len(best.best(search())) == best.TIMES
