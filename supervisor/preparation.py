"""The steps between the servers and the doors: migrate, translations, static files, demo group; none of them twice."""

import hashlib
import sys
from collections.abc import Mapping
from pathlib import Path

from supervisor import stamps
from supervisor.application import manage_step
from supervisor.state import ROOT
from supervisor.supervision import Supervisor

NOT_APPLICATION = {"supervisor", "tests", "benchmarks"}


def migrate(supervisor: Supervisor, environment: Mapping[str, str], *, own_database: bool = False) -> None:
    """Nobody else changes our own database: while the code is the same there is nothing to do, which saves 2 s."""
    stamp = data_folder(environment) / "migrate.stamp"
    wanted = stamps.fingerprint(*code(), ROOT / "requirements.txt")
    if not (own_database and stamps.is_current(stamp, wanted)):
        supervisor.run(manage_step("migrate", "--noinput", environment=environment))
        stamps.write(stamp, wanted)


def load_reference(supervisor: Supervisor, environment: Mapping[str, str], *, own_database: bool = False) -> None:
    """Models, operations, parts and the rest of the trade's lists: again when a list has changed."""
    stamp = data_folder(environment) / "reference.stamp"
    wanted = stamps.fingerprint(*sorted((ROOT / "reference").glob("*.csv")))
    if not (own_database and stamps.is_current(stamp, wanted)):
        supervisor.run(manage_step("reference", environment=environment))
        stamps.write(stamp, wanted)


def forget(folder: Path) -> None:
    """Whoever runs manage.py by hand may have changed anything."""
    for name in ("migrate", "reference"):
        (folder / f"{name}.stamp").unlink(missing_ok=True)


def code() -> list[Path]:
    packages = (file.parent for file in sorted(ROOT.glob("*/__init__.py")) if file.parent.name not in NOT_APPLICATION)
    return [file for package in packages for file in sorted(package.rglob("*.py"))]


def compile_messages(supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Kept in the checkout, so remembered with its environment and not with the data."""
    sources = sorted((ROOT / "locale").rglob("*.po"))
    stamp, wanted = Path(sys.prefix) / ".stamp-messages", stamps.fingerprint(*sources)
    if stamps.is_current(stamp, wanted) and all(source.with_suffix(".mo").exists() for source in sources):
        return
    supervisor.run(manage_step("messages", "--compile", environment=environment))
    stamps.write(stamp, wanted)


def collect_static(supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Again when a file, a package or the settings have changed."""
    files = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    wanted = stamps.fingerprint(*files, ROOT / "requirements.txt", ROOT / "dealership" / "settings.py")
    target = data_folder(environment) / "staticfiles"
    if stamps.is_current(target / ".stamp", wanted):
        return
    supervisor.run(manage_step("collectstatic", "--noinput", "--clear", environment=environment))
    stamps.write(target / ".stamp", wanted)


def load_demo(supervisor: Supervisor, environment: Mapping[str, str]) -> None:
    """Once for each database; a load that was interrupted is done again."""
    stamp = data_folder(environment) / "demo.stamp"
    database = hashlib.sha256(environment["DATABASE_URL"].encode()).hexdigest()
    if not stamps.is_current(stamp, database):
        supervisor.run(manage_step("demo", environment=environment))
        stamps.write(stamp, database)


def data_folder(environment: Mapping[str, str]) -> Path:
    return Path(environment["DEALERSHIP_DATA"])
