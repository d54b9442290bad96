import io
import json
import logging

import pytest
from django.db import OperationalError

from core.logs import OutageInOneLine, json_formatter
from core.masks import MaskedPhone


@pytest.fixture
def lines():
    """`lines(name)` is what that logger wrote, as it stands in the log file."""
    log, file = logging.getLogger(), io.StringIO()
    handler, level = logging.StreamHandler(file), log.level
    handler.setFormatter(json_formatter())
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    yield lambda name: [line for line in map(json.loads, file.getvalue().splitlines()) if line["logger"] == name]
    log.removeHandler(handler)
    log.setLevel(level)


def test_request_is_one_line_of_json_without_its_query(client, lines, db):
    answer = client.get("/login/?next=/customers/%3Fq=13800138000")
    [line] = lines("core.middleware")
    assert {name: line[name] for name in ("event", "method", "path", "status", "user")} == {
        "event": "request",
        "method": "GET",
        "path": "/login/",
        "status": 200,
        "user": None,
    }
    assert line["ms"] >= 0 and line["request_id"] == answer["X-Request-Id"]
    text = json.dumps(line)
    assert "13800138000" not in text and "?" not in text  # "138" alone may be milliseconds


def test_request_of_a_customer_link_hides_its_token(client, lines, db):
    client.get("/b/abcdefghijklmnopqrstuvwxyz/")
    assert [line["path"] for line in lines("core.middleware")] == ["/b/…/"]


def test_a_masked_number_is_masked_in_the_log(lines):
    logging.getLogger("customers").info("called", extra={"user": MaskedPhone("13800138000"), "path": "/calls/"})
    [line] = lines("customers")
    assert (line["user"], line["path"]) == ("138****8000", "/calls/")


def test_health_checks_do_not_fill_the_log(client, lines, db):
    client.get("/healthz/live")
    assert lines("core.middleware") == []


@pytest.mark.parametrize(("kind", "lines_of_trace"), [(OperationalError, False), (ValueError, True)])
def test_an_outage_is_one_line_and_a_fault_of_ours_has_its_trace(kind, lines_of_trace):
    file = io.StringIO()
    handler = logging.StreamHandler(file)
    handler.setFormatter(json_formatter())
    handler.addFilter(OutageInOneLine())
    try:
        raise kind("connection refused")
    except kind as error:
        record = logging.LogRecord("x", logging.ERROR, "x.py", 1, "%s: %s", ("Gone", "/"), (kind, error, None))
    handler.handle(record)
    [line] = map(json.loads, file.getvalue().splitlines())
    assert ("exception" in line) is lines_of_trace
    assert line["event"] == ("Gone: /" if lines_of_trace else "Gone: /: connection refused")
