"""Each reason against an act with prices, both ways: when it stands in the way, and when nothing does."""

from datetime import date, timedelta

import pytest

from accounts.access import Access
from accounts.models.people import User
from parts.models import Part
from pricing.models.estimates import Estimate, EstimateLine
from pricing.models.prices import LabourRate, Operation, StoreOperation
from pricing.rules import estimates, prices

BY = Access(user=User(pk=1))
TODAY = date(2026, 11, 23)


def line(pk=1, approval="approved", car=1, name="Oil") -> EstimateLine:
    return EstimateLine(pk=pk, approval=approval, estimate=Estimate(vehicle_id=car), name_zh=name, name_en=name)


def test_an_estimate_is_of_something():
    assert estimates.why_not_make([Operation()], []) is None
    assert estimates.why_not_make([], [(Part(), "0.5")]) is None
    assert estimates.why_not_make([], []) == "Choose at least one operation or part."
    assert estimates.why_not_make([Operation()], [(Part(), 0)]) == "At least one piece of each part."


@pytest.mark.parametrize(
    ("facts", "answer", "reason"),
    [
        ({}, "accepted", None),
        ({"valid_until": TODAY}, "accepted", None),
        (
            {"valid_until": TODAY - timedelta(days=1)},
            "accepted",
            "This estimate was valid until 2026-11-22. Make a new one.",
        ),
        ({"answer": "accepted"}, "accepted", None),
        ({"answer": "accepted"}, "declined", "The customer has already answered this estimate."),
        ({"answer": "open"}, "declined", None),
    ],
)
def test_a_price_binds_until_its_day_and_an_answer_stays(facts, answer, reason):
    assert estimates.why_not_tell(Estimate(**facts), answer, TODAY) == reason


def test_an_answer_needs_a_question():
    assert estimates.why_not_answer(Estimate(status="told"), BY) is None
    assert estimates.why_not_answer(Estimate(status="draft"), BY) == "The customer has not been told this estimate yet."


def test_each_line_is_answered_once():
    lines = {1: line(1, "waiting"), 2: line(2, "approved"), 3: line(3, "declined")}
    answer = estimates.why_not_answer_lines
    assert answer(lines, {1}, set()) is None
    assert answer(lines, {2}, {3, 1}) is None
    assert answer(lines, {9}, set()) == "This line is not part of the estimate."
    assert answer(lines, {1}, {1}) == "A line is either approved or declined."
    assert answer(lines, {3}, set()) == answer(lines, set(), {2}) == "“Oil” was already answered."


def test_by_link_only_the_customer_answers(store):
    customer = Access.customer(store)
    assert estimates.why_not_by_link("link", customer) is None
    assert estimates.why_not_by_link("phone", BY) is None
    assert estimates.why_not_by_link("link", BY) == "By link only the customer himself answers."


def test_nothing_is_offered_without_a_published_price():
    oil = Operation(category="PM", name_zh="Oil", name_en="Oil")
    rates = {("PM", "hour"): LabourRate(category="PM", unit="hour", price=160)}
    filters = Part(pk=7, number="X", display_number="X", name_zh="Filter", name_en="Filter")
    assert prices.why_not_price([oil], [filters], prices.PriceBook(rates, {}, {7: object()})) is None
    assert (
        prices.why_not_price([oil], [], prices.PriceBook({}, {}, {}))
        == "There is no published price for Oil on this day."
    )
    missing = prices.why_not_price([], [filters], prices.PriceBook(rates, {}, {}))
    assert missing.startswith("There is no published price for ") and missing.endswith(" here.")


def test_what_the_store_does_not_offer_has_no_price():
    oil = Operation(pk=3, category="PM", name_zh="Oil", name_en="Oil")
    assert prices.why_not_offer(oil, {}) is None
    assert prices.why_not_offer(oil, {3: StoreOperation(offered=True)}) is None
    assert prices.why_not_offer(oil, {3: StoreOperation(offered=False)}) == "This store does not offer Oil."


def test_how_a_price_was_told_stays():
    estimate = Estimate(channel="phone", answer="open")
    assert estimates.why_not_tell_again(estimate, "phone") is None
    assert estimates.why_not_tell_again(estimate, "person") == "This was written down already, with “by phone”."
