"""Changes a standing appointment under its number: work, parts, words, people, and the time with them in one act."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.access import Access
from accounts.log import line_of
from accounts.models.records import Notice
from accounts.new_rows import NewRows
from appointments.actions import moving, promises
from appointments.actions.booking import label_of, repeated, segments_of
from appointments.actions.followers import follow_work
from appointments.actions.kept_parts import keep_pieces
from appointments.actions.versions import refuse_stale_content, refuse_stale_time
from appointments.models.visits import Appointment, AppointmentFault, AppointmentOperation
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters.changes import changes_told, facts_of
from appointments.rules import bookings, changes, moves, transport
from appointments.rules.changes import Change, Difference
from capacity import rules as capacity_rules
from capacity.actions import taking
from capacity.models.resources import Resource
from capacity.slots import times
from capacity.slots.wish import TakenSlot, Wish
from core.errors import refuse
from parts.rules import fitting
from pricing.actions import estimates
from pricing.models.estimates import Estimate, EstimateLine
from pricing.perms import EstimatePerm
from pricing.rules import prices
from pricing.rules.operations import why_not_operations
from pricing.rules.packages import why_not_packages

STORED = ["content_version", "end", "advisor", "bay", "technician", "claim_set", "estimate", "repeat_of"]


@transaction.atomic
def change(appointment: Appointment, wanted: Change, *, by: Access, at: datetime) -> Appointment:
    """Make a standing appointment what it is to be: all of it or nothing (SERVICE-D2, D4, D5, N3).

    Time, people and parts are found anew by the search that offers times, where its own count as free. The customer
    gets one message, and none when nothing that he sees is another. What is so already changes nothing. Raises Stale
    when it was moved or changed since it was seen; Refused with `alternatives` when the longer work does not fit:
    with one of their starts as `wanted.start` it is changed and moved at once.
    """
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    appointment = moving.locked(appointment)
    refuse(changes.why_not_here(appointment) or moves.why_not_expected(appointment))
    changed = changes.difference(appointment, wanted)
    if not changed.fields and not _answers_anew(appointment, wanted):
        return appointment
    refuse_stale_time(appointment, wanted.time_version, by=by)
    refuse_stale_content(appointment, wanted.content_version, by=by)
    refuse(changes.why_not_change_now(appointment, by, at) or changes.why_not_by_link(by, changed))
    _refuse_senseless(appointment, wanted, changed, by=by, at=at)
    if not changed.needs_time:
        return _write(appointment, wanted, changed, None, by=by, at=at)
    wish = wish_to_change(appointment, changed, wanted, by=by, at=at)
    for kind, resource in wanted.named.items():
        refuse(capacity_rules.why_not_named(resource, kind, wish.stages[wish.longest]), field=kind)
    with taking.taken(wish) as slot:
        return _write(appointment, wanted, changed, slot, by=by, at=at)


def _answers_anew(appointment: Appointment, wanted: Change) -> bool:
    """Whether the customer now answers a price that he has not answered so."""
    return bool(wanted.answer and appointment.estimate and wanted.answer != appointment.estimate.answer)


def _refuse_senseless(
    appointment: Appointment, wanted: Change, changed: Difference, *, by: Access, at: datetime
) -> None:
    vehicle, before = appointment.vehicle, changed.before
    refuse(changes.why_not_empty(changed.operations), field="operations")
    refuse(why_not_packages(wanted.packages, vehicle), field="packages")
    if new := [operation for operation in changed.operations if operation not in before["operations"]]:
        refuse(why_not_operations(new, vehicle), field="operations")
    refuse(
        bookings.why_not_fault([one for one in changed.faults if one not in before["faults"]], vehicle), field="faults"
    )
    new_parts = [(part, number) for part, number in changed.pieces.items() if part not in before["pieces"]]
    refuse(fitting.why_not_parts(new_parts, vehicle), field="parts")
    if "complaint" in changed.fields:
        refuse(bookings.why_not_words(changed.values["complaint"]), field="complaint")
    if "diagnosis" in changed.fields:
        refuse(bookings.why_not_driven(changed.values["diagnosis"], appointment.kind), field="diagnosis")
    values = {"transport": appointment.transport, "address": appointment.address} | changed.values
    refuse(transport.why_not_address(values["transport"], values["address"], appointment.kind), field="address")
    refuse(bookings.why_not_declined(wanted.answer), field="answer")
    if changed.needs_time:
        refuse(capacity_rules.why_not_start(wanted.start or appointment.start, by.store, at), field="start")


def wish_to_change(
    appointment: Appointment, changed: Difference, wanted: Change, *, by: Access, at: datetime, reserves: bool = True
) -> Wish:
    """The wish for the changed work: what the appointment holds already counts as free, its parts are needed once."""
    needs = [need for need in changed.before["needs"] if not need.is_lost]
    awaited = [need.reservation for need in needs if need.reservation.is_awaited]
    coming = changes.pieces_of((row.item.part, row.quantity) for row in awaited)
    short = {part: number - changed.before["pieces"].get(part, 0) for part, number in changed.pieces.items()}
    parts = {part: max(short[part], 0) + coming.get(part, 0) for part in changed.pieces}
    way = changed.values.get("transport", appointment.transport)
    return times.wish(
        changed.operations,
        at=at,
        start_from=wanted.start or appointment.start,
        vehicle=appointment.vehicle,
        kind=appointment.kind,
        label=label_of(appointment.vehicle),
        parts=[(part, number) for part, number in parts.items() if number],
        kept=frozenset(row.pk for row in awaited),
        instead_of=appointment.claim_set_id,
        holder=by.user,
        usual_advisor=appointment.advisor_id,
        reserves=reserves,
        carriage=transport.carriage(way, by.store, appointment.kind),
        **_named(appointment, changed, wanted),
    )


def _named(appointment: Appointment, changed: Difference, wanted: Change) -> dict[str, Resource | None]:
    """Who and what is asked for; for the same work at the same time all others are those who have it."""
    if changed.fields & {"operations", "start"}:
        return wanted.named
    return {kind: one or getattr(appointment, kind) for kind, one in wanted.named.items()}


def _write(
    appointment: Appointment, wanted: Change, changed: Difference, slot: TakenSlot | None, *, by: Access, at: datetime
) -> Appointment:
    """Write what is new, in the order of the locks: parts, rows, estimate, what follows; then tell who must know."""
    before, advisor, moved = facts_of(appointment, changed.before), appointment.advisor, "start" in changed.fields
    appointment.content_version += 1
    keep_pieces(appointment, changed, by=by, at=at)
    _write_work(appointment, changed)
    _follow_price(appointment, wanted, changed, by=by, at=at)
    if changed.fields & {"faults"}:
        appointment.repeat_of = repeated(appointment.vehicle, changed.faults, by.store.today(at))
    for name in changed.values:
        setattr(appointment, name, changed.values[name])
    if slot and not moved:
        _take(appointment, slot)
    appointment.save(update_fields=[*STORED, *changed.values])
    after = facts_of(appointment, _now(changed), end=slot.end if slot else None, advisor=slot.advisor if slot else None)
    sentences = changes_told(appointment, before, after)
    if slot and moved:
        appointment = moving.write_move(appointment, slot, by=by, at=at, reason=wanted.reason, changes=sentences)
    follow_work(appointment, changed, slot, advisor, by=by, at=at, moved=moved)
    if not moved:
        _tell(appointment, sentences, advisor, by=by, at=at)
    _record(appointment, wanted, changed, advisor, before | {"told": bool(sentences)}, by=by, at=at)
    return appointment


def _now(changed: Difference) -> dict[str, Any]:
    return {"operations": changed.operations, "pieces": changed.pieces}


def _write_work(appointment: Appointment, changed: Difference) -> None:
    """Replace the rows of the work and of the faults that are others."""
    key = {"store_id": appointment.store_id, "appointment_id": appointment.pk}
    before = changed.before
    if "operations" in changed.fields:
        gone = [one for one in before["operations"] if one not in changed.operations]
        AppointmentOperation.objects.filter(appointment=appointment, operation__in=gone).delete()
        new = [one for one in changed.operations if one not in before["operations"]]
        AppointmentOperation.objects.bulk_create(AppointmentOperation(operation=one, **key) for one in new)
    if "faults" in changed.fields:
        AppointmentFault.objects.filter(appointment=appointment).delete()
        AppointmentFault.objects.bulk_create(AppointmentFault(fault=one, **key) for one in changed.faults)


def _take(appointment: Appointment, slot: TakenSlot) -> None:
    """Put the people and places that were taken for the same start in the place of those before."""
    appointment.end, appointment.claim_set_id = slot.end, slot.claim_set
    appointment.advisor, appointment.bay, appointment.technician = slot.advisor, slot.bay, slot.technician
    appointment.segments.filter(version=appointment.time_version).delete()
    new = NewRows()
    new.add(segments_of(appointment, slot))
    new.write()


def _follow_price(appointment: Appointment, wanted: Change, changed: Difference, *, by: Access, at: datetime) -> None:
    """Price the work anew. What the customer accepted stands only if work and price are as he accepted them; else the
    new estimate is a draft, until somebody tells him (SERVICE-D4)."""
    work, parts = changed.operations, list(changed.pieces.items())
    if changed.is_work and (appointment.estimate or wanted.answer) and not _is_priced(appointment, changed, at):
        maker = by if by.can(EstimatePerm.ESTIMATE_MAKE) else Access.system(by.store)
        appointment.estimate = estimates.make_estimate(
            appointment.vehicle, by=maker, at=at, operations=work, parts=parts, booked=True
        )
    if wanted.answer and appointment.estimate:
        appointment.estimate = estimates.tell(
            appointment.estimate, by=by, at=at, channel=Estimate.Channel.PHONE, answer=wanted.answer
        )


def _is_priced(appointment: Appointment, changed: Difference, at: datetime) -> bool:
    """Whether its estimate says exactly this work at the prices of today."""
    if appointment.estimate is None:
        return False
    today = appointment.store.today(at)
    quote = prices.quote(changed.operations, list(changed.pieces.items()), today, booked=True)
    lines = EstimateLine.objects.filter(estimate=appointment.estimate).exclude(approval=EstimateLine.Approval.DECLINED)
    now = [(line["code"], line["quantity"], line["amount"]) for line in quote.lines]
    return not quote.why_not and sorted(lines.values_list("code", "quantity", "amount")) == sorted(now)


def _tell(appointment: Appointment, sentences: str, advisor: Resource, *, by: Access, at: datetime) -> None:
    """Tell the customer once what is new to him; messages that wait to leave name whoever receives him now."""
    if appointment.kind != Appointment.Kind.APPOINTMENT:
        return
    if advisor.pk != appointment.advisor_id:
        promises.word_again(appointment, at=at)
    if sentences:
        promises.tell_change(appointment, sentences, by=by, at=at)


def _record(
    appointment: Appointment,
    wanted: Change,
    changed: Difference,
    advisor: Resource,
    before: dict[str, Any],
    *,
    by: Access,
    at: datetime,
) -> None:
    """Notices to colleagues, the event of the audit and the line of the log."""
    fields, new = sorted(changed.fields or {"answer"}), NewRows()
    parts = "parts" in changed.fields
    rows: list[Notice] = promises.notices(
        appointment, AppointmentNotice.CHANGED, at=at, advisor=appointment.advisor, parts=parts
    )
    if advisor.user_id != appointment.advisor.user_id and "start" not in changed.fields:
        rows += promises.notices(appointment, AppointmentNotice.CHANGED, at=at, advisor=advisor, parts=False)
    new.add(rows)
    facts = {"fields": fields, "before": before, "changer": by.actor_kind, "reason": wanted.reason}
    new.add([promises.happened(appointment, "changed", by=by, at=at, **facts)])
    new.add([line_of(appointment, "change", by=by, at=at, note=wanted.reason, fields=fields)])
    new.write()
