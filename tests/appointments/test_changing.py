"""A standing appointment is changed under its number: work, parts, words, people and time together (SERVICE-D2, D5)."""

from datetime import timedelta

import pytest

from accounts.access import Access
from accounts.models.records import Activity, Notice
from accounts.roles import Role
from appointments.actions import changing, hotline, moving, visits
from appointments.models.promises import PrepItem
from appointments.models.visits import Appointment, AppointmentPart, Segment
from appointments.rules import changes
from appointments.rules.bookings import BookingRequest
from appointments.rules.changes import Change
from appointments.views.public import BY_LINK
from capacity.models.claims import Claim
from core.errors import Refused, Stale
from core.parameters import moment
from customers.models.messages import Message
from dealership import integrity
from parts.models import Reservation
from tests.appointments.conftest import START, live, local, states
from tests.appointments.test_pages import page_of
from tests.factories.appointments import (
    make_absence,
    make_advisor,
    make_bay,
    make_operation,
    make_ready,
)
from tests.factories.billing import make_operation as make_priced
from tests.factories.billing import make_rates
from tests.factories.parts import OIL, OIL_FILTER, make_part, make_stock

LONG = {"time_units": 300, "name_zh": "三小时", "name_en": "three hours"}


@pytest.fixture
def long_job(db):
    return make_operation("OP-GEN-3H", **LONG)


def change(appointment, by, at, **facts):
    return changing.change(appointment, Change(**facts), by=by, at=at)


def needs_of(visit):
    return AppointmentPart.objects.filter(appointment=visit).order_by("pk")


def told():
    return list(Message.objects.filter(purpose="appointment_changed").order_by("pk").values_list("version", "body"))


def test_more_work_takes_more_time_under_the_same_number_and_start(appointment, by, at, job, long_job):
    changed = change(appointment, by, at, operations=[*job, long_job])
    assert (changed.pk, changed.number, changed.start) == (appointment.pk, appointment.number, START)
    assert (changed.time_version, changed.content_version) == (1, 2)
    assert changed.end == START + timedelta(hours=4)
    assert {span[2] for span in live(changed)} == {START + timedelta(hours=4), START + timedelta(minutes=15)}
    assert Claim.objects.live().count() == 4
    assert list(Segment.objects.values_list("version", "operations")) == [(1, [job[0].code, long_job.code])]
    assert states(changed) == ["planned", "planned"]


def test_less_work_frees_what_it_held(booked, by, at, job, long_job):
    changed = change(booked(operations=[*job, long_job]), by, at, operations=job)
    assert changed.end == START + timedelta(hours=1)
    assert {span[2] for span in live(changed)} == {START + timedelta(hours=1), START + timedelta(minutes=15)}


def test_the_customer_gets_one_message_with_all_that_is_new(appointment, by, at, job, long_job):
    change(appointment, by, at, operations=[*job, long_job], transport="leave")
    ((version, body),) = told()
    assert version == 2
    assert "09:30" in body and "13:30" in body and "三小时" in body and "留车" in body


def test_a_change_that_the_customer_does_not_see_is_not_told(appointment, by, at, shop):
    other = next(one for one in shop["technicians"] if one.pk != appointment.technician_id)
    changed = change(appointment, by, at, technician=other, diagnosis_note="先看再报")
    assert (changed.technician, changed.diagnosis_note, told()) == (other, "先看再报", [])
    assert changed.segments.get().technician == other


def test_what_is_so_already_records_nothing(appointment, by, at, job):
    before = Appointment.objects.filter(pk=appointment.pk).values().get()
    counts = Activity.objects.count(), Notice.objects.count(), Message.objects.count()
    same = {"operations": job, "complaint": appointment.complaint, "transport": appointment.transport}
    change(appointment, by, at, **same, technician=appointment.technician, start=START, content_version=7)
    assert Appointment.objects.filter(pk=appointment.pk).values().get() == before
    assert (Activity.objects.count(), Notice.objects.count(), Message.objects.count()) == counts


def test_longer_work_that_does_not_fit_is_refused_with_times_that_do(appointment, by, at, job, long_job, shop):
    for technician in shop["technicians"]:
        make_absence(technician, local(25, 11), local(25, 13))
    with pytest.raises(Refused) as refused:
        change(appointment, by, at, operations=[*job, long_job], complaint="还要换刹车片")
    offer = refused.value.extra["alternatives"][0]
    appointment.refresh_from_db()
    assert (appointment.complaint, appointment.operation_rows.count()) == ("刹车时左前有异响", 1)

    start = moment(offer["start"])
    moved = change(appointment, by, at, operations=[*job, long_job], complaint="还要换刹车片", start=start)
    assert (moved.start, moved.time_version, moved.content_version) == (start, 2, 2)
    assert moved.complaint == "还要换刹车片"
    rows = Message.objects.filter(status="planned").order_by("purpose").values_list("purpose", flat=True)
    assert list(rows) == ["appointment_day", "appointment_hour", "appointment_moved"]
    assert "三小时" in Message.objects.get(purpose="appointment_moved").body


def test_its_own_time_counts_as_free(appointment, by, at, long_job, shop):
    for advisor in (0, 1):
        make_absence(shop["technicians"][advisor], local(25, 15), local(25, 18))
    assert change(appointment, by, at, operations=[long_job]).end == START + timedelta(hours=3)


def test_another_advisor_is_told_and_has_the_groups(appointment, by, at, store):
    before, other = appointment.advisor, make_advisor(store)
    changed = change(appointment, by, at, advisor=other)
    owners = {item.owner_id for item in changed.preparation.exclude(owner=None)}
    assert (changed.advisor, owners) == (other, {other.user_id})
    to = Notice.objects.filter(kind="appointment_changed").values_list("to_user", flat=True)
    assert set(to) == {other.user_id, before.user_id}
    assert other.name in told()[0][1]
    assert other.name in Message.objects.get(purpose="appointment_day").body


def test_words_transport_and_contact_touch_no_claim(appointment, by, at):
    claims = list(Claim.objects.values_list("pk", flat=True))
    changed = change(
        appointment, by, at, complaint="左前异响，低速更响", contact_name="小王", contact_phone="13900000001"
    )
    assert (changed.complaint, changed.contact_name) == ("左前异响，低速更响", "小王")
    assert (list(Claim.objects.values_list("pk", flat=True)), changed.content_version) == (claims, 2)


def test_bad_words_and_no_work_are_refused(appointment, by, at):
    with pytest.raises(Refused, match="in his own words"):
        change(appointment, by, at, complaint="x")
    with pytest.raises(Refused, match="Some work must stay"):
        change(appointment, by, at, operations=[])


def test_a_car_that_is_here_has_extra_work(appointment, access_of):
    by = access_of(Role.SERVICE_ADVISOR)
    visits.arrive(appointment, by=by, at=START)
    with pytest.raises(Refused, match="extra work on its repair order"):
        change(appointment, by, START, complaint="还要换雨刮片")


def test_a_cancelled_one_is_not_changed(appointment, by, at):
    visits.cancel(appointment, by=by, at=at, reason="客户要求")
    with pytest.raises(Refused, match="cancelled"):
        change(appointment, by, at, complaint="还要换雨刮片")


def test_who_saw_an_earlier_content_is_told_and_nothing_is_lost(appointment, by, at):
    change(appointment, by, at, complaint="左前异响", content_version=1)
    with pytest.raises(Stale, match="Changed by") as stale:
        change(appointment, by, at, transport="leave", content_version=1)
    assert stale.value.extra["content_version"] == 2
    assert change(appointment, by, at, transport="leave", content_version=2).complaint == "左前异响"


def test_who_saw_an_earlier_time_is_told(appointment, by, at):
    moving.reschedule(appointment, by=by, at=at, start=local(26, 14))
    with pytest.raises(Stale, match="Moved to"):
        change(appointment, by, at, transport="leave", time_version=1)


def test_a_walk_around_the_history(appointment, by, at):
    change(appointment, by, at, transport="leave", reason="客户来电")
    event = appointment.visit_events.get(kind="changed")
    assert (event.facts["fields"], event.facts["reason"]) == (["transport"], "客户来电")
    assert event.facts["before"]["transport"] == "wait"
    assert Activity.objects.get(verb="change").note == "客户来电"


# ── parts ──────────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def with_part(booked, store, at):
    filters, oil = make_stock(store, at, OIL_FILTER), make_stock(store, at, OIL)
    return booked(parts=[(filters.part, 1)]), filters, oil


def test_parts_follow_the_change(with_part, by, at):
    visit, filters, oil = with_part
    change(visit, by, at, parts=[(oil.part, 4)])
    filters.refresh_from_db(), oil.refresh_from_db()
    assert (filters.reserved, oil.reserved) == (0, 4)
    assert [need.reservation.item_id for need in needs_of(visit).all()] == [oil.pk]
    assert not Notice.objects.filter(kind="appointment_part_lost").exists()
    change(visit, by, at, parts=[(oil.part, 5)])
    oil.refresh_from_db()
    assert (oil.reserved, needs_of(visit).count()) == (5, 2)
    change(visit, by, at, parts=[(oil.part, 2)])
    oil.refresh_from_db()
    assert (oil.reserved, needs_of(visit).count()) == (2, 1)


def test_without_parts_the_group_is_not_needed_and_with_one_it_is(with_part, by, at):
    visit, filters, _oil = with_part
    change(visit, by, at, parts=[])
    assert visit.preparation.get(group="parts").not_needed
    change(visit, by, at, parts=[(filters.part, 1)])
    item = visit.preparation.get(group="parts")
    assert (item.not_needed, item.done_at) == (False, None)


def test_a_part_that_is_short_refuses_the_whole_change(with_part, by, at, store):
    visit, filters, _oil = with_part
    with pytest.raises(Refused) as refused:
        change(visit, by, at, parts=[(filters.part, 1), (make_part("NOWHERE"), 1)], transport="leave")
    assert refused.value.field == "start"
    visit.refresh_from_db()
    assert (visit.transport, needs_of(visit).count()) == ("wait", 1)


def test_a_picked_part_that_is_not_needed_goes_back(with_part, by, at, access_of):
    visit, filters, _oil = with_part
    make_ready(visit, by=access_of(Role.SERVICE_ADVISOR), at=at)
    visit.refresh_from_db()
    assert visit.status == "prepared"
    change(visit, by, at, parts=[])
    visit.refresh_from_db()
    assert (visit.status, visit.prepared_at) == ("confirmed", None)
    row = Reservation.objects.get(item=filters)
    assert (row.status, row.called_back_at) == ("released", at)
    assert integrity.broken(at=at) == []


def test_other_work_opens_what_was_prepared_for_it(appointment, by, at, job, long_job, access_of):
    make_ready(appointment, by=access_of(Role.SERVICE_ADVISOR), at=at)
    change(appointment, by, at, operations=[*job, long_job])
    done = set(PrepItem.objects.filter(appointment=appointment, done_at__isnull=False).values_list("group", flat=True))
    assert done == {"crew", "documents"}
    appointment.refresh_from_db()
    assert appointment.status == "confirmed"


# ── the price ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def priced(store, at, shop, car, by):
    make_rates(store), make_bay(store, "FAST")
    make_stock(store, at, OIL_FILTER)
    request = BookingRequest(car, operations=[make_priced()], start=START, complaint="做个小保养")
    return hotline.take_booking(request, by=by, at=at, answer="accepted")


def test_the_accepted_price_stands_while_work_and_price_are_the_same(priced, by, at):
    change(priced, by, at, complaint="做小保养，看看雨刮", transport="leave")
    priced.refresh_from_db()
    assert (priced.estimate.status, priced.estimate.answer) == ("told", "accepted")


def test_other_work_has_a_new_estimate_that_nobody_was_told(priced, by, at):
    first = priced.estimate
    change(priced, by, at, parts=[(make_part(OIL_FILTER), 1)])
    priced.refresh_from_db()
    assert priced.estimate != first
    assert (priced.estimate.status, priced.estimate.answer, priced.estimate.told_at) == ("draft", "", None)
    assert priced.estimate.total == first.total + make_part(OIL_FILTER).list_price
    first.refresh_from_db()
    assert (first.status, first.answer) == ("told", "accepted")


def test_the_answer_to_the_new_price_is_recorded_with_the_change(priced, by, at):
    change(priced, by, at, parts=[(make_part(OIL_FILTER), 1)], answer="accepted")
    priced.refresh_from_db()
    assert (priced.estimate.status, priced.estimate.answer) == ("told", "accepted")
    with pytest.raises(Refused, match="does not want it at this price"):
        change(priced, by, at, parts=[], answer="declined")


# ── the customer by link ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def customer(store):
    return Access.customer(store, *BY_LINK)


def test_a_customer_changes_words_and_transport_and_leaves_a_service_out(booked, customer, at, job, long_job):
    visit = booked(operations=[*job, long_job])
    changed = change(visit, customer, at, complaint="只看刹车", transport="leave", operations=job)
    assert (changed.complaint, changed.operation_rows.get().operation) == ("只看刹车", job[0])
    assert changed.visit_events.get(kind="changed").by is None


def test_a_customer_adds_no_work_and_changes_nobody(appointment, customer, at, job, long_job, store):
    for facts in ({"operations": [*job, long_job]}, {"advisor": make_advisor(store)}, {"diagnosis": "known_job"}):
        with pytest.raises(Refused, match="Please call us"):
            change(appointment, customer, at, **facts)


def test_a_customer_changes_nothing_shortly_before(appointment, customer):
    late = START - timedelta(minutes=119)
    with pytest.raises(Refused, match="It begins soon"):
        change(appointment, customer, late, transport="leave")
    assert change(appointment, customer, START - timedelta(minutes=120), transport="leave").transport == "leave"


def test_a_part_goes_with_the_work_that_brings_it(db):
    work, part = make_priced(), make_part(OIL_FILTER)
    assert changes.without_those_of([make_operation()], [], {part: 1}) == {part: 1}
    brought = changes._brought_by([work])
    assert changes.without_those_of([work], [], dict.fromkeys(brought, 1)) == {}
    assert changes.without_those_of([work], [work], dict.fromkeys(brought, 1)) == dict.fromkeys(brought, 1)


# ── the page and the API ───────────────────────────────────────────────────────────────────────
@pytest.fixture
def page(client_of, frozen):
    return client_of(Role.HOTLINE_CLERK)


def sent(visit, **facts):
    """What the page sends when nothing was touched, and what was."""
    visit.refresh_from_db()
    usual = {name: getattr(visit, name) for name in ("time_version", "content_version", "complaint", "transport")}
    usual |= {"advisor": visit.advisor_id, "technician": visit.technician_id, "bay": visit.bay_id, "chips": "1"}
    rows = visit.operation_rows.all()
    return usual | {"operation": [row.operation.code for row in rows]} | facts


def test_the_page_changes_all_at_once(appointment, page, job, long_job):
    address = f"/appointments/{appointment.pk}/change/"
    assert "刹车时左前有异响" in page.get(address).content.decode()
    found = page.get(
        address, {"chips": "1", "operation": job[0].code, "work": "OP-GEN-3H", "complaint": "还要换刹车片"}
    )
    assert ("还要换刹车片" in found.content.decode(), "OP-GEN-3H" in found.content.decode()) == (True, True)
    answer = page.post(address, sent(appointment, operation=[job[0].code, long_job.code], transport="leave"))
    assert (answer.status_code, answer.url) == (302, f"/appointments/{appointment.pk}/")
    appointment.refresh_from_db()
    assert (appointment.transport, appointment.operation_rows.count()) == ("leave", 2)


def test_the_page_offers_change_and_move_in_one_tap(appointment, page, job, long_job, shop):
    for technician in shop["technicians"]:
        make_absence(technician, local(25, 11), local(25, 13))
    wanted = sent(appointment, operation=[job[0].code, long_job.code])
    refused = page.post(f"/appointments/{appointment.pk}/change/", wanted)
    assert refused.status_code == 409
    offer = refused.context["offers"][0]
    moved = page.post(f"/appointments/{appointment.pk}/change/", wanted | {"start": offer["start"]})
    assert moved.status_code == 302
    appointment.refresh_from_db()
    assert (appointment.start, appointment.operation_rows.count()) == (moment(offer["start"]), 2)


def test_the_page_of_a_stale_tab_keeps_what_was_typed(appointment, page, by, at):
    stale = sent(appointment, complaint="还要换雨刮片")
    change(appointment, by, at, transport="leave")
    refused = page.post(f"/appointments/{appointment.pk}/change/", stale)
    assert refused.status_code == 409
    text = refused.content.decode()
    assert "还要换雨刮片" in text and 'name="content_version" value="2"' in text


def test_the_page_says_when_nothing_is_another(appointment, page):
    answer = page.post(f"/appointments/{appointment.pk}/change/", sent(appointment), follow=True)
    assert "nothing was changed" in answer.content.decode() or "没有变化" in answer.content.decode()
    appointment.refresh_from_db()
    assert appointment.content_version == 1


def test_the_api_changes_and_tells_who_is_late(appointment, api_of, frozen, long_job):
    api, address = api_of(Role.HOTLINE_CLERK), f"/appointments/{appointment.pk}/change/"
    body = {"operations": [long_job.code], "transport": "leave", "contact_phone": "139 0000 0001", "content_version": 1}
    answer = api.post(address, body)
    assert (answer.status_code, answer.json()["content_version"]) == (200, 2)
    assert answer.json()["operations"] == [long_job.code]
    late = api.post(address, {"transport": "wait", "content_version": 1})
    assert (late.status_code, late.json()["content_version"]) == (409, 2)
    assert api.post(address, {"transport": "leave"}).json()["content_version"] == 2


def test_the_customer_changes_by_his_link(booked, at, frozen, client, job, long_job, store):
    visit = booked(operations=[*job, long_job])
    address = page_of(visit, at)
    assert "changed" not in client.get(address, headers={"Accept-Language": "en"}).content.decode()
    body = {"answer": "change", "complaint": "只看刹车", "transport": "leave", "chips": "1", "operation": job[0].code}
    assert client.post(address, body | {"content_version": 1, "time_version": 1}).status_code == 302
    visit.refresh_from_db()
    assert (visit.complaint, visit.transport, visit.operation_rows.count()) == ("只看刹车", "leave", 1)
    refused = client.post(address, body | {"content_version": 2, "operation": ""})
    assert (refused.status_code, visit.operation_rows.count()) == (409, 1)


# ── the rules by themselves ────────────────────────────────────────────────────────────────────
def test_the_car_is_here_or_to_come(appointment):
    assert changes.why_not_here(appointment) is None
    appointment.status = "arrived"
    assert "extra work" in changes.why_not_here(appointment)


def test_a_customer_has_a_cut_off_and_staff_have_none(appointment, by, customer):
    late, early = START - timedelta(minutes=1), START - timedelta(hours=3)
    assert changes.why_not_change_now(appointment, by, late) is None
    assert changes.why_not_change_now(appointment, customer, early) is None
    assert "begins soon" in changes.why_not_change_now(appointment, customer, late)


def test_only_less_work_by_link(appointment, by, customer, long_job):
    more = changes.difference(appointment, Change(operations=[long_job]))
    assert changes.why_not_by_link(by, more) is None
    assert "call us" in changes.why_not_by_link(customer, more)
    assert changes.why_not_by_link(customer, changes.difference(appointment, Change(transport="leave"))) is None


def test_some_work_stays(job):
    assert (changes.why_not_empty(job), bool(changes.why_not_empty([]))) == (None, True)


def test_a_content_version_is_the_present_one_or_not_said(appointment, by, customer, at):
    assert changes.why_not_stale_content(appointment, None, by) is None
    assert changes.why_not_stale_content(appointment, 1, by) is None
    assert "Look at it again" in changes.why_not_stale_content(appointment, 9, by)
    changed = change(appointment, by, at, transport="leave")
    assert "by us" in changes.why_not_stale_content(changed, 1, customer)
    assert str(by.user) in changes.why_not_stale_content(changed, 1, by)
    again = change(appointment, customer, at, transport="wait")
    assert "by the customer" in changes.why_not_stale_content(again, 2, by)
    assert "by you" in changes.why_not_stale_content(again, 2, customer)
