"""The demo group as a newcomer meets it: every role signs in, every menu entry opens a finished page."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from django_scopes import scope, scopes_disabled

from accounts.access import Access
from accounts.models.people import Membership, User
from accounts.models.stores import Store
from dealership import integrity
from dealership.boards import registry
from dealership.demo import stories
from dealership.navigation import menu
from followup.models.complaints import Complaint
from sales.models.leads import Lead
from sales.models.ownership import OwnershipCase
from service.models.orders import RepairOrder
from service.models.work import ExtraWork
from tests import databases
from tests.examples.world import client_for
from tests.test_schema import read_faults
from vehicles.models import Vehicle

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def group(django_db_setup, django_db_blocker):
    """Built once for this module and taken back at its end."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("demo", leads=40, orders=30, verbosity=0)
        databases.check_keys()
        yield {store.code: store for store in Store.objects.all()}
        transaction.set_rollback(True)


def named_accounts():
    with scopes_disabled():
        return list(User.objects.filter(memberships__isnull=False, username__contains="@").distinct())


def test_every_menu_entry_of_every_account_opens(group):
    broken = []
    for user in named_accounts():
        browser = Client(headers={"Accept-Language": "zh-CN"}, raise_request_exception=False)
        browser.force_login(user, "django.contrib.auth.backends.ModelBackend")
        rows = Membership.objects.filter(user=user).select_related("store")
        access = Access.of(user, [row.role for row in rows], rows[0].store)
        paths = ["/", *(reverse(entry.url_name) for entry in menu(access))]
        answers = [(path, browser.get(path, follow=True).status_code) for path in paths]
        broken += [(user.username, path, status) for path, status in answers if status != 200]
    assert broken == []


@pytest.mark.parametrize("code", ["SH01", "SH02"])
def test_the_live_board_has_its_five_situations(group, code):
    with scope(store=group[code]):
        statuses = set(RepairOrder.objects.values_list("status", flat=True))
        assert statuses >= {"confirmed", "in_progress", "paused", "qc_pending", "qc_failed", "ready"}
        assert Complaint.objects.open().exists()
        assert ExtraWork.objects.filter(answered_at__isnull=True).exists()
        assert Lead.objects.open().filter(grade="O").exists()
        assert OwnershipCase.objects.filter(status="asked").exists()


def test_no_promise_is_broken_in_the_demo_group(group):
    assert [(invariant.code, rows[:3]) for invariant, rows in integrity.broken(at=now())] == []


def test_a_second_load_changes_nothing(group, capsys):
    call_command("demo")
    assert "nothing was changed" in capsys.readouterr().out


def test_every_number_is_what_its_parts_make_of_it(group):
    """Whoever divides numerator by denominator finds the value, in the unit that is told."""
    seen = set()
    for store in group.values():
        with scope(store=store):
            today = store.today(now())
            for days in (0, 30, 365):
                asked = [(code, today - timedelta(days=days), today) for code in registry.codes()]
                for found in (figure.as_json() for figure in registry.figures(asked, now())):
                    assert made_of_its_parts(found), found
                    seen |= {found["code"]} if found["denominator"] else set()
    assert seen >= {"CRM_CSI", "CRM_COMPLAINT", "SVC_AVG_RO", "SVC_LABOUR_SHARE", "TECH_EFF", "SALES_FOLLOW_ONTIME"}


def made_of_its_parts(found: dict) -> bool:
    if found["denominator"] is None:
        return found["value"] == found["numerator"]
    over, below = Decimal(str(found["numerator"])), Decimal(str(found["denominator"]))
    if not below:
        return found["value"] is None
    exact = over / below * {"%": 100, "‰": 1000}.get(found["unit"], 1)
    return abs(exact - Decimal(str(found["value"]))) <= Decimal("0.0501" if found["unit"] != "yuan" else "0.005")


@pytest.mark.parametrize("code", ["SH01", "SH02"])
def test_what_the_api_shows_of_a_year_is_as_published(group, code):
    """Rows of every age and state: empty fields, merged customers, old bills."""
    readers = ("general_manager", "sales_manager", "crm_agent", "hotline_clerk", "service_manager")
    people = User.objects.filter(username__in=[f"{role}@{code}" for role in readers]).order_by("pk")
    administrator = User.objects.get(username="system_admin@group")
    with scope(store=group[code]):
        car = Vehicle.objects.first()
    start = (now() + timedelta(days=1)).isoformat().replace("+", "%2B")
    job = f"?operations=LO-01-001&vehicle={car.pk}"
    asked = {"/slots/": job, "/slots/missing/": f"{job}&start={start}", "/leads/": "?status=all&page_size=100"}
    asked["/settings/"] = f"?store={code}"
    assert read_faults([client_for(person, now()) for person in (*people, administrator)], asked) == []


def test_half_a_group_never_stays(db, monkeypatch):
    """The next start would take it for a whole one."""

    def broken(store, *, at):
        assert store.code == "SH01"
        raise RuntimeError("broken")

    monkeypatch.setattr(stories, "play", broken)
    with pytest.raises(RuntimeError, match="broken"):
        call_command("demo", leads=4, orders=4, verbosity=0)
    assert Store.objects.count() == 0
