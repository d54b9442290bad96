"""The link by which the customer reads his bill, and the message that contains it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.access import Access
from billing.models.bills import Bill
from billing.rules import bills
from core.errors import refuse
from core.money import yuan
from customers.actions import links, messages
from customers.languages import written_to_customers
from customers.models.links import Link
from customers.models.messages import Message

PURPOSE = "bill"


def give_link(bill: Bill, *, by: Access, at: datetime, key: str = "") -> str:
    """A fresh address under which the customer reads this one bill; it is shown once (promise P22, SERVICE-R12).

    With an idempotency `key` the same one again (P11).
    """
    refuse(bills.why_not_link(bill, by))
    if key:
        return links.link_for(key, Link.Kind.BILL, bill.pk, bill.customer, by=by, at=at)
    return links.make_link(Link.Kind.BILL, bill.pk, bill.customer, by=by, at=at)


def revoke_link(bill: Bill, *, by: Access, at: datetime) -> int:
    """Close every link to this bill; how many were open."""
    return links.revoke_links(Link.Kind.BILL, bill.pk, by=by, at=at)


def announce(bill: Bill, *, by: Access, at: datetime) -> Message:
    """Tell the customer that his bill can be read, with the link."""
    facts = {"store": bill.store, "number": bill.number, "car": bill.vehicle, "total": yuan(bill.total)}
    with written_to_customers(bill.store):
        subject = _("%(store)s: your bill %(number)s") % facts
        ready = _("The bill %(number)s for %(car)s is ready: %(total)s. Every line is explained here: {link}")
        without_car = _("The bill %(number)s is ready: %(total)s. Every line is explained here: {link}")
        body = (ready if bill.vehicle else without_car) % facts
    return messages.send(
        bill.customer,
        by=by,
        at=at,
        purpose=PURPOSE,
        source_id=bill.pk,
        subject=subject,
        body=body,
        due_at=at,
        link=(Link.Kind.BILL, bill.pk),
    )
