"""Rescues: asked for at any hour, each step with its time, from the road into the workshop (SERVICE-R45)."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models.records import Activity, Notice
from accounts.roles import Role
from appointments.actions import rescues
from appointments.models.rescues import Rescue
from appointments.presenters.requests import with_clocks
from appointments.rules.rescues import (
    car_named,
    same_caller,
    same_open,
    spans_of,
    why_not_another,
    why_not_ask,
    why_not_car,
)
from core.errors import Refused
from core.masks import whole
from tests.appointments.conftest import local
from tests.factories.appointments import make_rescue
from tests.factories.customers import make_customer, make_vehicle, owner_of

pytestmark = pytest.mark.usefixtures("frozen")
ASKED = {
    "phone": "13800138009",
    "place": "沪宁高速 K35",
    "words": "打不着火",
    "people_safe": "yes",
    "triangle": "not_asked",
}
SAID = ["people_safe", "triangle"]


@pytest.fixture
def rescue(by, at):
    return rescues.ask_rescue(by=by, at=at, car="红色朗逸", **ASKED)


def waiting() -> int:
    return Notice.objects.waiting().filter(to_role=Role.SERVICE_MANAGER, kind="rescue_asked").count()


def test_a_rescue_is_asked_for_in_the_middle_of_the_night(by, car):
    night = local(23, 2, 30)
    made = rescues.ask_rescue(by=by, at=night, vehicle=car, **ASKED | {"phone": "138 0013 8000"})
    assert (made.status, made.customer, made.number) == ("asked", owner_of(car), "H26-00001")
    notice = Notice.objects.get(kind="rescue_asked")
    assert (notice.url, notice.facts["place"], waiting()) == (made.get_absolute_url(), "沪宁高速 K35", 1)


def test_each_step_keeps_its_time(rescue, by, at):
    minutes = [at + timedelta(minutes=n) for n in (5, 40, 60, 70)]
    rescues.dispatch_rescue(rescue, by=by, at=minutes[0], crew="李师傅", crew_phone="13900139000")
    rescues.arrive_at_rescue(rescue, by=by, at=minutes[1])
    rescues.tow_rescue(rescue, by=by, at=minutes[2])
    ended = rescues.close_rescue(rescue, by=by, at=minutes[3])
    assert [moment for _label, moment in ended.steps] == [at, *minutes]
    assert (ended.status, waiting(), list(Rescue.objects.open())) == ("closed", 0, [])


def test_the_reception_closes_the_rescue_of_the_car_that_it_received(by, at, store, access_of):
    """Who may not work rescues receives the car all the same, and leaves it open."""
    towed = make_rescue(store, at, status="towed")
    rescues.close_received(None, by=by, at=at)
    rescues.close_received(towed, by=access_of(Role.TECHNICIAN), at=at)
    assert list(Rescue.objects.open()) == [towed]
    rescues.close_received(towed, by=by, at=at)
    assert list(Rescue.objects.open()) == []


def test_a_car_may_be_fixed_on_the_spot(by, at, store):
    fixed = rescues.fix_rescue(make_rescue(store, at, status="on_site"), by=by, at=at)
    assert (fixed.status, fixed.fixed_at, rescues.close_rescue(fixed, by=by, at=at).status) == ("fixed", at, "closed")


def test_somebody_else_may_be_sent(rescue, by, at):
    sent = rescues.dispatch_rescue(rescue, by=by, at=at, crew="李师傅")
    assert rescues.dispatch_rescue(sent, by=by, at=at + timedelta(minutes=1), crew="李师傅").dispatched_at == at
    other = rescues.dispatch_rescue(
        sent, by=by, at=at + timedelta(minutes=9), crew="顺达拖车", crew_phone="13900139000"
    )
    assert (other.crew, whole(other.crew_phone), other.dispatched_at) == ("顺达拖车", "13900139000", at)
    assert Activity.objects.filter(verb="send another", subject_id=rescue.pk).count() == 1


def test_a_rescue_is_called_off_with_its_reason(rescue, by, at):
    ended = rescues.call_off_rescue(rescue, by=by, at=at, reason="自己打着了")
    assert (ended.status, ended.why_called_off, waiting()) == ("called_off", "自己打着了", 0)
    with pytest.raises(Refused):
        rescues.dispatch_rescue(ended, by=by, at=at, crew="李师傅")


# ── one at a time ─────────────────────────────────────────────────────────────────────────────
def test_the_same_call_twice_is_one_rescue(rescue, by, at):
    assert rescues.ask_rescue(by=by, at=at, car="红色朗逸", **ASKED) == rescue
    with pytest.raises(Refused, match="is open already: asked for"):
        rescues.ask_rescue(by=by, at=at, car="红色朗逸", **ASKED | {"place": "别处"})


def test_a_car_is_rescued_once_at_a_time(by, at, car):
    first = rescues.ask_rescue(by=by, at=at, vehicle=car, **ASKED)
    phone = ASKED["phone"]
    assert [same_open("", car), same_open(phone, None), same_caller(phone, car)] == [first, None, None]
    with pytest.raises(Refused, match="is open already"):
        rescues.ask_rescue(by=by, at=at, vehicle=car, **ASKED | {"phone": "13800138002"})
    rescues.call_off_rescue(first, by=by, at=at, reason="x")
    assert rescues.ask_rescue(by=by, at=at, vehicle=car, **ASKED).pk != first.pk


@pytest.mark.parametrize("words", ["沪B66688", "红色朗逸 沪b·66688", "沪 B6 6688 Golf"])
def test_a_plate_among_the_words_is_the_car_that_the_store_has(by, at, store, words):
    car = make_vehicle(make_customer(store), plate="沪B66688")
    first = rescues.ask_rescue(by=by, at=at, car=words, **ASKED)
    assert (car_named(words), first.vehicle) == (car, car)
    with pytest.raises(Refused, match="of this car is open already") as refused:
        rescues.ask_rescue(by=by, at=at, car="沪b-66688", another_car=True, **ASKED | {"phone": "13911112222"})
    assert refused.value.extra["rescue"]["number"] == first.number


def test_words_without_a_plate_of_the_store_name_no_car(store):
    assert car_named("红色朗逸") is car_named("沪B99999") is car_named("") is None


def test_from_one_number_another_car_may_be_rescued_when_the_clerk_says_so(rescue, by, at, store):
    with pytest.raises(Refused, match="红色朗逸, asked for. Is it another car?") as refused:
        rescues.ask_rescue(by=by, at=at, car="白色途观", **ASKED)
    assert refused.value.field == "another_car"
    other = rescues.ask_rescue(by=by, at=at, car="白色途观", another_car=True, **ASKED)
    again = rescues.ask_rescue(by=by, at=at, car="白色途观", another_car=True, **ASKED)
    assert (other == again, other.pk != rescue.pk, Rescue.objects.count()) == (True, True, 2)
    assert why_not_another(None, False) is why_not_another(rescue, True) is same_caller("", None) is None


def test_the_page_asks_whether_it_is_another_car_and_keeps_what_was_typed(rescue, client_of):
    clerk, page = client_of(Role.HOTLINE_CLERK), reverse("rescue_new")
    assert b"another_car" not in clerk.get(page).content
    answer = clerk.post(page, ASKED | {"car": "白色途观"})
    shown = answer.content.decode()
    assert (answer.status_code, "白色途观" in shown, 'name="another_car"' in shown) == (409, True, True)
    assert reverse("rescue_detail", args=[rescue.pk]) in shown
    clerk.post(page, ASKED | {"car": "白色途观", "another_car": "on"})
    assert Rescue.objects.count() == 2


def test_nothing_stands_against_a_first_rescue(rescue):
    assert why_not_ask(None) is None
    assert rescue.number in why_not_ask(rescue)


def test_whoever_goes_knows_the_car(by, at, car):
    assert [bool(why_not_car(*which)) for which in ((car, ""), (None, "红色"), (None, " "))] == [False, False, True]
    with pytest.raises(Refused, match="Say which car"):
        rescues.ask_rescue(by=by, at=at, **ASKED)


@pytest.mark.parametrize(
    ("facts", "name"),
    [({"car": ""}, "a_rescue_names_its_car"), ({"status": "dispatched"}, "who_goes_is_named")],
)
def test_the_database_keeps_the_facts_together(rescue, facts, name):
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Rescue.objects.filter(pk=rescue.pk).update(**facts)


# ── the clock ─────────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize(("status", "minutes"), [("asked", 10), ("dispatched", 45), ("on_site", 60)])
def test_each_step_is_late_after_its_time(store, by, at, status, minutes):
    rescue = make_rescue(store, at, status=status)
    late = [with_clocks([rescue], by=by, at=at + timedelta(minutes=n))[0].late for n in (minutes, minutes + 1)]
    assert late == [False, True]


def test_nobody_waits_for_a_car_that_is_in(store, at):
    assert make_rescue(store, at, status="towed").due_at(spans_of(store)) is None


def test_who_was_not_asked_may_be_in_danger(rescue):
    danger = [Rescue(people_safe=said).in_danger for said in ("yes", "no", "not_asked")]
    assert danger == [False, True, True]


# ── at the screen ─────────────────────────────────────────────────────────────────────────────
def test_a_rescue_from_call_to_reception(client_of, car):
    clerk, advisor = client_of(Role.HOTLINE_CLERK), client_of(Role.SERVICE_ADVISOR)
    address = f"{reverse('rescue_new')}?phone=13800138000&vehicle={car.pk}&words=打不着火"
    page = clerk.get(address).content.decode()
    assert ("打不着火" in page, "13800138000" in page, 'name="car"' in page) == (True, True, False)
    errors = clerk.post(address, {}).context["form"].errors
    assert list(errors) == [*SAID, "phone", "place", "words"]
    clerk.post(address, ASKED | {"people_safe": "no"})
    rescue = Rescue.objects.get()
    here = rescue.get_absolute_url()
    assert "Somebody is not safe" in clerk.get(here).content.decode()
    clerk.post(reverse("rescue_dispatch", args=[rescue.pk]), {"crew": "李师傅"})
    clerk.post(reverse("rescue_arrive", args=[rescue.pk]))
    clerk.post(reverse("rescue_tow", args=[rescue.pk]))
    walk_in = f"{reverse('walk_in')}?rescue={rescue.pk}"
    assert walk_in not in clerk.get(here).content.decode()
    assert walk_in in advisor.get(here).content.decode()
    filled = advisor.get(walk_in).context["form"].initial
    assert (filled["plate"], filled["complaint"]) == (car.plate, "打不着火")


def test_the_list_opens_with_those_who_wait_longest(client_of, store, at):
    late, early = make_rescue(store, at), make_rescue(store, at - timedelta(minutes=30))
    make_rescue(store, at, status="closed")
    clerk = client_of(Role.HOTLINE_CLERK)
    page = clerk.get(reverse("rescue_list"))
    assert [(row, row.late) for row in page.context["page_obj"]] == [(early, True), (late, False)]
    assert [
        clerk.get(reverse("rescue_list"), {"state": s}).context["page_obj"].paginator.count for s in ("ended", "")
    ] == [1, 3]
    assert list(clerk.get(reverse("rescue_list"), {"q": late.number}).context["page_obj"]) == [late]


def test_acts_on_pages(client_of, store, at):
    clerk = client_of(Role.HOTLINE_CLERK)
    fixed, gone = make_rescue(store, at, status="on_site"), make_rescue(store, at)
    clerk.post(reverse("rescue_fix", args=[fixed.pk]))
    clerk.post(reverse("rescue_close", args=[fixed.pk]))
    clerk.post(reverse("rescue_call_off", args=[gone.pk]), {"reason": "自己开走了"})
    assert "自己开走了" in clerk.get(gone.get_absolute_url()).content.decode()
    assert clerk.post(reverse("rescue_arrive", args=[gone.pk])).status_code == 409
    assert set(Rescue.objects.values_list("status", flat=True)) == {"closed", "called_off"}


def test_the_api_runs_a_rescue(api_of):
    api = api_of(Role.HOTLINE_CLERK)
    made = api.post("/rescues/", ASKED | {"car": "红色朗逸"})
    here = f"/rescues/{made.json()['id']}"
    assert (made.status_code, made.json()["status"]) == (201, "asked")
    assert api.post(f"{here}/dispatch/", {"crew": "李师傅"}).json()["status"] == "dispatched"
    assert [api.post(f"{here}/{act}/").json()["status"] for act in ("arrive", "tow", "close")] == [
        "on_site",
        "towed",
        "closed",
    ]
    assert api.post(f"{here}/fix/").status_code == 409
