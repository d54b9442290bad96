"""Estimates are made, told and answered; bills are drafted, issued, paid, credited, refunded, and read by link."""

from billing.actions.bills import credit, draft_bill, issue
from billing.actions.estimates import answer_lines, make_estimate, tell
from billing.actions.links import give_link, revoke_link
from billing.actions.payments import pay, refund

__all__ = [
    "answer_lines",
    "credit",
    "draft_bill",
    "give_link",
    "issue",
    "make_estimate",
    "pay",
    "refund",
    "revoke_link",
    "tell",
]
