"""When goods can be relied on, and who may move them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.access import Access
from accounts.permissions import permissions_of
from accounts.roles import Role
from core.errors import Refused
from parts.models import Reservation
from parts.perms import PartPerm
from parts.rules import stock
from tests.factories import parts

TODAY = date(2026, 11, 23)
TUESDAY, WEDNESDAY, THURSDAY = (TODAY + timedelta(days=n) for n in (1, 2, 3))
S = Reservation.Status


def ready(item, quantity, on=TODAY):
    return stock.ready_on([(item.part, quantity)], on=on)


def test_what_is_in_stock_is_ready_now(item):
    assert ready(item, 10) is None


def test_what_is_short_and_not_on_order_is_never_ready(item):
    assert ready(item, 12) == stock.NEVER


def test_a_part_the_store_does_not_hold_is_never_ready(store):
    assert stock.ready_on([(parts.make_part("XX1"), 1)], on=TODAY) == stock.NEVER


def test_goods_on_order_are_ready_the_morning_after_they_come(item):
    parts.make_arrival(item, TUESDAY, 20)
    assert ready(item, 11) == WEDNESDAY


def test_an_overdue_delivery_counts_for_nothing(item):
    parts.make_arrival(item, TODAY - timedelta(days=1), 20)
    assert ready(item, 12) == stock.NEVER


def test_two_deliveries_add_up(item):
    parts.make_arrival(item, TODAY, 6)
    parts.make_arrival(item, TUESDAY, 6)
    assert ready(item, 22) == WEDNESDAY


def test_what_others_wait_for_is_not_offered_again(item, at):
    parts.make_arrival(item, TODAY, 12)
    parts.make_reservation(item, at, at + timedelta(days=1), 11)
    assert ready(item, 12) == stock.NEVER


def test_an_earlier_car_may_not_break_a_later_promise(item, at):
    parts.make_arrival(item, TODAY, 12)
    parts.make_reservation(item, at, at + timedelta(days=5), 12)
    with pytest.raises(Refused, match="no delivery comes in time"):
        parts.make_reservation(item, at, at + timedelta(days=1), 11)


def test_several_parts_are_ready_when_the_last_is(item, store, at):
    plug = parts.make_stock(store, at, parts.DRAIN_PLUG, 0)
    parts.make_arrival(item, TODAY, 20)
    parts.make_arrival(plug, TUESDAY, 1)
    assert stock.ready_on([(item.part, 11), (plug.part, 1)], on=TODAY) == WEDNESDAY


def test_the_same_part_named_twice_is_added_up(item):
    assert stock.ready_on([(item.part, 6), (item.part, 5)], on=TODAY) == stock.NEVER


def test_a_started_can_is_a_whole_can():
    assert [stock.whole(n) for n in (4, Decimal("4.2"), Decimal("4.00"))] == [4, 5, 4]


def test_what_is_offered_can_be_kept(item, at):
    """The day `ready_on` names is the first on which `reserve` agrees."""
    parts.make_arrival(item, TUESDAY, 20)
    with pytest.raises(Refused):
        parts.make_reservation(item, at, at + timedelta(days=1), 11)
    assert parts.make_reservation(item, at, at + timedelta(days=2), 11).status == S.AWAITED


def test_ready_on_reads_three_times_whatever_the_parts(item, store, at, django_assert_num_queries):
    plug = parts.make_stock(store, at, parts.DRAIN_PLUG, 0)
    with django_assert_num_queries(3):
        stock.ready_on([(item.part, 11), (plug.part, 1)], on=TODAY)


MOVES = {
    ("awaited", "reserved"),
    ("reserved", "picked"),
    ("reserved", "issued"),
    ("picked", "issued"),
    ("picked", "reserved"),
    ("awaited", "released"),
    ("reserved", "released"),
    ("picked", "released"),
    ("issued", "released"),
}


def test_the_moves_of_a_reservation_are_these():
    assert {(start.value, end.value) for start, end in Reservation.STATES.moves} == MOVES
    assert {act.perm for act in Reservation.STATES.moves.values()} == {PartPerm.PART_MOVE}


@pytest.mark.parametrize("role", Role)
def test_goods_are_moved_by_the_parts_clerk_alone(role):
    assert (PartPerm.PART_MOVE in permissions_of(role)) == (role == Role.PARTS_CLERK)


def test_whoever_books_gives_up_what_was_kept_but_takes_nothing_back(store):
    by = Access.customer(store, PartPerm.PART_RELEASE)
    assert {(act.start, act.end) for act in Reservation.STATES.acts if act.is_open_to(by)} == {
        ("awaited", "released"),
        ("reserved", "released"),
        ("picked", "released"),
    }


@pytest.mark.parametrize(
    ("status", "hand_out", "release", "give_back"),
    [
        (S.AWAITED, True, False, True),
        (S.RESERVED, False, False, True),
        (S.PICKED, False, False, True),
        (S.ISSUED, False, True, False),
        (S.RELEASED, False, False, False),
    ],
)
def test_each_status_refuses_what_does_not_fit_it(status, hand_out, release, give_back):
    kept = Reservation(status=status)
    assert bool(stock.why_not_hand_out(kept, None)) == hand_out
    assert bool(stock.why_not_release(kept, None)) == release
    assert bool(stock.why_not_give_back(kept, None)) == give_back


@pytest.mark.parametrize(
    ("counted", "reason", "refused"),
    [(10, "", False), (9, "", True), (9, "broken", False), (4, "lost", False), (3, "lost", True), (-1, "lost", True)],
)
def test_a_count_keeps_every_promise_and_says_why(item, counted, reason, refused):
    item.reserved = 4
    assert bool(stock.why_not_count(item, counted, reason)) == refused
    assert bool(stock.why_not_difference(item, counted, reason)) == (counted != 10 and not reason)


@pytest.mark.parametrize(("counted", "refused"), [(10, False), (6, False), (5, True)])
def test_a_count_keeps_what_is_awaited_and_not_on_order(item, counted, refused):
    item.reserved = 4
    assert bool(stock.why_not_count(item, counted, "lost", awaited=2)) == refused
    item.on_hand = counted
    assert stock.why_not_count(item, counted, "lost", awaited=2) is None


def test_goods_on_a_bill_stay_out_and_are_charged_once():
    issued, billed = Reservation(status=S.ISSUED), Reservation(status=S.ISSUED, bill_key=7)
    assert stock.why_not_give_back(issued, None) is None
    assert stock.why_not_give_back(billed, None).startswith("These goods are on a bill")
    assert stock.why_not_charge([issued]) is stock.why_not_charge([]) is None
    for row in (billed, Reservation(status=S.RELEASED), Reservation(status=S.PICKED)):
        assert stock.why_not_charge([issued, row]).startswith("Some of these parts were given back or billed")


# ── each reason both ways ─────────────────────────────────────────────────────────────────────


def test_ticking_nothing_moves_nothing():
    assert stock.why_not_all([Reservation()]) is None
    assert stock.why_not_all([]) == "Tick at least one part."


def test_goods_come_in_whole_pieces_from_today_on():
    assert stock.why_not_quantity(1) is None
    assert stock.why_not_quantity(0) == "At least one piece."
    assert stock.why_not_expect(1, TODAY, TODAY) is None
    assert stock.why_not_expect(1, TODAY - timedelta(days=1), TODAY) == "This day has passed."
    assert stock.why_not_expect(0, TODAY, TODAY) == "At least one piece."


def test_a_promise_is_given_up_for_a_reason():
    assert stock.why_not_without_reason("cancelled") is None
    assert stock.why_not_without_reason("  ") == "Say why."


def test_nothing_is_promised_that_is_neither_here_nor_sure_to_come(item):
    supply = stock.Supply(item)
    keep = stock.why_not_keep
    assert keep(item.part, 10, supply, TODAY) is None
    assert keep(item.part, 0, supply, TODAY) == "At least one piece of each part."
    assert keep(item.part, 1, None, TODAY).endswith("is not kept in stock here.")
    assert keep(item.part, 11, supply, THURSDAY).endswith("10 of 11 in stock, and no delivery comes in time.")
    supply.arrivals.append((WEDNESDAY, 20))
    assert keep(item.part, 11, supply, THURSDAY) is None
    assert keep(item.part, 11, supply, TUESDAY) is not None


def test_what_others_wait_for_is_set_aside(item):
    supply = stock.Supply(item)
    supply.awaited.append((THURSDAY, 11))
    assert (supply.free, supply.set_aside, supply.spare) == (10, 10, 0)
    supply.arrivals.append((WEDNESDAY, 4))
    assert (supply.set_aside, supply.spare) == (7, 3)
    assert [supply.ready_on(pieces) for pieces in (3, 4)] == [None, stock.NEVER]
    assert stock.why_not_keep(item.part, 3, supply, TODAY) is None
    words = "7 of 10 are for cars that wait, and no delivery comes in time."
    assert stock.why_not_keep(item.part, 4, supply, TODAY).endswith(words)
    supply.arrivals.append((THURSDAY, 1))
    assert supply.ready_on(4) is None


def test_a_car_that_comes_at_another_time_needs_its_parts_once(item, at):
    parts.make_arrival(item, TUESDAY, 11)
    own = parts.make_reservation(item, at, at + timedelta(days=5), 11)
    assert ready(item, 12) == stock.NEVER
    assert stock.ready_on([(item.part, 11)], on=TODAY, without=[own.pk]) == WEDNESDAY
