import json
import re
from importlib import metadata
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


# What no line of ours names, and who needs it all the same.
THROUGH_OTHERS = {
    "argon2-cffi": "Django's Argon2PasswordHasher",
    "django-stubs": "types for mypy",
    "djangorestframework-stubs": "types for mypy",
    "kombu": "celery's transport, pinned",
    "packaging": "kombu's transport for Redis",
    "psycopg2-binary": "Django's driver of PostgreSQL",
    "pytest-cov": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "tzdata": "the time zones of zoneinfo",
}


def requirements(listed: str) -> list[str]:
    return re.findall(r"^([\w.-]+)==", (ROOT / listed).read_text(encoding="utf-8"), re.M)


def names_in(requirement: str) -> set[str]:
    """What can be imported from a package, the programs it brings, and its own name."""
    package = metadata.distribution(requirement)
    tops = {file.parts[0].removesuffix(".py") for file in package.files or []}
    programs = {entry.name for entry in package.entry_points if entry.group == "console_scripts"}
    return tops | programs | {requirement}


def sources(*folders: str) -> str:
    files = (file for folder in folders for file in (ROOT / folder).rglob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


def unused(listed: str, *folders: str) -> list[str]:
    """A package counts as used when code imports it, or a setting or a command line names it."""
    code = sources(*folders)
    names = set(re.findall(r"^\s*(?:from|import)\s+(\w+)", code, re.M))
    names |= set(re.findall(r"import_module\(\"(\w+)\"", code))
    names |= set(re.findall(r"[\"']([\w-]+)(?:\.[\w.]+)?[\"']", sources("dealership/settings", "supervisor")))
    return [requirement for requirement in requirements(listed) if not names_in(requirement) & names]


def test_every_requirement_is_used():
    apps = [file.parent.name for file in ROOT.glob("*/apps.py")]
    running = unused("requirements.in", *apps, "supervisor/web")
    assert len(apps) > 10
    assert [name for name in running if name not in THROUGH_OTHERS] == []
    tools = unused("requirements-test.in", "tests", "benchmarks", "supervisor")
    assert [name for name in tools if name not in THROUGH_OTHERS] == []
    assert set(running + tools) == set(THROUGH_OTHERS), "what is named by now is no longer used through others only"


def names_of(lock: str) -> list[str]:
    return [re.match(r"[a-z0-9-]+", line).group() for line in packages(lock)]


def licence(name: str) -> str:
    told = metadata.metadata(name)
    classes = [entry for entry in told.get_all("Classifier") or [] if entry.startswith("License")]
    return " ".join([told.get("License-Expression") or told.get("License") or "", *classes])


@pytest.mark.parametrize("listed", ["requirements.in", "requirements-embedded.in", "requirements-test.in"])
def test_every_requirement_says_why_it_is_there(listed):
    lines = [line for line in (ROOT / listed).read_text(encoding="utf-8").splitlines() if "==" in line]
    assert lines and all(re.search(r"# \w", line) for line in lines if not line.startswith("#"))


def test_nothing_that_runs_is_under_gpl_or_agpl():
    """psycopg2, which the owner chose, is under the LGPL with exceptions; its users owe nothing for linking to it."""
    running = [name for lock in LOCKS[:2] for name in names_of(lock) if has(name)]
    assert len(running) > 40 and all(licence(name).strip() for name in running)
    assert [name for name in running if re.search(r"GPL|General Public", licence(name))] == ["psycopg2-binary"]
    assert "LGPL" in licence("psycopg2-binary")


def has(name: str) -> bool:
    """Some are for other platforms or versions of Python."""
    try:
        return bool(metadata.version(name))
    except metadata.PackageNotFoundError:
        return False
