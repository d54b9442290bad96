"""Estimates are made, told and answered; bills drafted, discarded, issued, paid, credited, refunded, read by link."""

from billing.actions.bills import credit, discard_draft, draft_bill, issue
from billing.actions.estimates import answer_lines, make_estimate, tell
from billing.actions.links import give_link, revoke_link
from billing.actions.payments import pay, refund

__all__ = [
    "answer_lines",
    "credit",
    "discard_draft",
    "draft_bill",
    "give_link",
    "issue",
    "make_estimate",
    "pay",
    "refund",
    "revoke_link",
    "tell",
]
