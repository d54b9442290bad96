import json
import re
from importlib.util import find_spec

import pytest

from supervisor.state import ROOT

LOCKS = ("requirements.txt", "requirements-embedded.txt", "requirements-test.txt")


def packages(lock: str) -> list[str]:
    text = (ROOT / lock).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_is_pinned_by_hash_and_names_no_index(lock):
    lines = packages(lock)
    assert lines and all(re.match(r"[a-z0-9-]+==\S+", line) and "--hash=sha256:" in line for line in lines)
    assert "://" not in "".join(lines)


def test_browser_files_are_pinned_by_hash_and_name_no_registry():
    lock = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))
    installed = [entry for path, entry in lock["packages"].items() if path]
    assert all(entry["integrity"].startswith("sha512-") and "resolved" not in entry for entry in installed)


def test_psycopg_3_stays_out():
    assert find_spec("psycopg") is None
    assert find_spec("psycopg2") is not None
