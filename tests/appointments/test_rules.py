"""Each reason against an act on an appointment, both ways: when it stands in the way, and when nothing does."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.models.people import User
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.models.calls import Fault
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment
from appointments.rules import bookings, moves, preparation, promises
from appointments.settings import LINK_CUT_OFF
from customers.models.people import Customer
from customers.settings import CONTACT_FROM, CONTACT_UNTIL
from pricing.models.estimates import Estimate
from tests.appointments.conftest import local
from vehicles.models import Vehicle, VehicleModel

START, END = local(24, 10), local(24, 11)
STATUSES = Appointment.Status.values
STORE = Store()
STAFF = Access.of(User(pk=1, username="clerk"), [Role.HOTLINE_CLERK], STORE)
CUSTOMER = Access.customer(STORE)


def visit(status="confirmed") -> Appointment:
    return Appointment(status=status, start=START, end=END)


def test_only_a_car_that_is_to_come_is_expected():
    allowed = {status for status in STATUSES if moves.why_not_expected(visit(status)) is None}
    assert allowed == {"confirmed", "prepared"}
    assert moves.why_not_expected(visit("arrived")) == "This appointment is “arrived”."


def test_a_customer_changes_it_until_it_begins_and_staff_until_the_car_is_here():
    cut_off = LINK_CUT_OFF.span(STORE)
    assert moves.why_not_change(visit(), CUSTOMER, START - cut_off) is None
    soon = moves.why_not_change(visit(), CUSTOMER, START - cut_off + timedelta(minutes=1))
    assert soon == "It begins soon: please call us, so that we can help you at once."
    assert moves.why_not_change(visit(), CUSTOMER, START) == "The appointment has begun. Please call us."
    assert moves.why_not_change(visit(), STAFF, START) is None
    assert moves.why_not_change(visit("arrived"), STAFF, START) == "This appointment is “arrived”."


def test_staff_say_why_they_call_it_off_and_customers_need_not():
    assert moves.why_not_unsaid(STAFF, " ") == "Say why."
    assert moves.why_not_unsaid(STAFF, "snow") is None
    assert moves.why_not_unsaid(CUSTOMER, "") is None
    assert moves.why_not_change(visit(), STAFF, START) is None
    assert moves.why_not_change(visit(), CUSTOMER, START - timedelta(hours=1)) is None
    assert moves.why_not_change(visit("cancelled"), STAFF, START) == "This appointment is “cancelled”."


def test_it_is_kept_until_it_begins():
    assert moves.why_not_confirm(visit(), CUSTOMER, START - timedelta(minutes=1)) is None
    assert moves.why_not_confirm(visit(), CUSTOMER, START) == "The appointment has begun."
    assert moves.why_not_confirm(visit("no_show"), STAFF, START) == "This appointment is “no-show”."


def test_a_car_arrives_at_most_half_a_day_early():
    assert moves.why_not_arrive(visit(), STAFF, START - timedelta(hours=12)) is None
    early = moves.why_not_arrive(visit(), STAFF, START - timedelta(hours=12, minutes=1))
    assert early == "This appointment is on another day. Move it first."


def test_a_customer_is_waited_for_half_an_hour():
    waiting = moves.why_not_no_show(visit(), STAFF, START + timedelta(minutes=29))
    assert waiting == "Wait until 30 minutes after the time."
    assert moves.why_not_no_show(visit(), STAFF, START + timedelta(minutes=30)) is None


def test_a_risk_has_a_reason_and_comes_before_the_car():
    assert moves.why_not_at_risk(visit(), STAFF, START - timedelta(hours=1), "part late") is None
    assert moves.why_not_at_risk(visit(), STAFF, START - timedelta(hours=1), "  ") == "Say why."
    assert moves.why_not_at_risk(visit(), STAFF, START, "part late") == "The appointment has begun."
    gone = moves.why_not_at_risk(visit("cancelled"), STAFF, START - timedelta(hours=1), "part late")
    assert gone == "This appointment is “cancelled”."
    assert moves.why_not_warn(visit(), STAFF, START - timedelta(hours=1)) is None
    assert moves.why_not_warn(visit(), STAFF, START) == "The appointment has begun."
    assert moves.why_not_warn(visit("arrived"), STAFF, START - timedelta(hours=1)) == "This appointment is “arrived”."


@pytest.mark.parametrize(
    ("role", "group", "status", "reason"),
    [
        (Role.SERVICE_ADVISOR, "tools", "confirmed", None),
        (Role.PARTS_CLERK, "parts", "confirmed", None),
        (Role.PARTS_CLERK, "tools", "confirmed", "Your role does not prepare this."),
        (Role.CASHIER, "parts", "confirmed", "Your role does not prepare this."),
        (Role.SERVICE_ADVISOR, "tools", "arrived", "This appointment is “arrived”."),
    ],
)
def test_who_prepares_what_and_until_when(role, group, status, reason):
    item = PrepItem(appointment=visit(status), group=group)
    assert preparation.why_not_prepare(item, Access.of(User(pk=1), [role], None)) == reason


def test_a_longer_stay_ends_later_while_the_car_is_expected_or_here(store):
    def longer(until, status="confirmed", at=START, **facts):
        stays = visit(status)
        stays.store, stays.freed_at = store, facts.get("freed_at")
        return moves.why_not_extend(stays, until, at)

    hour = timedelta(hours=1)
    assert {status for status in STATUSES if longer(END + hour, status) is None} == {"confirmed", "prepared", "arrived"}
    assert longer(END) == longer(END + hour, at=END + hour) == "Choose a time after the present end."
    assert longer(END + hour, freed_at=END) == "Work on this car has ended."
    assert longer(END + timedelta(days=7)) is longer(local(24, 18)) is None
    assert longer(END + timedelta(days=7, minutes=1)) == "A stay is extended by 7 days at most."
    assert longer(local(24, 18, 1)) == longer(local(25, 7, 59)) == "The store is closed at that time."


ELECTRIC = Vehicle(pk=1, model=VehicleModel(maintenance_group="BEV", family="ID4"))


def test_a_fault_is_one_that_the_car_can_have():
    fault = Fault(pk=1, code="F1", symptom_en="Oil leak", words_zh="漏油", fits="ICE_EA211")
    assert bookings.why_not_fault([fault], Vehicle(pk=2)) is None
    assert bookings.why_not_fault([], ELECTRIC) is None
    assert bookings.why_not_fault([fault], ELECTRIC).startswith("This car cannot have: ")


@pytest.mark.parametrize(
    "words",
    ["", " ", "无", "同上", "同 上", "N/A", "-", "x", "a", "。", "aaa", "ok", "123456", "１２３", "哈哈", "t.e.s.t"],
)
def test_a_placeholder_is_not_what_the_customer_said(words):
    assert bookings.why_not_words(words) == "Write down what the customer said, in his own words."
    assert bookings.why_not_words(f"{words} 刹车异响") is None


def test_an_estimate_belongs_to_one_car():
    assert bookings.why_not_estimate(None, ELECTRIC) is None
    assert bookings.why_not_estimate(Estimate(vehicle_id=1), ELECTRIC) is None
    assert bookings.why_not_estimate(Estimate(vehicle_id=2), ELECTRIC) == "This estimate is for another car."


# ── whose car it is ───────────────────────────────────────────────────────────────────────────
def test_only_sales_prepares_a_car_that_belongs_to_nobody():
    assert bookings.why_not_unowned(Customer(), "appointment") is None
    assert bookings.why_not_unowned(None, "delivery_prep") is None
    assert bookings.why_not_unowned(None, "walk_in") == "This car has no owner. Say first whose it is."


def test_a_store_that_may_always_be_contacted_has_no_better_moment():
    store = Store(time_zone="Asia/Shanghai")
    store.changed_settings |= {CONTACT_FROM.key: "00:00", CONTACT_UNTIL.key: "00:00"}
    assert promises.contact_moment(store, local(24, 3)) == local(24, 3)
    assert promises.next_contact_moment(store, local(24, 3)) == local(24, 3)


@pytest.mark.parametrize(
    ("moment", "latest", "earliest"),
    [
        (local(24, 3), local(23, 20), local(24, 8)),
        (local(24, 8), local(24, 8), local(24, 8)),
        (local(24, 20), local(24, 20), local(24, 20)),
        (local(24, 20, 1), local(24, 20), local(25, 8)),
    ],
)
def test_a_customer_is_contacted_in_the_contact_hours(moment, latest, earliest):
    store = Store(time_zone="Asia/Shanghai")
    assert promises.contact_moment(store, moment) == latest
    assert promises.next_contact_moment(store, moment) == earliest


def test_a_customer_is_warned_once():
    assert moves.why_not_warn(visit(), STAFF, START - timedelta(hours=1)) is None
    warned = visit()
    warned.at_risk_at, warned.at_risk_reason = START - timedelta(days=1), "技师请假"
    reason = moves.why_not_warn(warned, STAFF, START - timedelta(hours=1))
    assert reason == "The customer was told already: “技师请假”."
    assert moves.why_not_warn_again(warned, " 技师请假") is None
    assert moves.why_not_warn_again(warned, "举升机坏") == "The customer was told already: “技师请假”."


def test_who_declines_the_price_is_not_booked_for_it():
    assert bookings.why_not_declined("declined").startswith("The customer does not want it at this price")
    assert [bookings.why_not_declined(said) for said in ("accepted", "open", bookings.NOT_ASKED)] == [None] * 3


def test_a_car_that_cannot_be_driven_gets_no_time_and_one_that_stands_here_does():
    assert bookings.why_not_driven("not_drivable", "appointment").startswith("The car cannot be driven")
    assert bookings.why_not_driven("not_drivable", "walk_in") is None
    assert bookings.why_not_driven("inspect", "appointment") is None
