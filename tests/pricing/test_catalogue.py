"""The catalogue is the group's; what a store says of it changes no other store (M02, SERVICE-R38)."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django_scopes import scope

from accounts.models.records import Activity
from accounts.roles import Role
from capacity.slots import times
from core.errors import Refused, Stale
from dealership import reference
from parts.models import StockItem
from pricing.actions import catalogue
from pricing.models.prices import Operation, PackageLine, RepairPackage, StoreOperation, StorePackage
from pricing.presenters import published
from pricing.rules import catalogue as rules
from pricing.rules import operations as work_rules
from pricing.rules import prices
from tests.factories import billing, parts

MINOR = "LO-03-001"


@pytest.fixture
def minor() -> Operation:
    """80 time units: 48 minutes, 128.00 by the hour."""
    return billing.make_operation(MINOR)


@pytest.fixture
def other_rates(other_store):
    with scope(store=other_store):
        return billing.make_rates(other_store)


def facts(operation: Operation, at) -> tuple:
    """(time, price, on the published list) of an operation at the store of the present scope."""
    today = at.date()
    quote = prices.quote([operation], [], today)
    listed = [line for category in published(today)["categories"] for line in category["lines"]]
    amounts = [line["amount"] for line in listed if line["code"] == operation.code]
    return quote.minutes, quote.total, amounts


def test_without_a_row_the_groups_values_stand(car, at, minor):
    assert facts(minor, at) == (48, Decimal("128.00"), [Decimal("128.00")])


def test_a_store_says_its_own_time(car, at, minor, manager):
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    assert facts(minor, at) == (60, Decimal("160.00"), [Decimal("160.00")])
    estimate = billing.make_estimate(car, at, [MINOR])
    assert (estimate.minutes, estimate.total, estimate.lines.get().time_units) == (60, Decimal("160.00"), 100)


def test_a_store_says_its_own_price(car, at, minor, manager):
    catalogue.correct_operation(minor, by=manager, at=at, price=Decimal("99.00"))
    assert facts(minor, at) == (48, Decimal("99.00"), [Decimal("99.00")])
    line = billing.make_estimate(car, at, [MINOR]).lines.get()
    assert (line.quantity, line.unit, line.unit_price, line.net + line.tax) == (1, "次", 99, 99)
    assert billing.make_issued(car, at, [MINOR]).total == Decimal("99.00")


def test_what_a_store_does_not_offer_is_neither_listed_nor_priced_nor_booked(car, at, minor, manager, store):
    catalogue.correct_operation(minor, by=manager, at=at, offered=False)
    quote = prices.quote([minor], [], at.date())
    assert (quote.lines, quote.why_not) == ([], f"This store does not offer {minor}.")
    assert facts(minor, at)[2] == [] and minor not in Operation.objects.offered(store)
    assert work_rules.why_not_operations([minor], car) == f"This store does not offer {minor}."
    with pytest.raises(Refused, match="does not offer"):
        billing.make_estimate(car, at, [MINOR])


def test_one_stores_correction_is_no_other_stores(car, at, minor, manager, other_store, other_rates):
    with scope(store=other_store):
        before = facts(minor, at)
    catalogue.correct_operation(minor, by=manager, at=at, time_units=200, price=Decimal("1.00"))
    with scope(store=other_store):
        assert facts(minor, at) == before == (48, Decimal("128.00"), [Decimal("128.00")])
    catalogue.correct_operation(minor, by=manager, at=at, offered=False)
    with scope(store=other_store):
        assert facts(minor, at) == before
        assert minor in Operation.objects.offered(other_store)


def test_the_time_of_the_store_is_what_is_booked(car, at, minor, manager, store):
    assert [stage.quarters for stage in times.wish([minor], at=at).stages] == [4]
    catalogue.correct_operation(minor, by=manager, at=at, time_units=250)
    assert [stage.quarters for stage in times.wish([minor], at=at).stages] == [10]


def test_a_package_is_offered_or_not_and_costs_what_its_work_costs(car, at, minor, manager, other_store):
    package = RepairPackage.objects.get(code="PK-211-S")
    price = {row["package"].code: row["price"] for row in published(at.date())["packages"]}[package.code]
    catalogue.correct_operation(minor, by=manager, at=at, price=Decimal("28.00"))
    cheaper = {row["package"].code: row["price"] for row in published(at.date())["packages"]}[package.code]
    assert price - cheaper == Decimal("100.00")
    catalogue.offer_package(package, by=manager, at=at, offered=False)
    assert package.code not in {row["package"].code for row in published(at.date())["packages"]}
    with scope(store=other_store):
        assert not StorePackage.objects.exists()
    catalogue.reset_package(package, by=manager, at=at)
    assert package.code in {row["package"].code for row in published(at.date())["packages"]}


def test_the_reference_writes_the_groups_rows_and_no_stores(car, at, minor, manager, store):
    """M02: what a store has corrected survives the next load, and the group's own row is the file's again."""
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    catalogue.offer_package(RepairPackage.objects.get(code="PK-211-S"), by=manager, at=at, offered=False)
    StockItem.objects.filter(part__number=parts.OIL).update(price=Decimal("77.00"))
    Operation.objects.filter(pk=minor.pk).update(time_units=1)
    kept = [list(model.objects.order_by("pk").values()) for model in (StoreOperation, StorePackage, StockItem)]
    reference.load()
    assert [list(m.objects.order_by("pk").values()) for m in (StoreOperation, StorePackage, StockItem)] == kept
    assert Operation.objects.get(pk=minor.pk).time_units == 80
    assert facts(minor, at)[0] == 60


def test_a_correction_names_the_edition_it_was_made_from(car, at, minor, manager):
    row = catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    assert (row.confirmed_at, row.confirmed_by) == (at, manager.user)
    assert row.reference_version == rules.edition_of(minor)
    minor.time_units += 1
    assert row.reference_version != rules.edition_of(minor)


def test_an_edition_is_another_one_with_each_thing_that_the_group_says(car, minor):
    package = RepairPackage.objects.get(code="PK-211-S")
    operation_before, package_before = rules.edition_of(minor), rules.edition_of(package)
    minor.high_voltage = not minor.high_voltage
    package.lines.filter(position=1).update(quantity=2)
    assert rules.edition_of(minor) != operation_before
    assert rules.edition_of(package) != package_before


def corrections() -> int:
    return Activity.objects.filter(subject="pricing.storeoperation").count()


def test_what_is_not_given_stays_as_it_is(car, at, minor, manager):
    catalogue.correct_operation(minor, by=manager, at=at, offered=False, price=Decimal("9"))
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    row = catalogue.correct_operation(minor, by=manager, at=at, price=None)
    assert (row.offered, row.time_units, row.price) == (False, 100, None)


def test_the_same_correction_again_changes_nothing(car, at, minor, manager):
    first = catalogue.correct_operation(minor, by=manager, at=at, price=Decimal("9.00"))
    later = at + timedelta(hours=1)
    again = catalogue.correct_operation(minor, by=manager, at=later, price=Decimal("9"))
    assert (again.confirmed_at, corrections()) == (first.confirmed_at, 1)
    Operation.objects.filter(pk=minor.pk).update(name_en="Another name")
    minor.refresh_from_db()
    assert catalogue.correct_operation(minor, by=manager, at=later).confirmed_at == at
    assert catalogue.correct_operation(minor, by=manager, at=later, price=Decimal("9")).confirmed_at == later


def test_a_correction_to_the_groups_values_is_none(car, at, minor, manager):
    assert catalogue.correct_operation(minor, by=manager, at=at, offered=True) is None
    assert (StoreOperation.objects.count(), corrections()) == (0, 0)
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    assert catalogue.correct_operation(minor, by=manager, at=at, time_units=None) is None
    assert (StoreOperation.objects.count(), corrections()) == (0, 2)


def test_a_package_offered_again_has_no_row_of_the_store(car, at, manager):
    package = RepairPackage.objects.get(code="PK-211-S")
    assert catalogue.offer_package(package, by=manager, at=at, offered=True) is None
    catalogue.offer_package(package, by=manager, at=at, offered=False)
    catalogue.offer_package(package, by=manager, at=at + timedelta(hours=1), offered=False)
    assert StorePackage.objects.get().confirmed_at == at
    catalogue.offer_package(package, by=manager, at=at, offered=True)
    log = Activity.objects.filter(subject="pricing.storepackage").order_by("pk")
    assert [(line.verb, line.facts) for line in log] == [
        (verb, {"code": "PK-211-S", "offered": "False"}) for verb in ("correct", "reset")
    ]
    assert not StorePackage.objects.exists()


def test_a_form_that_is_behind_is_refused(car, at, minor, manager):
    row = catalogue.correct_operation(minor, by=manager, at=at, opened_with="", time_units=100)
    row.refresh_from_db()
    for behind in ("", rules.version_of(at - timedelta(hours=1))):
        with pytest.raises(Stale):
            catalogue.correct_operation(minor, by=manager, at=at, opened_with=behind, time_units=50)
    present = rules.version_of(row.confirmed_at)
    assert catalogue.correct_operation(minor, by=manager, at=at, opened_with=present, time_units=50).time_units == 50
    catalogue.reset_operation(minor, by=manager, at=at)
    with pytest.raises(Stale):
        catalogue.correct_operation(minor, by=manager, at=at, opened_with=present, time_units=50)


def test_a_reset_goes_back_to_the_group_and_both_are_in_the_log(car, at, minor, manager):
    row = catalogue.correct_operation(minor, by=manager, at=at, time_units=100, price=Decimal("9"))
    catalogue.reset_operation(minor, by=manager, at=at)
    catalogue.reset_operation(minor, by=manager, at=at)
    assert (facts(minor, at)[:2], StoreOperation.objects.count()) == ((48, Decimal("128.00")), 0)
    log = Activity.objects.filter(subject="pricing.storeoperation").order_by("pk")
    assert [(line.verb, line.actor) for line in log] == [("correct", manager.user), ("reset", manager.user)]
    assert log[0].facts == {"code": MINOR, "offered": "True", "time_units": "100", "price": "9.00"} == log[1].facts
    assert row.pk == log[1].subject_id


def test_an_estimate_keeps_the_price_it_was_told_with(car, at, minor, manager):
    estimate = billing.make_approved(car, at, [MINOR])
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100, offered=False)
    assert estimate.lines.get().amount == Decimal("128.00")


@pytest.mark.parametrize(
    ("time_units", "price", "reason"),
    [
        (None, None, None),
        (1, Decimal(0), None),
        (0, None, "The standard time is between 1 and 10000 time units."),
        (10_001, None, "The standard time is between 1 and 10000 time units."),
        (None, Decimal("-0.01"), "A price is not below zero."),
    ],
)
def test_a_correction_makes_sense(time_units, price, reason):
    assert rules.why_not_correct(time_units, price) == reason


def test_only_the_service_manager_corrects(car, at, minor, cashier, advisor):
    package = RepairPackage.objects.first()
    for by in (cashier, advisor):
        for act in (
            lambda by: catalogue.correct_operation(minor, by=by, at=at, time_units=1),
            lambda by: catalogue.reset_operation(minor, by=by, at=at),
            lambda by: catalogue.offer_package(package, by=by, at=at, offered=False),
            lambda by: catalogue.reset_package(package, by=by, at=at),
        ):
            with pytest.raises(PermissionDenied):
                act(by)
    assert (StoreOperation.objects.count(), StorePackage.objects.count()) == (0, 0)


# ── the page ──────────────────────────────────────────────────────────────────────────────────
@pytest.fixture
def browser(client_of):
    return client_of(Role.SERVICE_MANAGER)


def test_the_page_finds_corrects_and_resets(browser, car, minor, store):
    edit, everything = reverse("operation_edit", args=[MINOR]), reverse("catalogue")
    assert [row["operation"] for row in browser.get(everything, {"q": MINOR}).context["rows"]] == [minor]
    opened = {"offered": True, "time_units": None, "price": None, "opened_with": ""}
    assert browser.get(edit).context["form"].initial == opened
    assert browser.post(edit, {"offered": "on", "time_units": "100", "price": ""})["Location"] == everything
    [row] = browser.get(everything, {"state": "own"}).context["rows"]
    assert (row["minutes"], row["price"], row["operation"].minutes) == (60, Decimal("160.00"), 48)
    assert "160.00" in browser.get(reverse("price_list", args=[store.code])).content.decode()
    assert browser.post(reverse("operation_reset", args=[MINOR]))["Location"] == edit
    assert not StoreOperation.objects.exists()
    assert list(browser.get(everything, {"state": "own"}).context["rows"]) == []


def test_two_managers_with_one_operation_open_do_not_undo_each_other(browser, car, minor):
    edit = reverse("operation_edit", args=[MINOR])
    opened = browser.get(edit).context["form"].initial["opened_with"]
    browser.post(edit, {"opened_with": opened, "offered": "on", "time_units": "100"})
    page = browser.post(edit, {"opened_with": opened, "time_units": "200"})
    assert page.status_code == 409 and "Somebody has changed this" in page.content.decode()
    assert (StoreOperation.objects.get().offered, StoreOperation.objects.get().time_units) == (True, 100)
    opened = browser.get(edit).context["form"].initial["opened_with"]
    assert f'value="{opened}"' in browser.get(edit).content.decode()
    assert browser.post(edit, {"opened_with": opened, "time_units": "200"}).status_code == 302
    assert (StoreOperation.objects.get().offered, StoreOperation.objects.get().time_units) == (False, 200)


def test_a_mistake_is_shown_and_nothing_is_written(browser, car, minor):
    page = browser.post(reverse("operation_edit", args=[MINOR]), {"time_units": "0", "price": "-1"})
    assert page.status_code == 200 and set(page.context["form"].errors) == {"time_units", "price"}
    assert not StoreOperation.objects.exists()


def test_a_row_of_the_group_that_changed_since_is_marked(browser, car, minor, at, manager):
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    page = reverse("operation_edit", args=[MINOR])
    assert "has changed its row since" not in browser.get(page).content.decode()
    Operation.objects.filter(pk=minor.pk).update(name_en="Another name")
    assert "has changed its row since" in browser.get(page).content.decode()


def test_what_is_not_offered_is_listed_apart_and_packages_are_withdrawn(browser, car, minor, at):
    browser.post(reverse("operation_edit", args=[MINOR]), {"time_units": "", "price": ""})
    [row] = browser.get(reverse("catalogue"), {"state": "withdrawn"}).context["rows"]
    assert row["operation"] == minor
    browser.post(reverse("package_withdraw", args=["PK-211-S"]))
    assert StorePackage.objects.get().offered is False
    assert "has changed its row since" not in browser.get(reverse("package_list")).content.decode()
    PackageLine.objects.filter(package__code="PK-211-S", position=1).update(quantity=2)
    assert "has changed its row since" in browser.get(reverse("package_list")).content.decode()
    [row] = browser.get(reverse("package_list"), {"state": "withdrawn"}).context["rows"]
    assert row["package"].code == "PK-211-S"
    [row] = browser.get(reverse("package_list"), {"q": "pk-ac"}).context["rows"]
    assert row["package"].code == "PK-AC"
    browser.post(reverse("package_offer", args=["PK-211-S"]))
    assert not StorePackage.objects.exists()


# ── the API ───────────────────────────────────────────────────────────────────────────────────
def test_the_api_corrects_and_resets(api_of, car, minor):
    api = api_of(Role.SERVICE_MANAGER)
    body = api.post(f"/operations/{minor.pk}/correct/", {"time_units": 100, "price": "9.50"}).json()
    assert (body["time_units"], body["own_time_units"], body["own_price"], body["offered"]) == (80, 100, "9.50", True)
    [row] = api.get("/operations/", q=MINOR).json()["results"]
    assert row == body == api.get(f"/operations/{minor.pk}/").json()
    back = api.post(f"/operations/{minor.pk}/reset/").json()
    assert (back["own_time_units"], back["own_price"], back["confirmed_at"]) == (None, None, None)
    package = RepairPackage.objects.get(code="PK-211-S")
    assert api.post(f"/packages/{package.pk}/offer/", {"offered": False}).json()["offered"] is False
    assert api.post(f"/packages/{package.pk}/reset/").json()["offered"] is True
    assert len(api.get("/packages/").json()["results"]) == RepairPackage.objects.count()


def test_the_api_changes_only_what_is_given(api_of, car, minor):
    api, address = api_of(Role.SERVICE_MANAGER), f"/operations/{minor.pk}/correct/"
    api.post(address, {"offered": False, "price": "9.50"})
    body = api.post(address, {"time_units": 100}).json()
    assert (body["offered"], body["own_time_units"], body["own_price"]) == (False, 100, "9.50")
    assert api.post(address, {}).json() == body
    assert api.client.post(f"/api/v1{address}", {"time_units": "100"}).json() == body  # a form without a box
    body = api.post(address, {"price": None, "offered": None}).json()
    assert (body["offered"], body["own_time_units"], body["own_price"]) == (True, 100, None)
    assert api.post(address, {"time_units": None}).json()["confirmed_at"] is None
    assert api.post(address, {}).json()["confirmed_at"] is None and not StoreOperation.objects.exists()


def test_each_store_sees_its_own_catalogue(api_of, car, minor, at, manager, other_store, other_rates):
    catalogue.correct_operation(minor, by=manager, at=at, time_units=100)
    theirs = api_of(Role.SERVICE_MANAGER, store=other_store)
    assert theirs.get(f"/operations/{minor.pk}/").json()["own_time_units"] is None
    assert theirs.get("/operations/", state="own").json()["results"] == []
