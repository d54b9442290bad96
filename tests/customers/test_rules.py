from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from accounts.access import Access
from accounts.models.stores import Store
from accounts.roles import GROUP_ROLES, Role
from core.errors import Refused
from customers import presenters, rules
from customers.actions import messages
from customers.models.messages import Message
from customers.models.people import Consent
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.statuses import put

S = Message.Status
AT = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
MOVES = {
    "planned": {"sending", "skipped", "cancelled"},
    "sending": {"accepted", "planned", "failed", "unknown"},
    "unknown": {"accepted", "failed"},
    "accepted": {"delivered", "failed"},
}


def test_a_message_moves_as_drawn_and_no_other_way():
    assert set(Message.STATES.moves) == {(start, end) for start, ends in MOVES.items() for end in ends}


def doubtful(store, status=S.UNKNOWN) -> Message:
    message = messages.send(
        make_customer(store),
        by=Access.system(store),
        at=AT,
        purpose="day",
        source_id=1,
        subject="Tomorrow",
        body="See you",
        due_at=AT,
    )
    put(Message.objects.filter(pk=message.pk), status=status, sent_at=AT)
    message.refresh_from_db()
    return message


@pytest.mark.parametrize("role", [role for role in Role if role not in GROUP_ROLES])
def test_managers_settle_doubtful_messages(store, access_of, role):
    message = doubtful(store)
    if role in {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}:
        assert messages.settle(message, by=access_of(role), at=AT, went=True).status == S.ACCEPTED
    else:
        with pytest.raises(PermissionDenied):
            messages.settle(message, by=access_of(role), at=AT, went=True)


@pytest.mark.parametrize("status", [S.PLANNED, S.SENDING, S.DELIVERED, S.SKIPPED, S.CANCELLED])
def test_only_a_doubt_is_settled(store, access_of, status):
    with pytest.raises(Refused):
        messages.settle(doubtful(store, status), by=access_of(Role.SERVICE_MANAGER), at=AT, went=True)


def test_a_second_click_settles_nothing_more(store, access_of):
    manager = access_of(Role.SERVICE_MANAGER)
    settled = messages.settle(doubtful(store), by=manager, at=AT, went=True)
    assert messages.settle(settled, by=manager, at=AT + timedelta(hours=1), went=True).sent_at == AT
    with pytest.raises(Refused):
        messages.settle(settled, by=manager, at=AT, went=False)


def test_a_refused_message_is_tried_three_times(settings):
    assert [rules.try_again_at(attempts, AT) for attempts in (1, 2, 3)] == [
        AT + timedelta(minutes=1),
        AT + timedelta(minutes=5),
        None,
    ]


def test_a_customer_needs_something_to_be_found_by():
    assert (rules.why_not_nameless("张三", ""), rules.why_not_nameless("", "13800138000")) == (None, None)
    assert rules.why_not_nameless("", "")


def test_what_is_taken_is_taken_for_others_only(store):
    customer = make_customer(store, phone="13800138000", kind="organisation", credit_code="91310000MA1FL5E91Q")
    car = make_vehicle(customer)
    for reason, keeper in [
        (lambda **who: rules.why_not_phone("13800138000", **who), {"customer": customer}),
        (lambda **who: rules.why_not_credit_code("91310000MA1FL5E91Q", **who), {"customer": customer}),
        (lambda **who: rules.why_not_plate(car.plate, **who), {"vehicle": car}),
        (lambda **who: rules.why_not_vin(car.vin, **who), {"vehicle": car}),
    ]:
        assert reason()
        assert reason(**keeper) is None
    assert rules.why_not_phone("13800138000", shared=True) is None


def test_a_number_is_its_holders_and_a_shared_one_its_first_holders(store):
    first = make_customer(store, phone="13800138000", shared=True)
    assert (rules.holder("13800138000"), rules.sole_holder("13800138000")) == (first, first)
    second = make_customer(store, phone="138 0013 8000", shared=True)
    assert rules.holders("13800138000") == [first, second]
    assert (rules.holder("13800138000"), rules.sole_holder("13800138000")) == (first, None)
    assert (rules.holder("13900139000"), rules.sole_holder("13900139000"), rules.holder("x")) == (None, None, None)


def test_a_number_of_a_merged_record_is_that_of_the_kept_one(store):
    gone, kept = make_customer(store, phone="13800138000"), make_customer(store)
    gone.merged_into = kept
    gone.save()
    assert (rules.sole_holder("13800138000"), rules.why_not_phone("13800138000", customer=kept)) == (kept, None)
    assert "138****8000" in rules.why_not_phone("13800138000", customer=make_customer(store))


def test_a_number_that_others_share_is_nobodys_alone(store):
    make_customer(store, phone="13800138000", shared=True)
    assert rules.why_not_phone("13800138000") is None


@pytest.mark.parametrize(
    ("veil", "whole", "veiled"),
    [
        (presenters.phone_for, "13800138000", "138****8000"),
        (presenters.plate_for, "沪A12345", "沪A***45"),
        (presenters.vin_for, "LSVAA2BR0NN000001", "LSV********000001"),
        (presenters.address_for, "zhang@example.com", "z***@example.com"),
        (presenters.address_for, "13800138000", "138****8000"),
        (presenters.address_for, "+85223456789", "+852****6789"),
    ],
)
def test_a_fact_is_whole_for_whoever_may_see_it(store, access_of, veil, whole, veiled):
    assert veil(access_of(Role.HOTLINE_CLERK), whole) == whole
    assert veil(Access.customer(store), whole) == veiled
    assert veil(None, whole) == veiled


@pytest.mark.parametrize(
    ("facts", "reason"),
    [
        ({}, None),
        ({"not_after": AT}, None),
        ({"not_after": AT - timedelta(seconds=1)}, "too late"),
        ({"address": ""}, "no channel reaches this customer"),
        ({"channel": "pigeon"}, "no channel reaches this customer"),
        ({"marketing": True}, "no consent to advertising"),
    ],
)
def test_a_message_leaves_while_it_is_wanted(store, facts, reason):
    message = doubtful(store, S.PLANNED)
    for name, value in facts.items():
        setattr(message, name, value)
    assert rules.why_not_send(message, AT) == reason


def test_a_consent_keeps_its_evidence():
    consent = Consent(evidence="form 12")
    assert rules.why_not_other_evidence(consent, "") is None
    assert rules.why_not_other_evidence(consent, "form 12") is None
    with override("en"):
        assert rules.why_not_other_evidence(consent, "form 99") == "The customer has agreed already: “form 12”."


@pytest.mark.parametrize(
    ("opens", "closes", "refused"), [("08:00", "20:00", 0), ("09:00", "09:00", 0), ("20:00", "08:00", 1)]
)
def test_contact_hours_lie_within_one_day(opens, closes, refused):
    store = Store(changed_settings={"customers.contact_from": opens, "customers.contact_until": closes})
    assert bool(rules.why_not_contact_hours(store)) is bool(refused)


def test_the_same_time_twice_is_day_and_night():
    store = Store(time_zone="Asia/Shanghai")
    store.changed_settings = {"customers.contact_from": "09:00", "customers.contact_until": "09:00"}
    first, last = rules.contact_hours(store, date(2026, 11, 23))
    assert (f"{first:%d %H:%M}", f"{last:%d %H:%M}") == ("23 00:00", "24 00:00")


@pytest.mark.parametrize(
    ("name", "holder", "refused"),
    [("赵先生", None, False), ("赵先生", "赵先生", False), ("赵 先生", "赵先生", False), ("", "赵先生", False),
     ("王女士", "", False), ("王女士", "赵先生", True)],
)  # fmt: skip
def test_a_number_that_somebody_has_is_not_given_to_another_name(store, name, holder, refused):
    if holder is not None:
        make_customer(store, name=holder, phone="13800139999")
    assert bool(rules.why_not_same_caller(name, "13800139999")) == refused


@pytest.mark.parametrize(("name", "refused"), [("王一", False), ("王三", True), ("", True)])
def test_of_several_who_share_a_number_the_name_says_who_it_is(store, name, refused):
    for one in ("王一", "王二"):
        make_customer(store, name=one, phone="13800139999", shared=True)
    assert bool(rules.why_not_same_caller(name, "13800139999")) == refused
