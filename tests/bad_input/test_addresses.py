"""What pages read without a form: addresses, buttons, scanners, and the customer's links. Never an error of ours."""

import re
from datetime import timedelta
from urllib.parse import quote_plus

import pytest
from django.conf import settings
from django.test import Client

from accounts.access import Access
from accounts.roles import Role
from customers.actions.links import make_link
from tests.bad_input.ground import everything
from tests.factories import billing, service
from tests.factories.followup import make_call

ODD = ["%00", "%C2%B2", "abc", "9" * 30, "-1", "0001-01-01", "9999-12-31", "2026-02-30", "%ED%A0%80", "x" * 3000]
NAMES = [
    *("q", "page", "format", "on", "by", "day", "from", "to", "period", "store", "vehicle", "advisor", "fault"),
    *("operation", "customer", "leads", "reservation", "finding", "plate", "phone", "name", "due", "status", "step"),
    *("state", "late", "kind", "since", "until", "grade", "owner", "role", "call", "slot", "diagnosis", "appointment"),
    *("external_id", "extra_work", "next", "rule", "mileage", "week", "person", "corrected", "rescue", "words", "wall"),
    *("lane", "part", "city", "district", "service"),
]
LOOKED_AT = {
    Role.SERVICE_MANAGER: "/appointments/ /bays/ /orders/ /reception/ /dispatch/ /jobs/ /boards/workshop/ "
    "/appointments/rules/ /appointments/rules/rows/ /appointments/rules/people/ /appointments/rules/people/rows/ "
    "/appointments/rules/mine/ /appointments/rules/mine/rows/ /reception/walk-in/",
    Role.SALES_MANAGER: "/leads/ /leads/reassign/ /visits/ /revisits/ /cases/ /organisations/ /boards/sales/",
    Role.HOTLINE_CLERK: "/search/ /book/ /book/new/ /hotline/ /hotline/late/ /rescues/ /rescues/new/ "
    "/unmet/ /unmet/new/ /waiting/ /waiting/new/ /customers/ /customers/new/",
    Role.PARTS_CLERK: "/shelf/ /stock/ /stock/reservations/ /shelf/labels/",
    Role.CASHIER: "/settle/ /bills/ /takings/ /notices/",
    Role.CRM_AGENT: "/calls/ /calls/player/ /complaints/ /complaints/new/ /messages/",
    Role.GENERAL_MANAGER: "/boards/store/ /boards/metrics/CSI/",
    Role.SYSTEM_ADMIN: "/users/ /stores/",
    Role.GROUP_MANAGER: "/boards/group/",
}
LEFT_OUT = {"django_session", "accounts_user", "accounts_userevent", "accounts_rememberedanswer", "customers_link"}


def browser_of(world, role: Role) -> Client:
    browser = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    browser.force_login(world.someone(role), "django.contrib.auth.backends.ModelBackend")
    return browser


def saved() -> dict:
    return {table: rows for table, rows in everything().items() if table not in LEFT_OUT}


@pytest.mark.slow
@pytest.mark.parametrize("role", LOOKED_AT)
def test_no_address_breaks_a_page(world, role):
    browser = browser_of(world, role)
    asked = [(path, odd) for path in LOOKED_AT[role].split() for odd in ODD]
    answers = {f"{path} {odd[:20]}": browser.get(f"{path}?{queries(odd)}").status_code for path, odd in asked}
    assert {address: code for address, code in answers.items() if code not in {200, 302, 400, 404}} == {}


READ = re.compile(r"""(?:GET|asked)(?:\.get(?:list)?\(|\[)["'](\w+)""")
BODIES = {"answer", "approved", "channel", "closed", "closes", "declined", "lower_mileage_reason", "note", "opens"}


def test_every_name_that_pages_read_is_sent():
    """A view that begins to read another name from the address is walked too."""
    views = [
        path
        for app in settings.OWN_APPS
        for path in (settings.BASE_DIR / app).rglob("*.py")
        if "api" not in {*path.parts, path.stem}
    ]
    read = {name for path in views for name in READ.findall(path.read_text(encoding="utf-8"))}
    assert read - set(NAMES) - BODIES == set()


def queries(odd: str) -> str:
    return "&".join(f"{name}={odd}" for name in NAMES)


def test_a_zero_byte_in_an_address_is_400(world):
    browser = browser_of(world, Role.HOTLINE_CLERK)
    assert browser.get("/search/?q=a%00b").status_code == 400
    assert browser.get("/search/?q=a").status_code == 200


def links(world) -> list[str]:
    """A customer's links to an appointment, an order with extra work, a bill and a survey."""
    order = service.ask(service.make_in_work(world.store, world.at), world.at).order
    visit = service.make_visit(world.store, world.at, start=world.at + timedelta(days=1))
    bill, call = billing.make_issued(world.car, world.at), make_call(world.store, world.at)
    about = {"a": visit, "o": order, "b": bill, "s": call}
    by, at = Access.system(world.store), world.now
    urls = [make_link(kind, thing.pk, thing.customer, by=by, at=at) for kind, thing in about.items()]
    return [url.removeprefix(settings.PUBLIC_URL) for url in urls]


ANSWERS = ["answer", "start", "reason", "extra", "score", "attitude", "words", "recommend", "fixed", "on_time"]
SAID = [*ODD, "2026-11-25T10%3A00", "2026-02-30T10%3A00%2B08%3A00", "9999-12-31T23%3A59%2B08%3A00", "keep%00"]


@pytest.mark.slow
def test_a_customers_nonsense_changes_nothing(world):
    browser = Client(headers={"Accept-Language": "en"}, raise_request_exception=False)
    found, paths = {}, links(world)
    before = saved()
    for path in paths:
        for said in SAID:
            body = "&".join(f"{name}={said}" for name in ANSWERS)
            answer = browser.post(path, body, content_type="application/x-www-form-urlencoded")
            found[f"{path[:3]} {said[:20]}"] = answer.status_code
    assert {said: code for said, code in found.items() if code not in {200, 400, 404, 405, 409}} == {}
    assert saved() == before


def test_a_customer_cannot_cancel_with_a_letter(world):
    """A reason as long as a letter is kept as far as it fits; a zero byte is not kept at all."""
    browser = Client(headers={"Accept-Language": "en"})
    path = links(world)[0]
    body = f"answer=cancel&reason=a%00{quote_plus('长' * 5000)}"
    assert browser.post(path, body, content_type="application/x-www-form-urlencoded").status_code == 302
    cancelled = service.Appointment.objects.exclude(cancelled_at=None).get()
    assert (cancelled.status, cancelled.cancel_reason) == ("cancelled", "a" + "长" * 199)


@pytest.mark.parametrize("odd", ODD)
def test_scanners_and_ticked_boxes_bear_nonsense(world, odd):
    browser = browser_of(world, Role.PARTS_CLERK)
    before = saved()
    for path in ("/shelf/pick/", "/shelf/issue/", "/shelf/scan/"):
        body = f"reservation={odd}&shelf={odd}&code={odd}"
        answer = browser.post(path, body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {302, 409}, path
    body = f"store={odd}"
    assert browser.post("/store/", body, content_type="application/x-www-form-urlencoded").status_code == 404
    assert saved() == before


@pytest.mark.slow
@pytest.mark.parametrize("odd", ODD)
def test_the_booking_desk_bears_nonsense(world, odd):
    browser = browser_of(world, Role.HOTLINE_CLERK)
    before = saved()
    names = "q phone vehicle fault operation advisor on diagnosis slot complaint expert transport diagnosis_note"
    for vehicle in (odd, str(world.car.pk)):
        before = saved()
        body = "&".join(f"{name}={odd}" for name in names.split() if name != "vehicle") + f"&vehicle={vehicle}"
        answer = browser.post("/book/", body, content_type="application/x-www-form-urlencoded")
        assert answer.status_code in {200, 400, 404, 409, 422}, answer.status_code
        assert saved() == before
