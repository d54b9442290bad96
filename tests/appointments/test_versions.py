"""An act on a time that an appointment no longer has is told what is true now, and changes nothing (P13, case S10)."""

from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scopes_disabled

from accounts.access import Access
from accounts.roles import Role
from appointments.actions import groups, moving, preparation, visits
from appointments.models.visits import Appointment
from appointments.perms import AppointmentPerm
from appointments.rules import versions
from core.errors import Refused, Stale
from customers.models.messages import Message
from tests.appointments.conftest import local
from tests.appointments.test_pages import page_of
from tests.factories.accounts import make_user
from tests.factories.appointments import make_absence

LI_AT = local(23, 9, 12)
ENGLISH = Client(headers={"Accept-Language": "en"})
MOVED = "Moved to Thu 26 Nov 14:00 by 小李 at Mon 23 Nov 09:12. Nothing was changed: look at it again."
ACTS = {
    "reschedule": partial(moving.reschedule, start=local(27, 9)),
    "extend": partial(moving.extend, until=local(26, 16)),
    "cancel": partial(visits.cancel, reason="客户要求"),
    "put_at_risk": partial(visits.put_at_risk, reason="技师请假"),
    "confirm": visits.confirm,
    "arrive": visits.arrive,
    "mark_no_show": visits.mark_no_show,
    "sign": groups.sign,
}
CALLS = {
    "reschedule": {"start": "2026-11-27T09:00:00+08:00"},
    "extend": {"until": "2026-11-26T16:00:00+08:00"},
    "cancel": {"reason": "客户要求"},
    "at-risk": {"reason": "技师请假"},
    "confirm": {},
    "arrive": {},
    "no-show": {},
    "sign": {},
    "prepare": {"group": "crew", "evidence": "人和工位都在"},
}


@pytest.fixture
def moved(appointment, store):
    """Moved by a colleague since the page was opened: its second time."""
    li = Access.of(make_user(Role.HOTLINE_CLERK, store=store, name="小李", username="li"), [Role.HOTLINE_CLERK], store)
    return moving.reschedule(appointment, by=li, at=LI_AT, start=local(26, 14))


def rows_of(visit):
    return Appointment.objects.filter(pk=visit.pk).values().get(), visit.visit_events.count(), Message.objects.count()


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_an_earlier_time_is_told_the_present_one(moved, access_of, act):
    by, before = access_of(Role.SERVICE_ADVISOR), rows_of(moved)
    with pytest.raises(Stale, match=MOVED) as stale:
        ACTS[act](moved, by=by, at=local(26, 16), time_version=1)
    assert stale.value.extra == {"start": "2026-11-26T14:00:00+08:00", "time_version": 2}
    assert rows_of(moved) == before


def test_a_group_of_an_earlier_time_is_not_ticked_and_its_words_are_told(moved, access_of):
    crew, by = moved.preparation.get(group="crew"), access_of(Role.SERVICE_ADVISOR)
    with pytest.raises(Stale, match="You wrote: “老张在”."):
        preparation.prepare(crew, by=by, at=LI_AT, evidence="老张在", time_version=1)
    with pytest.raises(Stale, match="look at it again.$"):
        preparation.prepare(crew, by=by, at=LI_AT, not_needed=True, time_version=1)


@pytest.mark.parametrize("call", CALLS)
def test_each_call_of_the_api_can_say_which_time_it_saw(moved, api_of, frozen, call):
    api, address = api_of(Role.SERVICE_ADVISOR), f"/appointments/{moved.pk}/{call}/"
    answer = api.post(address, CALLS[call] | {"time_version": 1})
    now_true = {"detail": "", "start": "2026-11-26T14:00:00+08:00", "time_version": 2}
    assert (answer.status_code, answer.json() | now_true) == (409, answer.json() | {"detail": ""})
    assert answer.json()["detail"].startswith("Moved to Thu 26 Nov 14:00 by 小李")


def test_whoever_saw_the_present_time_acts(moved, by, access_of):
    assert visits.confirm(moved, by=by, at=LI_AT, time_version=2) == moved
    assert moving.reschedule(moved, by=by, at=LI_AT, start=local(27, 9), time_version=2).time_version == 3
    assert visits.cancel(moved, by=by, at=LI_AT, reason="客户要求", time_version=3).status == "cancelled"


def test_the_same_move_again_changes_nothing_though_its_version_is_the_old_one(moved, by, at):
    facts = {"start": moved.start, "advisor": moved.advisor, "time_version": 1}
    assert moving.reschedule(moved, by=by, at=at, **facts).time_version == 2


def test_what_has_ended_is_told_by_its_status_and_not_by_its_time(moved, by, access_of):
    visits.arrive(moved, by=access_of(Role.SERVICE_ADVISOR), at=local(26, 14))
    with pytest.raises(Refused, match="it cannot become “cancelled”"):
        visits.cancel(moved, by=by, at=local(26, 14), reason="客户要求", time_version=1)
    moved.refresh_from_db()
    assert versions.why_not_stale(moved, 1, by) is None


def test_a_version_that_never_was_is_told_the_present_time(appointment, by, at):
    said = "The appointment is on Wed 25 Nov 09:30. Look at it again."
    assert versions.why_not_stale(appointment, 7, by) == said
    assert versions.why_not_stale(appointment, None, by) is versions.why_not_stale(appointment, 1, by) is None


@pytest.mark.parametrize(
    ("mover", "reader", "who"),
    [
        ("staff", "customer", "us"),
        ("customer", "customer", "you"),
        ("customer", "staff", "the customer"),
        ("system", "staff", "the system"),
    ],
)
def test_who_moved_it_is_named_for_the_reader(appointment, store, by, mover, reader, who):
    customer = Access.customer(store, AppointmentPerm.APPOINTMENT_BOOK)
    people = {"staff": by, "customer": customer, "system": Access.system(store)}
    visit = moving.reschedule(appointment, by=people[mover], at=LI_AT, start=local(26, 14))
    assert f" by {who} at " in versions.why_not_stale(visit, 1, people[reader])


# ── pages ─────────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("name", ["appointment_confirm", "appointment_arrive", "appointment_no_show"])
def test_the_buttons_of_the_page_say_which_time_it_shows(moved, client_of, frozen, name):
    advisor, page = client_of(Role.SERVICE_ADVISOR), moved.get_absolute_url()
    shown = advisor.get(page)
    assert {act.url: act.sends for act in shown.context["acts"]}[reverse(name, args=[moved.pk])] == (
        "time_version",
        "2",
    )
    assert 'name="time_version" value="2"' in shown.text
    answer = advisor.post(reverse(name, args=[moved.pk]), {"time_version": 1}, headers={"Referer": page}, follow=True)
    assert "Moved to Thu 26 Nov 14:00 by 小李" in answer.text
    assert Appointment.objects.get(pk=moved.pk).status == "confirmed"


def test_two_tabs_move_it_once_and_the_second_keeps_what_was_chosen(appointment, client_of, store, frozen):
    hotline, address = client_of(Role.HOTLINE_CLERK), reverse("appointment_move", args=[appointment.pk])
    page = hotline.get(address)
    first, *_between, other = page.context["days"][1]["slots"]
    tab = {"time_version": page.context["form"]["time_version"].value(), "reason": "客户改期"}
    chosen = [f"{slot.start.isoformat()}~{slot.advisor.pk}" for slot in (first, other)]
    assert hotline.post(address, tab | {"slot": chosen[0]}).status_code == 302
    late = hotline.post(address, tab | {"slot": chosen[1]})
    assert (late.status_code, Appointment.objects.get(pk=appointment.pk).start) == (409, first.start)
    assert "Nothing was changed: look at it again." in late.text
    assert late.context["appointment"].start == first.start
    form = late.context["form"]
    assert (form["reason"].value(), form["time_version"].value(), late.context["chosen"]) == (
        "客户改期",
        "2",
        other.start,
    )
    assert " checked" in late.text
    again = hotline.post(address, tab | {"slot": chosen[1], "time_version": 2})
    assert (again.status_code, Appointment.objects.get(pk=appointment.pk).start) == (302, other.start)


@pytest.mark.parametrize("name", ["appointment_cancel", "appointment_at_risk"])
def test_a_form_of_an_earlier_time_comes_back_with_its_words(moved, client_of, frozen, name):
    advisor, address = client_of(Role.SERVICE_ADVISOR), reverse(name, args=[moved.pk])
    answer = advisor.post(address, {"reason": "客户要求取消", "time_version": 1})
    assert (answer.status_code, "客户要求取消" in answer.text, "by 小李 at" in answer.text) == (409, True, True)
    assert 'name="time_version" value="2"' in answer.text
    moved.refresh_from_db()
    assert (moved.status, moved.at_risk_at) == ("confirmed", None)


def test_a_form_sent_back_for_its_fields_still_says_what_was_seen(moved, client_of, frozen):
    address = reverse("appointment_cancel", args=[moved.pk])
    answer = client_of(Role.HOTLINE_CLERK).post(address, {"reason": "", "time_version": 1})
    assert answer.context["form"]["time_version"].value() == "1"


@pytest.mark.parametrize(
    "said", [{"answer": "keep"}, {"answer": "cancel", "reason": "出差了"}, {"start": "2026-11-27T09:00:00+08:00"}]
)
def test_the_link_after_a_move_by_staff_shows_the_new_time_first(moved, store, frozen, said):
    address = page_of(moved, LI_AT)
    with scopes_disabled():
        page = ENGLISH.get(address)
        answer = ENGLISH.post(address, said | {"time_version": 1})
    assert page.text.count('name="time_version" value="2"') == 4
    told = "Moved to Thu 26 Nov 14:00 by us at Mon 23 Nov 09:12."
    assert (answer.status_code, told in answer.text, "小李" in answer.text) == (409, True, False)
    assert answer.text.count('name="time_version" value="2"') == 4
    assert said.get("reason", "") in answer.text
    moved.refresh_from_db()
    assert (moved.status, moved.time_version) == ("confirmed", 2)
    assert not moved.confirmations.filter(status="kept").exists()


def test_the_time_chosen_before_is_shown_among_the_few_of_its_day(moved, by, store, frozen, shop):
    make_absence(shop["advisors"][0], local(27, 8), local(27, 9))
    address = page_of(moved, LI_AT)
    with scopes_disabled():
        days = Client().get(address).context["days"]
        day = next(day for day in days if day["count"] > len(day["slots"]))
        hidden = day["slots"][0].start.replace(minute=30)
        assert hidden not in [slot.start for slot in day["slots"]]
        answer = Client().post(address, {"start": hidden.isoformat(), "time_version": 1})
    assert hidden in [slot.start for day in answer.context["days"] for slot in day["slots"]]
