"""Estimates: made, told, answered line by line."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import InternalError, transaction

from accounts.access import Access
from accounts.roles import Role
from core.errors import Refused
from pricing.actions import estimates
from pricing.models.estimates import Estimate, EstimateLine
from pricing.perms import EstimatePerm
from pricing.rules import estimates as rules
from tests.factories import billing, parts

WORK = ["LO-03-001", "LO-03-030"]
GOODS = [(parts.OIL_FILTER, 1), (parts.OIL, 4)]


@pytest.fixture
def estimate(car, at, advisor):
    return billing.make_estimate(car, at, WORK, GOODS, by=advisor)


@pytest.fixture
def told(estimate, at, advisor):
    return estimates.tell(estimate, by=advisor, at=at, channel="phone", answer="open")


def approvals(estimate) -> list[str]:
    return [line.approval for line in estimate.lines.order_by("position")]


def test_an_estimate_is_a_priced_list_with_time_and_an_end(estimate, at, advisor):
    assert (estimate.status, estimate.total, estimate.minutes, estimate.created_by) == (
        "draft", Decimal("634.00"), 54, advisor.user,
    )  # fmt: skip
    assert estimate.valid_until == at.date() + timedelta(days=30)
    assert approvals(estimate) == ["waiting"] * 4
    assert [line.position for line in estimate.lines.order_by("position")] == [1, 2, 3, 4]


def test_an_estimate_of_nothing_is_refused(car, at, advisor):
    with pytest.raises(Refused, match="at least one operation or part"):
        billing.make_estimate(car, at, [], by=advisor)


@pytest.mark.parametrize("quantity", [0, -1])
def test_a_part_is_at_least_one_piece(car, at, advisor, quantity):
    with pytest.raises(Refused, match="At least one piece"):
        billing.make_estimate(car, at, WORK, [(parts.OIL, quantity)], by=advisor)


def test_who_may_not_make_estimates_makes_none(car, at, access_of):
    with pytest.raises(PermissionDenied):
        billing.make_estimate(car, at, by=access_of(Role.TECHNICIAN))


def test_a_yes_on_the_phone_approves_every_line(estimate, at, advisor):
    estimate = estimates.tell(estimate, by=advisor, at=at, channel="phone", answer="accepted")
    assert (estimate.status, estimate.answer, estimate.told_by, estimate.channel) == (
        "told", "accepted", advisor.user, "phone",
    )  # fmt: skip
    line = estimate.lines.first()
    assert approvals(estimate) == ["approved"] * 4
    assert (line.answered_at, line.answered_through, line.answer_recorded_by) == (at, "phone", advisor.user)


def test_a_no_declines_every_line(estimate, at, advisor):
    estimate = estimates.tell(estimate, by=advisor, at=at, channel="person", answer="declined")
    assert (estimate.answer, approvals(estimate)) == ("declined", ["declined"] * 4)


def test_telling_twice_changes_nothing(told, at, advisor):
    again = estimates.tell(told, by=advisor, at=at + timedelta(hours=1), channel="phone", answer="open")
    assert (again.told_at, approvals(again)) == (at, ["waiting"] * 4)


def test_the_price_is_told_one_way_and_the_answer_may_come_another(told, at, advisor):
    with pytest.raises(Refused, match="already, with “by phone”"):
        estimates.tell(told, by=advisor, at=at, channel="person", answer="open")
    told = estimates.tell(told, by=advisor, at=at, channel="person", answer="accepted")
    assert (told.channel, told.lines.first().answered_through) == ("phone", "person")
    assert estimates.tell(told, by=advisor, at=at, channel="person", answer="accepted") == told
    with pytest.raises(Refused, match="already, with “in person”"):
        estimates.tell(told, by=advisor, at=at, channel="phone", answer="accepted")


def test_an_open_answer_may_become_a_yes_and_then_stays(told, at, advisor):
    later = at + timedelta(hours=1)
    told = estimates.tell(told, by=advisor, at=later, channel="phone", answer="accepted")
    assert (told.told_at, approvals(told)) == (at, ["approved"] * 4)
    with pytest.raises(Refused, match="already answered"):
        estimates.tell(told, by=advisor, at=later, channel="phone", answer="declined")


def test_an_estimate_binds_until_its_day(estimate, at, advisor):
    with pytest.raises(Refused, match="was valid until 2026-12-23"):
        estimates.tell(estimate, by=advisor, at=at + timedelta(days=31), channel="phone", answer="accepted")
    assert estimates.tell(estimate, by=advisor, at=at + timedelta(days=30), channel="phone", answer="accepted").answer


def test_lines_are_answered_one_by_one(told, at, advisor):
    keys = list(told.lines.order_by("position").values_list("pk", flat=True))
    told = estimates.answer_lines(
        told, by=advisor, at=at, approved=keys[:2], declined={keys[2]: "own"}, channel="phone"
    )
    assert (told.answer, approvals(told)) == ("open", ["approved", "approved", "declined", "waiting"])
    assert told.lines.get(pk=keys[2]).decline_reason == "own"
    told = estimates.answer_lines(told, by=advisor, at=at, approved=keys[3:], channel="person")
    assert (told.answer, approvals(told)[3]) == ("accepted", "approved")


def test_all_lines_declined_is_a_no(told, at, advisor):
    keys = told.lines.values_list("pk", flat=True)
    told = estimates.answer_lines(
        told, by=advisor, at=at, approved=[], declined=dict.fromkeys(keys, ""), channel="phone"
    )
    assert told.answer == "declined"


def test_the_customer_answers_by_his_link_without_permission(told, store, at):
    keys = list(told.lines.values_list("pk", flat=True))
    told = estimates.answer_lines(told, by=Access.customer(store), at=at, approved=keys, channel="link")
    line = told.lines.first()
    assert (told.answer, line.answered_through, line.answer_recorded_by) == ("accepted", "link", None)


def test_staff_cannot_say_that_an_answer_came_by_link(estimate, at, advisor):
    with pytest.raises(Refused, match="only the customer himself") as refused:
        estimates.tell(estimate, by=advisor, at=at, channel="link", answer="accepted")
    assert refused.value.field == "channel"
    told = estimates.tell(estimate, by=advisor, at=at, channel="link", answer="open")  # asked by link, not answered yet
    keys = list(told.lines.values_list("pk", flat=True))
    with pytest.raises(Refused, match="only the customer himself"):
        estimates.answer_lines(told, by=advisor, at=at, approved=keys, channel="link")
    assert set(approvals(told)) == {"waiting"}


def test_staff_without_the_permission_records_no_answer(told, at, access_of):
    with pytest.raises(PermissionDenied):
        estimates.answer_lines(told, by=access_of(Role.TECHNICIAN), at=at, approved=[], channel="phone")


def test_nobody_answers_what_was_not_told(estimate, at, advisor):
    with pytest.raises(Refused, match="not been told"):
        estimates.answer_lines(estimate, by=advisor, at=at, approved=[], channel="phone")


def test_a_line_of_another_estimate_is_refused(told, car, at, advisor):
    other = billing.make_approved(car, at).lines.first()
    with pytest.raises(Refused, match="not part of the estimate"):
        estimates.answer_lines(told, by=advisor, at=at, approved=[other.pk], channel="phone")


def test_a_line_is_not_both_approved_and_declined(told, at, advisor):
    key = told.lines.first().pk
    with pytest.raises(Refused, match="either approved or declined"):
        estimates.answer_lines(told, by=advisor, at=at, approved=[key], declined={key: ""}, channel="phone")


def test_an_answer_stays_and_may_be_repeated(told, at, advisor):
    key = told.lines.first().pk
    told = estimates.answer_lines(told, by=advisor, at=at, approved=[key], channel="phone")
    told = estimates.answer_lines(told, by=advisor, at=at + timedelta(hours=1), approved=[key], channel="person")
    assert told.lines.get(pk=key).answered_at == at
    with pytest.raises(Refused, match="already answered"):
        estimates.answer_lines(told, by=advisor, at=at, approved=[], declined={key: ""}, channel="phone")


@pytest.mark.parametrize(
    ("given", "answer"),
    [(["approved", "waiting"], "open"), (["approved", "declined"], "accepted"), (["declined", "declined"], "declined")],
)
def test_the_whole_answer_follows_from_its_lines(given, answer):
    assert rules.answer_of(given) == answer


def test_the_moves_of_an_estimate_are_these():
    assert [(act.start, act.end, act.perm) for act in Estimate.STATES.acts] == [
        ("draft", "told", EstimatePerm.ESTIMATE_MAKE)
    ]


@pytest.mark.parametrize("field", ["unit_price", "amount", "quantity", "name_zh", "code", "net", "position", "kind"])
def test_the_price_of_a_line_never_changes(estimate, field):
    value = "x" if field in {"name_zh", "code", "kind"} else 99
    with pytest.raises(InternalError), transaction.atomic():
        EstimateLine.objects.filter(estimate=estimate).update(**{field: value})


def test_a_told_estimate_keeps_its_lines(told):
    with pytest.raises(InternalError, match="never changes"), transaction.atomic():
        told.lines.first().delete()
    copy = told.lines.first()
    copy.pk, copy.position = None, 9
    with pytest.raises(InternalError, match="never changes"), transaction.atomic():
        copy.save(force_insert=True)
