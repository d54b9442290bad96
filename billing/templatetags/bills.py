"""How bills are shown."""

from django import template

from accounts.models.records import Activity
from billing.models.bills import Bill
from billing.presenters import plain
from billing.rules.bills import open_amount
from core.money import yuan

register = template.Library()

TONES = {"draft": "info", "issued": "wait", "paid": "good", "credited": "off", "discarded": "off"}
register.filter("plain", plain)


@register.filter
def bill_tone(bill: Bill) -> str:
    """An unpaid bill waits; a credit note asks for nothing."""
    return "calm" if bill.credit_of_id else TONES[bill.status]


@register.filter
def bill_state(bill: Bill) -> str:
    """The status in words; a credit note is named as such."""
    return bill.get_status_display() if not bill.credit_of_id else Bill.NOTE


@register.filter
def still_open(bill: Bill):
    """What is still to be paid on it."""
    return open_amount(bill)


@register.filter
def deed(activity: Activity) -> str:
    """A line of a bill's log in words."""
    if activity.verb == "move":
        return dict(Bill.Status.choices).get(activity.to_status, activity.to_status)
    amount = yuan(activity.facts["amount"]) if "amount" in activity.facts else ""
    return f"{activity.what} {amount}".strip()
