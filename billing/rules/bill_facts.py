"""The facts a bill copies when it is issued, so that it reads the same for ever.

Whoever drafts a bill may give any of these keys; what is missing is read from the store, the customer and the car
(`vehicle` is empty on a bill without one):
`company` {name, credit_code, address, phone} · `customer` {name, phone} · `vehicle` {plate, vin, model, energy, colour}
· `mileage` (km at hand-over) · `mileage_in` · `advisor` (name) · `order` (repair order number) · `received_on`,
`completed_on` (ISO days) · `complaint` (the customer's words) · `repair_class` · `old_parts` · `sender` (who came).
"""

from datetime import date
from typing import Any

from accounts.models.stores import Store
from billing.models.bills import Bill
from core import masks
from customers.models.people import Customer
from vehicles.models import Vehicle


def of(bill: Bill, today: date) -> dict:
    """All facts of a bill as it is issued on the store's day; those given with the draft win."""
    read = {
        "company": company(bill.store),
        "customer": customer(bill.customer),
        "vehicle": vehicle(bill.vehicle) if bill.vehicle else {},
        "mileage": bill.vehicle.mileage or None if bill.vehicle else None,
        "completed_on": today.isoformat(),
    }
    given = {key: value for key, value in bill.facts.items() if value not in (None, "")}
    return {**read, **{key: _completed(read.get(key), value) for key, value in given.items()}}


def _completed(read: Any, given: Any) -> Any:
    """What was given; of somebody or something of whom only a part was given the rest is read."""
    return {**read, **given} if isinstance(read, dict) and isinstance(given, dict) else given


def company(store: Store) -> dict:
    """The seller as a bill names it."""
    return {
        "name": store.company or store.name,
        "credit_code": store.credit_code,
        "address": store.address,
        "phone": store.phone,
    }


def customer(who: Customer) -> dict:
    """The customer with the main phone."""
    return {"name": who.name, "phone": masks.whole(who.main_number())}


def vehicle(car: Vehicle) -> dict:
    """The car as it stands on the bill in both languages."""
    model = car.model
    return {
        "plate": car.plate,
        "vin": car.vin,
        "model": model.name_zh if model else "",
        "model_en": model.name_en if model else "",
        "energy": model.powertrain.fuel if model else "",
        "colour": car.colour,
    }
