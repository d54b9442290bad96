"""What a proof of a promise needs: its size, its seed, and the counts that it reports.

The whole suite runs each proof at a hundredth of its size; `run.py prove` at the full figures, and keeps the counts.
"""

import json
import os
import random
from pathlib import Path
from time import monotonic

import pytest

from tests.concurrency.test_api import door  # noqa: F401
from tests.concurrency.test_booking import race  # noqa: F401
from tests.concurrency.test_messages import theatre  # noqa: F401

REPORT, SEED = "PROOF_REPORT", "PROOF_SEED"


def pytest_addoption(parser):
    parser.addoption("--promise", action="append", default=[], help="only the proofs of this promise")


def pytest_collection_modifyitems(config, items):
    if chosen := config.getoption("--promise", default=[]):
        items[:] = [item for item in items if any(mark.args[0] in chosen for mark in item.iter_markers("promise"))]


class Proof:
    """One proof of a promise: `full` or a hundredth of it, with counts in the order in which they were made."""

    def __init__(self):
        self.full = REPORT in os.environ
        self.seed = int(os.environ.get(SEED, "1"))
        self.counts: dict[str, int] = {}

    def size(self, full: int, small: int | None = None) -> int:
        """The full figure, or its hundredth (at least two, or what was given)."""
        return full if self.full else small or max(2, full // 100)

    def random(self, client: int = 0) -> random.Random:
        """The chances of one client, the same for the same seed."""
        return random.Random(f"{self.seed}-{client}")

    def count(self, **figures: int) -> None:
        self.counts |= figures


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    report = yield
    if report.when == "call":
        item.stash[OUTCOME] = report.outcome
    return report


OUTCOME = pytest.StashKey[str]()


@pytest.fixture
def proof(request):
    promise = request.node.get_closest_marker("promise").args[0]
    proof, begun = Proof(), monotonic()
    yield proof
    if proof.full:
        line = {
            "promise": promise,
            "proof": request.node.name,
            "outcome": request.node.stash.get(OUTCOME, "failed"),
            "seconds": round(monotonic() - begun),
            "counts": proof.counts,
        }
        with Path(os.environ[REPORT]).open("a", encoding="utf-8") as report:
            report.write(json.dumps(line, ensure_ascii=False) + "\n")
