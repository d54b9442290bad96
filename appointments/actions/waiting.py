"""Acts on the waiting list: enter, offer a freed time, answer, withdraw."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Exists, OuterRef

from accounts.access import Access
from accounts.log import answer_notices, notify, record, take_turn
from accounts.models.people import User
from accounts.ticks import each_free
from accounts.transitions import lock, move
from appointments.actions.booking import book, label_of
from appointments.models.calls import PhoneCall
from appointments.models.visits import Appointment
from appointments.models.waiting import Waiting, WaitingOffer
from appointments.notices import AppointmentNotice
from appointments.perms import AppointmentPerm
from appointments.presenters import texts
from appointments.rules import bookings, waiting
from appointments.rules.bookings import BookingRequest
from appointments.settings import OFFER_HELD
from capacity.actions import claims, taking
from capacity.models.resources import Resource
from capacity.slots import times
from capacity.slots.search import Search
from capacity.slots.wish import Slot, TakenSlot, Wish
from core.errors import Refused, refuse
from core.transactions import one_transaction
from customers.actions import messages
from customers.models.people import OWNER
from pricing.models.prices import Operation, RepairPackage
from pricing.rules.operations import why_not_operations
from pricing.rules.packages import why_not_packages, with_contents
from vehicles.models import Vehicle

S, A = Waiting.Status, WaitingOffer.Status
TURN = "waiting list"
SEARCHED_DAYS = 14


@one_transaction()
def wait(
    vehicle: Vehicle,
    *,
    by: Access,
    at: datetime,
    operations: Iterable[Operation],
    complaint: str,
    from_on: date,
    until_on: date,
    part_of_day: str,
    packages: Iterable[RepairPackage] = (),
    advisor: Resource | None = None,
    call: PhoneCall | None = None,
) -> Waiting:
    """Put a customer on the waiting list. The same wish again changes nothing; a car waits once."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    operations, packages = list(operations), list(packages)
    refuse(why_not_packages(packages, vehicle), field="packages")
    refuse(why_not_operations(with_contents(packages, operations, [])[0], vehicle), field="operations")
    refuse(bookings.why_not_words(complaint), field="complaint")
    refuse(waiting.why_not_from(from_on, by.store.today(at)), field="from_on")
    refuse(waiting.why_not_days(from_on, until_on, by.store.today(at)), field="until_on")
    lock(vehicle)
    owner = OWNER.first(store=by.store.pk, vehicle=vehicle.pk)
    wish = {"operations": [one.code for one in operations], "packages": [one.code for one in packages]}
    days = {"from_on": from_on, "until_on": until_on, "part_of_day": part_of_day}
    facts = {"complaint": complaint.strip(), "advisor": advisor, **wish, **days}
    standing = Waiting.objects.open().filter(vehicle=vehicle).select_related("advisor").first()
    if standing and waiting.same_wish(standing, **facts):
        return standing
    refuse(waiting.why_not_wait(standing, owner))
    people = {"customer": owner, "vehicle": vehicle, "call": call, "written_by": by.user}
    entry = Waiting.objects.create(store=by.store, since=at, **people, **facts)
    record(entry, "wait", by=by, at=at)
    return entry


def offer_freed(*, by: Access, at: datetime) -> int:
    """Offer free times to who waits, in turn, at each tick; what was not answered goes on. Returns the offers made."""
    unanswered = WaitingOffer.objects.filter(waiting=OuterRef("pk"), status=A.OPEN, expires_at__lte=at)
    each_free(Waiting.objects.filter(Exists(unanswered)), partial(_expire, by=by, at=at))
    over = Waiting.objects.filter(status=S.WAITING, until_on__lt=by.store.today(at))
    each_free(over, partial(move, to=S.EXPIRED, by=by, at=at, ended_at=at))
    if not waiting.may_tell(by.store, at):
        return 0
    made: list[WaitingOffer] = []
    for key in list(Waiting.objects.filter(status=S.WAITING).in_turn().values_list("pk", flat=True)):
        with transaction.atomic():
            take_turn(by.store, TURN)  # before the row: a second tick waits, and passes over nobody
            each_free(Waiting.objects.filter(pk=key, status=S.WAITING), partial(_offer, by=by, at=at, made=made))
    return len(made)


def _offer(entry: Waiting, *, by: Access, at: datetime, made: list[WaitingOffer]) -> None:
    """Hold the first time that suits this customer, and tell him."""
    wish = _wish(entry, at)
    slot = _suiting(entry, wish, at)
    if slot is None:
        return
    expires_at = at + OFFER_HELD.span(by.store)
    try:
        with taking.taken(replace(wish, start_from=slot.start, held_until=expires_at, days=1)) as held:
            made.append(_write(entry, held, by=by, at=at, expires_at=expires_at))
    except Refused:  # a booking was quicker; the next tick looks again
        return


def _wish(entry: Waiting, at: datetime) -> Wish:
    """The job of a customer who waits, from the first day on that he can come and still be told before."""
    operations, packages = waiting.work_of(entry)
    operations, parts = with_contents(packages, operations, [])
    soonest = max(
        at + OFFER_HELD.span(entry.store), datetime.combine(entry.from_on, datetime.min.time(), entry.store.zone)
    )
    facts = {"vehicle": entry.vehicle, "label": label_of(entry.vehicle), "advisor": entry.advisor, "parts": parts}
    return times.wish(operations, at=at, start_from=soonest, **facts)


def _suiting(entry: Waiting, wish: Wish, at: datetime) -> Slot | None:
    """The first free time that fits the wish and was not offered to him before."""
    store = entry.store
    begins, last = store.today(wish.start_from), entry.until_on
    if not wish.stages or begins > last:
        return None
    before = set(entry.offers.values_list("start", flat=True))
    booked = waiting.booked_days(entry.vehicle, store, at)
    search = Search(replace(wish, days=min(SEARCHED_DAYS, (last - begins).days + 1)))
    for slot in search.slots():
        if entry.fits(slot.start, store) and slot.start not in before and store.today(slot.start) not in booked:
            return slot
    return None


def _write(entry: Waiting, slot: TakenSlot, *, by: Access, at: datetime, expires_at: datetime) -> WaitingOffer:
    offer = WaitingOffer.objects.create(
        store=entry.store,
        waiting=entry,
        start=slot.start,
        end=slot.end,
        advisor=slot.advisor,
        claim_set_id=slot.claim_set,
        offered_at=at,
        expires_at=expires_at,
    )
    move(entry, "offer", by=by, at=at)
    subject, body = texts.offer(entry, offer)
    about: dict[str, Any] = {"source_id": offer.pk, "link": ("w", offer.pk), "not_after": expires_at, "due_at": at}
    messages.send(entry.customer, by=by, at=at, purpose=texts.OFFER, subject=subject, body=body, **about)
    facts = {"plate": str(entry.vehicle), "when": texts.when(entry.store, slot.start)}
    facts["until"] = texts.when(entry.store, expires_at)
    to = User(pk=slot.advisor.user_id)
    notify(AppointmentNotice.OFFERED, about=offer, at=at, to=to, url=texts.waiting_url(), **facts)
    return offer


def _expire(entry: Waiting, *, by: Access, at: datetime) -> None:
    _close(entry.offers.get(status=A.OPEN), "expire", by=by, at=at)


def _close(offer: WaitingOffer, act: str, *, by: Access, at: datetime) -> WaitingOffer:
    """End an offer without a booking: the time is free again, the customer keeps his place."""
    entry = lock(offer.waiting)
    offer = move(offer, act, by=by, at=at, answered_at=at)
    claims.release_set(offer.claim_set_id)
    if entry.status == S.OFFERED:
        move(entry, "wait_on", by=by, at=at)
    _end_telling(offer, by=by, at=at)
    return offer


def _end_telling(offer: WaitingOffer, *, by: Access, at: datetime) -> None:
    messages.cancel_messages([texts.OFFER], offer.pk, by=by, at=at, reason=texts.OFFER_OVER)
    answer_notices(AppointmentNotice.OFFERED, about=offer, by=by, at=at)


@transaction.atomic
def accept(offer: WaitingOffer, *, by: Access, at: datetime) -> Appointment:
    """Book the time that is held for the customer, by the same transaction as every booking. Once."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    entry, offer = lock(offer.waiting), lock(offer)
    if offer.appointment:
        return offer.appointment
    refuse(waiting.why_not_accept(offer, by, at))
    operations, packages = waiting.work_of(entry)
    request = BookingRequest(
        vehicle=entry.vehicle,
        operations=operations,
        packages=packages,
        start=offer.start,
        complaint=entry.complaint,
        advisor=offer.advisor,
        call=entry.call,
        source="waiting",
        held=offer.claim_set_id,
    )
    appointment = book(request, by=by, at=at)
    move(offer, "accept", by=by, at=at, answered_at=at, appointment=appointment)
    move(entry, "book", by=by, at=at, ended_at=at)
    _end_telling(offer, by=by, at=at)
    return appointment


@transaction.atomic
def decline(offer: WaitingOffer, *, by: Access, at: datetime) -> WaitingOffer:
    """The customer does not want this time: it goes to the next, he keeps his place."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    lock(offer.waiting)
    offer = lock(offer)
    return offer if offer.status == A.DECLINED else _close(offer, "decline", by=by, at=at)


@transaction.atomic
def withdraw(entry: Waiting, *, by: Access, at: datetime) -> Waiting:
    """Take a customer off the waiting list; what is held for him is free again."""
    by.require(AppointmentPerm.APPOINTMENT_BOOK)
    entry = lock(entry)
    if entry.status == S.WITHDRAWN:
        return entry
    if offer := entry.offers.filter(status=A.OPEN).first():
        _close(offer, "take_back", by=by, at=at)
        entry = lock(entry)
    return move(entry, "withdraw", by=by, at=at, ended_at=at)
