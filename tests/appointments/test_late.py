"""Customers who are late: called, given up, received all the same (SERVICE-D9)."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.urls import reverse

from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import late, moving, visits
from appointments.metrics import in_time, kept
from appointments.models.late import LateCall
from appointments.models.visits import Appointment
from appointments.rules import late as rules
from capacity.models.claims import Claim
from core.errors import Refused
from tests.appointments.conftest import START, live, local
from tests.factories.appointments import clerk, make_appointment
from tests.factories.customers import make_customer, make_vehicle

MINUTE = timedelta(minutes=1)
CALL, GONE = START + 15 * MINUTE, START + 30 * MINUTE


def tick(store, at):
    system = Access.system(store)
    return late.ask_to_call(by=system, at=at), late.note_missed(by=system, at=at)


def called(store, at=CALL):
    tick(store, at)
    return LateCall.objects.get()


@pytest.fixture
def advisor(access_of):
    return access_of(Role.SERVICE_ADVISOR)


def test_a_late_customer_is_to_be_called_once_after_a_quarter_of_an_hour(appointment, store):
    assert tick(store, CALL - MINUTE) == (0, 0)
    assert [tick(store, CALL), tick(store, CALL)] == [(1, 0), (0, 0)]
    call = LateCall.objects.get()
    assert (call.status, call.due_at, call.is_open) == ("due", CALL, True)
    notice = Notice.objects.get(kind="appointment_late")
    assert (notice.to_user_id, notice.acknowledged_at) == (appointment.advisor.user_id, None)
    assert appointment.visit_events.filter(kind="late", by=None).count() == 1


def test_the_clock_gives_his_time_away_after_half_an_hour(appointment, store):
    called(store)
    assert tick(store, GONE - MINUTE) == (0, 0)
    assert tick(store, GONE) == (0, 1)
    appointment.refresh_from_db()
    assert (appointment.status, live(appointment)) == ("no_show", [])
    assert appointment.visit_events.get(kind="no_show").by is None
    assert LateCall.objects.get().was_forgotten
    assert not Notice.objects.filter(kind="appointment_late", acknowledged_at=None).exists()
    assert tick(store, GONE + MINUTE) == (0, 0)


def test_nobody_waits_for_a_car_that_is_here_for_something_else(appointment, booked, store, advisor, at):
    other = booked(start=local(25, 13), second_visit="另一项工作")
    visits.arrive(other, by=advisor, at=local(25, 9))
    assert tick(store, GONE) == (0, 0)
    moving.free_claims(other, by=advisor, at=GONE)
    assert tick(store, GONE) == (1, 1)


def test_a_delivery_preparation_has_no_late_customer(booked, store, access_of):
    booked(kind="delivery_prep", by=access_of(Role.SERVICE_ADVISOR))
    assert tick(store, GONE) == (0, 0)


def test_who_is_on_his_way_gets_a_later_time_and_is_waited_for(appointment, store, by):
    call = late.set_out(called(store), by=by, at=CALL, start=local(25, 10))
    appointment.refresh_from_db()
    assert (call.status, call.coming_at, call.called_by) == ("on_the_way", local(25, 10), by.user)
    assert (appointment.start, appointment.missed_start) == (local(25, 10), START)
    assert tick(store, GONE) == (0, 0)
    assert late.set_out(call, by=by, at=CALL + MINUTE, start=local(25, 10)).called_at == CALL
    with pytest.raises(Refused, match="The appointment is on|already"):
        late.set_out(call, by=by, at=CALL, start=local(25, 11))
    assert tick(store, local(25, 10, 15)) == (1, 0)
    assert tick(store, local(25, 10, 30)) == (0, 1)


def test_who_will_be_here_at_once_keeps_his_time(appointment, store, by):
    call = late.set_out(called(store), by=by, at=CALL + 5 * MINUTE)
    appointment.refresh_from_db()
    assert (appointment.start, appointment.missed_start) == (START, None)
    assert call.coming_at == CALL + 20 * MINUTE
    assert tick(store, GONE + 19 * MINUTE) == (0, 0)
    assert tick(store, call.coming_at + 30 * MINUTE) == (0, 1)


def test_a_time_that_is_taken_is_refused_and_nothing_is_noted(appointment, store, shop, by, at):
    for resource in shop["bays"]:
        claim = {"status": "blocked", "kind": "out_of_use", "label": "x"}
        Claim.objects.create(store=store, resource=resource, during=(local(25, 10, 30), local(25, 18)), **claim)
    call = called(store)
    with pytest.raises(Refused):
        late.set_out(call, by=by, at=CALL, start=local(25, 10))
    call.refresh_from_db()
    assert (call.status, call.coming_at) == ("due", None)


def test_who_does_not_come_frees_his_time_at_once(appointment, store, by):
    call = late.stay_away(called(store), by=by, at=CALL)
    appointment.refresh_from_db()
    assert (call.status, appointment.status, live(appointment)) == ("not_coming", "no_show", [])
    assert late.stay_away(call, by=by, at=CALL + MINUTE) == call
    assert appointment.visit_events.filter(kind="late_called").count() == 1


def test_nobody_answers_counts_each_try_once(appointment, store, by):
    call = called(store)
    assert late.not_reach(call, by=by, at=CALL, tries=0).tries == 1
    assert late.not_reach(call, by=by, at=CALL, tries=0).tries == 1
    second = late.not_reach(call, by=by, at=CALL + MINUTE, tries=1)
    assert (second.tries, second.status, second.is_open) == (2, "not_reached", True)
    assert tick(store, GONE) == (0, 1)
    second = LateCall.objects.get()
    assert (second.status, second.was_forgotten, second.is_open) == ("not_reached", False, False)
    with pytest.raises(Refused, match="no-show"):
        late.not_reach(second, by=by, at=GONE, tries=2)


def test_who_arrives_is_not_called_any_more(appointment, store, advisor, by):
    call = called(store)
    visits.arrive(appointment, by=advisor, at=CALL)
    call.refresh_from_db()
    assert not LateCall.objects.open().exists()
    assert rules.why_not_call_late(call, by, CALL) == "This appointment is “arrived”."
    assert not Notice.objects.filter(kind="appointment_late", acknowledged_at=None).exists()


def test_who_comes_after_all_gets_what_is_free_and_was_not_in_time(appointment, store, advisor):
    tick(store, GONE)
    came = late.come_late(appointment, by=advisor, at=local(25, 10, 20))
    assert (came.status, came.start, came.missed_start) == ("arrived", local(25, 10, 30), START)
    assert {kind for kind, _start, _end in live(came)} == {"bay", "technician", "advisor", "vehicle"}
    assert came.visit_events.filter(kind__in=["came_late", "arrived"]).count() == 2
    day = START.date()
    assert list(kept(day, day, GONE)) == [came]
    assert list(in_time(day, day, GONE)) == []
    assert late.come_late(came, by=advisor, at=local(25, 10, 21)).start == came.start


def test_who_comes_after_all_is_refused_with_times_when_nothing_is_free(appointment, store, shop, advisor):
    tick(store, GONE)
    for resource in shop["bays"]:
        claim = {"status": "blocked", "kind": "out_of_use", "label": "x"}
        Claim.objects.create(store=store, resource=resource, during=(GONE, local(25, 23)), **claim)
    with pytest.raises(Refused, match="Nothing is free for this work today") as refused:
        late.come_late(appointment, by=advisor, at=local(25, 10, 20))
    assert refused.value.extra["alternatives"][0]["start"].startswith("2026-11-26")
    assert Appointment.objects.get().status == "no_show"


def test_who_comes_late_is_received_when_work_can_begin_today(store):
    today, tomorrow = SimpleNamespace(start=local(25, 12)), SimpleNamespace(start=local(26, 8))
    assert rules.why_not_now([today], store, GONE) is None
    assert rules.why_not_now([tomorrow], store, GONE).startswith("Nothing is free for this work today.")
    assert rules.why_not_now([], store, GONE).startswith("No bay and technician are free")


def test_a_missed_visit_is_not_received_on_another_day_or_beside_a_new_one(appointment, booked, store, advisor, at):
    tick(store, GONE)
    appointment.refresh_from_db()
    with pytest.raises(Refused, match="on another day"):
        late.come_late(appointment, by=advisor, at=local(26, 9))
    assert rules.why_not_come_late(appointment, advisor, GONE) is None
    later = booked(start=local(25, 15))
    assert rules.why_not_come_late(appointment, advisor, GONE).endswith(f"instead: {later.number}.")
    with pytest.raises(Refused):
        late.come_late(appointment, by=advisor, at=GONE)


def test_nobody_arrives_past_the_claims_of_a_missed_visit(appointment, store, advisor):
    tick(store, GONE)
    with pytest.raises(Refused, match="cannot become"):
        visits.arrive(appointment, by=advisor, at=GONE)


def test_a_later_move_forgets_the_time_that_was_missed(appointment, store, by):
    late.set_out(called(store), by=by, at=CALL, start=local(25, 10))
    moved = moving.reschedule(appointment, by=by, at=CALL, start=local(26, 9))
    assert moved.missed_start is None


def test_the_hotline_works_its_list_of_late_customers(appointment, store, client_of, time_machine):
    time_machine.move_to(CALL + MINUTE, tick=False)
    call = called(store, CALL)
    client = client_of(Role.HOTLINE_CLERK)
    assert "Late customers: 1" in client.get(reverse("phone_call_list")).content.decode()
    page = client.get(reverse("late_call_list")).content.decode()
    assert "沪A" in page and "16 min late, free at 10:00" in page
    form = client.get(reverse("late_call_on_the_way", args=[call.pk])).content.decode()
    assert "within 15 minutes, his time stays" in form and "10:00" in form
    wrong = client.post(reverse("late_call_on_the_way", args=[call.pk]), {"start": ""})
    assert "Please choose when he will be here." in wrong.content.decode()
    client.post(reverse("late_call_not_reached", args=[call.pk]), {"tries": 0})
    client.post(reverse("late_call_on_the_way", args=[call.pk]), {"start": local(25, 10).isoformat()})
    call.refresh_from_db()
    assert (call.status, call.tries) == ("on_the_way", 1)
    assert "Nobody is late." in client.get(reverse("late_call_list")).content.decode()


def test_the_page_of_a_missed_visit_offers_to_receive_it(appointment, store, client_of, time_machine):
    tick(store, GONE)
    time_machine.move_to(local(25, 10, 20), tick=False)
    client = client_of(Role.SERVICE_ADVISOR)
    assert "He is here after all" in client.get(appointment.get_absolute_url()).content.decode()
    client.post(reverse("appointment_come_late", args=[appointment.pk]), {"time_version": 1})
    assert Appointment.objects.get().status == "arrived"


def test_late_calls_in_the_api(appointment, store, api_of, time_machine):
    time_machine.move_to(CALL + MINUTE, tick=False)
    call, api = called(store, CALL), api_of(Role.HOTLINE_CLERK)
    assert [row["id"] for row in api.get("/late-calls/", state="open").json()["results"]] == [call.pk]
    path = f"/late-calls/{call.pk}/"
    assert api.post(f"{path}not-reached/", {"tries": 0}).json()["tries"] == 1
    refused = api.post(f"{path}on-the-way/", {"start": local(25, 9, 10).isoformat()})
    assert refused.status_code == 400
    assert api.post(f"{path}on-the-way/", {"start": local(25, 10).isoformat()}).json()["status"] == "on_the_way"
    assert api.post(f"{path}not-coming/").json()["detail"].startswith("The appointment is on")


def test_two_customers_are_given_up_each_by_himself(appointment, store, at, by):
    make_appointment(store, at, local(25, 9), by=clerk(store), vehicle=make_vehicle(make_customer(store)))
    assert tick(store, GONE) == (2, 2)
