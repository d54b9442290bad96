"""The day board: plan and floor in one block, its acts with their refusals, and the way back (SERVICE-R14, P13)."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import translation
from django_scopes import scope

from accounts.roles import Role
from appointments.actions import moving
from appointments.models.visits import Appointment
from capacity.models.claims import Claim
from capacity.models.resources import Resource
from core.errors import Refused, Stale
from service.actions import board as acts
from service.actions import workshop as floor
from service.models.orders import RepairOrder
from service.models.work import Job
from service.presenters.board import board
from service.rules import board as rules
from service.rules.board import mark_of
from tests.factories import appointments, service

R = Role
HOUR = timedelta(hours=1)
QUARTER = timedelta(minutes=15)


@pytest.fixture(autouse=True)
def english():
    with translation.override("en"):
        yield


@pytest.fixture
def visit(workshop, at):
    """A visit at eleven, in a general bay."""
    return service.make_visit(workshop, at, start=at + 2 * HOUR)


def placed(visit, by, at, lane=None, **facts):
    visit = Appointment.objects.get(pk=visit.pk)
    seen = facts.pop("seen", mark_of(visit, acts.jobs_of(visit)))
    return acts.place(visit, by=by, at=at, lane=lane or visit.bay, seen=seen, **facts)


def again(visit) -> Appointment:
    return Appointment.objects.get(pk=visit.pk)


def where(visit):
    visit = again(visit)
    return visit.start, visit.end, visit.bay, visit.technician


def other(kind: str, than) -> Resource:
    rows = Resource.objects.filter(kind=kind, bay_type=than.bay_type).exclude(pk=than.pk)
    return rows.order_by("pk").first()


def blocks(by, at, kind="bay", **facts):
    return {(row.resource.pk, block.visit): block for row in board(by, kind, at, **facts).rows for block in row.blocks}


# ── acts on what is still to come ─────────────────────────────────────────────────────────────────
def test_a_visit_moves_to_another_time_and_bay_and_back(visit, manager, at):
    before, bay = where(visit), other("bay", visit.bay)
    done = placed(visit, manager, at, start=visit.start + HOUR, bay=bay)
    assert where(visit) == (visit.start + HOUR, visit.end + HOUR, bay, visit.technician)
    assert Claim.objects.live().filter(resource=bay, during__contains=visit.start + HOUR).exists()
    placed(visit, manager, at, lane=done.lane, seen=done.mark, **done.undo)
    assert where(visit) == before


def test_a_longer_stay_is_made_shorter_again_but_never_shorter_than_its_work(visit, manager, at):
    before = where(visit)
    done = placed(visit, manager, at, until=visit.end + QUARTER)
    assert again(visit).end == visit.end + QUARTER
    claim = Claim.objects.live().get(resource=visit.bay, claim_set=visit.claim_set)
    assert claim.during.upper == visit.end + QUARTER
    with pytest.raises(Refused, match="The booked work takes until"):
        placed(visit, manager, at, until=visit.end - QUARTER)
    placed(visit, manager, at, lane=done.lane, seen=done.mark, **done.undo)
    assert where(visit) == before
    claim.refresh_from_db()
    assert claim.during.upper == visit.end


def test_a_move_keeps_how_much_longer_the_stay_was_made(visit, manager, at):
    placed(visit, manager, at, until=visit.end + QUARTER)
    done = placed(visit, manager, at, start=visit.start + HOUR)
    assert again(visit).end == visit.end + HOUR + QUARTER
    placed(visit, manager, at, lane=done.lane, seen=done.mark, **done.undo)
    assert (again(visit).start, again(visit).end) == (visit.start, visit.end + QUARTER)


def test_a_taken_bay_is_refused_with_what_is_free_and_nothing_moves(visit, workshop, manager, at):
    second = service.make_visit(workshop, at, start=visit.start + 2 * HOUR)
    before = where(visit)
    with pytest.raises(Refused) as refusal:
        placed(visit, manager, at, start=second.start, bay=second.bay, technician=visit.technician)
    assert refusal.value.extra["alternatives"]
    assert where(visit) == before


def test_a_bay_of_another_kind_is_refused(visit, manager, at):
    express = Resource.objects.get(name="FAST 1")
    with pytest.raises(Refused, match="another kind of bay"):
        placed(visit, manager, at, bay=express)


def test_a_second_dispatcher_is_told_what_is_true_now(visit, manager, at):
    seen = mark_of(visit, [])
    placed(visit, manager, at, start=visit.start + HOUR)
    with pytest.raises(Stale, match="Moved to .* by"):
        placed(visit, manager, at, seen=seen, start=visit.start + 2 * HOUR)
    seen = mark_of(again(visit), [])
    placed(visit, manager, at, until=again(visit).end + QUARTER)
    with pytest.raises(Stale, match="Nothing was changed"):
        placed(visit, manager, at, seen=seen, until=again(visit).end + 2 * QUARTER)
    assert again(visit).end == visit.end + HOUR + QUARTER


def test_an_undo_after_another_act_is_refused(visit, manager, at):
    done = placed(visit, manager, at, start=visit.start + HOUR)
    placed(visit, manager, at, until=again(visit).end + QUARTER)
    with pytest.raises(Stale):
        placed(visit, manager, at, lane=done.lane, seen=done.mark, **done.undo)


@pytest.mark.parametrize("mark", ["", "x", "1", "1.0", "99999999999.a", "²."])
def test_a_mark_that_is_none_is_stale(visit, manager, at, mark):
    with pytest.raises(Stale):
        placed(visit, manager, at, seen=mark, start=visit.start + HOUR)


# ── acts on what is here ──────────────────────────────────────────────────────────────────────────
def test_a_waiting_job_changes_its_bay_and_back(workshop, manager, at):
    order = service.make_dispatched(workshop, at)
    job, visit = order.jobs.get(), order.appointment
    bay = other("bay", job.bay)
    done = placed(visit, manager, at, bay=bay)
    assert (Job.objects.get().bay, done.lane) == (bay, bay)
    placed(visit, manager, at, lane=done.lane, seen=done.mark, **done.undo)
    assert Job.objects.get().bay == job.bay


def test_a_running_job_is_locked_and_the_start_of_a_car_that_is_here_stays(workshop, manager, at):
    order = service.make_in_work(workshop, at)
    job, visit = order.jobs.get(), order.appointment
    with pytest.raises(Refused, match="is working on it"):
        placed(visit, manager, at, bay=other("bay", job.bay))
    with pytest.raises(Refused, match="its start stays"):
        placed(visit, manager, at, start=visit.start + HOUR)
    placed(visit, manager, at, until=visit.end + QUARTER)
    assert again(visit).end == visit.end + QUARTER


def test_moving_a_job_gives_out_nothing_else(workshop, manager, at):
    order = service.make_dispatched(workshop, at, codes=(service.PADS, service.SMALL_SERVICE))
    pads, other_job = order.jobs.order_by("pk")
    Job.objects.filter(pk=other_job.pk).delete()
    placed(order.appointment, manager, at, lane=pads.bay, bay=other("bay", pads.bay))
    assert order.jobs.count() == 1


def test_who_may_do_neither_is_turned_away(visit, workshop, at, client_of, frozen):
    address = f"{reverse('board_place', args=[visit.pk])}?lane={visit.bay_id}"
    assert client_of(R.TECHNICIAN).get(address).status_code == 403
    order = service.make_dispatched(workshop, at)
    clerk = service.person(workshop, R.HOTLINE_CLERK)
    with pytest.raises(Exception, match="permission"):
        placed(order.appointment, clerk, at, bay=other("bay", order.jobs.get().bay))


# ── what the board shows ──────────────────────────────────────────────────────────────────────────
def test_plan_and_floor_are_one_block(workshop, manager, at):
    plan = service.make_visit(workshop, at, start=at + 4 * HOUR)
    work = service.make_in_work(workshop, at)
    states = {visit: block.state for (_row, visit), block in blocks(manager, at).items()}
    assert states == {plan.pk: "planned", work.appointment_id: "running"}
    people = {visit: row for row, visit in blocks(manager, at, "technician")}
    assert people == {plan.pk: plan.technician_id, work.appointment_id: work.jobs.get().technician_id}


@pytest.mark.parametrize(
    ("make", "state"),
    [
        (service.make_draft, "here"),
        (service.make_signed, "here"),
        (service.make_dispatched, "waiting"),
        (service.make_in_work, "running"),
        (service.make_paused, "parts"),
        (lambda store, at: service.make_paused(store, at, "customer"), "paused"),  # the answer has come
        (lambda store, at: service.make_paused(store, at, "expert"), "expert"),
        (lambda store, at: service.make_paused(store, at, "other"), "paused"),
        (service.make_finished, "done"),
        (service.make_ready, "done"),
    ],
)
def test_each_state_of_a_car_has_its_word(workshop, manager, at, make, state):
    order = make(workshop, at)
    [block] = blocks(manager, at).values()
    assert (block.state, block.visit, bool(block.locked)) == (state, order.appointment_id, state in {"running", "done"})


def test_extra_work_in_question_waits_for_the_customer(workshop, manager, at):
    order = service.make_paused(workshop, at, "customer")
    service.ask(order, at)
    [block] = blocks(manager, at).values()
    assert block.state == "customer"


def test_work_that_runs_over_is_late_and_reaches_until_now(workshop, manager, at):
    order = service.make_in_work(workshop, at)
    late = order.appointment.end + timedelta(minutes=40)
    [block] = blocks(manager, late).values()
    assert (block.state, block.late, block.end >= late) == ("running", True, True)


def test_a_car_that_has_not_come_is_late_and_one_at_risk_says_so(visit, manager, at):
    [block] = blocks(manager, visit.start + QUARTER).values()
    assert (block.state, block.late) == ("expected", True)
    Appointment.objects.filter(pk=visit.pk).update(at_risk_at=at, at_risk_reason="lift")
    [block] = blocks(manager, at).values()
    assert (block.state, block.late) == ("at_risk", False)


def test_work_that_was_given_elsewhere_stands_there(workshop, manager, at):
    order = service.make_dispatched(workshop, at)
    job = order.jobs.get()
    bay = other("bay", job.bay)
    floor.reassign(job, by=manager, at=at, technician=job.technician, bay=bay)
    shown = {row: block.state for (row, _visit), block in blocks(manager, at).items()}
    assert shown[bay.pk] == "waiting"
    assert shown.get(job.bay_id, "elsewhere") == "elsewhere"


def test_work_from_another_day_has_its_place_without_a_time(workshop, manager, at):
    order = service.make_dispatched(workshop, at)
    tomorrow = at + timedelta(days=1)
    shown = board(manager, "bay", tomorrow)
    queues = {row.resource.pk: [job.title for job in row.queue] for row in shown.rows if row.queue}
    assert list(queues) == [order.jobs.get().bay_id]
    by = service.hand_of(order.jobs.get())
    floor.start(order.jobs.get(), by=by, at=tomorrow)
    [block] = blocks(manager, tomorrow + QUARTER).values()
    assert (block.state, block.start) == ("running", tomorrow)


def test_absences_breaks_holds_and_time_off_are_drawn(workshop, manager, at):
    person, bay = Resource.objects.technicians().order_by("pk").first(), Resource.objects.bays().order_by("pk").first()
    appointments.make_absence(bay, at, at + HOUR, label="lift")
    monday = at.date() - timedelta(days=at.weekday())
    clock = [at.replace(hour=hour).time().replace(minute=0) for hour in (9, 16, 12, 13)]
    appointments.make_week(person, monday, tuple(clock))
    [block] = blocks(manager, at).values()
    assert (block.state, block.title) == ("absence", "lift")
    rows = {row.resource.pk: row for row in board(manager, "technician", at).rows}
    assert [stretch.is_break for stretch in rows[person.pk].off] == [False, True, False]


def test_a_displaced_claim_is_drawn_once_the_floor_knows_it(visit, manager, at):
    if "displaced" not in Claim.Status.values:
        pytest.skip("no displaced claims yet")
    Claim.objects.filter(claim_set=visit.claim_set).update(status="displaced")
    assert {block.state for block in blocks(manager, at).values()} == {"displaced"}


def test_the_tray_holds_what_is_not_given_out_and_the_wall_masks_names(workshop, manager, at):
    order = service.make_signed(workshop, at)
    shown = board(manager, "bay", at)
    assert [waits.order for waits in shown.tray] == [order.pk]
    [block] = blocks(manager, at, wall=True).values()
    name = order.customer.name
    assert (block.customer, block.menu) == (name[0] + "*" * (len(name) - 1), "")


def test_after_midnight_the_board_is_still_of_the_day_that_has_not_closed(workshop, manager, at):
    opens, closes = at.replace(hour=10, minute=0), at.replace(hour=2, minute=0)
    workshop.week[at.weekday()] = (opens.time(), closes.time())
    night = at.replace(hour=1) + timedelta(days=1)
    shown = board(manager, "bay", night)
    assert (shown.on, shown.is_now) == (at.date(), True)


# ── pages and the API ─────────────────────────────────────────────────────────────────────────────
def test_a_script_moves_a_block_and_takes_it_back(visit, client_of, frozen):
    manager, before = client_of(R.SERVICE_MANAGER), where(visit)
    address = f"{reverse('board_place', args=[visit.pk])}?lane={visit.bay_id}"
    as_json = {"Accept": "application/json", "Accept-Language": "en"}
    answer = manager.post(address, {"seen": mark_of(visit, []), "shift": "60"}, headers=as_json).json()
    assert "undo" in answer, answer
    assert again(visit).start == visit.start + HOUR
    assert manager.post(answer["undo"], headers=as_json).status_code == 200
    assert where(visit) == before
    stale = manager.post(answer["undo"], headers=as_json)
    assert (stale.status_code, "Moved to" in stale.json()["detail"]) == (409, True)
    wrong = manager.post(address, {"seen": mark_of(visit, []), "shift": "much"}, headers=as_json)
    assert (wrong.status_code, bool(wrong.json()["detail"])) == (422, True)


def test_the_menu_works_without_a_script(visit, client_of, frozen):
    manager = client_of(R.SERVICE_MANAGER)
    address = f"{reverse('board_place', args=[visit.pk])}?lane={visit.bay_id}"
    page = manager.get(address)
    form = page.context["form"]
    fields = {"seen": form["seen"].value(), "bay": other("bay", visit.bay).pk, "technician": visit.technician_id}
    fields |= {
        name: moment.strftime("%Y-%m-%dT%H:%M") for name, moment in (("start", visit.start), ("until", visit.end))
    }
    done = manager.post(address, fields)
    assert done["Location"].startswith(reverse("bay_board"))
    assert again(visit).bay == other("bay", visit.bay)
    stale = manager.post(address, fields | {"technician": other("technician", visit.technician).pk})
    assert stale.status_code == 409
    assert stale.context["form"]["seen"].value() == mark_of(again(visit), [])


def test_the_page_answers_304_while_nothing_changes(visit, client_of, frozen):
    advisor = client_of(R.SERVICE_ADVISOR)
    address = reverse("bay_board") + "?part=rows"
    first = advisor.get(address)
    assert advisor.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 304
    moving.reschedule(visit, by=service.advisor(visit.store), at=visit.created_at, start=visit.start + HOUR)
    assert advisor.get(address, headers={"If-None-Match": first["ETag"]}).status_code == 200


def test_the_wall_has_no_frame(visit, client_of, frozen):
    page = client_of(R.TECHNICIAN).get(reverse("bay_board") + "?wall=1").text
    assert visit.customer.name not in page
    assert "main-nav" not in page


def test_the_api_gives_the_day_and_places_a_block(visit, api_of, frozen):
    api = api_of(R.SERVICE_MANAGER)
    answer = api.get("/board/", by="bay")
    day = answer.json()
    [block] = [block for lane in day["lanes"] for block in lane["blocks"]]
    assert (block["visit"], block["state"], answer["ETag"]) == (visit.pk, "planned", f'"{day["version"]}"')
    body = {"seen": block["mark"], "lane": visit.bay_id, "until": (visit.end + QUARTER).isoformat()}
    done = api.post(f"/board/{visit.pk}/place/", body)
    assert (done.status_code, again(visit).end) == (200, visit.end + QUARTER)
    assert api.post(f"/board/{visit.pk}/place/", body).status_code == 409
    same = api.client.get("/api/v1/board/", headers={"If-None-Match": api.get("/board/")["ETag"]})
    assert same.status_code == 304


def test_a_closed_day_has_an_empty_answer(workshop, api_of, client_of, frozen, at):
    workshop.week.clear()
    workshop.opening_hours.all().delete()
    assert api_of(R.SERVICE_MANAGER).get("/board/").json()["lanes"] == []
    assert client_of(R.SERVICE_MANAGER).get(reverse("bay_board")).status_code == 200


def test_another_store_sees_nothing_of_it(visit, other_store, at, client_of, frozen):
    with scope(store=other_store):
        foreign = service.make_visit(other_store, at)
    manager = client_of(R.SERVICE_MANAGER)
    assert manager.get(reverse("board_place", args=[foreign.pk])).status_code == 404
    assert foreign.vehicle.plate not in manager.get(reverse("bay_board")).text


# ── size ──────────────────────────────────────────────────────────────────────────────────────────
def spread(store, order: RepairOrder, count: int, at) -> None:
    """So many more cars on that day: copies of one visit with order, claims and job, each in its own bay."""
    visit, job = order.appointment, order.jobs.get()
    for number in range(count):
        bay = Resource.objects.create(store=store, kind="bay", name=f"X{number}", bay_type=job.bay.bay_type)
        car = service.make_car(store)
        claims = type(visit.claim_set).objects.create(store=store, created_at=at)
        Claim.objects.create(
            store=store, resource=bay, during=(visit.start, visit.end), status="taken", kind="appointment",
            claim_set=claims, label=car.plate,
        )  # fmt: skip
        new = Appointment.objects.get(pk=visit.pk)
        new.pk, new.number, new.vehicle, new.claim_set, new.estimate = None, f"V{number}", car, claims, None
        new.bay = bay
        new.save(force_insert=True)
        copy = RepairOrder.objects.get(pk=order.pk)
        copy.pk, copy.number, copy.vehicle, copy.appointment, copy.bill = None, f"O{number}", car, new, None
        copy.save(force_insert=True)
        Job.objects.create(store=store, order=copy, line=job.line, technician=job.technician, bay=bay, assigned_at=at)


@pytest.mark.slow
def test_a_day_of_three_hundred_cars_is_one_answer_of_few_queries(workshop, at, api_of, client_of, frozen):
    order = service.make_dispatched(workshop, at)
    api, page = api_of(R.SERVICE_MANAGER), client_of(R.SERVICE_MANAGER)
    asks = {
        "api": lambda: api.get("/board/"),
        "people": lambda: api.get("/board/", by="technician"),
        "rows": lambda: page.get(reverse("bay_board") + "?part=rows"),
        "page": lambda: page.get(reverse("bay_board")),
    }
    counts = {}
    for rows in (1, 300):
        if rows > 1:
            spread(workshop, order, rows - 1, at)
        for name, ask in asks.items():
            ask()
            with service.counted() as queries:
                answer = ask()
            counts[name, rows] = len(queries)
            if name == "api":
                assert sum(len(lane["blocks"]) for lane in answer.json()["lanes"]) == rows
    assert {name: counts[name, 1] for name in asks} == {name: counts[name, 300] for name in asks}
    assert max(counts.values()) <= 12, counts


# ── reasons ───────────────────────────────────────────────────────────────────────────────────────
def test_reasons_of_a_visit_that_is_still_to_come(visit, manager, at):
    assert rules.why_not_shift(visit, manager, at) is None
    assert rules.why_not_resize(visit) is None
    assert rules.why_not_seen(visit, [], rules.mark_of(visit, [])) is None
    assert "Nothing was changed" in rules.why_not_seen(visit, [], "1.x")
    assert rules.why_not_main(visit, visit.bay) is None
    assert "shorter part" in rules.why_not_main(visit, other("bay", visit.bay))
    assert rules.why_not_replace(visit, []) is None


def test_reasons_of_a_car_that_is_here(workshop, manager, at):
    order = service.make_dispatched(workshop, at)
    visit, jobs = order.appointment, list(order.jobs.all())
    assert rules.why_not_replace(visit, jobs) is None
    assert "has been given out" in rules.why_not_replace(visit, [])
    assert "its start stays" in rules.why_not_shift(visit, manager, at)
    service.finish_all(order, at)
    assert rules.why_not_replace(visit, list(order.jobs.all())) == "This work is done."
    visit.freed_at = at
    assert rules.why_not_resize(visit) == "Work on this car has ended."


def test_one_that_did_not_come_is_not_changed(visit):
    visit.status = "no_show"
    assert "no-show" in rules.why_not_resize(visit)
    assert "no-show" in rules.why_not_replace(visit, [])


def test_planned_cars_cost_no_query_each(workshop, manager, at):
    counts = []
    for hours in (1, 3, 5):
        service.make_visit(workshop, at, start=at + timedelta(hours=hours))
        with service.counted() as queries:
            board(manager, "bay", at)
        counts.append(len(queries))
    assert counts[0] == counts[2], [query["sql"][:300] for query in queries][-3:]
