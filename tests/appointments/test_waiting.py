"""The waiting list: a freed time is offered in turn, held, answered once, never at night (SERVICE-R6)."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.access import Access
from accounts.models.records import Notice
from accounts.roles import Role
from appointments.actions import visits, waiting
from appointments.models.visits import Appointment
from appointments.models.waiting import Waiting, WaitingOffer
from appointments.rules import waiting as rules
from capacity.actions import holds
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from core.errors import Refused
from customers.actions.links import make_link
from customers.models.messages import Message
from tests.appointments.conftest import local
from tests.factories.appointments import clerk, make_advisor, make_operation
from tests.factories.customers import make_customer, make_vehicle

WEDNESDAY = date(2026, 11, 25)
AT = local(24, 10)
FREE = (local(25, 9), local(25, 10))


def tick(store, at=AT):
    return waiting.offer_freed(by=Access.system(store), at=at)


def wait(store, car=None, *, at=local(23, 10), **facts):
    car = car or make_vehicle(make_customer(store), mileage=20_000)
    usual = {"operations": [make_operation()], "complaint": "空调不凉，想早点来", "part_of_day": "any"}
    usual |= {"from_on": WEDNESDAY, "until_on": WEDNESDAY}
    return waiting.wait(car, by=clerk(store), at=at, **usual | facts)


@pytest.fixture
def full(shop, store):
    """Every bay is taken for a week, but for one hour on Wednesday morning, in one bay."""
    first, *others = shop["bays"]
    week = local(23, 0), local(30, 0)
    stretches = [(bay, *week) for bay in others] + [(first, week[0], FREE[0]), (first, FREE[1], week[1])]
    claim = {"status": "blocked", "kind": "out_of_use", "label": "x", "store": store}
    for bay, start, end in stretches:
        Claim.objects.create(resource=bay, during=(start, end), **claim)


def test_a_freed_time_is_offered_to_whoever_waits_longest(full, store):
    first, second = wait(store), wait(store, at=local(23, 11))
    assert [tick(store), tick(store)] == [1, 0]
    offer = WaitingOffer.objects.get()
    assert (offer.waiting, offer.start, offer.expires_at) == (first, FREE[0], AT + timedelta(minutes=30))
    first.refresh_from_db()
    assert (first.status, second.status) == ("offered", "waiting")
    held = Claim.objects.filter(claim_set=offer.claim_set)
    assert {(claim.status, claim.held_by_id) for claim in held} == {("held", None)}
    message = Message.objects.get(purpose="waiting_offer")
    assert (message.customer, message.link_kind, message.not_after) == (first.customer, "w", offer.expires_at)
    assert Notice.objects.get(kind="waiting_offered").to_user_id == offer.advisor.user_id


def test_without_an_answer_it_goes_to_the_next_and_he_keeps_his_place(full, store):
    first, second = wait(store), wait(store, at=local(23, 11))
    tick(store)
    assert tick(store, AT + timedelta(minutes=29)) == 0
    assert tick(store, AT + timedelta(minutes=30)) == 1
    assert [offer.status for offer in WaitingOffer.objects.order_by("pk")] == ["expired", "open"]
    assert WaitingOffer.objects.latest("pk").waiting == second
    first.refresh_from_db()
    assert first.status == "waiting"
    assert tick(store, AT + timedelta(minutes=61)) == 0  # nobody is offered the same time twice
    assert Message.objects.filter(status="planned").count() == 0


def test_what_was_accepted_is_booked_once(full, store, by):
    entry = wait(store)
    tick(store)
    offer = WaitingOffer.objects.get()
    made = waiting.accept(offer, by=by, at=AT)
    entry.refresh_from_db()
    assert (made.start, made.vehicle, made.source, entry.status) == (FREE[0], entry.vehicle, "waiting", "booked")
    assert {claim.status for claim in made.claim_set.claims.all()} == {"taken"}
    assert not Claim.objects.held().exists()
    assert waiting.accept(offer, by=by, at=AT) == made
    assert Appointment.objects.count() == 1
    assert not Notice.objects.filter(kind="waiting_offered", acknowledged_at=None).exists()


def test_a_time_that_is_held_no_longer_is_refused(full, store, by):
    wait(store)
    tick(store)
    offer, late = WaitingOffer.objects.get(), AT + timedelta(minutes=30)
    assert rules.why_not_accept(offer, by, late) == "The time was held until Tue 24 Nov 10:30."
    with pytest.raises(Refused, match="The time was held until"):
        waiting.accept(offer, by=by, at=late)
    holds.release_expired(by=Access.system(store), at=late)
    tick(store, late)
    offer.refresh_from_db()
    with pytest.raises(Refused, match="This offer is “no answer”."):
        waiting.accept(offer, by=by, at=late)


def test_who_declines_keeps_his_place_and_frees_the_time(full, store, by):
    entry = wait(store)
    tick(store)
    offer = waiting.decline(WaitingOffer.objects.get(), by=by, at=AT)
    assert waiting.decline(offer, by=by, at=AT).status == "declined"
    entry.refresh_from_db()
    assert (entry.status, Claim.objects.held().count(), tick(store)) == ("waiting", 0, 0)


def test_who_waits_no_more_frees_what_is_held_for_him(full, store, by):
    entry = wait(store)
    tick(store)
    gone = waiting.withdraw(entry, by=by, at=AT)
    assert (gone.status, WaitingOffer.objects.get().status) == ("withdrawn", "withdrawn")
    assert waiting.withdraw(gone, by=by, at=AT) == gone
    assert not Claim.objects.held().exists()
    assert Message.objects.get(purpose="waiting_offer").status != "planned"


def test_nobody_is_told_at_night(full, store):
    wait(store)
    assert [tick(store, local(24, 7, 59)), tick(store, local(24, 20))] == [0, 0]
    assert tick(store, local(24, 8)) == 1


@pytest.mark.parametrize(
    ("wish", "offers"),
    [
        ({"part_of_day": "morning"}, 1),
        ({"part_of_day": "afternoon"}, 0),
        ({"from_on": date(2026, 11, 26), "until_on": date(2026, 11, 27)}, 0),
    ],
)
def test_a_time_suits_the_days_and_the_part_of_the_day(full, store, wish, offers):
    wait(store, **wish)
    assert tick(store) == offers


def test_a_wish_for_an_advisor_is_kept(full, store):
    other = make_advisor(store)
    Resource.objects.filter(pk=other.pk).update(active=False)
    wait(store, advisor=other)
    assert tick(store) == 0


def test_a_freed_time_is_offered_after_a_cancellation(booked, full_day, store, by):
    visit = full_day
    wait(store)
    assert tick(store) == 0
    visits.cancel(visit, by=by, at=AT, reason="客户出差")
    assert tick(store) == 1
    assert WaitingOffer.objects.get().start == visit.start


@pytest.fixture
def full_day(full, booked):
    return booked(start=FREE[0])


def test_no_second_visit_is_offered_on_a_day_of_the_car(full, store, car, booked):
    Claim.objects.filter(status="blocked").delete()
    booked(start=local(25, 14))
    wait(store, car)
    assert tick(store) == 0
    assert rules.booked_days(car, store, AT) == {WEDNESDAY}


def test_a_car_waits_once_and_the_same_wish_changes_nothing(full, store, car, by):
    entry = wait(store, car)
    assert wait(store, car) == entry
    with pytest.raises(Refused, match="This car waits already"):
        wait(store, car, part_of_day="morning")
    assert rules.why_not_wait(None, entry.customer) is None
    assert rules.why_not_wait(None, None) == "This car has no owner. Say first whose it is."


def test_one_waits_for_days_to_come(store):
    assert rules.why_not_from(WEDNESDAY, WEDNESDAY) is rules.why_not_days(WEDNESDAY, WEDNESDAY, WEDNESDAY) is None
    assert "has passed" in rules.why_not_from(date(2026, 11, 1), WEDNESDAY)
    assert "three months" in rules.why_not_from(date(2027, 11, 1), WEDNESDAY)
    assert "has passed" in rules.why_not_days(WEDNESDAY, WEDNESDAY, date(2026, 11, 26))
    assert "three months" in rules.why_not_days(WEDNESDAY, date(2027, 3, 1), WEDNESDAY)
    assert rules.why_not_answer(None) == "No time was offered yet."
    assert rules.why_not_answer(WaitingOffer()) is None


def test_who_waited_in_vain_is_shown_as_such(full, store):
    entry = wait(store, part_of_day="afternoon")
    tick(store, local(26, 9))
    entry.refresh_from_db()
    assert (entry.status, entry.ended_at) == ("expired", local(26, 9))


def test_the_customer_answers_by_link(full, store, client, time_machine):
    entry = wait(store)
    tick(store)
    time_machine.move_to(AT, tick=False)
    offer = WaitingOffer.objects.get()
    path = make_link("w", offer.pk, entry.customer, by=Access.system(store), at=AT).partition("/w/")[2]
    path = f"/w/{path}"
    page = client.get(path, headers={"Accept-Language": "en"})
    assert "We hold this time for you until Tue 24 Nov 10:30." in page.text
    assert client.post(path, {"answer": "perhaps"}).status_code == 409
    assert client.post(path, {"answer": "yes"}).status_code == 302
    assert Appointment.objects.get().vehicle == entry.vehicle
    assert "It is yours." in client.get(path, headers={"Accept-Language": "en"}).text
    assert client.post(path, {"answer": "no"}).status_code == 409


def test_a_stale_link_says_so(full, store, client, time_machine):
    entry = wait(store)
    tick(store)
    offer = WaitingOffer.objects.get()
    path = "/w/" + make_link("w", offer.pk, entry.customer, by=Access.system(store), at=AT).partition("/w/")[2]
    time_machine.move_to(AT + timedelta(minutes=40), tick=False)
    page = client.get(path, headers={"Accept-Language": "en"}).text
    assert "The time was held until" in page and "You keep your place" in page and "Yes, I take it" not in page
    assert client.post(path, {"answer": "withdraw"}).status_code == 302
    assert Waiting.objects.get().status == "withdrawn"


def test_the_desk_puts_a_customer_on_the_list(full, store, car, client_of, time_machine):
    time_machine.move_to(AT, tick=False)
    client, code = client_of(Role.HOTLINE_CLERK), make_operation().code
    address = f"{reverse('waiting_new')}?vehicle={car.pk}&operation={code}&words=空调不凉"
    assert "空调不凉" in client.get(address).text
    typed = {"complaint": "空调不凉", "from_on": "2026-11-25", "until_on": "2026-11-25"}
    wrong = client.post(address, typed)
    assert "This field is required." in wrong.text and Waiting.objects.count() == 0
    assert client.post(address, typed | {"part_of_day": "morning"}).status_code == 302
    assert [entry.operations for entry in Waiting.objects.all()] == [[code]]
    tick(store)
    page = client.get(reverse("waiting_list")).text
    assert "held until 10:30" in page and "He takes it" in page
    [offer] = WaitingOffer.objects.all()
    assert client.post(reverse("offer_decline", args=[offer.pk])).status_code == 302
    assert client.post(reverse("waiting_withdraw", args=[offer.waiting_id])).status_code == 302
    assert "Nobody waits for a time." in client.get(reverse("waiting_list")).text
    assert client.post(reverse("waiting_new"), typed | {"part_of_day": "any"}).status_code == 409


def test_the_waiting_list_in_the_api(full, store, car, api_of, time_machine):
    time_machine.move_to(AT, tick=False)
    api = api_of(Role.HOTLINE_CLERK)
    body = {"vehicle": car.pk, "operations": [make_operation().code], "complaint": "空调不凉"}
    body |= {"from_on": "2026-11-25", "until_on": "2026-11-25", "part_of_day": "any"}
    made = api.post("/waiting/", body)
    assert (made.status_code, made.json()["status"], made.json()["offers"]) == (201, "waiting", [])
    here = f"/waiting/{made.json()['id']}/"
    assert api.post(f"{here}accept/").status_code == 409
    tick(store)
    booked = api.post(f"{here}accept/").json()
    assert (booked["status"], booked["offers"][0]["status"]) == ("booked", "accepted")
    assert api.post(f"{here}withdraw/").status_code == 409
