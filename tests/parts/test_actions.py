"""Keeping, picking, issuing, taking back, receiving, counting."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, InternalError, transaction

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.roles import Role
from core.errors import Refused
from parts import actions
from parts.models import Reservation, StockItem, StockMovement
from parts.perms import PartPerm
from parts.shelf import actions as shelf
from tests.factories import parts


def stand(item) -> tuple[int, int]:
    item.refresh_from_db()
    return item.on_hand, item.reserved


def ledger(item) -> list[tuple[str, int]]:
    return [(line.kind, line.quantity) for line in item.movements.order_by("pk")]


def test_parts_are_kept_picked_and_issued(item, at, clerk, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow, 4)
    assert (kept.status, stand(item)) == ("reserved", (10, 4))
    kept = shelf.pick(kept, by=clerk, at=at, shelf="A-1")
    assert (kept.status, kept.shelf, kept.picked_by, stand(item)) == ("picked", "A-1", clerk.user, (10, 4))
    kept = actions.issue(kept, by=clerk, at=at)
    assert (kept.status, kept.issued_by, stand(item)) == ("issued", clerk.user, (6, 0))
    assert ledger(item) == [("opening", 10), ("issue", -4)]


def test_a_second_click_issues_nothing_more(item, at, clerk, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow, 4)
    actions.issue(kept, by=clerk, at=at)
    assert actions.issue(kept, by=clerk, at=at).status == "issued"
    assert (stand(item), len(ledger(item))) == ((6, 0), 2)


def test_all_parts_of_a_car_are_kept_or_none(item, store, at, tomorrow, car):
    plug = parts.make_stock(store, at, parts.DRAIN_PLUG, 0)
    facts = {"by": Access.system(store), "at": at, "label": "A-1", "vehicle": car, "needed_at": tomorrow}
    with pytest.raises(Refused, match="0 of 1 in stock") as refused:
        actions.reserve([(item.part, 1), (plug.part, 1)], **facts)
    assert refused.value.extra == {"part": parts.DRAIN_PLUG}
    assert (stand(item), Reservation.objects.count()) == ((10, 0), 0)


def test_one_part_named_twice_is_kept_twice_while_it_lasts(item, store, at, tomorrow):
    facts = {"by": Access.system(store), "at": at, "label": "A-1", "vehicle": None, "needed_at": tomorrow}
    first, second = actions.reserve([(item.part, 6), (item.part, 4)], **facts)
    assert (first.quantity, second.quantity, stand(item)) == (6, 4, (10, 10))
    with pytest.raises(Refused):
        actions.reserve([(item.part, 1)], **facts)


def test_a_part_the_store_does_not_hold_is_refused(store, at, tomorrow):
    facts = {"by": Access.system(store), "at": at, "label": "A-1", "vehicle": None, "needed_at": tomorrow}
    with pytest.raises(Refused, match="not kept in stock here"):
        actions.reserve([(parts.make_part("XX1"), 1)], **facts)


def test_what_is_on_order_in_time_is_awaited_and_filled_on_receipt(item, store, at, clerk):
    parts.make_arrival(item, store.today(at), 11)
    late = parts.make_reservation(item, at, at + timedelta(days=3), 11, label="late")
    assert (late.status, late.quantity, stand(item)) == ("awaited", 1, (10, 10))
    actions.receive(item, by=clerk, at=at, quantity=11, note="D-77")
    late.refresh_from_db()
    assert (late.status, stand(item)) == ("reserved", (21, 11))
    assert ledger(item) == [("opening", 10), ("receipt", 11)]
    assert {notice.to_role: str(notice) for notice in Notice.objects.all()} == {
        Role.SERVICE_ADVISOR: "04E 115 561 AC for late has arrived.",
        Role.PARTS_CLERK: "04E 115 561 AC for late has arrived: put it on the appointment shelf.",
    }
    assert item.arrivals.get().received_at == at


def test_the_first_car_to_come_is_served_first(store, at, clerk):
    item = parts.make_stock(store, at, on_hand=0)
    parts.make_arrival(item, store.today(at), 5)
    later = parts.make_reservation(item, at, at + timedelta(days=3), 2)
    sooner = parts.make_reservation(item, at, at + timedelta(days=2), 3)
    actions.receive(item, by=clerk, at=at, quantity=3)
    assert [Reservation.objects.get(pk=kept.pk).status for kept in (sooner, later)] == ["reserved", "awaited"]


def test_nobody_overtakes_a_car_that_needs_more(store, at, clerk):
    item = parts.make_stock(store, at, on_hand=0)
    parts.make_arrival(item, store.today(at), 5)
    sooner = parts.make_reservation(item, at, at + timedelta(days=2), 3)
    later = parts.make_reservation(item, at, at + timedelta(days=3), 2)
    actions.receive(item, by=clerk, at=at, quantity=2)
    rows = Reservation.objects.order_by("pk").values_list("needed_at", "quantity", "status")
    assert list(rows) == [
        (sooner.needed_at, 2, "reserved"),
        (later.needed_at, 2, "awaited"),
        (sooner.needed_at, 1, "awaited"),
    ]


def short_delivery(store, at, clerk):
    """Three were on order for a car that needs three; two have come and are kept for it, the third is awaited."""
    item = parts.make_stock(store, at, on_hand=0)
    parts.make_arrival(item, store.today(at) + timedelta(days=1), 3)
    first = parts.make_reservation(item, at, at + timedelta(days=3), 3, label="first")
    actions.receive(item, by=clerk, at=at, quantity=2)
    return item, first


def test_half_a_delivery_is_not_given_to_whoever_comes_next(store, at, clerk):
    item, first = short_delivery(store, at, clerk)
    with pytest.raises(Refused, match="0 of 2 in stock, and no delivery comes in time"):
        parts.make_reservation(item, at, at + timedelta(hours=1), 2, label="second")
    actions.receive(item, by=clerk, at=at, quantity=1)
    rows = Reservation.objects.filter(label="first").values_list("status", "quantity")
    assert (sorted(rows), stand(item)) == ([("reserved", 1), ("reserved", 2)], (3, 3))


def test_what_others_ordered_is_promised_from_the_day_it_comes(store, at, clerk):
    item, _first = short_delivery(store, at, clerk)
    with pytest.raises(Refused):
        parts.make_reservation(item, at, at + timedelta(days=6), 1)
    later = parts.make_arrival(item, store.today(at) + timedelta(days=4), 1)
    assert parts.make_reservation(item, at, at + timedelta(days=6), 1).status == "awaited"
    actions.receive(item, by=clerk, at=at, quantity=1)
    later.refresh_from_db()
    assert (later.received_at, stand(item)) == (None, (3, 3))


def test_a_count_leaves_those_who_wait_what_they_rely_on(store, at, clerk):
    item, _first = short_delivery(store, at, clerk)
    with pytest.raises(Refused, match="2 are kept for cars") as refused:
        actions.count(item, by=clerk, at=at, counted=1, reason="lost")
    assert (refused.value.field, stand(item)) == ("counted", (2, 2))


def test_who_waits_no_longer_stands_in_nobodys_way(store, at, clerk):
    item = parts.make_stock(store, at, on_hand=0)
    parts.make_arrival(item, store.today(at), 4)
    sooner = parts.make_reservation(item, at, at + timedelta(days=2), 3)
    later = parts.make_reservation(item, at, at + timedelta(days=3), 1)
    actions.receive(item, by=clerk, at=at, quantity=2)
    for row in Reservation.objects.live().filter(needed_at=sooner.needed_at):
        actions.release(row, by=clerk, at=at, reason="cancelled")
    later.refresh_from_db()
    assert (later.status, stand(item)) == ("reserved", (2, 1))


def test_who_comes_first_now_gets_what_is_free(store, at, clerk):
    item = parts.make_stock(store, at, on_hand=0)
    parts.make_arrival(item, store.today(at), 4)
    sooner = parts.make_reservation(item, at, at + timedelta(days=2), 3)
    later = parts.make_reservation(item, at, at + timedelta(days=3), 1)
    [sooner] = actions.need_at([sooner], by=clerk, at=at, needed_at=at + timedelta(days=5))
    actions.receive(item, by=clerk, at=at, quantity=2)
    later.refresh_from_db()
    sooner.refresh_from_db()
    assert (later.status, sooner.status, sooner.quantity, stand(item)) == ("reserved", "reserved", 1, (2, 2))


def test_a_part_delivery_leaves_the_rest_expected(item, store, at, clerk):
    first, second = (parts.make_arrival(item, store.today(at) + timedelta(days=n), 5) for n in (0, 1))
    actions.receive(item, by=clerk, at=at, quantity=7)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.received_at, second.received_at, second.quantity) == (at, None, 3)


def test_goods_that_have_not_arrived_are_not_handed_out(item, store, at, clerk):
    parts.make_arrival(item, store.today(at), 11)
    kept = parts.make_reservation(item, at, at + timedelta(days=3), 11)
    for act in (shelf.pick, actions.issue):
        with pytest.raises(Refused, match="not arrived"):
            act(kept, by=clerk, at=at)


def test_releasing_frees_the_goods_for_those_who_wait(item, store, at, clerk, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow, 8)
    parts.make_arrival(item, store.today(at), 5)
    waiting = parts.make_reservation(item, at, at + timedelta(days=2), 5)
    kept = actions.release(kept, by=clerk, at=at, reason="cancelled")
    assert (kept.status, kept.released_at, kept.release_reason) == ("released", at, "cancelled")
    waiting.refresh_from_db()
    assert (waiting.status, stand(item)) == ("reserved", (10, 5))


def test_a_second_release_frees_nothing_more(item, at, clerk, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow, 4)
    for _click in range(2):
        kept = actions.release(kept, by=clerk, at=at, reason="cancelled")
    assert stand(item) == (10, 0)


def test_releasing_what_is_on_the_shelf_tells_the_clerk_to_put_it_back(item, at, clerk, tomorrow):
    kept = shelf.pick(parts.make_reservation(item, at, tomorrow, 4), by=clerk, at=at, shelf="A-1")
    actions.release(kept, by=clerk, at=at, reason="cancelled")
    assert (Notice.objects.get().to_role, stand(item)) == (Role.PARTS_CLERK, (10, 0))


def test_a_release_needs_a_reason(item, at, clerk, tomorrow):
    with pytest.raises(Refused, match="Say why"):
        actions.release(parts.make_reservation(item, at, tomorrow), by=clerk, at=at, reason=" ")


def test_the_hotline_may_give_up_what_it_booked_and_the_technician_may_not(item, at, access_of, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow)
    with pytest.raises(PermissionDenied):
        actions.release(kept, by=access_of(Role.TECHNICIAN), at=at, reason="x")
    kept = actions.release(kept, by=access_of(Role.HOTLINE_CLERK), at=at, reason="moved")
    assert kept.status == "released"


def test_the_customer_gives_up_his_parts_by_his_link(item, store, at, tomorrow):
    by = Access.customer(store, PartPerm.PART_RELEASE)
    assert actions.release(parts.make_reservation(item, at, tomorrow), by=by, at=at, reason="link").status == "released"


def test_issued_goods_are_taken_back_not_released(item, at, clerk, tomorrow):
    kept = actions.issue(parts.make_reservation(item, at, tomorrow, 4), by=clerk, at=at)
    with pytest.raises(Refused, match="take them back"):
        actions.release(kept, by=clerk, at=at, reason="x")
    for _click in range(2):
        kept = actions.give_back(kept, by=clerk, at=at, reason="not fitted")
    assert (kept.status, stand(item)) == ("released", (10, 0))
    assert ledger(item) == [("opening", 10), ("issue", -4), ("return", 4)]


def test_what_was_never_issued_is_not_taken_back(item, at, clerk, tomorrow):
    with pytest.raises(Refused, match="never issued"):
        actions.give_back(parts.make_reservation(item, at, tomorrow), by=clerk, at=at, reason="x")


@pytest.mark.parametrize("act", [shelf.pick, actions.issue])
def test_only_the_parts_clerk_moves_goods(item, at, access_of, tomorrow, act):
    kept = parts.make_reservation(item, at, tomorrow)
    place = {"shelf": "A-1"} if act == shelf.pick else {}
    with pytest.raises(PermissionDenied):
        act(kept, by=access_of(Role.SERVICE_ADVISOR), at=at, **place)


def test_a_count_is_a_line_of_the_ledger(item, at, clerk):
    item = actions.count(item, by=clerk, at=at, counted=7, reason="three broken")
    assert (stand(item), ledger(item)) == ((7, 0), [("opening", 10), ("count", -3)])


def test_a_count_below_what_is_promised_is_refused(item, at, clerk, tomorrow):
    parts.make_reservation(item, at, tomorrow, 4)
    with pytest.raises(Refused, match="4 are kept for cars") as refused:
        actions.count(item, by=clerk, at=at, counted=3, reason="lost")
    assert (refused.value.field, stand(item)) == ("counted", (10, 4))


def test_only_who_may_count_counts(item, at, access_of):
    with pytest.raises(PermissionDenied):
        actions.count(item, by=access_of(Role.TECHNICIAN), at=at, counted=3, reason="x")
    with pytest.raises(PermissionDenied):
        actions.receive(item, by=access_of(Role.TECHNICIAN), at=at, quantity=3)
    with pytest.raises(PermissionDenied):
        actions.expect(item, by=access_of(Role.TECHNICIAN), at=at, quantity=3, expected_on=at.date())


def test_a_delivery_is_expected_from_today_on(item, at, clerk):
    actions.expect(item, by=clerk, at=at, quantity=3, expected_on=at.date())
    with pytest.raises(Refused, match="passed"):
        actions.expect(item, by=clerk, at=at, quantity=3, expected_on=at.date() - timedelta(days=1))


def test_a_car_that_comes_later_keeps_its_parts(item, at, clerk, tomorrow):
    kept = shelf.pick(parts.make_reservation(item, at, tomorrow), by=clerk, at=at, shelf="A-1")
    [kept] = actions.need_at([kept], by=clerk, at=at, needed_at=at + timedelta(days=3))
    assert (kept.status, kept.needed_at, stand(item)) == ("picked", at + timedelta(days=3), (10, 1))


def test_a_car_that_comes_before_its_goods_is_refused(item, store, at, clerk):
    parts.make_arrival(item, store.today(at) + timedelta(days=1), 11)
    kept = parts.make_reservation(item, at, at + timedelta(days=3), 11)
    with pytest.raises(Refused, match="no delivery comes in time"):
        actions.need_at([kept], by=clerk, at=at, needed_at=at + timedelta(days=1))
    [kept] = actions.need_at([kept], by=clerk, at=at, needed_at=at + timedelta(days=2))
    assert kept.status == "awaited"


def test_everything_of_a_car_moves_together_or_not_at_all(item, store, at, clerk, tomorrow):
    parts.make_arrival(item, store.today(at), 20)
    ready, waiting = parts.make_reservation(item, at, tomorrow, 9), parts.make_reservation(item, at, tomorrow, 2)
    with pytest.raises(Refused, match="not arrived"):
        shelf.pick_all([ready, waiting], by=clerk, at=at, shelf="B-2")
    ready.refresh_from_db()
    assert ready.status == "reserved"
    with pytest.raises(Refused, match="Tick at least one"):
        actions.issue_all([], by=clerk, at=at)
    shelf.pick_all([ready], by=clerk, at=at, shelf="B-2")
    [issued] = actions.issue_all([ready], by=clerk, at=at)
    assert issued.status == "issued"


def test_every_move_is_in_the_log(item, at, clerk, tomorrow):
    kept = parts.make_reservation(item, at, tomorrow)
    actions.issue(shelf.pick(kept, by=clerk, at=at, shelf="A-1"), by=clerk, at=at)
    moves = Activity.objects.about(kept).order_by("pk").values_list("from_status", "to_status", "actor")
    assert list(moves) == [("reserved", "picked", clerk.user.pk), ("picked", "issued", clerk.user.pk)]


def test_the_database_keeps_what_is_reserved_on_hand(item):
    with pytest.raises(IntegrityError), transaction.atomic():
        StockItem.objects.filter(pk=item.pk).update(reserved=11)
    with pytest.raises(IntegrityError), transaction.atomic():
        StockItem.objects.filter(pk=item.pk).update(on_hand=-1)


def test_the_ledger_is_only_ever_added_to(item):
    for act in (lambda rows: rows.update(quantity=1), lambda rows: rows.delete()):
        with pytest.raises(InternalError), transaction.atomic():
            act(StockMovement.objects.filter(item=item))


# ── said again ────────────────────────────────────────────────────────────────────────────────
def test_goods_are_given_up_for_one_reason(item, at, tomorrow, clerk):
    kept = actions.release(parts.make_reservation(item, at, tomorrow), by=clerk, at=at, reason="cancelled")
    assert actions.release(kept, by=clerk, at=at, reason="cancelled").released_at == at
    with pytest.raises(Refused, match="already, with “cancelled”"):
        actions.release(kept, by=clerk, at=at, reason="not fitted")


def test_goods_come_back_for_one_reason(item, at, tomorrow, clerk):
    kept = actions.issue(parts.make_reservation(item, at, tomorrow), by=clerk, at=at)
    for _try in range(2):
        kept = actions.give_back(kept, by=clerk, at=at, reason="not fitted")
    with pytest.raises(Refused, match="already, with “not fitted”"):
        actions.give_back(kept, by=clerk, at=at, reason="wrong part")
    assert ledger(item) == [("opening", 10), ("issue", -1), ("return", 1)]


def test_goods_stand_on_the_shelf_they_were_put_on(item, at, tomorrow, clerk):
    kept = shelf.pick(parts.make_reservation(item, at, tomorrow), by=clerk, at=at, shelf="A1")
    assert shelf.pick(kept, by=clerk, at=at, shelf="a 1").shelf == "A-1"
    with pytest.raises(Refused, match="Already on place A-1 for A-0001"):
        shelf.pick(kept, by=clerk, at=at, shelf="B2")
