"""Every address × role × own or other store against the written table of `tests/access` (promises P18, P20)."""

import re
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from django.contrib import admin
from django.db import transaction
from django.test import Client, override_settings
from django.utils import translation
from django_scopes import scopes_disabled

from accounts.access import Access
from accounts.models.people import User
from customers.api.views.people import CustomerViewSet
from customers.middleware import PREFIXES
from customers.models.ownership import cars_prefetched
from customers.models.people import Customer
from customers.perms import CustomerPerm
from customers.views.people import CustomerList
from tests import databases
from tests.access import paper, walk, world
from tests.access.bodies import BODIES, FOREIGN, FORMS, QUERIES
from tests.access.exports import EXPORTS
from tests.access.links import Links, is_closed
from tests.access.pages import DEMO, OUTBOX
from tests.access.people import CODES
from tests.access.walk import LINES, OPEN, Line, ask, expected, lines_of
from tests.moments import MONDAY
from tests.undrawn import undrawn

pytestmark = pytest.mark.django_db
WRITTEN_EXPORTS = EXPORTS.strip().splitlines()
EXPORTED = {line.split()[0] for line in WRITTEN_EXPORTS}
NOON = MONDAY + timedelta(hours=4)
LISTS = [line for line in LINES if line.method == "GET" and not line.names]
READS = [line for line in LINES if line.method == "GET" and line.roles - {"GR", "AD"}]
ACTS = [line for line in LINES if line.method == "POST" and line.is_api]
# Whoever may repair sees staff, stores and the doors; django-axes and Django bring the rest.
DESK = {"User", "Group", "Store", "WorkDay", "AccessAttempt", "AccessLog", "AccessFailureLog"}
each_line = pytest.mark.parametrize("line", LINES, ids=str)


@pytest.fixture(scope="module")
def places(django_db_setup, django_db_blocker):
    """Both stores, built once; each request of the walk is taken back, and at the end the stores are."""
    with django_db_blocker.unblock(), transaction.atomic(), translation.override("en"):
        with time_machine.travel(MONDAY, tick=False):
            built = world.build(MONDAY)
            databases.check_keys()
        # Without the demo's role switcher, which names everybody of all stores.
        with time_machine.travel(NOON, tick=False), override_settings(DEMO=False):
            yield built
        transaction.set_rollback(True)


@pytest.fixture
def here(places):
    """SH01: its people ask."""
    return places[0]


@pytest.fixture
def there(places):
    """SH02: they must not see anything of it."""
    return places[1]


@pytest.fixture(scope="module")
def links():
    """What was followed already is not followed again from another page."""
    return Links()


def first_of(line: Line, place) -> walk.Person:
    """Somebody of the store whom the table lets in."""
    return next(person for person in place.people.values() if person.codes & line.roles and not person.at_all_stores)


def refused_by(line: Line, place) -> walk.Person:
    """Somebody whom it does not let in: of all roles the first that lacks it, else who has left."""
    return next(person for person in place.people.values() if not person.may(line.roles))


# ── the table itself ──────────────────────────────────────────────────────────────────────────
def test_every_address_has_its_line_and_every_line_its_address():
    written = {(walk.route_of(line), line.method) for line in [*LINES, *OPEN, *lines_of(DEMO), *lines_of(OUTBOX)]}
    routes = list(walk.routes())
    functions = {route for route, method in routes if method is None}
    assert {pair for pair in written if pair[0] not in functions} == {pair for pair in routes if pair[1]}
    assert functions <= {route for route, _method in written}


def test_no_line_is_written_twice_and_every_role_is_one():
    lines = [*LINES, *OPEN, *lines_of(DEMO), *lines_of(OUTBOX)]
    assert [line for line, times in Counter(map(str, lines)).items() if times > 1] == []
    assert {code for line in lines for code in line.roles} == set(CODES)
    assert set(BODIES) <= set(map(str, lines))


def test_the_page_of_the_table_is_fresh():
    """A stale page is written anew: look at it and commit it."""
    stale = not paper.PAGE.exists() or paper.PAGE.read_text(encoding="utf-8") != paper.written()
    if stale:
        paper.PAGE.write_text(paper.written(), encoding="utf-8")
    assert not stale


# ── in short: each guard of each address ──────────────────────────────────────────────────────
@each_line
def test_the_wrong_role_the_other_store_and_nobody_stay_out(line, here, there):
    stranger = refused_by(line, here)
    assert ask(line, stranger, here.things).outcome == expected(line, stranger)
    assert ask(line, None, here.things).wants_login
    if line.of_a_store:
        answer = ask(line, first_of(line, here), there.things)
        assert (answer.outcome, there.told(answer.body)) == ("404", [])


# ── numbers and plates are masked unless a permission says otherwise ──────────────────────────
@pytest.fixture
def masked_readers(monkeypatch):
    """Everybody keeps his role, but for the permission to see whole numbers."""
    can = Access.can
    monkeypatch.setattr(Access, "can", lambda access, perm: perm != CustomerPerm.PHONE_VIEW and can(access, perm))


@pytest.mark.parametrize("line", READS, ids=str)
def test_whoever_may_not_see_whole_numbers_sees_none(line, here, masked_readers):
    answer = ask(line, first_of(line, here), here.things)
    assert answer.opened
    assert [number for number in here.numbers if number in answer.body] == []


@pytest.mark.parametrize(
    ("code", "address"),
    [
        ("GM", "/customers/"),
        ("HB", "/hotline/"),
        ("GM", "/visits/"),
        ("HB", "/api/v1/phone-calls/"),
        ("GM", "/api/v1/leads/"),
    ],
)
def test_whoever_may_see_whole_numbers_sees_them(code, address, here):
    page = walk.send("GET", address, here.people[code], {}, as_json="api" in address)
    assert [number for number in here.numbers if number in page.body] != []


# ── in full ───────────────────────────────────────────────────────────────────────────────────
@pytest.mark.slow
@each_line
def test_everybody_at_every_address(line, here, there, links):
    found = {person.name: ask(line, person, here.things) for person in here.people.values()}
    assert {name: answer.outcome for name, answer in found.items()} == {
        person.name: expected(line, person) for person in here.people.values()
    }
    assert told_to(found, here, there) == {}
    assert links.closed(line, found, here.people) == []


def test_a_link_to_a_closed_page_is_noticed(here):
    salesperson, page = here.people["SP"], Line("GET", "/", frozenset())
    assert [is_closed(address, salesperson) for address in ("/users/", "/leads/")] == [True, False]
    answers = dict.fromkeys(CODES, walk.Answer(200, '<a class="x" href="/users/">', ""))
    assert ("SP", "/users/") in Links().closed(page, answers, here.people)


@pytest.mark.slow
@pytest.mark.parametrize("line", [line for line in LINES if line.names - {"code"}], ids=str)
def test_what_belongs_to_another_store_is_as_if_it_did_not_exist(line, here, there):
    nowhere = walk.nowhere(here.things)
    for person in here.people.values():
        if expected(line, person) == "403":
            continue
        missing = ask(line, person, nowhere)
        assert missing.outcome == ("in" if walk.names_no_store(line, person) else "404"), person.name
        if line.of_a_store and not person.at_all_stores:
            other = ask(line, person, there.things)
            assert (other.status, plain(other.body)) == (missing.status, plain(missing.body)), person.name
    refused = refusals(line, here, there)
    assert ({status for status, _body in refused} <= {403}, len(refused) <= 1) == (True, True), refused


def refusals(line: Line, here, there) -> set[tuple[int, str]]:
    """What those hear whom the table does not let in: each about the other store, one about what does not exist."""
    people = [person for person in here.people.values() if expected(line, person) == "403"]
    questions = [(person, there.things) for person in people]
    questions += [(person, walk.nowhere(here.things)) for person in people[:1]]
    with undrawn():  # who is refused is told so before anything is read
        answers = [ask(line, person, things) for person, things in questions]
    return {(answer.status, plain(answer.body)) for answer in answers}


def plain(body: str) -> str:
    """A page without what is drawn anew for each."""
    return re.sub(r'nonce="[^"]*"|[0-9A-Za-z]{64}|[0-9a-f]{8}-[0-9a-f-]{27}|/[a-z0-9/.-]*\d+[a-z0-9/.-]*', "", body)


def told_to(found: dict[str, walk.Answer], here, there) -> dict[str, list[str]]:
    """What the answers tell people that they must not know: of the other store, of customers, whole phone numbers."""
    told = {}
    for name, answer in found.items():
        person = here.people[name]
        hidden = [] if person.knows_all_stores else there.told(answer.body)
        if person.sees_no_customer:
            hidden += here.of_customers(answer.body) + there.of_customers(answer.body)
        if person.sees_masked_phones:
            hidden += [phone for phone in here.phones if phone in answer.body]
        if hidden:
            told[name] = hidden
    return told


@pytest.mark.slow
@pytest.mark.parametrize("line", LISTS, ids=str)
def test_lists_exports_and_fragments_hold_rows_of_this_store_only(line, here, there):
    searched = [{"q": secret[:-1]} for secret in (there.mark, there.phones[0])]
    people = [person for person in here.people.values() if expected(line, person) == "in"]
    for person in people:
        # Where the table of exports names no file, all get the page whatever format they ask for: one asks.
        files = [{"format": "csv"}, {"format": "xlsx"}] if line.address in EXPORTED or person is people[0] else []
        for query in [*files, *searched, {"page": "1"}]:
            answer = ask(line, person, here.things, body=BODIES.get(str(line), {}) | query, htmx="page" in query)
            assert answer.status < 500
            assert told_to({person.name: answer}, here, there) == {}, query


@pytest.mark.parametrize("address", ["/customers/?format=csv", "/customers/?format=xlsx", "/search/?q=Amaran"])
def test_there_is_something_in_lists_that_could_leak(address, here):
    person = here.people["SM"]
    assert here.mark in walk.send("GET", address, person, {}, as_json=False).body


@pytest.mark.parametrize(("address", "codes"), [(line.split()[0], line.split()[1:]) for line in WRITTEN_EXPORTS])
def test_a_list_leaves_the_house_with_whom_the_table_names(address, codes, here):
    found = set()
    for code in CODES:
        person = here.people[code]
        if walk.send("GET", f"{address}?format=csv", person, {}, as_json=False).body.startswith("\ufeff"):
            found.add(code)
    assert found == set(codes)


def test_every_list_with_columns_is_in_that_table():
    pages = {walk.plain(route): view for route, view in walk.views()}
    listed = {route for route, view in pages.items() if getattr(getattr(view, "view_class", None), "columns", None)}
    assert listed == {address.lstrip("/") for address in EXPORTED}


@pytest.mark.parametrize("name", ["SM", "VM", "PC", "CA", "GM"])
def test_an_export_masks_what_the_page_masks(name, here, there):
    person = here.people[name]
    body = walk.send("GET", "/customers/?format=csv", person, {}, as_json=False).body
    assert here.mark in body and there.told(body) == []
    assert any(phone in body for phone in here.phones) == (not person.sees_masked_phones)


# ── keys of another store in bodies, forms and queries ────────────────────────────────────────
@pytest.mark.parametrize(("code", "address", "field", "body"), FOREIGN)
def test_another_stores_key_in_a_body_is_bad_input_at_its_field(code, address, field, body, here, there):
    given = walk.filled(body, here.things, there.things)
    path = address.format_map(here.things)
    answer = walk.send("POST", path, here.people[code], given, as_json=True)
    assert (answer.status, f'"{field}":' in answer.body.partition('"errors":')[2]) == (400, True), answer.body
    assert there.told(answer.body) == []


@pytest.mark.parametrize(("code", "address", "body"), FORMS)
def test_another_stores_key_in_a_form_does_nothing(code, address, body, here, there):
    given = walk.filled(body, here.things, there.things)
    answer = walk.send("POST", address.format_map(here.things), here.people[code], given, as_json=False)
    assert answer.status in {200, 302, 400, 404, 409, 422}
    assert there.told(answer.body) == []


@pytest.mark.parametrize(("code", "address"), QUERIES)
def test_another_stores_key_in_a_query_shows_nothing(code, address, here, there):
    own = address.format_map(here.things)
    path = re.sub("<(.+?)>", lambda found: str(there.things[found[1]]), own)
    answer = walk.send("GET", path, here.people[code], {}, as_json=address.startswith("/api/"))
    assert answer.status in {200, 400, 404}
    assert there.told(answer.body) == []


@pytest.mark.parametrize("line", ACTS, ids=str)
def test_nobody_smuggles_in_a_field(line, here, there):
    smuggled = {"store": there.store.pk, "status": "paid", "created_by": 1, "issued_at": None}
    answer = ask(line, first_of(line, here), here.things, body=BODIES.get(str(line), {}) | smuggled)
    named = answer.body.partition('"errors":')[2]
    assert (answer.status, [field for field in smuggled if f'"{field}":' not in named]) == (400, [])


@pytest.mark.slow
@pytest.mark.parametrize("address", sorted({line.address for line in LINES}))
def test_a_method_without_a_line_is_not_answered(address, here):
    lines = [line for line in LINES if line.address == address]
    person = first_of(lines[0], here)
    others = {"POST", "PUT", "PATCH", "DELETE"} - {line.method for line in lines}
    found = {method: ask(Line(method, address, frozenset()), person, here.things).status for method in others}
    assert found == dict.fromkeys(others, 405)


# ── people whose rights are not those of a role ───────────────────────────────────────────────
def test_a_colleagues_lead_and_visit_are_not_there(here):
    lead = here.things["colleague_lead"]
    person = here.people["SP"]
    addresses = [f"/leads/{lead}/", f"/leads/{lead}/contact/", f"/leads/{lead}/lose/", f"/api/v1/leads/{lead}/"]
    found = [walk.send("GET", at, person, {}, as_json="api" in at) for at in addresses]
    assert [answer.status for answer in found] == [404] * 4


def test_who_was_disabled_is_out_with_session_and_token(here):
    User.objects.filter(pk=here.things["agent"]).update(is_active=False)
    person = here.people["FU"]
    assert walk.send("GET", "/calls/", person, {}, as_json=False).wants_login
    assert walk.send("GET", "/api/v1/calls/", person, {}, as_json=True).status == 401


def test_the_group_compares_totals_and_names_a_store(here, there):
    both = walk.send("GET", "/boards/group/", here.people["GR"], {}, as_json=False).body
    assert here.house in both and there.house in both
    assert here.of_customers(both) + there.of_customers(both) == []
    one = walk.send("GET", "/boards/group/?store=SH01", here.people["GR"], {}, as_json=False).body
    assert here.house in one and there.told(one) == []


def test_the_repair_desk_knows_no_customer():
    assert {model.__name__ for model in admin.site._registry} == DESK


def test_the_repair_desk_opens_to_administrators_only(here):
    User.objects.update(is_staff=True, is_superuser=True)
    pages = ["/repair-desk/", "/repair-desk/accounts/user/", "/repair-desk/accounts/store/"]
    for name, person in here.people.items():
        found = [walk.send("GET", page, person, {}, as_json=False) for page in pages]
        assert {answer.status for answer in found} == {200 if "AD" in person.codes else 403}, name
        assert [here.of_customers(answer.body) for answer in found] == [[], [], []]
    assert walk.send("GET", pages[0], None, {}, as_json=False).wants_login


# ── what is open ──────────────────────────────────────────────────────────────────────────────
@pytest.mark.parametrize("line", OPEN, ids=str)
def test_public_addresses_ask_nobody(line, here, there):
    people = [None] if line.address == "/api/schema/" else [None, here.people["TE"]]  # it costs seconds to draw
    answers = [ask(line, person, here.things) for person in people]
    # Whose visits may be sent now: nobody's. And readiness is no question of who asks.
    # A key is revoked with the key itself.
    own = {"GET /canvass/who/": {401}, "GET /healthz/ready": {200, 503}, "DELETE /api/v1/token/": {204, 401}}
    own |= {
        "POST /sms/receipts/": {403},
        "GET /at/{code}/v/{proof}/": {200, 410},
        "POST /at/{code}/v/{proof}/": {200, 410},
    }
    allowed = own.get(str(line), {200, 302, 400, 409})
    assert {answer.status for answer in answers} <= allowed
    of_others = there.of_customers if line.address == "/at/" else there.told  # the list of all stores names each
    assert [of_others(answer.body) for answer in answers] == [[]] * len(people)


def test_a_customers_link_shows_his_own_document_only(here):
    shown = ask(Line("GET", "/o/{order_link}/", frozenset()), None, here.things).body
    assert [phone for phone in here.phones if phone in shown] == []
    other = here.things | {"bill_link": here.things["order_link"], "visit_link": here.things["bill_link"]}
    for address in ("/b/{bill_link}/", "/a/{visit_link}/"):
        assert ask(Line("GET", address, frozenset()), None, other).status == 404


ANSWERED = ["/a/{visit_link}/", "/o/{order_link}/", "/s/{survey_link}/", "/w/{offer_link}/"]
ANSWERED += ["/at/{code}/who/", "/at/{code}/v/{proof}/"]


@pytest.mark.parametrize("address", ANSWERED)
def test_a_browser_that_hides_where_it_comes_from_may_answer(address, here):
    """Such a page posts with the origin "null", which Django's check refuses; the address itself is the secret."""
    body = walk.filled(BODIES.get(f"POST {address}", {}), here.things)
    with transaction.atomic():
        browser = Client(enforce_csrf_checks=True, headers={"Origin": "null"})
        answer = browser.post(address.format_map(here.things), body)
        transaction.set_rollback(True)
    assert answer.status_code in {200, 302, 409, 410}


def test_every_door_that_takes_an_answer_is_tried_with_such_a_browser():
    doors = {line.address for line in OPEN if line.method == "POST" and line.address.startswith(PREFIXES)}
    assert doors == set(ANSWERED)


@pytest.mark.parametrize("line", lines_of(OUTBOX), ids=str)
def test_the_outbox_is_in_the_demo_only(line, here, there, settings):
    people = [here.people[name] for name in ("TE", "GM", "GR", "AD", "gone")]
    for settings.DEMO, theirs in ((False, "404"), (True, "in")):
        outcomes = [ask(line, person, here.things).outcome for person in people]
        assert outcomes == [theirs, theirs, "403", "403", "403"]


@pytest.mark.parametrize("line", lines_of(DEMO), ids=str)
def test_what_is_the_demos_is_nowhere_else(line, here, settings):
    settings.DEMO = False
    assert {ask(line, person, here.things).status for person in (None, here.people["GM"])} == {404}


# ── the guard removed ─────────────────────────────────────────────────────────────────────────
def unscoped(_view):
    with scopes_disabled():
        return Customer.objects.prefetch_related("phones", cars_prefetched()).order_by("pk")


def test_without_the_scope_the_walk_sees_the_leak(here, there, monkeypatch):
    [line] = [line for line in LINES if str(line) == "GET /api/v1/customers/{customer}/"]
    person = here.people["SM"]
    monkeypatch.setattr(CustomerList, "get_queryset", unscoped)
    monkeypatch.setattr(CustomerViewSet, "get_queryset", unscoped)
    assert ask(line, person, there.things).outcome == "in"
    found = {"SM": walk.send("GET", "/customers/?format=csv", person, {}, as_json=False)}
    assert there.mark in told_to(found, here, there)["SM"]
