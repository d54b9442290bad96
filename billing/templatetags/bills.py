"""Template filters of bills: their state in words and colours, what is open, plates."""

from django import template

from accounts.access import Access
from billing.models.bills import Bill
from billing.models.receipts import Receipt
from billing.rules.bills import open_amount
from customers.presenters import plate_for
from pricing.presenters import plain

register = template.Library()

register.filter("plain", plain)


@register.filter
def bill_tone(bill: Bill) -> str:
    """An unpaid bill waits; a credit note asks for nothing."""
    return "calm" if bill.credit_of_id else Bill.STATES.tones[bill.status]


@register.filter
def bill_state(bill: Bill) -> str:
    """The status in words; a credit note is named as such."""
    return Bill.Status(bill.status).label if not bill.credit_of_id else Bill.NOTE


@register.filter
def still_open(bill: Bill):
    """What is still to be paid on it."""
    return open_amount(bill)


def plate_of(bill: Bill, access: Access) -> str:
    """The plate of the car that a bill is for, as the reader may see it; empty without a car."""
    return plate_for(access, bill.vehicle.plate) if bill.vehicle else ""


@register.filter
def plates(receipt: Receipt, access: Access) -> list[str]:
    """The plates of the cars whose bills a receipt paid, each once."""
    plates_paid = (plate_of(part.bill, access) for part in receipt.allocations.all())
    return list(dict.fromkeys(plate for plate in plates_paid if plate))
