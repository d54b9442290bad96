"""Every list and what it is asked: pages, filters and searches that make no sense are told at their name."""

from functools import cache
from urllib.parse import quote

import pytest

from accounts.roles import Role
from tests.bad_input.ground import problem_in
from tests.bad_input.schema import document, kind_of, resolved
from tests.examples.world import client_for

READERS = [Role.GENERAL_MANAGER, Role.SALES_MANAGER, Role.CRM_AGENT, Role.HOTLINE_CLERK, Role.SERVICE_MANAGER]
READERS += [Role.SYSTEM_ADMIN]
UNPAGED = {"/slots/", "/slots/missing/", "/metrics/", "/board/", "/audit/"}
PAGES = ["0", "-1", "abc", "1.5", "1e3", "", "²", "%00", "9" * 30, "1;drop"]
WRONG = {
    "enum": ["Z", "%00", "%ED%A0%80", "x" * 5000],
    "date": ["foo", "2026-02-30", "%00", "1", "0001-01-01", "9999-12-31"],
    "date-time": ["foo", "%00", "2026-13-01T00:00:00Z"],
    "integer": ["abc", "1e400", "%00", "²", "-1", "0", "1.5", "1" + "0" * 21, "NaN", "999999999"],
    "boolean": ["zzz", "-1", "NaN", "2026-01-01", "%00", "2"],
    "string": ["%00"],
    "array": ["%00", "nothing-like-it"],
}


def lists() -> dict[str, list[dict]]:
    """The addresses of all lists, with what they may be asked."""
    paths = document()["paths"]
    return {
        path.removeprefix("/api/v1"): [part for part in methods["get"].get("parameters", ()) if part["in"] == "query"]
        for path, methods in paths.items()
        if "get" in methods and "{" not in path
    }


@pytest.fixture
def asking(world):
    """`asking(path, query)` answers as the first role that may look there, in Chinese; a role of the group names the
    store, so all do."""
    clients = [client_for(world.someone(role), world.now, "zh-hans") for role in READERS]

    @cache
    def reader_of(address: str):
        return next(client for client in clients if client.get(f"/api/v1{address}").status_code != 403)

    home = f"store={world.store.code}"
    return lambda address, query="": reader_of(address).get(f"/api/v1{address}?{home}&{query}")


@pytest.mark.slow
def test_a_page_is_a_number_from_one_on(asking):
    found = []
    for address in sorted(set(lists()) - UNPAGED):
        for name in ("page", "page_size"):
            for page in PAGES:
                answer = asking(address, f"{name}={page}")
                found.append(problem_in(answer, {400}, name) and f"{address} {name}={page}")
    assert [one for one in found if one] == []


@pytest.mark.slow
def test_a_page_behind_the_last_is_not_there(asking):
    for address in sorted(set(lists()) - UNPAGED):
        assert not problem_in(asking(address, "page=99999"), {404}), address


@pytest.mark.slow
def test_no_page_has_more_than_a_hundred_rows(asking):
    for address in sorted(set(lists()) - UNPAGED):
        told = asking(address, "page_size=100000").json()
        assert set(told) == {"count", "next", "previous", "results"}, address
        assert len(told["results"]) <= 100, address
    assert len(asking("/faults/", "page_size=1").json()["results"]) == 1


def questions():
    """(address, name, value) for every filter of every list and every value that it cannot have."""
    for address, parts in lists().items():
        for part in parts:
            kind = kind_of(resolved(part["schema"]))
            if part["name"] not in {"page", "page_size", "store"}:  # a store that is not mine is not there: 404
                yield from ((address, part["name"], value) for value in WRONG[kind])


@pytest.mark.slow
def test_a_filter_that_makes_no_sense_is_told_at_its_name(asking):
    answers = {asked: asking(asked[0], f"{asked[1]}={asked[2]}") for asked in questions()}
    found = [
        f"{asked[0]}?{asked[1]}={asked[2][:20]}: {problem_in(answer, {400}, asked[1])}"
        for asked, answer in answers.items()
        if problem_in(answer, {400}, asked[1])
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    ("address", "query", "field"),
    [
        ("/leads/", "grade=Z", "grade"),
        ("/leads/", "due=xyz", "due"),
        ("/slots/", "operations=LO-46-001&from=foo", "from"),
        ("/metrics/", "from=foo", "from"),
        ("/metrics/", "to=2026-02-30", "to"),
        ("/metrics/", "from=0001-01-01", "from"),
        ("/metrics/", "from=2026-11-02&to=2026-11-01", "to"),
        ("/metrics/", "to=9999-12-31", "to"),
        ("/slots/", "operations=LO-46-001&from=9999-12-31T00:00:00Z", "from"),
        ("/slots/", "operations=LO-46-001&from=0001-01-01", "from"),
        ("/board/", "on=0001-01-01", "on"),
        ("/board/", "by=advisor", "by"),
        ("/faults/", "vehicle=abc", "vehicle"),
        ("/faults/", "vehicle=%C2%B2", "vehicle"),
        ("/faults/", "system=zzz", "system"),
        ("/leads/", "lost_reason=zzz", "lost_reason"),
        ("/calls/", "answered_after=zzz", "answered_after"),
        ("/calls/", "answered_after=2026-01-01&answered_before=2026-02-30", "answered_before"),
        ("/calls/", "visit_before=0001-01-01", "visit_before"),
        ("/complaints/", "received_after=zzz", "received_after"),
        ("/resources/", "active=zzz", "active"),
        ("/estimates/", "vehicle=-1", "vehicle"),
        ("/repair-orders/", "advisor=1000000000000000000000", "advisor"),
        ("/metrics/", "foo=1", "foo"),
        ("/notices/", "q=1", "q"),
        ("/appointments/", "day=0001-01-01", "day"),
        ("/appointments/", "until=9999-12-31", "until"),
    ],
)
def test_what_is_asked_is_answered_at_its_name(asking, address, query, field):
    assert not problem_in(asking(address, query), {400}, field)


@pytest.mark.slow
def test_what_a_list_cannot_be_asked_is_told_at_its_name(asking):
    for address in sorted(lists()):
        query = {"/slots/": "operations=LO-46-001&", "/slots/missing/": "operations=LO-46-001&"}.get(address, "")
        for name in ("gradee", "foo[]", "x" * 300):
            assert not problem_in(asking(address, f"{query}{name}=1"), {400}, name[:200]), address


@pytest.mark.slow
def test_every_list_may_be_asked_for_its_store_and_what_it_names(asking, world):
    needed = f"operations=LO-01-001&vehicle={world.car.pk}"
    more = {"/slots/": needed, "/slots/missing/": f"{needed}&start={quote(world.when(days=1))}"}
    for address, parts in lists().items():
        names = {part["name"] for part in parts if part["schema"].get("type") != "array"}
        query = "&".join(
            [more.get(address, ""), "store=SH01", *(f"{name}=" for name in sorted(names - {"page", "page_size"}))]
        )
        if address not in {"/slots/", "/slots/missing/", "/metrics/", "/settings/", "/audit/"}:
            assert asking(address, query).status_code == 200, address
        assert asking(address, f"{more.get(address, '')}&store=SH01").status_code == 200, address
