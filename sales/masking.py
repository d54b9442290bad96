"""What a colleague may know of a lead that he does not follow: that it is followed, by whom, and how actively."""

from datetime import date
from typing import Any

from accounts.models.stores import Store
from core import masks
from sales.models.leads import Lead
from sales.rules import ownership


def conflict_card(store: Store, lead: Lead, *, today: date) -> dict[str, Any]:
    """Owner, grade and last contact in the clear, name and number masked (SALES-38); needs owner and customer."""
    phones = [phone.number for phone in lead.customer.phones.all() if phone.primary]
    return {
        "lead": lead.pk,
        "owner": str(lead.owner),
        "owner_id": lead.owner_id,
        "name": masks.name(lead.customer.name),
        "phone": masks.phone(phones[0]) if phones else "",
        "grade": lead.grade,
        "last_contact_on": lead.last_contact_on,
        "days_since": (today - lead.last_contact_on).days if lead.last_contact_on else None,
        "active": ownership.is_active(store, lead, on=today),
    }
