"""Two stores in full work: for every address something exists, at a fitting status, that could leak.

Whatever can be read of a store carries its mark, and its phones, plates and VINs are its own.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from django_scopes import scope

from accounts.access import Access
from accounts.actions import set_day
from accounts.models.lists import PickItem
from accounts.models.people import Membership, User
from accounts.models.records import Notice
from accounts.models.stores import Store
from accounts.roles import Role
from appointments.actions import calls, waiting
from appointments.actions.lines import add_line
from appointments.actions.unmet import log_unmet
from appointments.models.calls import Fault, PhoneCall
from appointments.models.late import LateCall
from appointments.models.promises import PrepItem
from appointments.models.rescues import Rescue
from appointments.models.unmet import KINDS, UnmetRequest
from appointments.models.visits import Appointment
from billing.actions import links
from capacity.actions import absences, roster
from capacity.models.resources import Resource
from capacity.models.roster import ShiftDay
from core import masks
from core.phones import pretty
from customers.actions import consents, messages, outbox, proofs
from customers.actions.links import make_link
from customers.models.people import CustomerPhone
from followup.actions.calls import take_call
from followup.models.calls import CallTask
from parts import actions as part_actions
from parts.models import StockItem
from pricing.models.prices import Operation, RepairPackage
from sales.actions import ownership
from sales.models.leads import Lead
from sales.models.visits import CanvassVisit
from service import photos
from service.actions import findings
from service.notices import OrderNotice
from tests.access.people import CODES, Person, make_people, make_staff
from tests.factories import accounts as people
from tests.factories import billing as bills
from tests.factories import parts as stock
from tests.factories import sales as selling
from tests.factories import service as workshop
from tests.factories.appointments import make_ready as prepared
from tests.factories.appointments import make_rescue
from tests.factories.customers import make_customer, make_vehicle, new_phone, owner_of
from tests.factories.followup import make_call, make_complaint
from vehicles.models import Vehicle

MARKS = {"SH01": "Amarant", "SH02": "Zinnober"}  # on whatever is a customer's
HOUSES = {"SH01": "Anemone", "SH02": "Zaunwinde"}  # on whatever is the store's own: its name, its staff
HOUSE_WIDE = {
    "user",
    "membership",
    "place",
    "day",
    "fault",
    "code",
    "operation",
    "operation_code",
    "unmet_kind",
    "unmet_key",
    "package",
    "package_code",
}  # belong to no store, or are the store itself
NOWHERE = 987_654_321


@dataclass(frozen=True)
class Place:
    """One store of the world: its things by name, who works there, and what may be read of it."""

    store: Store
    mark: str
    house: str
    things: dict
    people: dict[str, Person]
    phones: tuple[str, ...]
    customers: tuple[str, ...]
    numbers: tuple[str, ...]

    def of_customers(self, body: str) -> list[str]:
        """What an answer tells of this store's customers."""
        return [secret for secret in self.customers if secret in body]

    def told(self, body: str) -> list[str]:
        """What an answer tells of this store at all."""
        return self.of_customers(body) + [self.house] * (self.house in body)


def build(at: datetime) -> tuple[Place, Place]:
    """Store SH01, whose people ask, and store SH02, of which they may see nothing."""
    here, there = (_place(people.make_store(code), at) for code in MARKS)
    return here, there


def _place(store: Store, at: datetime) -> Place:
    mark, house = MARKS[store.code], HOUSES[store.code]
    staff = make_staff(store, house)
    store.name = f"{house} store"
    store.save()
    with scope(store=store):
        workshop.make_workshop(store, at, size=14)
        things = _Builder(store, mark, staff, at).things()
        phones = _whole(CustomerPhone.objects.values_list("number", flat=True))
        callers = _whole(PhoneCall.objects.values_list("number", flat=True))
        callers += _whole(UnmetRequest.objects.values_list("number", flat=True))
        callers += _whole(Rescue.objects.values_list("phone", flat=True))
        met = _whole(CanvassVisit.objects.exclude(phone="").values_list("phone", flat=True))
        cars = Vehicle.objects.exclude(plate="").values_list("plate", "vin")
        marks = (mark, *phones, *(text for car in cars for text in car))
    return Place(
        store, mark, house, things, make_people(store, staff, at), phones, marks, _written(phones + callers + met)
    )


def _whole(numbers) -> tuple[str, ...]:
    return tuple(map(masks.whole, numbers))


def _written(numbers: tuple[str, ...]) -> tuple[str, ...]:
    """Numbers as they can be read: in one piece, and in the groups in which a page shows them."""
    return numbers + tuple(map(pretty, numbers))


class _Builder:
    """Makes the things of one store by the acts that lead to them."""

    def __init__(self, store: Store, mark: str, staff: dict[str, User], at: datetime):
        self.store, self.mark, self.at, self.staff = store, mark, at, staff
        self.count = 0

    def by(self, code: str) -> Access:
        return Access.of(self.staff[code], [CODES[code]], self.store)

    def things(self) -> dict:
        found = {"place": self.store.pk, "code": self.store.code, **self._house(), **self._customers()}
        found |= self._orders() | self._visits() | self._money() | self._parts() | self._sales()
        found |= self._followup(found)
        return {name: getattr(thing, "pk", thing) for name, thing in found.items()}

    def customer(self):
        self.count += 1
        facts = {"name": f"{self.mark} {self.count}", "note": self.mark, "at": self.at}
        return make_customer(self.store, **facts)

    def car(self):
        return make_vehicle(self.customer(), colour=self.mark, at=self.at, mileage=30_000)

    # ── the house ─────────────────────────────────────────────────────────────────────────────
    def _house(self) -> dict:
        worker = people.make_user(Role.TECHNICIAN, store=self.store, username=f"temp@{self.store.code}")
        at, admin = self.at, self.by("AD")
        day = set_day(
            self.store, by=admin, at=at, on=at.date() + timedelta(days=9), hours=None, note=HOUSES[self.store.code]
        )
        membership = Membership.objects.get(user=worker)
        notices = {f"notice:{code}": self._notice(role) for code, role in CODES.items()}
        return {"user": worker, "agent": self.staff["FU"], "membership": membership, "day": day, **notices}

    def _notice(self, role: Role) -> Notice:
        return Notice.objects.create(
            store=self.store,
            to_role=role,
            kind=OrderNotice.READY,
            facts={"order": HOUSES[self.store.code]},
            created_at=self.at,
        )

    # ── customers and their messages ──────────────────────────────────────────────────────────
    def _customers(self) -> dict:
        car = self.car()
        facts = {"by": self.by("SA"), "at": self.at}
        consent = consents.give_consent(
            owner_of(car), **facts, purpose="marketing", channel="console", evidence=self.mark
        )
        found = {"customer": owner_of(car), "vehicle": car, "consent": consent, "proof": self._proof()}
        return found | {"doubtful": self._doubtful(owner_of(car)), "message": self._message(owner_of(car))}

    def _proof(self) -> str:
        """The secret of somebody who is asked for the code that was sent to his phone."""
        by = Access.system(self.store)
        return proofs.ask_code("13900139000", by=by, at=self.at, address="10.0.0.1").token

    def _message(self, customer, number: int = 1, **facts):
        told = {"purpose": "access", "source_id": number, "subject": self.mark, "body": f"Dear {customer.name}"}
        facts = {"due_at": self.at + timedelta(days=1), **facts}
        return messages.send(customer, by=Access.system(self.store), at=self.at, **told, **facts)

    def _doubtful(self, customer):
        """A message whose worker died while it was leaving."""
        message = self._message(customer, 2, due_at=self.at - timedelta(days=1))
        assert outbox.claim(at=self.at) == message
        outbox.sweep(at=self.at + timedelta(hours=1))
        return message

    # ── the workshop ──────────────────────────────────────────────────────────────────────────
    def _orders(self) -> dict:
        at, store = self.at, self.store
        make = {
            "received": workshop.make_draft,
            "checked": workshop.make_checked_in,
            "signed": workshop.make_signed,
            "given": workshop.make_dispatched,
            "paused": workshop.make_paused,
            "finished": workshop.make_finished,
            "ready": workshop.make_ready,
            "settled": workshop.make_paid,
            "delivered": workshop.make_delivered,
        }
        found = {name: act(store, at, vehicle=self.car()) for name, act in make.items()}
        order = workshop.make_in_work(store, at, vehicle=self.car(), parts=1)
        jobs = {
            "waiting": found["given"].jobs.first(),
            "working": order.jobs.first(),
            "stopped": found["paused"].jobs.first(),
        }
        return {**found, **jobs, "order": order, **self._of_order(order)}

    def _of_order(self, order) -> dict:
        facts = {"by": self.by("SA"), "at": self.at}
        picture = photos.drawn_anew(workshop.picture())
        photo = findings.add_photo(order, **facts, picture=picture)
        finding = findings.find(order, **facts, text=f"{self.mark}: worn", severity="watch")
        extra = workshop.ask(order, self.at)
        line = extra.estimate.lines.first()
        found = {"photo": photo, "finding": finding, "extra": extra, "line": line, **self._crew()}
        return found | self._link("order", "o", order)

    def _crew(self) -> dict:
        """A bay, a technician and an advisor as they can be named in a booking."""
        first = {kind: Resource.objects.filter(kind=kind).order_by("pk").first() for kind in Resource.Kind.values}
        named = {"resource": first["bay"], "mechanic": first["technician"], "receiver": first["advisor"]}
        return {**named, **self._roster(first["technician"])}

    def _roster(self, mechanic: Resource) -> dict:
        """A tool out of use, a day that differs, a duty."""
        day, by = self.store.today(self.at) + timedelta(days=9), self.by("VM")
        tools = [
            Resource.objects.create(store=self.store, kind="tool", name=f"{self.mark} {name}")
            for name in ("lift", "rig")
        ]
        away = {"start": self.at + timedelta(days=9), "end": self.at + timedelta(days=10), "reason": self.mark}
        facts = {"kind": "hotline", "user": self.staff["HB"], "on": day, "starts": time(8), "ends": time(12)}
        return {
            "tool": tools[0],
            "absence": absences.enter(tools[1], by=by, at=self.at, **away)[0],
            "shift_day": ShiftDay.objects.create(store=self.store, resource=mechanic, on=day, note=self.mark),
            "duty": roster.give_duty(by=by, at=self.at, **facts),
            "answerer": self.staff["HB"],
        }

    def _link(self, name: str, kind: str, thing) -> dict:
        by = Access.system(self.store)
        url = make_link(kind, thing.pk, thing.customer, by=by, at=self.at)
        return {f"{name}_link": url.rstrip("/").rsplit("/", 1)[1]}

    # ── appointments ──────────────────────────────────────────────────────────────────────────
    def _visits(self) -> dict:
        at, day = self.at, timedelta(days=1)
        booked = workshop.make_visit(self.store, at, vehicle=self.car(), parts=1, start=at + day)
        today = workshop.make_visit(self.store, at, vehicle=self.car(), start=at + timedelta(hours=6))
        unsigned = workshop.make_visit(self.store, at, vehicle=self.car(), start=at + day)
        without_parts = self._without_parts()
        prepared(unsigned, by=self.by("SA"), at=at, sign=False)
        call = calls.log_call(by=self.by("HB"), at=at, event="ring", number=new_phone(), note=self.mark)
        missed = calls.log_call(by=self.by("HB"), at=at, event="hang_up", number=new_phone(), note=self.mark)
        wants = {"event": "answer", "number": new_phone(), "note": self.mark, "stays_open": True}
        return {
            "appointment": booked,
            "today": today,
            "unsigned": unsigned,
            "without_parts": without_parts,
            "late_call": LateCall.objects.create(store=self.store, appointment=today, version=1, due_at=at),
            "phone_call": call,
            **self._requests(),
            **self._waits(),
            "missed_call": missed,
            "question": calls.log_call(by=self.by("HB"), at=at, **wants),
            "phone_line": add_line(by=self.by("VM"), at=at, number="021-68880000", label=HOUSES[self.store.code]),
            "confirmation": booked.confirmations.first(),
            "preparation": without_parts.preparation.get(group=PrepItem.Group.PARTS),
            "estimate": booked.estimate,
            "fault": Fault.objects.order_by("pk").first(),
            **self._catalogue(),
            **self._link("visit", "a", booked),
        }

    def _without_parts(self) -> Appointment:
        """A visit whose parts were released."""
        visit = workshop.make_visit(self.store, self.at, vehicle=self.car(), parts=1, start=self.at + timedelta(days=1))
        for need in visit.needs.select_related("reservation"):
            part_actions.release(need.reservation, by=self.by("PC"), at=self.at, reason=self.mark)
        return visit

    def _requests(self) -> dict:
        """Rescues at each step, and a service that somebody asked for in vain."""
        facts = {"by": self.by("HB"), "at": self.at}
        steps = {"rescue": "asked", "rescue_sent": "dispatched", "rescue_there": "on_site", "rescue_in": "towed"}
        made = {
            name: make_rescue(self.store, self.at, status=status, words=self.mark) for name, status in steps.items()
        }
        kind = PickItem.objects.of(KINDS).first()
        asked = log_unmet(**facts, kind=kind, words=self.mark, number=new_phone())
        return made | {"unmet": asked, "unmet_kind": kind.code, "unmet_key": kind}

    def _waits(self) -> dict:
        """A customer who waits for a freed time that is offered to him."""
        day = self.store.today(self.at) + timedelta(days=3)
        wish = {"complaint": self.mark, "part_of_day": "any", "from_on": day, "until_on": day}
        work = [Operation.objects.get(code="LO-46-001")]
        entry = waiting.wait(self.car(), by=self.by("HB"), at=self.at, operations=work, **wish)
        waiting.offer_freed(by=Access.system(self.store), at=self.at)
        offer = entry.offers.get()
        url = make_link("w", offer.pk, entry.customer, by=Access.system(self.store), at=self.at)
        return {"waiting_entry": entry, "waiting_offer": offer, "offer_link": url.rstrip("/").rsplit("/", 1)[1]}

    def _catalogue(self) -> dict:
        operation, package = Operation.objects.get(code="LO-03-030"), RepairPackage.objects.get(code="PK-211-S")
        return {
            "operation": operation,
            "operation_code": operation.code,
            "package": package,
            "package_code": package.code,
        }

    # ── money and parts ───────────────────────────────────────────────────────────────────────
    def _money(self) -> dict:
        at = self.at
        bill = bills.make_issued(self.car(), at)
        url = links.give_link(bill, by=self.by("CA"), at=at)
        token = url.rstrip("/").rsplit("/", 1)[1]
        paid, draft = bills.make_paid(self.car(), at), bills.make_draft(self.car(), at)
        return {"bill": bill, "paid": paid, "draft": draft, "bill_link": token}

    def _parts(self) -> dict:
        item = StockItem.objects.order_by("pk").first()
        facts = {"label": f"{self.mark} 1", "vehicle": self.car()}
        kept = stock.make_reservation(item, self.at, self.at + timedelta(days=2), **facts)
        place = stock.make_place(self.store)
        return {"stock": item, "reservation": kept, "goods_label": f"R{kept.pk}", "shelf_place": place}

    # ── sales ─────────────────────────────────────────────────────────────────────────────────
    def _sales(self) -> dict:
        at, me, mark = self.at, self.by("SP"), self.mark
        colleague, third = (selling.seller_at(self.store, f"{HOUSES[self.store.code]} {name}") for name in ("Li", "Wu"))
        visit = selling.make_visit(self.store, by=me, at=at, name=f"{mark} M", note=mark)
        phone = new_phone()
        theirs = selling.make_lead(self.store, by=colleague, at=at, phone=phone, name=f"{mark} C", note=mark)
        clash = selling.make_visit(self.store, by=me, at=at, phone=phone, name=f"{mark} C")
        case = ownership.ask_transfer(theirs, by=third, at=at, reason=mark)
        company = selling.make_organisation(self.store, by=me, at=at, name=f"{mark} taxis")
        found = {"visit": visit, "lead": Lead.objects.get(pk=visit.lead_id), "colleague_lead": theirs}
        return {**found, "clash": clash, "case": case, "organisation": company, "colleague": colleague.user}

    # ── follow-up ─────────────────────────────────────────────────────────────────────────────
    def _followup(self, found: dict) -> dict:
        at = self.at
        call = make_call(self.store, at, order=found["delivered"])
        take_call(call, by=self.by("FU"), at=at)
        complaint = make_complaint(self.store, at, customer=self.customer(), words=self.mark)
        survey = self._link("survey", "s", CallTask.objects.get(pk=call.pk))
        return {"call": call, "complaint": complaint, **survey}
