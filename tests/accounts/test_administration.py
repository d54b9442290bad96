"""The administrator's work: people, their roles, stores and their hours; and nothing of the customers."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import override
from django_scopes import scope

from accounts import actions, rules, tokens
from accounts.access import Access
from accounts.forms import StoreForm
from accounts.log import notify
from accounts.models.people import Membership, User
from accounts.models.records import Activity
from accounts.models.stores import Store, StoreDay
from accounts.roles import Role
from core.errors import Refused
from service.notices import OrderNotice
from tests.factories.accounts import make_store, make_user
from tests.factories.customers import make_customer

GOOD = "Two-quiet-otters"


@pytest.fixture(autouse=True)
def english():
    with override("en"):
        yield


@pytest.fixture
def admin(db):
    return Access.of(make_user(Role.SYSTEM_ADMIN), [Role.SYSTEM_ADMIN], None)


@pytest.fixture
def browser(client_of):
    return client_of(Role.SYSTEM_ADMIN)


def test_a_new_colleague_can_enter_with_his_first_role(store, admin, at):
    user = actions.add_user(
        by=admin, at=at, username="wang", name="Wang", password=GOOD, role=Role.CASHIER, store=store
    )
    assert User.objects.get(username="wang").check_password(GOOD)
    assert [(row.role, row.store) for row in user.memberships.all()] == [(Role.CASHIER, store)]


def test_a_name_is_taken_whatever_its_case(store, admin, at):
    make_user(username="Wang")
    with pytest.raises(Refused) as refusal:
        actions.add_user(by=admin, at=at, username="wang", name="W", password=GOOD, role=Role.CASHIER, store=store)
    assert refusal.value.field == "username"


@pytest.mark.parametrize(
    ("role", "at_store", "fits"),
    [
        (Role.CASHIER, True, True),
        (Role.CASHIER, False, False),
        (Role.GROUP_MANAGER, False, True),
        (Role.GROUP_MANAGER, True, False),
    ],
)
def test_why_not_membership(store, role, at_store, fits):
    assert (rules.why_not_membership(make_user(), role, store if at_store else None) is None) == fits


def test_a_role_is_held_once(store, admin, at):
    user = make_user(Role.CASHIER, store=store)
    with pytest.raises(Refused, match="already"):
        actions.add_membership(user, by=admin, at=at, role=Role.CASHIER, store=store)


def test_an_ended_role_lives_again(store, admin, at):
    membership = make_user(Role.CASHIER, store=store).memberships.get()
    actions.end_membership(membership, by=admin, at=at)
    again = actions.add_membership(membership.user, by=admin, at=at, role=Role.CASHIER, store=store)
    assert (again.pk, again.until) == (membership.pk, None)


def test_an_ended_role_opens_nothing_from_the_next_request_on(store, admin, at, client_of, frozen):
    cashier = client_of(Role.CASHIER)
    assert cashier.get(reverse("notice_list")).status_code == 200
    actions.end_membership(Membership.objects.get(role=Role.CASHIER), by=admin, at=at)
    assert cashier.get(reverse("notice_list")).status_code == 403


@pytest.mark.parametrize(
    ("zone", "role", "last", "first"),
    [
        ("Asia/Shanghai", Role.CASHIER, "15:59", "16:00"),
        ("Asia/Urumqi", Role.CASHIER, "17:59", "18:00"),
        ("Asia/Urumqi", Role.SYSTEM_ADMIN, "15:59", "16:00"),
    ],
)
def test_a_roles_last_day_ends_at_midnight_of_its_store(store, zone, role, last, first):
    """The group keeps one time zone; the hours are those of the world's clock."""
    Store.objects.update(time_zone=zone)
    membership = make_user(role, store=store).memberships.get()
    Membership.objects.update(until=date(2026, 11, 23))
    membership = Membership.objects.select_related("store").get()
    found = []
    for clock in (last, first):
        at = datetime.fromisoformat(f"2026-11-23T{clock}+00:00")
        found.append((membership.is_valid(at), Membership.objects.valid(at).exists()))
    assert found == [(True, True), (False, False)]


def test_a_role_opens_nothing_on_the_morning_after_its_last_day(store, client_of, frozen):
    cashier = client_of(Role.CASHIER)
    Membership.objects.update(until=date(2026, 11, 22))
    frozen.move_to(datetime(2026, 11, 23, 7, tzinfo=ZoneInfo("Asia/Shanghai")))
    assert cashier.get(reverse("notice_list")).status_code == 403


def test_a_role_that_is_taken_away_before_eight_in_the_morning_ends_yesterday(store, admin):
    membership = make_user(Role.CASHIER, store=store).memberships.get()
    early = datetime(2026, 11, 23, 7, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert actions.end_membership(membership, by=admin, at=early).until == date(2026, 11, 22)
    assert not Membership.objects.valid(early.astimezone(UTC)).filter(pk=membership.pk).exists()


def test_somebody_can_always_let_others_in(store, admin, at):
    only = admin.user.memberships.get()
    with pytest.raises(Refused, match="last administrator"):
        actions.end_membership(only, by=admin, at=at)
    other = Access.of(make_user(Role.SYSTEM_ADMIN, username="second"), [Role.SYSTEM_ADMIN], None)
    assert rules.why_not_end_membership(only, admin, at) is None
    assert rules.why_not_disable(admin.user, other, at) is None
    actions.disable_user(other.user, by=admin, at=at)
    assert rules.why_not_end_membership(only, admin, at) is not None


def test_nobody_disables_himself(admin, at):
    with pytest.raises(Refused, match="yourself"):
        actions.disable_user(admin.user, by=admin, at=at)


def test_a_disabled_user_is_out_everywhere(store, admin, at, client_of):
    cashier = client_of(Role.CASHIER)
    user = User.objects.get(username="cashier@SH01")
    key = tokens.issue(user, at=at)
    actions.disable_user(user, by=admin, at=at)
    assert cashier.get(reverse("notice_list")).status_code == 302
    assert not tokens.person_behind(key)[0].is_authenticated
    actions.enable_user(user, by=admin, at=at)
    assert cashier.get(reverse("notice_list")).status_code == 200
    assert not tokens.person_behind(key)[0].is_authenticated


@pytest.mark.usefixtures("real_passwords")
def test_a_new_password_ends_old_sessions_and_keys(store, admin, at, client_of):
    cashier = client_of(Role.CASHIER)
    user = User.objects.get(username="cashier@SH01")
    key = tokens.issue(user, at=at)
    actions.reset_password(user, by=admin, at=at, password=GOOD)
    assert cashier.get(reverse("notice_list")).status_code == 302
    assert not tokens.person_behind(key)[0].is_authenticated
    assert User.objects.get(pk=user.pk).check_password(GOOD)


def test_the_week_is_set_day_by_day(store, admin, at):
    week = {0: (time(0), time(0)), 6: None}
    changed = actions.set_hours(store, by=admin, at=at, week=week)
    assert (changed.week[0], changed.week.get(6), changed.week[1]) == (
        (time(0), time(0)),
        None,
        (time(8), time(18)),
    )


def test_a_day_that_differs_replaces_itself_and_goes_again(store, admin, at):
    on = at.date() + timedelta(days=7)
    actions.set_day(store, by=admin, at=at, on=on, hours=(time(9), time(12)), note="Stock take")
    day = actions.set_day(store, by=admin, at=at, on=on, hours=None, note="Holiday")
    assert (StoreDay.objects.count(), day.closed, day.opens) == (1, True, None)
    assert not Store.objects.get(pk=store.pk).is_open_on(on)
    actions.clear_day(day, by=admin, at=at)
    assert Store.objects.get(pk=store.pk).is_open_on(on)
    assert Activity.objects.filter(subject="accounts.storeday").count() == 3


def test_a_day_of_a_store_that_is_not_open_yet_is_set_and_goes_again(store, browser, frozen):
    new = make_store("SH09")
    Store.objects.filter(pk=new.pk).update(active=False)
    said = {"on": "2026-12-01", "closed": "on", "note": "Fitting out"}
    assert browser.post(reverse("store_day_new", args=[new.pk]), said).status_code == 302
    assert browser.post(reverse("store_day_clear", args=[StoreDay.objects.get().pk])).status_code == 302
    assert not StoreDay.objects.exists()


def test_yesterday_stays_as_it_was(store, admin, at):
    with pytest.raises(Refused) as refusal:
        actions.set_day(store, by=admin, at=at, on=at.date() - timedelta(days=1), hours=None)
    assert refusal.value.field == "on"


@pytest.mark.parametrize("role", [Role.GENERAL_MANAGER, Role.GROUP_MANAGER, Role.CASHIER])
def test_nobody_else_administers(store, at, role, access_of, client_of):
    by, user = access_of(role), make_user(Role.TECHNICIAN, store=store)
    attempts = [
        lambda: actions.add_user(by=by, at=at, username="x", name="X", password=GOOD, role=role, store=store),
        lambda: actions.add_membership(user, by=by, at=at, role=Role.CASHIER, store=store),
        lambda: actions.end_membership(user.memberships.get(), by=by, at=at),
        lambda: actions.reset_password(user, by=by, at=at, password=GOOD),
        lambda: actions.disable_user(user, by=by, at=at),
        lambda: actions.enable_user(user, by=by, at=at),
        lambda: actions.correct_store(store, by=by, at=at, name="X"),
        lambda: actions.set_hours(store, by=by, at=at, week={0: None}),
        lambda: actions.set_day(store, by=by, at=at, on=at.date(), hours=None),
    ]
    for attempt in attempts:
        with pytest.raises(PermissionDenied):
            attempt()
    browser = client_of(role)
    for page in ("user_list", "user_new", "store_list"):
        assert browser.get(reverse(page)).status_code == 403


def test_the_pages_of_people(store, browser):
    page = browser.post(
        reverse("user_new"),
        {"username": "wang", "name": "Wang", "password": GOOD, "role": Role.CASHIER, "store": store.pk},
    )
    user = User.objects.get(username="wang")
    assert page["Location"] == user.get_absolute_url()
    assert browser.get(user.get_absolute_url()).status_code == 200
    browser.post(reverse("membership_new", args=[user.pk]), {"role": Role.PARTS_CLERK, "store": store.pk})
    assert user.memberships.count() == 2
    browser.post(reverse("membership_end", args=[user.memberships.get(role=Role.PARTS_CLERK).pk]))
    assert [str(row) for row in user.valid_memberships(now())] == ["SH01 Cashier"]
    browser.post(reverse("user_disable", args=[user.pk]))
    assert not User.objects.get(pk=user.pk).is_active
    browser.post(reverse("user_enable", args=[user.pk]))
    browser.post(reverse("user_password", args=[user.pk]), {"password": "Four-calm-herons"})
    assert User.objects.get(pk=user.pk).check_password("Four-calm-herons")


@pytest.mark.parametrize(
    ("field", "value"),
    [("username", "a b"), ("username", ""), ("password", "short"), ("role", "king"), ("role", Role.GROUP_MANAGER)],
)
def test_bad_input_stands_at_its_field(store, browser, field, value):
    body = {"username": "wang", "name": "Wang", "password": GOOD, "role": Role.CASHIER, "store": store.pk}
    page = browser.post(reverse("user_new"), {**body, field: value})
    assert field in page.context["form"].errors
    assert not User.objects.filter(username="wang").exists()


def test_the_pages_of_stores(store, browser, frozen):
    week = {f"{name}_{day}": value for day in range(6) for name, value in (("open", "on"), ("opens", "09:00"))}
    week |= {f"closes_{day}": "17:00" for day in range(6)}
    assert browser.post(reverse("store_hours", args=[store.pk]), week)["Location"] == store.get_absolute_url()
    fresh = Store.objects.get(pk=store.pk)
    assert fresh.week == dict.fromkeys(range(6), (time(9), time(17)))
    settings = {
        "name": "Store one",
        "time_zone": "Asia/Shanghai",
        "active": "on",
    }
    browser.post(reverse("store_edit", args=[store.pk]), settings)
    fresh = Store.objects.get(pk=store.pk)
    assert (fresh.name, fresh.time_zone) == ("Store one", "Asia/Shanghai")
    browser.post(reverse("store_day_new", args=[store.pk]), {"on": "2026-12-01", "closed": "on", "note": "Holiday"})
    page = browser.get(store.get_absolute_url())
    assert "Holiday" in page.content.decode()
    browser.post(reverse("store_day_clear", args=[StoreDay.objects.get().pk]))
    assert not StoreDay.objects.exists()


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"open_0": "on", "opens_0": "18:00", "closes_0": "08:00"}, "closes_0"),
        ({"open_0": "on", "opens_0": "18:00"}, "closes_0"),
        ({"open_0": "on", "opens_0": "25:00", "closes_0": "08:00"}, "opens_0"),
    ],
)
def test_wrong_hours_are_refused(store, browser, body, field):
    page = browser.post(reverse("store_hours", args=[store.pk]), body)
    assert field in page.context["form"].errors
    assert Store.objects.get(pk=store.pk).week[0] == (time(8), time(18))


def test_a_day_needs_hours_or_is_closed(store, browser, frozen):
    page = browser.post(reverse("store_day_new", args=[store.pk]), {"on": "2026-12-01", "opens": "09:00"})
    assert "closes" in page.context["form"].errors


@pytest.mark.parametrize("address", ["user_list", "store_list"])
def test_the_same_queries_whatever_the_rows(store, browser, address):
    counted = []
    for more in (1, 3):
        for number in range(more):
            make_user(Role.CASHIER, store=store, username=f"c{more}{number}")
            make_store(f"T{more}{number}")
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse(address))
        counted.append(len(queries))
    assert counted[0] == counted[1] <= 8


def test_people_are_found_by_name_role_and_store(store, other_store, browser):
    make_user(Role.CASHIER, store=store, username="here", name="Here")
    make_user(Role.CASHIER, store=other_store, username="there", name="There")

    def found(**asked):
        page = browser.get(reverse("user_list"), asked)
        return {user.username for user in page.context["page_obj"]}

    assert found(q="her") == {"here", "there"}
    assert found(role=Role.CASHIER, store=store.code) == {"here"}
    assert found(role=Role.TECHNICIAN) == set()


def test_the_administrator_sees_no_customer(store, browser):
    customer = make_customer(store, name="Secret")
    pages = ["search", "customer_list", "message_list"]
    assert {browser.get(reverse(page), {"q": "Secret"}).status_code for page in pages} == {403}
    assert browser.get(customer.get_absolute_url()).status_code == 403


def test_notices_are_read_and_acknowledged(store, at, client_of):
    about = Activity(store=store, pk=1)
    notice = notify(OrderNotice.READY, about=about, at=at, role=Role.CASHIER, order="R1")
    cashier = client_of(Role.CASHIER)
    assert "R1 has passed inspection" in cashier.get(reverse("notice_list")).content.decode()
    cashier.post(reverse("notice_acknowledge", args=[notice.pk]))
    assert cashier.get(reverse("notice_list"), {"state": "waiting"}).context["page_obj"].paginator.count == 0
    assert cashier.get(reverse("notice_list"), {"state": "done"}).context["page_obj"].paginator.count == 1


@pytest.mark.parametrize(("minutes", "late"), [(30, False), (31, True)])
def test_a_notice_nobody_has_read_for_half_an_hour_is_marked(store, at, client_of, frozen, minutes, late):
    """SERVICE-R11, SERVICE-D7."""
    notify(OrderNotice.READY, about=Activity(store=store, pk=1), at=at, role=Role.CASHIER, order="R1")
    frozen.move_to(at + timedelta(minutes=minutes))
    page = client_of(Role.CASHIER).get(reverse("notice_list")).content.decode()
    assert ("unread for too long" in page) is late


def test_whoever_has_no_role_left_is_told_so(store, client_of, admin, at):
    nobody = client_of()
    page = nobody.get(reverse("home"), follow=True)
    assert (page.status_code, page.redirect_chain[-1][0]) == (200, reverse("no_role"))


def test_a_customer_is_found_from_anywhere(store, other_store, client_of):
    mine = make_customer(store, name="王小明", phone="13900000099")
    with scope(store=other_store):
        make_customer(other_store, name="王小明")
    page = client_of(Role.SERVICE_ADVISOR).get(reverse("search"), {"q": "王小明"})
    assert list(page.context["customers"]) == [mine]
    assert "139 0000 0099" in page.content.decode()
    assert client_of(Role.SERVICE_ADVISOR).get(reverse("search"), {"q": "nobody"}).status_code == 200


def test_the_time_zones_to_choose_are_few_and_the_present_one_stays():
    names = [name for name, _label in StoreForm(initial={"time_zone": "Asia/Shanghai"}).fields["time_zone"].choices]
    assert (names[0], len(names) < 50, {"localtime", "W-SU", "Zulu"} & set(names)) == ("Asia/Shanghai", True, set())
    assert set(names) <= available_timezones()
    other = StoreForm(initial={"time_zone": "Asia/Kathmandu"}).fields["time_zone"].choices
    assert other[0][0] == "Asia/Kathmandu"


def test_a_role_that_has_ended_ends_only_once(store, admin, at):
    membership = make_user(Role.CASHIER, store=store).memberships.get()
    ended = actions.end_membership(membership, by=admin, at=at)
    assert actions.end_membership(membership, by=admin, at=at + timedelta(days=3)).until == ended.until
