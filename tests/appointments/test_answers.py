"""What the customer answers about a fault: asked in order, kept, shown, corrected, and no diagnosis (SERVICE-R5)."""

import re

import pytest
from django.urls import reverse

from accounts.models.records import Activity
from accounts.roles import Role
from appointments.actions import answers, booking
from appointments.models.answers import QuestionAnswer
from appointments.models.calls import Fault, FaultAnswer
from appointments.models.visits import Appointment
from appointments.rules import answers as rules
from appointments.rules.bookings import BookingRequest
from core.errors import Refused
from tests.appointments.conftest import START
from tests.factories.audit import states
from tests.factories.billing import make_rates
from tests.factories.service import make_dispatched, technician_client
from tests.factories.statuses import put

pytestmark = pytest.mark.usefixtures("frozen")
STEADY, FLASHING, NEITHER, SHAKES = "FQ-001-1-A", "FQ-001-1-B", "FQ-001-2-A", "FQ-001-2-B"
LAMP = "FT-001"


def given(*codes) -> list[FaultAnswer]:
    rows = {row.code: row for row in FaultAnswer.objects.filter(code__in=codes)}
    return [rows[code] for code in codes]


@pytest.fixture
def lamp(db):
    """The engine lamp is on: steady or flashing, then whether the car shakes."""
    return Fault.objects.get(code=LAMP)


def path(fault, said) -> list[str]:
    """The codes of the answers, and of the question that is due without one."""
    due = rules.steps(rules.questions_about([fault]), said)
    return [step.answer.code if step.answer else step.question.code for step in due]


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({}, ["FQ-001-1"]),
        ({"FQ-001-1": STEADY}, [STEADY, "FQ-001-2"]),
        ({"FQ-001-1": STEADY, "FQ-001-2": SHAKES}, [STEADY, SHAKES]),
        ({"FQ-001-1": FLASHING, "FQ-001-2": SHAKES}, [FLASHING]),  # corrected: what followed from it goes
        ({"FQ-001-2": SHAKES}, ["FQ-001-1"]),
        ({"FQ-001-1": "FQ-002-1-A"}, ["FQ-001-1"]),  # the answer to another question
    ],
)
def test_an_answer_leads_to_the_next_question_or_to_an_end(lamp, said, due):
    assert path(lamp, said) == due


@pytest.mark.parametrize(
    ("codes", "refused"),
    [
        ([], False),
        ([STEADY], False),
        ([NEITHER, STEADY], False),
        ([NEITHER], True),
        ([FLASHING, NEITHER], True),
        ([STEADY, FLASHING], True),
        (["FQ-002-1-A"], True),
    ],
)
def test_only_questions_that_follow_are_answered(lamp, codes, refused):
    assert bool(rules.why_not_answers(given(*codes), [lamp])) == refused


@pytest.mark.parametrize(("status", "refused"), [("confirmed", False), ("no_show", True)])
def test_the_answers_of_a_visit_that_is_over_stay(appointment, status, refused):
    appointment.status = status
    assert bool(rules.why_not_correct(appointment)) == refused


def desk_page(client_of, **more):
    return client_of(Role.HOTLINE_CLERK).get(reverse("booking"), {"q": "13800138000", "fault": LAMP} | more)


def test_the_desk_asks_one_after_the_other_and_proposes_without_choosing(client_of, shop, car, lamp):
    page = desk_page(client_of, **{"q-FQ-001-1": FLASHING})
    desk, text = page.context["desk"], page.content.decode()
    assert ([one.code for one in desk.answers], desk.proposed, desk.diagnosis) == ([FLASHING], {"not_drivable"}, "")
    assert "The answers point to: not drivable, rescue. Choose what is right." in text
    outcomes = re.findall(r'<input\s+type="radio"\s+name="diagnosis"[^>]*>', text)
    assert outcomes and not [one for one in outcomes if "checked" in one]


def test_a_fault_to_which_the_answers_point_is_the_likeliest(client_of, shop, car, lamp):
    desk = desk_page(client_of, **{"q-FQ-001-1": STEADY, "q-FQ-001-2": SHAKES}).context["desk"]
    assert desk.likely[0].code == "FT-018" and [fault.code for fault in desk.faults] == [LAMP]


def test_the_answers_are_kept_with_the_appointment_and_are_no_diagnosis(client_of, store, shop, job, car, lamp):
    make_rates(store)
    entered = {"q": "13800138000", "fault": LAMP, "operation": "OP-GEN-1H", "q-FQ-001-1": STEADY, "q-FQ-001-2": NEITHER}
    hotline = client_of(Role.HOTLINE_CLERK)
    lamp.__class__.objects.filter(pk=lamp.pk).update(diagnosis=None)
    page = hotline.get(reverse("booking"), entered)
    sent = dict(re.findall(r'<input\s+type="hidden"\s+name="(q-[^"]+)"\s+value="([^"]+)"', page.content.decode()))
    assert sent == {"q-FQ-001-1": STEADY, "q-FQ-001-2": NEITHER}
    body = entered | {"vehicle": car.pk, "slot": page.context["desk"].times[0].key, "complaint": "发动机故障灯亮了"}
    assert hotline.post(reverse("booking"), body).status_code == 302
    visit = Appointment.objects.get()
    assert [row.answer.code for row in visit.answer_rows.order_by("question__code")] == [STEADY, NEITHER]
    assert (visit.diagnosis, states(visit, visit.start, "D3")) == ("", ["fail"])
    page = hotline.get(visit.get_absolute_url()).content.decode()
    assert "Is the lamp steady or flashing?" in page and "Correct the answers" in page


@pytest.fixture
def visit(shop, job, car, lamp, by, at):
    said = {"faults": [lamp], "answers": given(STEADY, NEITHER)}
    return booking.book(BookingRequest(car, job, START, "发动机故障灯亮了", **said), by=by, at=at)


def test_answers_are_corrected_on_a_page_and_the_old_stay_in_the_log(client_of, visit):
    hotline, address = client_of(Role.HOTLINE_CLERK), reverse("appointment_answers", args=[visit.pk])
    assert hotline.get(address).context["form"]["q-FQ-001-2"].value() == NEITHER
    answer = hotline.post(address, {"q-FQ-001-1": STEADY, "q-FQ-001-2": SHAKES})
    assert answer["Location"] == visit.get_absolute_url()
    assert set(QuestionAnswer.objects.values_list("answer__code", flat=True)) == {STEADY, SHAKES}
    log = Activity.objects.get(verb="correct answers")
    assert (log.facts["before"], log.facts["after"]) == ([STEADY, NEITHER], [STEADY, SHAKES])


def test_what_does_not_follow_is_refused_on_the_page_and_nothing_is_lost(client_of, visit):
    address = reverse("appointment_answers", args=[visit.pk])
    page = client_of(Role.HOTLINE_CLERK).post(address, {"q-FQ-001-1": FLASHING, "q-FQ-001-2": NEITHER})
    assert page.status_code == 409 and "does not answer a question that follows" in page.content.decode()
    assert page.context["form"]["q-FQ-001-1"].value() == FLASHING
    assert {row.answer.code for row in visit.answer_rows.all()} == {STEADY, NEITHER}


def test_the_same_answers_again_change_nothing(visit, by, at):
    answers.correct_answers(visit, by=by, at=at, answers=given(NEITHER, STEADY))
    assert not Activity.objects.filter(verb="correct answers").exists()


def test_nobody_asked_is_a_correction_too(visit, by, at):
    answers.correct_answers(visit, by=by, at=at, answers=[])
    assert not QuestionAnswer.objects.exists()


def test_the_answers_of_a_cancelled_visit_are_not_corrected(visit, by, at):
    put(Appointment.objects.filter(pk=visit.pk), status="cancelled", cancelled_at=at)
    with pytest.raises(Refused, match="over"):
        answers.correct_answers(visit, by=by, at=at, answers=[])


def test_the_api_takes_shows_and_corrects_them(api_of, shop, job, car, lamp):
    api = api_of(Role.HOTLINE_CLERK)
    body = {"vehicle": car.pk, "operations": ["OP-GEN-1H"], "start": START.isoformat(), "complaint": "发动机故障灯亮了"}
    wrong = api.post("/appointments/", body | {"faults": [LAMP], "answers": [NEITHER]})
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["answers"])
    booked = api.post("/appointments/", body | {"faults": [LAMP], "answers": [STEADY]}).json()
    assert booked["answers"] == [STEADY]
    address = f"/appointments/{booked['id']}/answers/"
    assert api.post(address, {"answers": [FLASHING]}).json()["answers"] == [FLASHING]
    assert api.post(address, {"answers": [SHAKES]}).status_code == 409


def test_the_advisor_and_the_technician_read_them(client_of, store, at, lamp):
    make_rates(store)
    order, said = make_dispatched(store, at), given(STEADY)[0]
    facts = {"question_id": said.question_id, "answer": said, "recorded_at": at}
    QuestionAnswer.objects.create(store=store, appointment=order.appointment, **facts)
    pages = [
        client_of(Role.SERVICE_ADVISOR).get(order.get_absolute_url()),
        technician_client(client_of, order).get(reverse("my_work")),
    ]
    assert ["Is the lamp steady or flashing?" in page.content.decode() for page in pages] == [True, True]
