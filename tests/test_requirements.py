"""The list of requirements leads somewhere: its pages, rules and tests exist, and none of the numbers is lost."""

import ast
import re
from collections import Counter
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings
from django.urls import URLPattern, get_resolver

ROOT = Path(settings.BASE_DIR)
LISTED = "docs/requirements.md"
NUMBER = re.compile(r"(?<![\w-])(?:SALES-\d+|SERVICE-[RDN]\d+|CR-\d{3}|P(?:[1-9]|[12]\d|3[0-2]))(?!\d)")
RANGE = re.compile(r"(SALES-|SERVICE-[RDN]|CR-)(\d+) (?:to|…) (?:\1)?(\d+)")
QUOTED = re.compile(r"`([^`]+)`")
READ = ("*.py", "*.md", "*.html", "*.sql", "*.js")
WANTED = {
    *(f"SALES-{n}" for n in range(1, 70)),
    *(f"SERVICE-R{n}" for n in range(1, 52)),
    *(f"SERVICE-D{n}" for n in range(1, 13)),
    *(f"SERVICE-N{n}" for n in range(1, 12)),
    *(f"P{n}" for n in range(1, 33)),
}


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


LINES = [cells(line) for line in (ROOT / LISTED).read_text(encoding="utf-8").splitlines() if line.startswith("| ")]
COVERED = [row for row in LINES if len(row) == 6 and NUMBER.fullmatch(row[0])]
LATER = [number for row in LINES if len(row) == 2 for number in NUMBER.findall(row[0])]
each = pytest.mark.parametrize("row", COVERED, ids=[row[0] for row in COVERED])


@cache
def names_of(path: str) -> set[str]:
    """What a module defines: functions, classes, methods as `Class.method`, constants."""
    found = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id for target in targets if isinstance(target, ast.Name)}
        elif isinstance(node, (ast.FunctionDef, ast.ClassDef)):
            found.add(node.name)
            inner = node.body if isinstance(node, ast.ClassDef) else []
            found |= {f"{node.name}.{part.name}" for part in inner if isinstance(part, ast.FunctionDef)}
    return found


@cache
def pages() -> set[str]:
    def walk(patterns):
        for pattern in patterns:
            if isinstance(pattern, URLPattern):
                yield pattern.name
            else:
                yield from walk(pattern.url_patterns)

    return set(walk(get_resolver().url_patterns))


@cache
def texts() -> dict[str, str]:
    """Everything people wrote: code, tests, pages, documents."""
    folders = [*settings.OWN_APPS, "dealership", "supervisor", "templates", "tests", "docs"]
    files = [*(p for folder in folders for kind in READ for p in (ROOT / folder).rglob(kind)), ROOT / "README.md"]
    return {str(path.relative_to(ROOT)): path.read_text(encoding="utf-8") for path in files}


def test_the_list_is_read():
    assert len(COVERED) > 100 and len(LATER) > 50


@each
def test_a_row_leads_to_its_page_rule_and_test(row):
    number, _asked, page, rule, proof, _state = row
    for name in QUOTED.findall(page):
        assert name in pages(), f"{number}: no page is named {name}"
    for where in QUOTED.findall(rule):
        path, name = where.split(":")
        assert name in names_of(path), f"{number}: {where} is not there"
    for where in QUOTED.findall(proof):
        path, name = where.split("::")
        assert name in names_of(path), f"{number}: {where} is not there"
    assert QUOTED.search(page) and QUOTED.search(rule) and QUOTED.search(proof)


@each
def test_one_search_for_its_number_finds_the_rule_or_the_test(row):
    number, _asked, _page, rule, proof, _state = row
    places = {re.split(r"::?", where)[0] for where in QUOTED.findall(f"{rule} {proof}")}
    literal = re.compile(rf"(?<![\w-]){number}(?!\d)")
    assert any(literal.search(texts()[place]) for place in places), f"{number} stands in none of {sorted(places)}"


@each
def test_what_is_missing_is_said(row):
    assert row[5] == "whole" or re.fullmatch(r"in part: .{10,}", row[5])


def test_every_number_is_listed_once():
    counted = Counter([*(row[0] for row in COVERED), *LATER])
    assert [number for number, times in counted.items() if times > 1] == []
    assert sorted(WANTED - counted.keys()) == []


def test_every_number_that_is_used_is_listed():
    listed = {row[0] for row in COVERED} | set(LATER)
    unknown = {
        (path, number)
        for path, text in texts().items()
        for number in [*NUMBER.findall(text), *spelled_out(text)]
        if number not in listed
    }
    assert sorted(unknown) == []


def spelled_out(text: str):
    """ "SALES-2 to 5" and "SERVICE-D1 … D7" name all numbers between."""
    for start, first, last in RANGE.findall(text):
        yield from (f"{start}{n}" for n in range(int(first), int(last) + 1))
