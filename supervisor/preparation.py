"""The steps after the database's start and before the web server's: tables, lists, translations, static files, demo."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from supervisor import stamps
from supervisor.application import manage_step
from supervisor.processes import Service
from supervisor.servers import Servers
from supervisor.state import ROOT
from supervisor.supervision import Supervisor

NOT_APPLICATION = {"supervisor", "tests", "benchmarks"}


@dataclass(frozen=True)
class Step:
    """A command and its stamp, with which it need not run again; without a stamp it always runs."""

    service: Service
    stamp: Path | None
    wanted: str
    results: tuple[Path, ...] = ()

    def is_due(self) -> bool:
        if self.stamp is None or not all(result.exists() for result in self.results):
            return True
        return not stamps.is_current(self.stamp, self.wanted)


def carry_out(supervisor: Supervisor, *steps: Step) -> None:
    """Run the due steps, all at once."""
    due = [step for step in steps if step.is_due()]
    supervisor.run(*(step.service for step in due))
    for step in due:
        if step.stamp is not None:
            stamps.write(step.stamp, step.wanted)


def migrate(servers: Servers) -> Step:
    """Migrate, unless the code is the same and the database our own, which saves 2 s."""
    wanted = stamps.fingerprint(*code(), ROOT / "requirements.txt")
    service = manage_step("migrate", "--noinput", environment=servers.environment())
    return Step(service, note(servers, "migrate"), wanted)


def load_reference(servers: Servers) -> Step:
    """Load models, operations, parts and other lists of the trade, when a list has changed."""
    wanted = stamps.fingerprint(*sorted((ROOT / "reference").glob("*.csv")))
    return Step(manage_step("reference", environment=servers.environment()), note(servers, "reference"), wanted)


def load_demo(servers: Servers) -> Step:
    """Load the demo once for each database, and again after an interruption."""
    wanted = stamps.fingerprint(extra=servers.environment()["DATABASE_URL"])
    stamp = note(servers, "demo") or servers.state.folder / "demo.stamp"
    return Step(manage_step("demo", environment=servers.environment()), stamp, wanted)


def note(servers: Servers, name: str) -> Path | None:
    """The stamp beside our own database; None for another database."""
    return servers.postgres.home / f"{name}.stamp" if servers.postgres else None


def forget(servers: Servers) -> None:
    """Delete the stamps after a manage.py command, which may have changed the database."""
    for stamp in (note(servers, "migrate"), note(servers, "reference")):
        if stamp is not None:
            stamp.unlink(missing_ok=True)


def code() -> list[Path]:
    packages = (file.parent for file in sorted(ROOT.glob("*/__init__.py")) if file.parent.name not in NOT_APPLICATION)
    return [file for package in packages for file in sorted(package.rglob("*.py"))]


def compile_messages(environment: Mapping[str, str]) -> Step:
    """Compile the messages. The stamp is beside the virtual environment, as the results are in the checkout."""
    sources = sorted((ROOT / "locale").rglob("*.po"))
    service = manage_step("messages", "--compile", environment=environment)
    results = tuple(source.with_suffix(".mo") for source in sources)
    return Step(service, Path(sys.prefix) / ".stamp-messages", stamps.fingerprint(*sources), results)


def collect_static(environment: Mapping[str, str]) -> Step:
    """Collect static files when a file, a package or the settings have changed."""
    files = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    settings = sorted((ROOT / "dealership" / "settings").glob("*.py"))
    wanted = stamps.fingerprint(*files, *settings, ROOT / "requirements.txt")
    stamp = Path(environment["DEALERSHIP_DATA"]) / "staticfiles" / ".stamp"
    return Step(manage_step("collectstatic", "--noinput", "--clear", environment=environment), stamp, wanted)
