"""Estimates are made, told and answered; bills are drafted, issued, paid, credited and refunded."""

from billing.actions.bills import credit, draft_bill, issue
from billing.actions.estimates import answer_lines, make_estimate, tell
from billing.actions.payments import pay, refund

__all__ = ["answer_lines", "credit", "draft_bill", "issue", "make_estimate", "pay", "refund", "tell"]
