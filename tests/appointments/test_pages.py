"""The lists, the board and the customer's page of appointments."""

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.access import Access
from accounts.models.records import Notice, RememberedAnswer
from accounts.roles import Role
from appointments.actions import calls, visits
from appointments.models.promises import Confirmation
from appointments.models.visits import Appointment
from customers.actions.links import make_link
from customers.models.messages import Message
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment
from tests.factories.billing import make_rates
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.statuses import put

pytestmark = pytest.mark.usefixtures("frozen")


@pytest.fixture
def visit(store, shop, at, car):
    return make_appointment(store, at, local(24, 10), vehicle=car)


def page_of(visit, at) -> str:
    """The address of the customer's page."""
    url = make_link("a", visit.pk, visit.customer, by=Access.system(visit.store), at=at)
    return url.split("/a/")[1].join(["/a/", ""])


def test_the_list_begins_with_today_and_finds_by_plate(client_of, visit):
    hotline = client_of(Role.HOTLINE_CLERK)
    assert list(hotline.get(reverse("appointment_list")).context["page_obj"]) == []
    assert list(hotline.get(reverse("appointment_list") + "?period=tomorrow").context["page_obj"]) == [visit]
    assert list(hotline.get(reverse("appointment_list") + "?q=沪A12345").context["page_obj"]) == [visit]


def test_the_list_asks_the_same_for_one_row_and_three(client_of, visit, store, at, django_assert_num_queries):
    hotline = client_of(Role.HOTLINE_CLERK)
    url = reverse("appointment_list") + "?period=all"
    hotline.get(url)
    with django_assert_num_queries(7) as asked:
        hotline.get(url)
    for n in (1, 2):
        car = make_vehicle(make_customer(store, name=f"李{n}", phone=f"1380013900{n}"), plate=f"沪B1234{n}")
        make_appointment(store, at, local(25, 10 + 3 * n), vehicle=car)
    with django_assert_num_queries(len(asked)):
        assert len(hotline.get(url).context["page_obj"]) == 3


def test_the_board_shows_each_bay_and_technician(client_of, visit):
    advisor = client_of(Role.SERVICE_ADVISOR)
    bays = advisor.get(reverse("bay_board") + "?on=2026-11-24").context["board"]
    assert [block.holder.url for line in bays.lines for block in line.blocks] == [visit.get_absolute_url()]
    people = advisor.get(reverse("bay_board") + "?on=2026-11-24&by=technician").context["board"]
    assert [line.resource for line in people.lines if line.blocks] == [visit.technician]
    assert advisor.get(reverse("bay_board") + "?on=never").status_code == 200


def test_the_board_names_the_car_its_advisor_and_that_it_is_here(client_of, visit, access_of):
    page = client_of(Role.SERVICE_ADVISOR).get(reverse("bay_board") + "?on=2026-11-24")
    [block] = [block for line in page.context["board"].lines for block in line.blocks]
    facts = (block.claim.kind, block.claim.label, block.holder.person, block.holder.here)
    assert facts == ("appointment", visit.vehicle.plate, visit.advisor.name, False)
    assert visit.vehicle.plate in page.content.decode()
    visits.arrive(visit, by=access_of(Role.SERVICE_ADVISOR), at=visit.start)
    page = client_of(Role.SERVICE_ADVISOR).get(reverse("bay_board") + "?on=2026-11-24")
    assert "board-here" in page.content.decode()


def test_calls_are_listed_with_those_nobody_answered(client_of, store, at, by):
    for event in ("ring", "hang_up"):
        calls.log_call(by=by, at=at, number="13800138000", event=event, external_id="c1")
    found = client_of(Role.HOTLINE_CLERK).get(reverse("phone_call_list") + "?state=missed")
    assert [call.number for call in found.context["page_obj"]] == ["13800138000"]


def test_the_customer_keeps_it(visit, at):
    put(Confirmation.objects.filter(appointment=visit, side="customer", kind="day"), status="asked")
    address = page_of(visit, at)
    with scopes_disabled():
        assert Client().get(address).status_code == 200
        assert Client().post(address, {"answer": "keep"}).status_code == 302
    assert visit.confirmations.filter(status="kept").count() == 1


def test_the_customers_answer_is_remembered_without_his_address(visit, at):
    put(Confirmation.objects.filter(appointment=visit, side="customer", kind="day"), status="asked")
    address = page_of(visit, at)
    said = {"answer": "keep", "idempotency_key": "once"}
    with scopes_disabled():
        answers = [Client().post(address, said) for _twice in range(2)]
    assert [(one.status_code, one["Location"]) for one in answers] == [(302, address), (302, "./")]
    assert answers[1]["Idempotent-Replayed"] == "true"
    assert RememberedAnswer.objects.get(key="once").headers["Location"] == "./"


def test_the_audit_of_his_answer_does_not_hold_his_address(visit, at):
    with scopes_disabled():
        assert Client().post(page_of(visit, at), {"answer": "cancel"}).status_code == 302
    paths = {row.pgh_context["path"] for row in visit.events.exclude(pgh_context=None)}
    assert paths == {"/a/…/"}


def test_the_customer_moves_it_to_an_offered_time(visit, at):
    address = page_of(visit, at)
    with scopes_disabled():
        offer = Client().get(address).context["days"][-1]["slots"][-1]
        assert Client().post(address, {"start": offer.start.isoformat()}).status_code == 302
    moved = Appointment.objects.get(pk=visit.pk)
    assert (moved.start, moved.time_version) == (offer.start, 2)


def test_the_customer_cancels_it_and_the_page_says_so(visit, at):
    address = page_of(visit, at)
    with scopes_disabled():
        assert Client().post(address, {"answer": "cancel"}).status_code == 302
        assert Client().post(address, {"answer": "keep"}).status_code == 409
    assert Appointment.objects.get(pk=visit.pk).status == "cancelled"


def test_a_wrong_answer_changes_nothing(visit, at):
    address = page_of(visit, at)
    with scopes_disabled():
        assert Client().post(address, {"start": "tomorrow"}).status_code == 409
        assert Client().get("/a/wrong/").status_code == 404
    assert Appointment.objects.get(pk=visit.pk).time_version == 1


def test_the_page_is_light_and_complete_without_script(visit, at):
    with scopes_disabled():
        answer = Client().get(page_of(visit, at))
    assert b"<script" not in answer.content
    assert len(answer.content) < 25_000
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_the_booking_number_stands_on_what_the_customer_gets(store, visit, at, by):
    """SERVICE-R2: his page, and the message when we may fail him."""
    with scopes_disabled():
        assert f'href="tel:{store.phone}"' in Client().get(page_of(visit, at)).content.decode()
    visits.put_at_risk(visit, by=by, at=at, reason="技师临时请假")
    assert "021-68880000" in Message.objects.get(purpose="appointment_at_risk").body.replace(" ", "-")


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
    assert (made.start, made.estimate.status) == (first.start, "told")
    assert hotline.post(reverse("booking"), body).status_code == 409
    assert hotline.post(reverse("booking"), body | {"slot": "x"}).status_code == 400


def desk_body(hotline, car, **more) -> dict:
    """What the desk sends when the clerk takes the first time that is offered for an hour of work."""
    asked = {"q": "13800138000", "operation": "OP-GEN-1H", "diagnosis": "known_job"}
    first = hotline.get(reverse("booking"), asked).context["desk"].times[0]
    slot = "|".join([first.start.isoformat(), *(str(seat.pk) for seat in (first.bay, first.technician, first.advisor))])
    return asked | {"vehicle": car.pk, "slot": slot, "complaint": "刹车时左前有异响"} | more


@pytest.mark.parametrize(
    ("said", "answer", "approval"),
    [("accepted", "accepted", "approved"), ("open", "open", "waiting"), ("", "open", "waiting")],
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
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "13800138000", "operation": "OP-GEN-1H"})
    times, text = page.context["desk"].times, page.content.decode()
    assert f"<b data-receives>{times[0].advisor.name}</b>" in text
    assert text.count(f'data-advisor="{times[0].advisor.name}"') == len(times) > 1


def test_the_chosen_time_stays_while_the_clerk_types_on(client_of, store, shop, job, car):
    make_rates(store)
    asked = {"q": "13800138000", "operation": "OP-GEN-1H"}
    hotline = client_of(Role.HOTLINE_CLERK)
    times = hotline.get(reverse("booking"), asked).context["desk"].times
    again = hotline.get(reverse("booking"), asked | {"slot": times[2].key, "complaint": "异响"})
    assert again.context["desk"].chosen == times[2]
    assert " ".join(again.content.decode().split()).count(" checked hx-trigger") == 1
    gone = hotline.get(reverse("booking"), asked | {"slot": "2026-11-20T09:00:00+08:00|1|2|3"})
    assert gone.context["desk"].chosen is None and "Please choose one of the offered times." in gone.content.decode()


def test_whoever_declines_the_price_books_nothing(client_of, store, shop, job, car):
    make_rates(store)
    hotline = client_of(Role.HOTLINE_CLERK)
    assert hotline.post(reverse("booking"), desk_body(hotline, car, answer="declined")).status_code == 400
    assert not Appointment.objects.exists()


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


def test_a_new_caller_is_added_and_comes_back_to_the_desk(client_of, store, shop):
    hotline = client_of(Role.HOTLINE_CLERK)
    body = {"phone": "138 0013 9999", "name": "赵先生", "plate": "沪A·99999"}
    answer = hotline.post(reverse("booking_new_caller"), body)
    assert answer["Location"].startswith("/book/?q=13800139999&vehicle=")
    assert hotline.post(reverse("booking_new_caller"), body | {"phone": "12"}).status_code == 200


def test_the_desk_promises_only_the_questions_that_will_come(client_of, store, shop, job, car):
    hotline = client_of(Role.HOTLINE_CLERK)
    make_rates(store)
    asked = {"q": "13800138000", "operation": "OP-GEN-1H", "diagnosis": "known_job"}
    assert hotline.get(reverse("booking"), asked).context["desk"].checks in {"", "We ask again an hour before."}
    later = hotline.get(reverse("booking"), asked | {"on": "2026-11-26"})
    assert "We ask again a day and an hour before." in later.content.decode()


@pytest.mark.parametrize(("many", "said"), [(6, ""), (7, "1 more customer fits"), (9, "3 more customers fit")])
def test_the_desk_says_how_many_more_customers_fit(client_of, store, many, said):
    for n in range(many):
        make_customer(store, name=f"陈{n}", phone=f"138001390{n:02}")
    page = client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "陈"})
    shown = page.content.decode()
    assert (len(page.context["desk"].customers), said in shown, "more customer" in shown) == (6, True, bool(said))


@pytest.mark.parametrize("name", ["appointment_cancel", "appointment_move", "appointment_at_risk"])
def test_what_cannot_be_changed_any_more_says_so_when_its_page_opens(client_of, visit, frozen, name):
    hotline, address = client_of(Role.HOTLINE_CLERK), reverse(name, args=[visit.pk])
    assert 'class="btn btn-secondary"' in hotline.get(address).content.decode()
    put(Appointment.objects.filter(pk=visit.pk), status="no_show")
    shown = hotline.get(address).content.decode()
    assert "This appointment is “no-show”." in shown
    assert ("<textarea" in shown, '<button class="btn btn-danger"' in shown) == (False, False)
    assert 'name="reason"' not in shown
