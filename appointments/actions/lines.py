"""The lines of a store: which numbers customers dial, and the one that documents show (SERVICE-R2)."""

from datetime import datetime

from django.db import transaction

from accounts.access import Access
from accounts.log import record, take_turn
from accounts.models.stores import Store
from accounts.transitions import lock
from appointments.actions.calls import readable
from appointments.models.lines import PhoneLine
from appointments.perms import AppointmentPerm
from appointments.rules.calls import why_not_add_line, why_not_line, why_not_print, why_not_withdraw
from core.errors import refuse

TURN = "phone lines"


@transaction.atomic
def add_line(*, by: Access, at: datetime, number: str, label: str) -> PhoneLine:
    """Add a line; the same number with the same label again changes nothing."""
    by.require(AppointmentPerm.LINE_MANAGE)
    refuse(why_not_line(number), field="number")
    number = readable(number)
    take_turn(by.store, TURN)
    earlier = PhoneLine.objects.dialled(number).first()
    if earlier and earlier.label == label:
        return earlier
    refuse(why_not_add_line(earlier), field="number")
    line = PhoneLine.objects.create(store=by.store, number=number, label=label)
    record(line, "add line", by=by, at=at, note=label, number=number)
    return line


@transaction.atomic
def print_line(line: PhoneLine, *, by: Access, at: datetime) -> PhoneLine:
    """Choose the line whose number documents, messages and customer pages show."""
    by.require(AppointmentPerm.LINE_MANAGE)
    store, line = _turn(by), lock(line)
    refuse(why_not_print(line))
    if store.phone != line.number:
        store.phone = line.number
        store.save(update_fields=["phone"])
        record(line, "print line", by=by, at=at)
    return line


@transaction.atomic
def use_line(line: PhoneLine, *, by: Access, at: datetime, in_use: bool) -> PhoneLine:
    """Take a line into use or out of it; its calls keep it."""
    by.require(AppointmentPerm.LINE_MANAGE)
    store, line = _turn(by), lock(line)
    if line.in_use == in_use:
        return line
    refuse(None if in_use else why_not_withdraw(line, store.phone))
    line.in_use = in_use
    line.save(update_fields=["in_use"])
    record(line, "line in use" if in_use else "line not in use", by=by, at=at)
    return line


def _turn(by: Access) -> Store:
    """The store as it is once nobody else is at its lines."""
    take_turn(by.store, TURN)
    return Store.objects.get(pk=by.store.pk)
