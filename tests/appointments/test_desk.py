"""The booking desk: what it proposes, what it holds, and that it records only what a person said or chose."""

import re
from datetime import timedelta
from functools import partial
from urllib.parse import urlencode

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape
from django.utils.timezone import now

from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import booking, calls
from appointments.models.calls import Fault
from appointments.models.visits import Appointment
from appointments.rules.bookings import BookingRequest
from capacity.actions import holds
from capacity.models.claims import Claim
from pricing.models.estimates import Estimate
from tests.appointments.conftest import local
from tests.factories.appointments import make_operation
from tests.factories.audit import states
from tests.factories.billing import make_rates
from tests.factories.customers import make_customer, make_vehicle
from tests.quicker import somebody_quicker
from vehicles.models import RepairFact

pytestmark = pytest.mark.usefixtures("frozen")
HTMX = {"HX-Request": "true"}
CLAIMS_ARE_READ = "FROM capacity_claim c"
KNOWN = {"diagnosis": "known_job"}


def test_a_known_caller_is_booked_on_one_page(client_of, store, shop, job, car):
    hotline = client_of(Role.HOTLINE_CLERK)
    make_rates(store)
    found = hotline.get(reverse("booking"), {"q": "13800138000", "operation": "OP-GEN-1H", "diagnosis": "known_job"})
    desk = found.context["desk"]
    assert desk.vehicle == car
    first = desk.times[0]
    slot = "|".join([first.start.isoformat(), *(str(seat.pk) for seat in (first.bay, first.technician, first.advisor))])
    body = {"vehicle": car.pk, "slot": slot, "complaint": "刹车时左前有异响", "operation": "OP-GEN-1H"}
    answer = hotline.post(reverse("booking"), body | {"diagnosis": "known_job", "idempotency_key": "k"})
    made = Appointment.objects.get()
    assert (answer.status_code, answer["Location"]) == (302, made.get_absolute_url())
    assert (made.start, made.estimate.status) == (first.start, "draft")
    assert hotline.post(reverse("booking"), body).status_code == 409
    assert hotline.post(reverse("booking"), body | {"slot": "x"}).status_code == 400


def times_from(hotline, asked) -> list:
    return hotline.get(reverse("booking"), asked).context["desk"].times


def desk_body(hotline, car, **more) -> dict:
    """What the desk sends when the clerk takes the first time that is offered for an hour of work."""
    asked = {"q": "13800138000", "operation": "OP-GEN-1H", "diagnosis": "known_job"}
    first = hotline.get(reverse("booking"), asked).context["desk"].times[0]
    slot = "|".join([first.start.isoformat(), *(str(seat.pk) for seat in (first.bay, first.technician, first.advisor))])
    return asked | {"vehicle": car.pk, "slot": slot, "complaint": "刹车时左前有异响"} | more


@pytest.mark.parametrize(
    ("said", "answer", "approval"),
    [("accepted", "accepted", "approved"), ("open", "open", "waiting")],
)
def test_what_the_customer_says_to_the_price_is_written_down(client_of, store, shop, job, car, said, answer, approval):
    """SERVICE-D4: told and answered."""
    make_rates(store)
    hotline = client_of(Role.HOTLINE_CLERK)
    assert hotline.post(reverse("booking"), desk_body(hotline, car, answer=said)).status_code == 302
    estimate = Appointment.objects.get().estimate
    assert (estimate.answer, estimate.channel, estimate.lines.get().approval) == (answer, "phone", approval)


def test_the_name_to_be_told_is_that_of_the_chosen_time(client_of, store, shop, job, car):
    """SERVICE-D6: each time carries its advisor, for the sentence below it."""
    make_rates(store)
    hotline, asked = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "operation": "OP-GEN-1H"}
    page = hotline.get(reverse("booking"), asked)
    times, text = page.context["desk"].times, page.content.decode()
    assert page.context["desk"].chosen is None and "Please choose one of the offered times." in text
    chosen = hotline.get(reverse("booking"), asked | {"slot": times[0].key}).content.decode()
    assert f"<b data-receives>{times[0].advisor.name}</b>" in chosen
    assert text.count(f'data-advisor="{times[0].advisor.name}"') == len(times) > 1


def test_a_day_of_the_calendar_shows_all_its_times(client_of, store, shop, job, car):
    """SERVICE-R6: three best times, then a day by itself; what is chosen there stays and can be booked."""
    make_rates(store)
    hotline, asked = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "operation": "OP-GEN-1H"}
    page = hotline.get(reverse("booking"), asked)
    desk, day = page.context["desk"], page.context["desk"].calendar[2]
    assert (len(desk.times), desk.day_times, f'value="{day.on}"' in page.content.decode()) == (3, [], True)
    shown = hotline.get(reverse("booking"), asked | {"day": day.on.isoformat()}).context["desk"]
    assert {slot.start.date() for slot in shown.day_times} == {day.on}
    assert len(shown.day_times) + len([slot for slot in shown.times if slot.start.date() == day.on]) == day.starts
    last = shown.day_times[-1]
    body = asked | {"day": day.on.isoformat(), "slot": last.key, "vehicle": car.pk, "complaint": "刹车时有异响"}
    assert hotline.get(reverse("booking"), body).context["desk"].chosen == last
    assert hotline.post(reverse("booking"), body).status_code == 302
    assert Appointment.objects.get().start == last.start


@pytest.mark.parametrize("day", ["x", "2026-13-01", "1999-01-01", "2099-01-01"])
def test_a_day_that_is_none_of_the_calendar_has_no_times(client_of, store, shop, job, car, day):
    page = client_of(Role.HOTLINE_CLERK).get(
        reverse("booking"), {"q": "13800138000", "operation": "OP-GEN-1H", "day": day}
    )
    assert (page.status_code, page.context["desk"].day_times) == (200, [])


def test_what_the_desk_asks_the_database(client_of, store, shop, job, car):
    """One search for times, calendar and reasons; a day more or less asks nothing more."""
    make_rates(store)
    hotline, asked = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "operation": "OP-GEN-1H"}
    day = hotline.get(reverse("booking"), asked).context["desk"].calendar[1].on.isoformat()
    counts = []
    for more in ({}, {"day": day}):
        with CaptureQueriesContext(connection) as queries:
            hotline.get(reverse("booking"), asked | more)
            counts.append(sum("SAVEPOINT" not in query["sql"] for query in queries))
    assert counts[0] == counts[1] <= 20


def test_the_chosen_time_stays_while_the_clerk_types_on(client_of, store, shop, job, car):
    make_rates(store)
    asked = {"q": "13800138000", "operation": "OP-GEN-1H"}
    hotline = client_of(Role.HOTLINE_CLERK)
    times = hotline.get(reverse("booking"), asked).context["desk"].times
    again = hotline.get(reverse("booking"), asked | {"slot": times[2].key, "complaint": "异响"})
    assert again.context["desk"].chosen == times[2]
    slots = re.findall(r'<input\s[^>]*name="slot"[^>]*>', again.content.decode())
    assert [n for n, slot in enumerate(slots) if re.search(r"\schecked", slot)] == [2]
    gone = hotline.get(reverse("booking"), asked | {"slot": "2026-11-20T09:00:00+08:00|1|2|3"})
    assert gone.context["desk"].chosen is None and "Please choose one of the offered times." in gone.content.decode()


def test_whoever_declines_the_price_books_nothing(client_of, store, shop, job, car):
    make_rates(store)
    hotline = client_of(Role.HOTLINE_CLERK)
    answer = hotline.post(reverse("booking"), desk_body(hotline, car, answer="declined"))
    estimate = Estimate.objects.get()
    assert (answer.status_code, answer["Location"], estimate.answer) == (302, estimate.get_absolute_url(), "declined")
    assert not Appointment.objects.exists()


@pytest.mark.parametrize("said", ["", "not_asked"])
def test_whom_nobody_asked_is_not_recorded_as_told(client_of, store, shop, job, car, said):
    """Nothing chosen is nobody asked: no yes stands on the line, and D4 does not pass (case S06)."""
    make_rates(store)
    hotline = client_of(Role.HOTLINE_CLERK)
    assert hotline.post(reverse("booking"), desk_body(hotline, car, answer=said)).status_code == 302
    visit = Appointment.objects.get()
    lines = set(visit.estimate.lines.values_list("approval", flat=True))
    assert (visit.estimate.status, visit.estimate.answer, lines) == ("draft", "", {"waiting"})
    assert states(visit, visit.start, "D4") == ["fail"]


def test_the_desk_presets_neither_outcome_nor_answer(client_of, store, shop, job, car):
    make_rates(store)
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "13800138000", "operation": "OP-GEN-1H"})
    offered = re.findall(r'<input\s+type="radio"\s+name="(?:diagnosis|answer)"[^>]*>', page.content.decode())
    assert (page.context["desk"].diagnosis, len(offered)) == ("", 9)
    assert not [one for one in offered if "checked" in one]


@pytest.fixture
def brakes(store, job):
    """Brake noise: looked at for an hour, or the pads at once when the clerk knows the job."""
    fault = Fault.objects.filter(fits="ALL").first()
    fault.diagnosis, fault.usual_operation = job[0], make_operation("OP-PADS")
    fault.save()
    return fault


def test_a_fault_alone_is_looked_at_and_the_known_job_is_a_choice(client_of, store, shop, car, brakes):
    """Case S06: brake noise, nothing else touched: the inspection, never the pads."""
    hotline, asked = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "fault": brakes.code}
    work = [hotline.get(reverse("booking"), asked | more).context["desk"].operations for more in ({}, KNOWN)]
    assert work == [[brakes.diagnosis], [brakes.usual_operation]]


def test_a_fault_that_is_taken_away_takes_its_work_and_leaves_what_was_added(client_of, shop, car, brakes):
    """Case S07: what the clerk added himself stays, in the address and in what is booked."""
    hotline, added = client_of(Role.HOTLINE_CLERK), make_operation("OP-ADDED")
    asked = {"q": "13800138000", "operation": added.code}
    with_fault = hotline.get(reverse("booking"), asked | {"fault": brakes.code} | KNOWN)
    assert with_fault.context["desk"].operations == [brakes.usual_operation, added]
    sent = re.findall(r'name="operation"\s+value="([^"]+)"', with_fault.content.decode())
    assert set(sent) == {added.code}
    assert hotline.get(reverse("booking"), asked | KNOWN).context["desk"].operations == [added]


def test_work_is_found_by_a_part_of_its_name(client_of, shop, job, car):
    found = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "13800138000", "work": job[0].code.lower()})
    assert found.context["desk"].found_work == [job[0]]
    none = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "13800138000", "work": "zzz"})
    assert "No other work for this car has this name or code." in none.content.decode()


def test_the_chosen_time_is_held_and_offered_to_nobody_else(client_of, store, shop, job, car):
    """SERVICE-R6: five minutes; the clerk's next choice lets it go, and so does the clock."""
    make_rates(store)
    hotline, body = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "operation": "OP-GEN-1H"}
    first, second, *_rest = hotline.get(reverse("booking"), body).context["desk"].times
    held = hotline.post(reverse("booking_hold"), body | {"vehicle": car.pk, "slot": first.key}, headers=HTMX)
    assert "Held for you until" in held.content.decode() and held["HX-Push-Url"].count(urlencode({"slot": first.key}))
    assert hotline.get(reverse("booking"), body).context["desk"].times[0].key == first.key
    other = client_of(Role.SERVICE_ADVISOR).get(reverse("booking"), body | {"vehicle": car.pk})
    assert first.key not in {slot.key for slot in other.context["desk"].times}
    hotline.post(reverse("booking_hold"), body | {"vehicle": car.pk, "slot": second.key}, headers=HTMX)
    assert {row.during.lower for row in Claim.objects.held()} == {second.start}
    with time_machine.travel(now() + timedelta(minutes=6), tick=False):
        late = hotline.get(reverse("booking"), body | {"slot": second.key})
        assert "This time is not held any more" in late.content.decode()


def test_a_time_that_a_colleague_holds_is_refused_and_nothing_entered_is_lost(client_of, store, shop, job, car):
    make_rates(store)
    hotline, body = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "operation": "OP-GEN-1H", "complaint": "异响"}
    first = hotline.get(reverse("booking"), body).context["desk"].times[0]
    taken = body | {"vehicle": car.pk, "slot": first.key}
    client_of(Role.SERVICE_ADVISOR).post(reverse("booking_hold"), taken, headers=HTMX)
    page = hotline.post(reverse("booking_hold"), taken, headers=HTMX)
    shown = page.content.decode()
    assert "Please choose one of the offered times." in shown and "异响" in shown and "Held for you" not in shown


def test_a_time_that_is_taken_in_that_very_moment_is_refused_aloud(client_of, store, shop, job, car, access_of, at):
    make_rates(store)
    hotline, body = client_of(Role.HOTLINE_CLERK), {"q": "13800138000", "operation": "OP-GEN-1H"}
    first = hotline.get(reverse("booking"), body).context["desk"].times[0]
    other = make_vehicle(make_customer(store, phone="13900139001"), plate="沪A00002")
    seats = {"advisor": first.advisor.pk, "bay": first.bay.pk, "technician": first.technician.pk}
    colleague = access_of(Role.SERVICE_ADVISOR)
    quicker = partial(holds.hold, other, by=colleague, at=at, operations=job, start=first.start, **seats)
    with somebody_quicker(quicker, before=CLAIMS_ARE_READ, after=CLAIMS_ARE_READ):  # after the desk, before the hold
        page = hotline.post(reverse("booking_hold"), body | {"vehicle": car.pk, "slot": first.key}, headers=HTMX)
    assert (
        "Somebody was quicker: this time is taken now." in page.content.decode()
        and "Held for you" not in page.content.decode()
    )
    assert not Claim.objects.held().filter(resource__vehicle=car).exists()


def test_the_desk_says_before_the_price_what_stands_already(client_of, store, shop, job, car, brakes, by, at):
    visit = booking.book(BookingRequest(car, job, local(25, 10), "刹车异响"), by=by, at=at)
    facts = {"system": brakes.system, "km": car.mileage, "order_number": "R26-00001"}
    RepairFact.objects.create(store=store, vehicle=car, on=at.date(), **facts)
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "13800138000", "fault": brakes.code})
    shown = page.content.decode()
    assert visit.number in shown and "R26-00001" in shown and shown.index(visit.number) < shown.index('id="desk-times"')


def test_an_expert_is_asked_and_the_call_is_kept_at_the_desk(client_of, store, shop, job, car, at, by):
    """SERVICE-R3 and SERVICE-D3: the call leads to its appointment, the question to the expert."""
    make_rates(store)
    call = calls.log_call(by=by, at=at, number="13800138000", event="answer", external_id="c1")
    hotline = client_of(Role.HOTLINE_CLERK)
    page = hotline.get(reverse("booking"), {"phone": call.number, "call": call.pk})
    assert f'name="call" value="{call.pk}"' in page.content.decode()
    asked = {"expert": "冷车才响,是什么?", "diagnosis_note": "低速左前", "call": call.pk}
    assert hotline.post(reverse("booking"), desk_body(hotline, car, **asked)).status_code == 302
    made = Appointment.objects.get()
    assert (made.call, made.diagnosis_note) == (call, "低速左前")
    assert Notice.objects.get(to_role=Role.SERVICE_MANAGER).facts["why"] == "冷车才响,是什么?"
    assert made.visit_events.filter(kind="help_asked").exists()


@pytest.mark.parametrize("call", ["²", "abc", "9" * 30, "-1", "4711"])
def test_a_call_that_is_none_opens_the_desk_without_one(client_of, store, shop, call):
    assert client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"call": call}).status_code == 200


def test_the_desk_promises_only_the_questions_that_will_come(client_of, store, shop, job, car):
    hotline = client_of(Role.HOTLINE_CLERK)
    make_rates(store)
    asked = {"q": "13800138000", "operation": "OP-GEN-1H", "diagnosis": "known_job"}
    soon, later = (times_from(hotline, asked | more)[0].key for more in ({}, {"on": "2026-11-26"}))
    desk = hotline.get(reverse("booking"), asked | {"slot": soon}).context["desk"]
    assert desk.checks in {"", "We ask again an hour before."}
    later = hotline.get(reverse("booking"), asked | {"on": "2026-11-26", "slot": later})
    assert "We ask again a day and an hour before." in later.content.decode()


@pytest.mark.parametrize(("many", "said"), [(6, ""), (7, "1 more customer fits"), (9, "3 more customers fit")])
def test_the_desk_says_how_many_more_customers_fit(client_of, store, many, said):
    for n in range(many):
        make_customer(store, name=f"陈{n}", phone=f"138001390{n:02}")
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "陈"})
    shown = page.content.decode()
    assert (len(page.context["desk"].customers), said in shown, "more customer" in shown) == (6, True, bool(said))


def test_a_car_that_cannot_be_driven_is_offered_a_rescue_and_no_time(client_of, store, shop, job, car):
    """SERVICE-R45: the rescue knows what the clerk has entered."""
    make_rates(store)
    asked = {"q": "13800138000", "operation": "OP-GEN-1H", "complaint": "打不着火", "diagnosis": "not_drivable"}
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), asked)
    desk, known = page.context["desk"], {"phone": "13800138000", "vehicle": car.pk, "words": "打不着火"}
    assert (desk.times, desk.rescue_address) == ([], f"{reverse('rescue_new')}?{urlencode(known)}")
    shown = page.content.decode()
    assert escape(desk.rescue_address) in shown and escape(desk.unmet_address) in shown
    assert client_of(Role.HOTLINE_CLERK).get(desk.rescue_address).status_code == 200
