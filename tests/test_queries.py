"""How often each page and API list asks the database: the same for one row and for three.

A store with one of everything, then with three: whatever list or board a person with every role opens costs the same,
and no more than the house allows itself.
"""

from datetime import time, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django_scopes import scope

from accounts import tokens
from accounts.log import notify
from accounts.roles import GROUP_ROLES, Role
from appointments.actions import calls
from appointments.models.late import LateCall
from appointments.models.lines import PhoneLine
from appointments.models.rescues import Rescue
from appointments.models.visits import Appointment
from billing.models.bills import Bill
from capacity.models.resources import Resource
from capacity.models.roster import Duty, ShiftDay
from core.views import ListPage
from customers.actions import consents
from customers.models.messages import Message
from customers.models.people import Customer
from dealership.api import routes
from followup.models.calls import CallTask
from followup.models.complaints import Complaint
from parts.models import StockItem
from pricing.models.estimates import Estimate
from sales.actions import ownership
from sales.models.leads import Lead
from sales.models.organisations import Organisation
from service.models.orders import RepairOrder
from service.models.work import Job
from service.notices import OrderNotice
from tests.conftest import Api
from tests.factories import followup, service
from tests.factories import parts as stock
from tests.factories import sales as selling
from tests.factories.accounts import make_store, make_user
from tests.factories.appointments import make_absence, make_rescue, make_unmet, make_waiting
from tests.moments import MONDAY
from vehicles.models import Vehicle

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
LIST, DETAIL, BOARD = 8, 12, 15
EVERY_ROLE = [role for role in Role if role not in GROUP_ROLES]
# Pages that show many rows, and how they are asked for all of them.
PAGES = {
    "appointment_list": ("?period=all", LIST),
    "bill_list": ("", LIST),
    "call_list": ("", LIST),
    "catalogue": ("", LIST),
    "case_list": ("", LIST),
    "complaint_list": ("", LIST),
    "customer_list": ("", LIST),
    "inspection_list": ("", LIST),
    "job_list": ("", LIST),
    "lead_list": ("?due=&owner=", LIST),
    "message_list": ("", LIST),
    "notice_list": ("", LIST),
    "order_list": ("", LIST),
    "organisation_list": ("", LIST),
    "package_list": ("", LIST),
    "payment_list": ("", LIST),
    "phone_call_list": ("", LIST),
    "pick_list": ("", LIST),
    "place_list": ("", LIST),
    "preparation_board": ("", BOARD),
    "reservation_list": ("", LIST),
    "resource_list": ("", BOARD),  # what each does now, and next
    "revisit_list": ("", LIST),
    "settle_list": ("", LIST),
    "stock_list": ("", LIST),
    "late_call_list": ("?state=", LIST),
    "waiting_list": ("?state=", LIST),
    "rescue_list": ("", LIST),
    "unmet_list": ("", BOARD),  # the requests, and the kinds with what was decided
    "visit_list": ("", LIST),
    "bay_board": ("?on=2026-11-24", BOARD),
    "dispatch": ("", BOARD),
    "my_work": ("", BOARD),
    "reception": ("", BOARD),
    "sales_board": ("", BOARD),
    "search": ("?q=王", BOARD),
    "service_board": ("", BOARD),
    "store_board": ("", BOARD),
}
OF_THE_GROUP = {"user_list": LIST, "store_list": LIST, "group_board": BOARD}
# tests/customers/test_pages.py, tests/appointments/test_audit_pages.py, tests/appointments/test_audit_people.py
ELSEWHERE = {"outbox", "audit_rows", "audit_people", "audit_person_rows", "audit_mine", "audit_mine_rows"}
LISTS = sorted(
    prefix
    for prefix, viewset, _name in routes().registry
    if hasattr(viewset, "list") and prefix not in {"slots", "metrics", "settings", "audit", "board"}
)


# What has a page of its own: the oldest of each.
THINGS = [
    Appointment, Bill, CallTask, Complaint, Customer, Estimate, Lead, Message, Organisation, RepairOrder, Rescue,
    StockItem, Vehicle,
]  # fmt: skip


@pytest.fixture(scope="module")
def costs(django_db_setup, django_db_blocker):
    """What every page and list costs with one row and with three: {what: (once, thrice, rows)}."""
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        time_machine.travel(MONDAY + timedelta(hours=3), tick=False),
    ):
        store = make_store("COST")
        with scope(store=store):
            worker = make_user(*EVERY_ROLE, store=store, username="all@cost")
            service.make_workshop(store, MONDAY, size=20)
            Resource.objects.create(store=store, kind="technician", user=worker, name="all", skills=[])
            fill(store, worker, 0)
            visited(store, worker)
            once = visited(store, worker)
            fill(store, worker, 1)
            fill(store, worker, 2)
            thrice = visited(store, worker)
        transaction.set_rollback(True)
    return {what: (once[what][0], thrice[what][0], thrice[what][1]) for what in thrice}


def fill(store, worker, number: int) -> None:
    """One more of everything."""
    at = MONDAY
    order = service.make_paid(store, at, parts=1)
    service.make_billed(store, at)
    service.ask(service.make_in_work(store, at, parts=1), at)
    service.make_signed(store, at)
    service.make_dispatched(store, at)
    Job.objects.filter(status="waiting").update(technician=Resource.objects.get(user=worker))
    service.make_finished(store, at)
    service.make_visit(store, at, start=at + timedelta(days=1, hours=number), parts=1)
    service.make_visit(store, at, start=at + timedelta(hours=4), parts=1)
    seller = type(service.person(store, Role.SALES_CONSULTANT)).of(worker, EVERY_ROLE, store)
    lead = selling.make_lead(store, by=selling.seller_at(store), at=at - timedelta(days=9))
    selling.make_lead(store, by=seller, at=at - timedelta(days=8))
    phone = lead.customer.phones.get(primary=True).number
    selling.make_visit(store, by=selling.seller_at(store, "小张"), at=at, phone=phone)  # a conflict, not a second lead
    ownership.ask_join(lead, by=selling.seller_at(store, "小张"), at=at)
    selling.make_organisation(store, name=f"公司{number}", by=seller)
    followup.make_call(store, at, order=order)
    followup.make_complaint(store, at, customer=order.customer, vehicle=order.vehicle)
    calls.log_call(by=service.person(store, Role.HOTLINE_CLERK), at=at, event="ring", number=f"1380013800{number}")
    PhoneLine.objects.create(store=store, number=f"0216888000{number}", label=str(number))
    make_rescue(store, at)
    make_waiting(store, at)
    LateCall.objects.create(store=store, appointment=Appointment.objects.latest("pk"), version=number, due_at=at)
    make_unmet(store, at)
    mechanic, on = Resource.objects.technicians().order_by("pk").first(), at.date() + timedelta(days=30 + number)
    make_absence(mechanic, at + timedelta(days=40 + number), at + timedelta(days=40 + number, hours=1))
    ShiftDay.objects.create(store=store, resource=mechanic, on=on, off=True)
    Duty.objects.create(store=store, kind="hotline", user=worker, on=on, starts=time(8), ends=time(12))
    stock.make_stock(store, at, f"X{number}")
    stock.make_place(store, f"X-{number}")
    consents.give_consent(order.customer, by=seller, at=at, purpose="marketing", channel="sms", evidence="form")
    notify(OrderNotice.READY, about=order, at=at, to=worker, order=order.number)
    make_user(Role.CASHIER, store=store, username=f"cashier-{number}@{uuid4().hex[:6]}")
    make_store(f"COST{number}")


def visited(store, worker) -> dict:
    browser, group = Client(), Client()
    backend = "django.contrib.auth.backends.ModelBackend"
    browser.force_login(worker, backend)
    group.force_login(make_user(*GROUP_ROLES, username="all@group"), backend)
    api = Api(tokens.issue(worker, at=MONDAY))
    found = {name: asked(lambda: browser.get(reverse(name) + query)) for name, (query, _most) in PAGES.items()}
    found |= {name: asked(lambda: group.get(reverse(name))) for name in OF_THE_GROUP}
    found |= {thing.__name__: asked(lambda: browser.get(page_of(thing))) for thing in THINGS}
    return found | {f"api {name}": asked(lambda: api.get(f"/{name}/")) for name in LISTS}


def page_of(thing) -> str:
    first = thing.objects.order_by("pk").first()
    return reverse("message_detail", args=[first.pk]) if thing is Message else first.get_absolute_url()


def asked(get) -> tuple[int, int | None]:
    """How many queries an answer took, and how many rows it has, if it is a list."""
    with CaptureQueriesContext(connection) as queries:
        answer = get()
    assert answer.status_code == 200
    return len(queries), rows_of(answer)


def rows_of(answer) -> int | None:
    if answer["Content-Type"].startswith("application/json"):
        found = answer.json()
        return found["count"] if "count" in found else len(found)
    page = (answer.context or {}).get("page_obj")
    return page.paginator.count if page else None


@pytest.mark.parametrize("what", [*PAGES, *OF_THE_GROUP, *(f"api {name}" for name in LISTS)])
def test_one_row_costs_what_three_cost(costs, what):
    once, thrice, rows = costs[what]
    most = PAGES[what][1] if what in PAGES else OF_THE_GROUP.get(what, LIST)
    assert (what, once) == (what, thrice)
    assert (what, thrice <= most) == (what, True), f"{thrice} queries"
    assert rows is None or rows >= 3, f"{rows} rows prove nothing"


@pytest.mark.parametrize("thing", THINGS, ids=lambda thing: thing.__name__)
def test_a_page_of_one_thing_asks_little(costs, thing):
    _once, thrice, _rows = costs[thing.__name__]
    assert thrice <= DETAIL, f"{thrice} queries"


def test_every_list_page_is_walked():
    walked = PAGES.keys() | OF_THE_GROUP.keys() | ELSEWHERE
    lists = {
        pattern.name for pattern in named() if issubclass(getattr(pattern.callback, "view_class", object), ListPage)
    }
    assert lists - walked == set()


def named(patterns=None):
    """Every named address of the house."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if hasattr(pattern, "url_patterns"):
            yield from named(pattern.url_patterns)
        else:
            yield pattern
