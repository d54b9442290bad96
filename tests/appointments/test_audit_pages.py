"""The 23 rules in the API, on the appointment's page, and for the store."""

import pytest
from django.db import InternalError, transaction
from django.urls import reverse

from accounts.roles import Role
from appointments.audit.verdicts import State
from appointments.models.promises import VisitEvent
from tests.appointments.conftest import local
from tests.factories.appointments import make_appointment
from tests.factories.audit import acknowledge, advisor_of, minutes, prepare_all
from tests.factories.parts import make_stock

pytestmark = pytest.mark.usefixtures("frozen")
HTMX = {"HX-Request": "true"}
SEES = {
    Role.HOTLINE_CLERK, Role.SERVICE_ADVISOR, Role.SERVICE_MANAGER, Role.TECHNICIAN, Role.QUALITY_INSPECTOR,
    Role.PARTS_CLERK, Role.CRM_AGENT, Role.GENERAL_MANAGER,
}  # fmt: skip
MANAGES = {Role.SERVICE_MANAGER, Role.GENERAL_MANAGER}
STAFF = [role for role in Role if role not in {Role.GROUP_MANAGER, Role.SYSTEM_ADMIN}]


@pytest.fixture
def visit(store, shop, car, at):
    item = make_stock(store, at)
    return make_appointment(store, at, local(24, 10), vehicle=car, parts=[(item.part, 1)])


def audit_url(visit):
    return reverse("appointment_audit", args=[visit.pk])


def rows_of(page):
    return [row["appointment"].pk for row in page.context["page_obj"]]


@pytest.mark.parametrize("day", ["9999-12-31", "0001-01-01", "²", "2026-02-30", ""])
def test_days_that_cannot_be_meant_are_the_usual_week(client_of, shop, day):
    page = client_of(Role.SERVICE_MANAGER).get(reverse("audit_board"), {"from": day, "to": day})
    assert page.status_code == 200
    assert [chip["url"] for chip in page.context["chips"] if chip["active"]] == ["?period=week"]


# ── API ───────────────────────────────────────────────────────────────────────────────────────
def test_the_api_answers_23_rules(api_of, visit, at):
    answer = api_of(Role.HOTLINE_CLERK).get(f"/appointments/{visit.pk}/audit/")
    assert (answer.status_code, len(answer.json())) == (200, 23)
    seen = answer.json()[1].pop("seen")
    assert len(seen) == 16
    assert answer.json()[1] == {
        "rule": "D2",
        "name": "All that is needed is recorded, and the fault in the customer's words",
        "side": "do",
        "state": "pass",
        "evidence": [
            {"text": "In his own words: “刹车时左前有异响”", "at": "2026-11-23T09:00:00+08:00", "by": "hotline_clerk"}
        ],
        "by_records": "pass",
        "correction": None,
        "fallen": None,
    }
    assert {one["state"] for one in answer.json()} == {"pass", "fail", "pending", "not_applicable", "not_measured"}


@pytest.mark.parametrize("role", STAFF)
def test_whoever_sees_appointments_sees_their_audit(api_of, client_of, visit, role):
    expected = 200 if role in SEES else 403
    assert api_of(role).get(f"/appointments/{visit.pk}/audit/").status_code == expected
    assert client_of(role).get(audit_url(visit)).status_code == expected


def test_another_stores_audit_is_nowhere(api_of, client_of, visit, other_store):
    assert api_of(Role.HOTLINE_CLERK, store=other_store).get(f"/appointments/{visit.pk}/audit/").status_code == 404
    assert client_of(Role.HOTLINE_CLERK, store=other_store).get(audit_url(visit)).status_code == 404
    assert api_of(Role.HOTLINE_CLERK).get("/appointments/999999/audit/").status_code == 404


def test_the_audit_is_published(client, db):
    schema = client.get("/api/schema/", {"format": "json"}).json()
    answer = schema["paths"]["/api/v1/appointments/{id}/audit/"]["get"]["responses"]["200"]
    assert answer["content"]["application/json"]["schema"]["items"]["$ref"].endswith("/JudgementOutput")


# ── page ──────────────────────────────────────────────────────────────────────────────────────
def test_the_appointments_page_fetches_its_panel(client_of, visit):
    page = client_of(Role.SERVICE_ADVISOR).get(visit.get_absolute_url()).content.decode()
    assert f'hx-get="{audit_url(visit)}"' in page


def test_the_panel_is_the_page_without_its_frame(client_of, visit):
    client = client_of(Role.SERVICE_ADVISOR)
    panel, page = (client.get(audit_url(visit), headers=how).content.decode() for how in (HTMX, {}))
    assert ("<html" in page, "<html" in panel) == (True, False)
    for words in ("Should do", "Should avoid", "The advisor supervises the preparation", "In his own words"):
        assert (words in page, words in panel) == (True, True)


def test_the_panel_shows_what_was_just_recorded(client_of, visit, at):
    client = client_of(Role.SERVICE_ADVISOR)
    before = client.get(audit_url(visit), headers=HTMX).content.decode()
    assert "advisor 1 has not acknowledged the notice." in before
    acknowledge(visit, at, advisor_of(visit))
    after = client.get(audit_url(visit), headers=HTMX).content.decode()
    assert ("advisor 1 acknowledged the notice." in after, "has not acknowledged the notice." in after) == (True, True)
    assert "advisor 1 has not acknowledged" not in after


def test_the_panel_asks_twelve_questions_at_most(client_of, visit, at, frozen, django_assert_max_num_queries):
    client = client_of(Role.SERVICE_ADVISOR)
    prepare_all(visit, at)
    client.get(audit_url(visit))
    frozen.move_to(local(24, 10))
    with django_assert_max_num_queries(12):
        client.get(audit_url(visit), headers=HTMX)


# ── the store ─────────────────────────────────────────────────────────────────────────────────
def test_the_store_counts_each_rule_and_opens_its_appointments(client_of, visit, store, at, frozen):
    other = make_appointment(store, at, local(24, 14), diagnosis="known_job")
    frozen.move_to(at + minutes(31))
    acknowledge(other, at + minutes(10), advisor_of(other))
    manager = client_of(Role.SERVICE_MANAGER)
    page = manager.get(reverse("audit_board"), {"period": "tomorrow"})
    lines = {line["rule"].code: line for _side, lines in page.context["groups"] for line in lines}
    counts = {code: {cell["state"]: cell["count"] for cell in line["cells"]} for code, line in lines.items()}
    assert (page.context["count"], len(lines)) == (2, 23)
    assert (counts["D7"]["pass"], counts["D7"]["fail"], lines["D7"]["tally"].share) == (1, 1, 50.0)
    assert (counts["D12"]["pending"], lines["D12"]["tally"].share) == (2, None)
    cells = {cell["state"]: cell["url"] for cell in lines["D7"]["cells"]}
    assert rows_of(manager.get(cells["fail"])) == [visit.pk]
    assert rows_of(manager.get(cells["pass"])) == [other.pk]


@pytest.mark.slow
def test_every_number_of_the_board_is_what_its_rows_say(client_of, visit):
    """Each state's rows name their rules, which are all numbers at once; and each rule's own rows are opened."""
    manager = client_of(Role.GENERAL_MANAGER)
    asked = {"from": "2026-11-24", "to": "2026-11-24"}
    board = manager.get(reverse("audit_board"), asked)
    lines = [line for _side, lines in board.context["groups"] for line in lines]
    rows = {state: manager.get(reverse("audit_rows"), asked | {"state": state}).context["page_obj"] for state in State}
    for line in lines:
        for cell in line["cells"]:
            named = [row for row in rows[cell["state"]] if line["rule"] in row["judgements"]]
            assert (line["rule"].code, cell["state"], len(named)) == (line["rule"].code, cell["state"], cell["count"])
    cells = [cell for line in lines for cell in line["cells"] if cell["count"]]
    assert [manager.get(cell["url"], headers=HTMX).context["page_obj"].paginator.count for cell in cells] == [1] * 23


def test_a_failed_rule_shows_why_and_is_exported(client_of, visit):
    asked = {"from": "2026-11-24", "to": "2026-11-24", "state": "fail"}
    manager = client_of(Role.SERVICE_MANAGER)
    assert "No diagnosis was recorded at the booking." in manager.get(reverse("audit_rows"), asked).content.decode()
    sheet = b"".join(manager.get(reverse("audit_rows"), asked | {"format": "csv"}).streaming_content)
    assert "D3 N3" in sheet.decode("utf-8-sig").splitlines()[1]


def test_days_and_states_that_make_no_sense_are_the_usual_ones(client_of, visit):
    manager = client_of(Role.SERVICE_MANAGER)
    for asked in ({"from": "x", "to": "y"}, {"period": "never"}, {"from": "2026-11-24"}):
        assert manager.get(reverse("audit_board"), asked).context["last"] == local(23, 0).date()
    page = manager.get(reverse("audit_board"), {"from": "1990-01-01", "to": "2026-11-24"})
    assert (page.context["last"] - page.context["first"]).days == 91
    assert manager.get(reverse("audit_board"), {"from": "0001-01-01", "to": "0001-01-02"}).status_code == 200
    assert manager.get(reverse("audit_rows"), {"state": "great"}).context["state"] == "fail"
    assert manager.get(reverse("audit_rows"), {"rule": "D99"}).status_code == 404


@pytest.mark.parametrize("role", STAFF)
def test_the_board_is_for_those_who_answer_for_the_workshop(client_of, store, role):
    expected = 200 if role in MANAGES else 403
    assert client_of(role).get(reverse("audit_board")).status_code == expected
    assert client_of(role).get(reverse("audit_rows")).status_code == expected


def test_the_board_counts_one_store(client_of, visit, other_store):
    page = client_of(Role.SERVICE_MANAGER, store=other_store).get(reverse("audit_board"), {"period": "tomorrow"})
    assert page.context["count"] == 0


@pytest.mark.parametrize("address", ["audit_board", "audit_rows"])
def test_the_board_asks_the_same_for_one_and_three(client_of, visit, store, at, address, django_assert_num_queries):
    manager = client_of(Role.SERVICE_MANAGER)
    asked = {"period": "tomorrow", "state": "fail"}
    manager.get(reverse(address), asked)
    with django_assert_num_queries(15, exact=False) as few:
        manager.get(reverse(address), asked)
    make_appointment(store, at, local(24, 14)), make_appointment(store, at, local(24, 16))
    with django_assert_num_queries(len(few)):
        manager.get(reverse(address), asked)


# ── the record ────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("act", [lambda rows: rows.update(kind="greeted"), lambda rows: rows.delete()])
def test_what_happened_is_only_ever_added(visit, act):
    with pytest.raises(InternalError), transaction.atomic():
        act(VisitEvent.objects.filter(appointment=visit))
    assert visit.visit_events.get().kind == "booked"
