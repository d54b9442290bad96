"""The boards: each number is what its rows say; the group sees totals; the API answers as promised."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django_scopes import scope

from accounts import tokens
from accounts.roles import Role
from core.metrics import STORE, Measured, period_counts
from dealership.boards import group, registry
from dealership.boards.panels import Change, change
from dealership.templatetags import boards
from tests.conftest import Api
from tests.factories.accounts import make_user
from tests.factories.billing import make_issued, make_rates
from tests.factories.customers import make_customer, make_vehicle
from tests.factories.sales import make_lead
from tests.statements import without_store

pytestmark = pytest.mark.usefixtures("frozen")
BOARDS = {
    Role.GENERAL_MANAGER: "store_board",
    Role.SALES_MANAGER: "sales_board",
    Role.SERVICE_MANAGER: "service_board",
}


@pytest.mark.parametrize("role", BOARDS)
def test_each_manager_lands_on_his_board(client_of, role):
    answer = client_of(role).get("/", follow=True)
    assert (answer.status_code, answer.redirect_chain[-1][0]) == (200, reverse(BOARDS[role]))


def test_the_group_board_names_every_store_and_no_customer(store, other_store):
    manager = Client(headers={"Accept-Language": "en"})
    manager.force_login(make_user(Role.GROUP_MANAGER), "django.contrib.auth.backends.ModelBackend")
    answer = manager.get(reverse("group_board"))
    assert {row["store"] for row in answer.context["rows"]} >= {store, other_store}


def test_the_group_board_asks_the_same_for_two_stores_and_four(store, other_store, django_assert_num_queries):
    from tests.factories.accounts import make_store

    manager = Client()
    manager.force_login(make_user(Role.GROUP_MANAGER), "django.contrib.auth.backends.ModelBackend")
    manager.get(reverse("group_board"))
    with django_assert_num_queries(15, exact=False) as asked:
        manager.get(reverse("group_board"))
    make_store("SH03"), make_store("SH04")
    with django_assert_num_queries(len(asked)):
        manager.get(reverse("group_board"))


def test_a_group_without_a_store_in_use_says_so(db):
    manager = Client(headers={"Accept-Language": "en"})
    manager.force_login(make_user(Role.GROUP_MANAGER), "django.contrib.auth.backends.ModelBackend")
    page = manager.get(reverse("group_board"))
    assert (page.status_code, "No store is in use." in page.content.decode()) == (200, True)


def test_the_group_counts_as_revenue_what_the_store_does(store, at):
    make_rates(store)
    car = make_vehicle(make_customer(store))
    make_issued(car, at), make_issued(car, at, payer="warranty")
    today = store.today(at)
    [row] = group.table([store], today, today, at)
    assert row["revenue"] == registry.figure("SVC_REV", today, today, at).measured.value > 0


@pytest.mark.parametrize("code", registry.metrics())
def test_every_number_can_be_measured_and_its_rows_opened(client_of, code, store, at):
    today = store.today(at)
    found = registry.figure(code, today - timedelta(days=30), today, at)
    rows = registry.metrics()[code].rows(today - timedelta(days=30), today, at)
    assert found.measured.numerator in (0, None) or rows.count() >= 0
    page = client_of(Role.GENERAL_MANAGER).get(found.rows_url)
    assert page.status_code == 200
    assert page.context["page_obj"].paginator.count == rows.count()


COUNTED = [code for code, metric in registry.metrics().items() if not metric.how]


@pytest.mark.parametrize("code", COUNTED)
def test_what_is_kept_of_a_number_holds_no_store_and_no_day(code, store, at):
    """Its statements are put together once for every store, day and moment (docs/decisions/0024)."""
    metric = registry.metrics()[code]
    for statement in [*metric.counts(), *(metric.counts(by_day=True) if metric.day else ())]:
        assert without_store(statement.sql) == ()
        assert STORE in statement.parameters
        assert [one for one in statement.parameters if isinstance(one, date)] == []


@pytest.mark.slow
@pytest.mark.parametrize("code", COUNTED)
def test_a_number_counts_the_rows_that_its_page_lists(code, world):
    """What is put together once gives what the querysets give, in each store and at each moment."""
    metric = registry.metrics()[code]
    with scope(store=world.store):
        make_lead(world.store, at=world.at, grade="B")
    for store in (world.store, world.other, world.store):
        for at in (world.now, world.now + timedelta(days=40)):
            with scope(store=store):
                last = store.today(at)
                first = last - timedelta(days=30)
                rows = [one(first, last, at) for one in (metric.rows, metric.part, metric.pending) if one]
                assert period_counts([(metric, first, last)], at) == [[one.count() for one in rows]]


def test_each_store_and_each_day_has_its_own_numbers(store, other_store, at, client_of):
    """One process, two stores in turn: no number, no day and no word of one is in the other's board."""
    for place, many in ((store, 3), (other_store, 1)):
        with scope(store=place):
            for _lead in range(many):
                make_lead(place, at=at, grade="B")
    today = store.today(at)
    days = [(today, today), (today - timedelta(days=1), today - timedelta(days=1))]
    for _time in range(2):
        for place, many in ((store, 3), (other_store, 1)):
            with scope(store=place):
                numbers = [registry.figure("SALES_NEW", first, last, at).measured.value for first, last in days]
            assert numbers == [many, 0]
            page = client_of(Role.SALES_MANAGER, store=place).get(reverse("sales_board")).content.decode()
            assert f'<span class="stat-value">{many}' in "".join(page.split("\n")).replace("  ", "")
            assert {place.name in page, ({store, other_store} - {place}).pop().name in page} == {True, False}


def test_the_api_answers_a_number_as_promised(api_of):
    manager = api_of(Role.GENERAL_MANAGER)
    answer = manager.get("/metrics/SALES_OVERDUE/").json()
    assert set(answer) >= {"value", "numerator", "denominator", "final", "rows_url"}
    assert manager.get("/metrics/NO_SUCH/").status_code == 404
    assert manager.get("/metrics/SALES_OVERDUE/", **{"from": "x"}).status_code == 400
    assert api_of(Role.TECHNICIAN).get("/metrics/SALES_OVERDUE/").status_code == 403


def test_what_nobody_measures_says_so(api_of):
    unmeasured = api_of(Role.GENERAL_MANAGER).get("/metrics/FIN_ABSORB/").json()
    assert (unmeasured["value"], unmeasured["final"], unmeasured["rows_url"]) == (None, False, None)


def test_a_group_manager_names_the_store(store, at):
    caller = Api(tokens.issue(make_user(Role.GROUP_MANAGER), at=at))
    for path in ("/metrics/", "/metrics/SVC_CARS/"):
        answer = caller.get(path)
        assert (answer.status_code, answer.json()["errors"]) == (400, {"store": ["Name the store: ?store=SH01."]})
    assert caller.get("/metrics/SVC_CARS/", store="SH01").status_code == 200
    assert caller.get("/customers/").status_code == 403


@pytest.mark.parametrize("board", BOARDS.values())
def test_a_board_is_read_in_few_statements(client_of, board, django_assert_max_num_queries):
    manager = client_of(Role.GENERAL_MANAGER)
    manager.get(reverse(board))
    with django_assert_max_num_queries(15):
        assert manager.get(reverse(board)).status_code == 200


def test_a_board_compares_with_as_many_days_before(client_of, store, at, access_of):
    seller = access_of(Role.SALES_CONSULTANT)
    for days_ago, many in ((0, 3), (8, 2)):
        for _lead in range(many):
            make_lead(store, by=seller, at=at - timedelta(days=days_ago), grade="B")
    panels = client_of(Role.SALES_MANAGER).get(reverse("sales_board") + "?period=week").context["panels"]
    figure, change = next(pair for pair in panels.over if pair[0].code == "SALES_NEW")
    assert (figure.measured.value, change) == (3, Change(by=1, good=True))
    name, weeks = panels.charts[0]
    assert [week["value"] for week in weeks][-2:] == [2, 3]


def test_more_of_what_is_bad_is_no_good(at):
    worse = registry.Figure("X", "Lost", "", Measured.amount(5), "", False, False, at.date())
    assert change(worse, Measured.amount(3)) == Change(by=2, good=False)
    assert change(worse, Measured.amount(5)) == Change(by=0, good=None)
    assert change(worse, None) is None
    assert change(worse, Measured.ratio(0, 0)) is None


def test_what_is_live_is_never_called_unfinished(client_of):
    page = client_of(Role.SALES_MANAGER).get(reverse("sales_board"))
    now_tiles, over_tiles = page.content.decode().split('id="over"')
    assert ("not final yet" in now_tiles, "not final yet" in over_tiles) == (False, True)


@pytest.mark.parametrize(
    ("measured", "unit", "note"),
    [(Measured.ratio(2, 3), "%", "2 of 3"), (Measured(240, 4, True, 60.0), "points", ""), (Measured.amount(7), "", "")],
)
def test_a_share_names_its_two_counts_and_an_average_none(measured, unit, note):
    assert boards.of(measured, unit) == note
