"""A customer books by himself: code, prices by engine, the same claims, caps, what is recorded (SERVICE-R6, R38)."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from accounts.access import Access
from accounts.models.records import Activity
from accounts.models.stores import Store
from appointments.models.calls import PhoneCall
from appointments.models.promises import VisitEvent
from appointments.models.selfbookings import SelfBooking
from appointments.models.visits import Appointment
from appointments.presenters.selfservices import services_at
from appointments.rules import selfbooking as selfbooking_rules
from appointments.settings import LINK_CUT_OFF, SELF_A_NUMBER, SELF_AN_ADDRESS, SELF_LOOKS
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from customers.actions import proofs
from customers.models.people import Consent, Customer
from customers.models.proofs import PhoneProof
from customers.settings import CODE_TRIES, CODES_A_NUMBER, CODES_A_STORE, CODES_AN_ADDRESS
from parts.models import StockItem
from pricing.models.estimates import Estimate
from pricing.models.prices import LabourRate, RepairPackage, StorePackage
from tests.appointments.selfbooking import LATER, WORDS, Phone, make_known, model_of, online, open_online, send
from tests.customers.gateways import REACHED
from tests.examples.common import fixtures_of
from tests.factories.audit import states
from tests.moments import MONDAY
from vehicles.models import Vehicle

__all__ = ["online"]
OTHER = "13800006666"


@dataclass
class Ground:
    """A store that books online, and a car of somebody it knows."""

    store: Store
    car: Vehicle


def make_ground(store):
    open_online(store, MONDAY)
    return Ground(store, make_known(store, plate="沪A12345"))


common_ground, ground, store = fixtures_of(make_ground)


@pytest.fixture
def car(ground, store):
    return ground.car


@pytest.fixture
def phone(store, online, frozen):
    return Phone(store)


def set_to(store, setting, value):
    store.changed_settings[setting.key] = value
    store.save(update_fields=["changed_settings"])


# ── the code ──────────────────────────────────────────────────────────────────────────────────
def test_a_code_goes_to_the_phone_and_opens_the_times(phone, online, at):
    phone.ask()
    assert "Enter the code" in phone.text() and phone.proof.code not in phone.text()
    assert (send(at), send(at)) == (1, 0)
    [text] = online.texts
    assert phone.proof.code in text["text"] and text["to"] == f"+86{REACHED}"
    phone.press({"step": "code", "code": f" {phone.proof.code[:3]} {phone.proof.code[3:]} "})
    assert len(phone.times()) > 3


def test_a_plate_sends_the_code_to_its_owner(phone, car, online, at):
    phone.ask("沪a·12345")
    send(at)
    assert online.texts[0]["to"] == f"+86{REACHED}"
    phone.press({"step": "code", "code": phone.proof.code})
    assert phone.page.context["visit"].vehicle == car and REACHED not in phone.text()


def test_whoever_has_it_the_answer_is_the_same(phone, online, at):
    answers = []
    for sought in ("沪A12345", "沪B99999", REACHED, OTHER):
        phone.ask(sought)
        text = re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", phone.text().replace(phone.where, ""))
        answers.append((phone.page.status_code, text))
    assert {status for status, _text in answers} == {200}
    assert len({text for _status, text in answers}) == 1
    assert (send(at), PhoneProof.objects.count()) == (3, 4)


def test_nobody_gets_in_with_a_plate_that_nobody_has(phone, at):
    phone.ask("沪B99999")
    phone.press({"step": "code", "code": phone.proof.code})
    assert phone.page.status_code == 400 and phone.proof.verified_at is None


@pytest.mark.parametrize("sought", ["", "hello", "12", "02168881234", "沪A"])
def test_what_is_neither_number_nor_plate_is_said_and_kept(phone, sought):
    phone.press({"sought": sought}, f"/at/{phone.store.code}/who/")
    assert phone.page.status_code in {400, 409} and PhoneProof.objects.count() == 0
    assert f'value="{sought}"' in phone.text()


def test_wrong_codes_are_counted_and_end_it(phone, store):
    phone.ask()
    wrong = "000000" if phone.proof.code != "000000" else "111111"
    for _try in range(CODE_TRIES.default):
        assert phone.press({"step": "code", "code": wrong}).status_code == 400
    phone.press({"step": "code", "code": phone.proof.code})
    assert (phone.page.status_code, phone.proof.verified_at) == (409, None)
    assert "Too many wrong codes" in phone.text()


def test_a_code_is_over_after_five_minutes(phone, frozen):
    phone.ask()
    frozen.shift(LATER)
    phone.press({"step": "code", "code": phone.proof.code})
    assert phone.page.status_code == 409 and "too old" in phone.text()


def test_what_waited_too_long_is_not_sent(phone, at):
    phone.ask()
    assert send(at + LATER) == 0


@pytest.mark.parametrize(
    ("setting", "next_one"),
    [
        (CODES_A_NUMBER, (REACHED, "10.0.0.9")),
        (CODES_AN_ADDRESS, (OTHER, "10.0.0.1")),
        (CODES_A_STORE, (OTHER, "10.0.0.9")),
    ],
)
def test_codes_are_capped_by_number_address_and_store(phone, store, setting, next_one, frozen):
    set_to(store, setting, 1)
    phone.ask()
    number, address = next_one
    again = Phone(store, number, address)
    assert again.ask().status_code == 429 and f'value="{number}"' in again.text()
    frozen.shift(timedelta(hours=1, seconds=1))
    assert again.ask().status_code == 200


def test_the_page_of_a_proof_ends(phone, frozen):
    phone.prove()
    frozen.shift(timedelta(minutes=41))
    assert phone.open(phone.where).status_code == 410
    assert phone.hold("2026-11-24T10:00:00+08:00~1").status_code == 410


def test_without_a_code_nothing_is_held_or_booked(phone):
    phone.ask()
    for body in ({"step": "time", "time": "2026-11-24T10:00:00+08:00~1"}, {"step": "book"}, {"step": "car"}):
        phone.press(body)
        assert "Enter the code" in phone.text()
    assert (Claim.objects.count(), Appointment.objects.count()) == (0, 0)


def test_a_guessed_address_is_nobodys(phone, other_store):
    phone.prove()
    token = phone.where.split("/")[4]
    for address in (f"/at/SH01/v/{'x' * 32}/", f"/at/SH02/v/{token}/", "/at/NONE/"):
        assert phone.browser.get(address).status_code == 404


# ── prices ────────────────────────────────────────────────────────────────────────────────────
PRICES = {"minor": (656, 906), "major": (1_354, 1_780), "gearbox": (1_662, 1_662), "pads-front": (596, 596)}


def test_without_a_car_the_list_shows_ranges(phone, store, at):
    services = {service.code: service for service in services_at(store, store.today(at))}
    found = {code: (services[code].for_car(model_of("ICE_EA211")), services[code]) for code in PRICES}
    assert (found["minor"][1].low, found["major"][1].low) == (656, 1_354)
    assert (found["major"][1].high, found["gearbox"][1].high) == (1_780, 1_662)
    phone.open(f"/at/{store.code.lower()}/")
    assert "¥1,354.00 – ¥1,780.00" in " ".join(phone.text().split())


@pytest.mark.parametrize(
    ("engine", "service", "price"),
    [
        ("ICE_EA211", "minor", 656),
        ("ICE_EA211", "major", 1_354),
        ("ICE_EA888", "minor", 906),
        ("ICE_EA888", "major", 1_780),
        ("ICE_EA888", "gearbox", 1_662),
        ("ICE_EA211", "pads-front", 596),
    ],
)
def test_his_price_is_that_of_his_engine(phone, car, engine, service, price):
    Vehicle.objects.filter(pk=car.pk).update(model=priced_model(engine, service))
    phone.prove(service)
    assert phone.page.context["visit"].total == Decimal(price), phone.text()


def priced_model(engine, service):
    """A model of this engine that the work fits."""
    rows = type(model_of(engine)).objects.filter(maintenance_group=engine)
    rows = rows.filter(transmission="7DCT-wet") if service == "gearbox" else rows
    return (
        (rows.filter(family__startswith="MAGOTAN").first() or rows.first()) if service == "pads-front" else rows.first()
    )


def test_a_changed_rate_and_a_changed_part_make_the_new_sum(phone, car):
    LabourRate.objects.filter(category="PM").update(price=260)
    StockItem.objects.filter(part__number="04E115561AC").update(price=100)
    before = StockItem.objects.get(part__number="04E115561AC").part.list_price
    phone.prove()
    [rate] = LabourRate.objects.filter(category="PM")
    hours = sum(
        line.operation.time_units for line in RepairPackage.objects.get(code="PK-211-S").lines.all() if line.operation
    )
    assert phone.page.context["visit"].total == Decimal(656) + (100 - before) + Decimal(hours) / 100 * (
        rate.price - 160
    )


def test_what_the_store_does_not_offer_is_not_shown(phone, store, at):
    package = RepairPackage.objects.get(code="PK-AC")
    StorePackage.objects.create(store=store, package=package, offered=False, confirmed_at=at, reference_version="1")
    assert "air" not in {service.code for service in services_at(store, store.today(at))}


def test_what_is_not_for_his_car_is_said_with_what_is(phone):
    phone.prove("electric")
    assert "not for this car" in phone.text() and "¥656.00" in phone.text() and not phone.times()


# ── hold and book ─────────────────────────────────────────────────────────────────────────────
def test_he_books_the_time_that_is_held_for_him(phone, store, car, at):
    phone.prove()
    chosen = phone.times()[0]
    phone.hold(chosen)
    assert "Held for you until 09:05" in phone.text()
    held = Claim.objects.held()
    assert {claim.held_for for claim in held} == {phone.proof.guest}
    phone.book()
    [made] = Appointment.objects.all()
    assert (made.source, made.transport, made.complaint, made.diagnosis) == ("self", "leave", WORDS, "")
    assert made.start == datetime.fromisoformat(chosen.split("~")[0])
    assert (made.call, made.created_by, made.vehicle) == (None, None, car)
    assert "Your appointment" in phone.text() and made.number in phone.text()
    assert Claim.objects.held().count() == 0 and made.claim_set.claims.live().count() >= 4
    estimate = made.estimate
    assert (estimate.channel, estimate.answer, estimate.told_by, estimate.total) == ("link", "accepted", None, 656)
    assert SelfBooking.objects.get().appointment == made
    assert Activity.objects.filter(subject="appointments.appointment", actor_kind="customer").exists()


def test_a_second_press_is_one_act(phone):
    phone.prove()
    phone.hold()
    where, key = phone.where, "press-1"
    phone.book(idempotency_key=key)
    phone.where = where
    phone.book(idempotency_key=key)
    assert Appointment.objects.count() == 1 and "Your appointment" in phone.text()


@pytest.mark.parametrize("left_out", ["transport", "answer", "complaint"])
def test_nothing_that_he_did_not_say_is_recorded(phone, left_out):
    phone.prove()
    phone.hold()
    assert "checked" not in phone.text()
    phone.book(**{left_out: ""})
    assert phone.page.status_code == 409 and Appointment.objects.count() == 0
    assert "Held for you" in phone.text()
    kept = {"complaint": WORDS, "transport": 'value="leave"', "answer": 'value="accepted"'}
    assert all(text in phone.text() for name, text in kept.items() if name != left_out)
    phone.where = phone.page.context["address"]
    phone.book()
    assert Appointment.objects.count() == 1


def test_who_decides_in_the_store_has_not_accepted(phone):
    phone.prove()
    phone.hold()
    phone.book(answer="open")
    assert (Estimate.objects.get().answer, Estimate.objects.get().status) == ("open", "told")


@pytest.mark.parametrize("answer", ["declined", "yes", ""])
def test_no_other_answer_books(phone, answer):
    phone.prove()
    phone.hold()
    assert phone.book(answer=answer).status_code == 409 and Estimate.objects.count() == 0


def test_another_time_gives_back_the_first(phone):
    phone.prove()
    first, *_rest, last = phone.times()
    phone.hold(first)
    phone.press({"step": "other"})
    assert Claim.objects.held().count() == 0 and first in phone.times()
    phone.hold(last)
    phone.book()
    assert Appointment.objects.get().start.isoformat()[:10] == last[:10]


def test_what_is_held_too_long_is_offered_again_and_said(phone, frozen):
    phone.prove()
    phone.hold()
    frozen.shift(timedelta(minutes=6))
    phone.book()
    assert phone.page.status_code == 409 and "not held for you any more" in phone.text() and phone.times()


def test_a_held_time_is_offered_to_nobody_else(phone, store):
    make_known(store, OTHER, plate="沪B22222")
    Resource.objects.filter(kind="bay", bay_type__code="FAST").exclude(
        pk=Resource.objects.filter(kind="bay", bay_type__code="FAST").earliest("pk").pk
    ).update(active=False)
    phone.prove()
    first = phone.times()[0]
    phone.hold(first)
    other = Phone(store, OTHER, "10.0.0.2")
    other.prove()
    start = first.split("~")[0]
    assert start not in {time.split("~")[0] for time in other.times()}
    other.hold(first)
    assert other.page.status_code == 409 and other.times()


def test_everything_that_is_offered_can_be_held_and_booked(phone, store):
    phone.prove()
    offered = phone.times()
    for time in offered[:: max(1, len(offered) // 6)]:
        phone.hold(time)
        assert "Held for you" in phone.text(), time
        address = phone.where
        phone.press({"step": "other"}, address)


def test_three_best_times_are_of_both_halves_of_a_day(phone, store):
    phone.prove()
    best = phone.page.context["visit"].best
    hours = {slot.start.astimezone(store.zone).hour < 12 for slot in best}
    assert (len(best), hours) == (3, {True, False})
    assert best == sorted(best, key=lambda slot: slot.start)


def test_he_may_ask_for_an_advisor_by_name_and_a_day(phone, store):
    phone.prove()
    advisor = Resource.objects.advisors().latest("pk")
    phone.open(f"{phone.where}&advisor={advisor.pk}&on=2026-11-27")
    assert {time.split("~")[1] for time in phone.times()} == {str(advisor.pk)}
    assert min(phone.times())[:10] == "2026-11-27"
    phone.hold()
    assert phone.page.context["visit"].held.advisor == advisor


def test_several_services_are_one_visit_with_one_sum(phone):
    phone.prove()
    phone.open(f"{phone.where}&service=fluid")
    seen = phone.page.context["visit"]
    assert [service.code for service in seen.services] == ["minor", "fluid"]
    assert seen.total == sum(offer.price for _service, offer in seen.jobs)
    phone.hold()
    phone.book()
    assert Appointment.objects.get().estimate.total == seen.total


def test_a_second_visit_on_one_day_wants_its_reason(phone, store):
    phone.prove()
    phone.hold()
    phone.book()
    phone.open(f"/at/{store.code}/")
    phone.prove("wipers")
    phone.hold()
    phone.book()
    assert phone.page.status_code == 409 and "twice on this day" in phone.text()
    phone.where = phone.page.context["address"]
    phone.book(second_visit="雨刮坏了，等不到下次")
    assert Appointment.objects.count() == 2


# ── who is new ────────────────────────────────────────────────────────────────────────────────
NEW = {"step": "car", "name": "赵先生", "plate": "沪C33333"}


@pytest.fixture
def stranger(store, online, frozen):
    phone = Phone(store, OTHER, "10.0.0.3")
    phone.prove()
    return phone


def facts(**more):
    return {**NEW, "model": model_of("ICE_EA888").pk, "privacy": "on", **more}


def test_a_stranger_adds_himself_and_books(stranger):
    assert "You are new here" in stranger.text() and "checked" not in stranger.text()
    stranger.press(facts())
    assert stranger.page.context["visit"].total == 906
    stranger.hold()
    stranger.book()
    made = Appointment.objects.get()
    assert (str(made.customer), made.vehicle.plate) == ("赵先生", "沪C33333")
    assert [(row.purpose, row.channel) for row in Consent.objects.all()] == [("privacy", "sms")]


def test_offers_are_a_consent_of_its_own(stranger):
    stranger.press(facts(marketing="on"))
    assert set(Consent.objects.values_list("purpose", flat=True)) == {"privacy", "marketing"}


def test_without_consent_nothing_of_him_is_kept(stranger):
    before = Customer.objects.count()
    stranger.press({name: value for name, value in facts().items() if name != "privacy"})
    assert stranger.page.status_code == 409 and "赵先生" in stranger.text()
    assert (Customer.objects.count(), Consent.objects.count()) == (before, 0)


def test_anothers_plate_is_refused_without_a_name(stranger):
    stranger.press(facts(plate="沪A12345"))
    assert stranger.page.status_code == 409 and "registered with another number" in stranger.text()
    assert "王" not in stranger.text()


@pytest.mark.parametrize("wrong", [{"plate": "沪"}, {"model": ""}, {"name": ""}, {"model": "0"}])
def test_what_is_missing_is_said_at_its_field(stranger, wrong):
    stranger.press(facts(**wrong))
    assert stranger.page.status_code == 400 and "invalid-feedback" in stranger.text()


def test_nobody_books_anothers_car(stranger, car):
    stranger.open(f"{stranger.where}&vehicle={car.pk}")
    assert "沪A" not in stranger.text()
    stranger.hold("2026-11-24T10:00:00+08:00~1")
    assert stranger.page.status_code == 409 and Claim.objects.count() == 0


def test_one_with_two_cars_chooses(phone, store, car):
    other = make_known(store, OTHER, plate="沪B22222")
    owner = Customer.objects.owner_of(car)
    other.ownerships.update(customer=owner)
    phone.prove()
    assert "Your cars with us" in phone.text() and "沪B***22" in phone.text()
    phone.open(f"{phone.where}&vehicle={other.pk}")
    assert phone.page.context["visit"].vehicle == other and phone.times()


# ── caps ──────────────────────────────────────────────────────────────────────────────────────
def test_a_number_has_so_many_open_times(phone, store):
    set_to(store, SELF_A_NUMBER, 1)
    phone.prove()
    phone.hold()
    again = Phone(store)
    again.prove()
    again.hold()
    assert again.page.status_code == 409 and "as many open appointments" in again.text()
    phone.book()
    assert Appointment.objects.count() == 1
    again.hold()
    assert again.page.status_code == 409


def test_an_address_has_so_many_open_times(phone, store):
    make_known(store, OTHER, plate="沪B22222")
    set_to(store, SELF_AN_ADDRESS, 1)
    phone.prove()
    phone.hold()
    other = Phone(store, OTHER)
    other.prove()
    other.hold()
    assert other.page.status_code == 409 and "from your network" in other.text()


def test_what_expired_or_was_cancelled_counts_no_more(phone, store, frozen):
    set_to(store, SELF_A_NUMBER, 1)
    phone.prove()
    phone.hold()
    frozen.shift(timedelta(minutes=6))
    again = Phone(store)
    again.prove()
    again.hold(again.times()[-1])
    again.book()
    again.press({"answer": "cancel"})
    assert Appointment.objects.get().status == "cancelled"
    again.prove()
    again.hold()
    assert "Held for you" in again.text()


def test_a_machine_that_reads_times_is_told_to_wait(phone, store):
    set_to(store, SELF_LOOKS, 5)
    phone.prove()
    for _look in range(4):
        assert phone.open(phone.where).status_code == 200
    page = phone.open(phone.where)
    assert (page.status_code, page["Retry-After"]) == (429, "600") and "call us" in phone.text()


def test_a_store_that_does_not_book_online_says_so(phone, store, settings):
    set_to(store, SELF_A_NUMBER, 0)
    phone.open("/at/SH01/")
    assert "takes no bookings online" in phone.text() and "¥" in phone.text()
    assert phone.ask().status_code == 409 and PhoneProof.objects.count() == 0


def test_without_a_gateway_nobody_books_online(phone, settings):
    settings.SMS_URL = ""
    assert phone.ask().status_code == 409


# ── what the audit says of it ─────────────────────────────────────────────────────────────────
def test_the_audit_invents_no_clerk(phone, store, at):
    phone.prove()
    phone.hold()
    phone.book()
    made = Appointment.objects.get()
    found = states(made, at, "D1", "N1", "D2", "N2", "D3", "D4", "D5")
    assert found == ["not_applicable", "not_applicable", "pass", "pass", "not_applicable", "pass", "pass"]
    assert PhoneCall.objects.count() == 0
    assert not VisitEvent.objects.filter(appointment=made, by__isnull=False).exists()


# ── his link ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def linked(phone):
    phone.prove()
    phone.hold(phone.times()[-1])
    phone.book()
    return phone


def ics(phone) -> dict[str, str]:
    file = phone.browser.get(f"{phone.where}calendar.ics")
    assert file["Content-Type"].startswith("text/calendar")
    return dict(line.split(":", 1) for line in file.content.decode().replace("\r\n ", "").splitlines() if ":" in line)


def test_the_calendar_file_follows_the_appointment(linked):
    made, first = Appointment.objects.get(), ics(linked)
    assert first["SEQUENCE"] == "1" and first["STATUS"] == "CONFIRMED"
    assert first["DTSTART"] == f"{made.start:%Y%m%dT%H%M%SZ}"
    start = linked.open(linked.where).context["days"][1]["slots"][0].start
    linked.press({"start": start.isoformat(), "time_version": "1"})
    moved = ics(linked)
    assert (moved["UID"], moved["SEQUENCE"]) == (first["UID"], "2") and moved["DTSTART"] != first["DTSTART"]
    linked.press({"answer": "cancel", "time_version": "2"})
    gone = ics(linked)
    assert (gone["UID"], gone["STATUS"], gone["METHOD"]) == (first["UID"], "CANCELLED", "CANCEL")
    assert int(gone["SEQUENCE"]) > 2


def test_short_before_it_the_link_changes_nothing_any_more(linked, store, frozen):
    made = Appointment.objects.get()
    frozen.move_to(made.start - LINK_CUT_OFF.span(store) + timedelta(minutes=1))
    linked.press({"answer": "cancel", "time_version": "1"})
    assert linked.page.status_code == 409 and "call us" in linked.text()
    linked.press({"answer": "keep", "time_version": "1"})
    assert Appointment.objects.get().status == "confirmed"


def test_proofs_of_strangers_are_deleted_after_two_days(stranger, store, at):
    by = Access.system(store)
    assert proofs.forget(by=by, at=at + timedelta(days=1)) == 0
    assert proofs.forget(by=by, at=at + timedelta(days=3)) > 0
    assert PhoneProof.objects.count() == 0


# ── the reasons by themselves ─────────────────────────────────────────────────────────────────
def test_each_reason_stands_and_falls(phone, store, car, at):
    phone.prove()
    proof, later = phone.proof, at + timedelta(hours=1)
    proof.store = store
    assert selfbooking_rules.why_not_online(store) is None and selfbooking_rules.why_not_more(proof, store, at) is None
    assert selfbooking_rules.why_not_proved(proof, at) is None and selfbooking_rules.why_not_proved(proof, later)
    assert selfbooking_rules.why_not_his(car, [car]) is None and selfbooking_rules.why_not_his(car, [])
    assert selfbooking_rules.why_not_price("open") is None and selfbooking_rules.why_not_price("declined")
    assert selfbooking_rules.why_not_transport("wait") is None and selfbooking_rules.why_not_transport("pickup")
    assert selfbooking_rules.why_not_consent(True) is None and selfbooking_rules.why_not_consent(False)
