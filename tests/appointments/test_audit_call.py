"""The rules of the call: phone, record, diagnosis, estimate (SERVICE-D1 … D4, N1 … N3)."""

import pytest

from appointments.actions import calls, preparation, visits
from appointments.audit.catalogue import RULES
from appointments.audit.verdicts import broken, kept, not_applicable, not_measured, pending, together
from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from appointments.settings import CALL_BACK
from capacity.models.claims import ClaimSet
from customers.models.people import CustomerPhone
from pricing.actions import estimates
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment, make_operation, preparer
from tests.factories.audit import advisor_of, evidence, judgements, minutes, states
from tests.factories.billing import make_approved, make_estimate, make_rates
from vehicles.models import RepairFact

START = local(24, 10)
GENERAL = ["OP-GEN-1H"]
FAULT = {"diagnosis": "inspect", "diagnosis_note": "左前制动片到限"}


@pytest.fixture(autouse=True)
def workshop(shop, job):
    return shop


def rang(by, at, *, answered=5, ended=None, external_id="c1", number="13800138000"):
    """A call from the telephone system, answered after so many seconds (None: not at all)."""
    facts = {"by": by, "at": at, "number": number, "external_id": external_id}
    call = calls.log_call(event="ring", happened_at=at, **facts)
    if answered is not None:
        call = calls.log_call(event="answer", happened_at=at + minutes(answered / 60), **facts)
    if ended is not None:
        call = calls.log_call(event="hang_up", happened_at=at + minutes(ended / 60), **facts)
    return call


# ── D1, N1 ────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("seconds", "state"), [(3, "pass"), (15, "pass"), (16, "fail")])
def test_three_rings_are_fifteen_seconds(store, by, at, seconds, state):
    visit = make_appointment(store, at + minutes(5), START, call=rang(by, at, answered=seconds))
    assert states(visit, at, "D1", "N1") == [state, state]
    assert evidence(visit, at, "D1") == [(f"Answered after {seconds} seconds.", visit.call.answered_at, str(by.user))]


@pytest.mark.parametrize(("after", "texts"), [(9, 2), (12, 1)])
def test_a_missed_call_is_mended_within_ten_minutes_but_not_kept(store, by, at, after, texts):
    call = rang(by, at, answered=None, ended=30)
    visit = make_appointment(store, at + minutes(after), START, call=call)
    assert states(visit, at, "D1", "N1") == ["fail", "fail"]
    assert len(evidence(visit, at, "D1")) == texts


@pytest.mark.parametrize(("after", "texts"), [(12, 2), (16, 1)])
def test_how_soon_a_missed_call_is_mended_is_a_setting_of_the_store(store, by, at, after, texts):
    store.changed_settings |= {CALL_BACK.key: 15}
    store.save()
    visit = make_appointment(store, at + minutes(after), START, call=rang(by, at, answered=None, ended=30))
    assert len(evidence(visit, at, "D1")) == texts


@pytest.mark.parametrize(("reached", "tries", "texts"), [(True, 1, 2), (False, 3, 1)])
def test_only_who_was_spoken_to_is_recovered(store, by, at, reached, tries, texts):
    """SERVICE-N1: three tries in vain settle a missed call, and recover nobody."""
    call = rang(by, at, answered=None, ended=30)
    for _try in range(tries):
        call = calls.call_back(call, by=by, at=at + minutes(5), reached=reached)
    visit = make_appointment(store, at + minutes(60), START, call=call)
    assert (states(visit, at, "D1"), len(evidence(visit, at, "D1"))) == (["fail"], texts)


def test_whom_a_booking_reached_after_tries_in_vain_is_recovered(store, by, at):
    call = rang(by, at, answered=None, ended=30)
    for _try in range(3):
        call = calls.call_back(call, by=by, at=at + minutes(5), reached=False)
    visit = make_appointment(store, at + minutes(9), START, call=call)
    assert (states(visit, at, "D1"), len(evidence(visit, at, "D1"))) == (["fail"], 2)


def test_an_engaged_line_is_said(store, by, at):
    call = calls.log_call(by=by, at=at, event="busy", number="13800138000", external_id="c1")
    visit = make_appointment(store, at + minutes(60), START, call=call)
    assert evidence(visit, at, "N1") == [("The line was engaged.", at, "")]


def test_hidden_callers_rang_in_vain_for_nobody_else(store, by, at):
    for name in ("c1", "c2"):
        calls.log_call(by=by, at=at - minutes(9), event="hang_up", number="anonymous", external_id=name)
    visit = make_appointment(store, at + minutes(5), START, call=rang(by, at, number="anonymous", external_id="c3"))
    assert states(visit, at, "D1", "N1") == ["pass", "pass"]


def test_a_call_that_still_rings_is_open(store, by, at):
    visit = make_appointment(store, at, START, call=rang(by, at, answered=None))
    assert states(visit, at, "D1") == ["pending"]


def test_how_long_a_call_by_hand_rang_nobody_knows(store, by, at):
    visit = make_appointment(store, at, START, call=rang(by, at, external_id=""))
    assert states(visit, at, "D1", "N1") == ["not_measured", "not_measured"]


def test_without_a_call_nothing_is_known_or_nothing_was_to_be_answered(store, at):
    assert states(make_appointment(store, at, START), at, "D1", "N1") == ["not_measured", "not_measured"]
    by_link = make_appointment(store, at, local(24, 14), source="link")
    assert states(by_link, at, "D1", "N1") == ["not_applicable", "not_applicable"]


def test_whoever_rang_in_vain_within_the_hour_before_was_not_answered(store, by, at):
    rang(by, at - minutes(61), answered=None, ended=20, external_id="old")
    rang(by, at - minutes(30), answered=None, ended=20, external_id="other", number="13900139000")
    visit = make_appointment(store, at, START, call=rang(by, at))
    assert states(visit, at, "D1", "N1") == ["pass", "pass"]
    rang(by, at - minutes(10), answered=None, ended=20, external_id="vain")
    assert states(visit, at, "D1", "N1") == ["pass", "fail"]
    assert evidence(visit, at, "N1") == [("The same caller rang in vain before.", at - minutes(10), "")]


# ── D2, N2 ────────────────────────────────────────────────────────────────────────────────────
def test_a_complete_record_is_kept(store, car, at):
    visit = make_appointment(store, at, START, vehicle=car)
    assert states(visit, at, "D2", "N2") == ["pass", "pass"]
    assert evidence(visit, at, "D2") == [("In his own words: “刹车时左前有异响”", at, "hotline_clerk")]


@pytest.mark.parametrize("words", ["无", "同上"])
def test_a_placeholder_is_no_record(store, car, at, words):
    visit = make_appointment(store, at, START, vehicle=car)
    Appointment.objects.update(complaint=words)
    assert states(visit, at, "D2", "N2") == ["fail", "fail"]
    assert evidence(visit, at, "N2")[0][0] == "Missing: the customer's own words."


def test_every_missing_fact_is_named(store, car, at):
    visit = make_appointment(store, at, START, vehicle=car, diagnosis="inspect")
    CustomerPhone.objects.all().delete()
    type(car).objects.filter(pk=car.pk).update(plate="", vin="")
    assert evidence(visit, at, "D2")[0][0] == "Missing: a phone number, plate or VIN, the fault."


# ── D3, N3 ────────────────────────────────────────────────────────────────────────────────────
def test_a_diagnosis_that_nobody_chose_is_none(store, at):
    visit = make_appointment(store, at, START)
    assert (visit.diagnosis, states(visit, at, "D3", "N3")) == ("", ["fail", "fail"])


def test_only_an_outcome_that_somebody_chose_is_a_diagnosis(store, at):
    """A fault under which the words were filed, or a note, says nothing of what is to be done (case S06)."""
    chosen = make_appointment(store, at, START, diagnosis="inspect", faults=list(Fault.objects.filter(fits="ALL")[:1]))
    noted = make_appointment(store, at, local(24, 14), diagnosis_note="制动片")
    named = make_appointment(store, at, local(24, 16), faults=list(Fault.objects.filter(fits="ALL")[:1]))
    verdicts = [states(visit, at, "D3", "N3") for visit in (chosen, noted, named)]
    assert verdicts == [["pass", "pass"], ["fail", "fail"], ["fail", "fail"]]


def test_maintenance_has_no_fault_to_diagnose(store, at):
    planned = make_appointment(store, at, START, diagnosis="maintenance")
    work = [make_operation("OP-PM", category="PM")]
    unsaid = make_appointment(store, at, local(24, 14), operations=work)
    assert [states(visit, at, "D3", "N3") for visit in (planned, unsaid)] == [["not_applicable"] * 2] * 2


def test_an_expert_who_was_asked_answers_before_it_begins(store, at):
    visit = make_appointment(store, at, START, **FAULT, expert="变速箱异响,是否要拆")
    assert states(visit, at, "D3", "N3") == ["pending", "pass"]
    assert states(visit, START, "D3") == ["fail"]
    item = visit.preparation.get(group="expert")
    preparation.prepare(item, by=advisor_of(visit), at=at + minutes(20), evidence="先做路试")
    assert states(visit, at + minutes(20), "D3") == ["pass"]
    assert evidence(visit, START, "D3")[0][0] == "The expert: 先做路试"
    preparation.prepare(item, by=advisor_of(visit), at=at + minutes(30), undo=True)
    assert states(visit, START, "D3") == ["fail"]


def test_a_repeated_repair_wants_an_expert_or_a_reason_why_not(store, car, at):
    fault = Fault.objects.filter(fits="ALL").first()
    facts = {"system": fault.system, "km": car.mileage, "order_number": "R26-00001"}
    RepairFact.objects.create(store=store, vehicle=car, on=at.date(), **facts)
    visit = make_appointment(store, at, START, vehicle=car, faults=[fault], diagnosis="inspect")
    assert states(visit, at, "D3") == ["pending"]
    preparation.prepare(
        visit.preparation.get(group="expert"), by=advisor_of(visit), at=at, not_needed=True, evidence="同一位技师复查"
    )
    assert states(visit, at, "D3") == ["pass"]


# ── D4 ────────────────────────────────────────────────────────────────────────────────────────
def test_the_price_is_told_before_he_comes(store, car, at):
    make_rates(store)
    visit = make_appointment(store, at, START, vehicle=car, estimate=make_approved(car, at, GENERAL))
    assert states(visit, at, "D4") == ["pass"]
    [(text, told_at, _by)] = evidence(visit, at, "D4")
    assert ("by phone" in text, told_at) == (True, at)


def test_an_untold_price_can_be_told_until_he_comes(store, car, at, by):
    make_rates(store)
    estimate = make_estimate(car, at, GENERAL)
    visit = make_appointment(store, at, START, vehicle=car, estimate=estimate)
    assert [states(visit, when, "D4") for when in (at, START)] == [["pending"], ["fail"]]
    visits.arrive(visit, by=advisor_of(visit), at=START)
    estimates.tell(estimate, by=advisor_of(visit), at=START + minutes(10), channel="person", answer="accepted")
    assert states(visit, START + minutes(10), "D4") == ["fail"]
    assert evidence(visit, START + minutes(10), "D4")[1][0] == "Told only after he came."


# ── all of them ───────────────────────────────────────────────────────────────────────────────
def test_there_are_twelve_and_eleven():
    codes = [rule.code for rule in RULES]
    assert codes == [f"D{n}" for n in range(1, 13)] + [f"N{n}" for n in range(1, 12)]
    assert [rule.judge.__name__ for rule in RULES] == [code.lower() for code in codes]


@pytest.mark.parametrize("kind", ["walk_in", "delivery_prep"])
def test_the_rules_speak_of_appointments_with_a_customer(store, at, kind):
    visit = make_appointment(store, at, at + minutes(30), kind=kind, by=preparer(store))
    assert {one.state for one in judgements(visit, at).values()} == {"not_applicable"}


def test_of_a_booking_that_left_no_trace_nothing_is_said(store, at):
    visit = make_appointment(store, at, START)
    copied = Appointment.objects.get(pk=visit.pk)
    copied.pk, copied.number = None, "H-A1"
    copied.claim_set = ClaimSet.objects.create(store=store, created_at=at)
    copied.save(force_insert=True)
    assert {one.state for one in judgements(copied, START).values()} == {"not_measured"}


def test_what_was_open_when_it_was_called_off_stays_undecided(store, at, by):
    visit = make_appointment(store, at, START)
    before = judgements(visit, at)
    visit = visits.cancel(visit, by=by, at=at + minutes(5), reason="客户出差")
    after = judgements(visit, local(26, 10))
    open_ones = {code for code, one in before.items() if one.state == "pending"}
    assert {code for code, one in after.items() if one.state == "pending"} == set()
    assert {after[code].state for code in open_ones} == {"not_applicable"}
    assert after["D12"].evidence[0].text == "Called off"
    assert after["D2"].state == "pass"


def test_the_worst_of_several_counts():
    assert together([kept(), broken(), pending()]) == broken()
    assert together([not_applicable(), kept()]) == kept()
    assert together([kept(), not_measured()]) == not_measured()
