"""The steps between the servers and the doors: tables, lists, translations, static files, demo group; none twice."""

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
    """A command, and the stamp that says it need not run again while its results are there; no stamp: always."""

    service: Service
    stamp: Path | None
    wanted: str
    results: tuple[Path, ...] = ()

    def is_due(self) -> bool:
        if self.stamp is None or not all(result.exists() for result in self.results):
            return True
        return not stamps.is_current(self.stamp, self.wanted)


def carry_out(supervisor: Supervisor, *steps: Step) -> None:
    """Side by side, those that are due."""
    due = [step for step in steps if step.is_due()]
    supervisor.run(*(step.service for step in due))
    for step in due:
        if step.stamp is not None:
            stamps.write(step.stamp, step.wanted)


def migrate(servers: Servers) -> Step:
    """While the code is the same there is nothing to do in a database that nobody else changes, which saves 2 s."""
    wanted = stamps.fingerprint(*code(), ROOT / "requirements.txt")
    service = manage_step("migrate", "--noinput", environment=servers.environment())
    return Step(service, note(servers, "migrate"), wanted)


def load_reference(servers: Servers) -> Step:
    """Models, operations, parts and the rest of the trade's lists: again when a list has changed."""
    wanted = stamps.fingerprint(*sorted((ROOT / "reference").glob("*.csv")))
    return Step(manage_step("reference", environment=servers.environment()), note(servers, "reference"), wanted)


def load_demo(servers: Servers) -> Step:
    """Once for each database; a load that was interrupted is done again."""
    wanted = stamps.fingerprint(extra=servers.environment()["DATABASE_URL"])
    stamp = note(servers, "demo") or servers.state.folder / "demo.stamp"
    return Step(manage_step("demo", environment=servers.environment()), stamp, wanted)


def note(servers: Servers, name: str) -> Path | None:
    """Kept with our own database, so that both go together; of another's we know nothing."""
    return servers.postgres.home / f"{name}.stamp" if servers.postgres else None


def forget(servers: Servers) -> None:
    """Whoever runs manage.py by hand may have changed anything."""
    for stamp in (note(servers, "migrate"), note(servers, "reference")):
        if stamp is not None:
            stamp.unlink(missing_ok=True)


def code() -> list[Path]:
    packages = (file.parent for file in sorted(ROOT.glob("*/__init__.py")) if file.parent.name not in NOT_APPLICATION)
    return [file for package in packages for file in sorted(package.rglob("*.py"))]


def compile_messages(environment: Mapping[str, str]) -> Step:
    """The results lie in the checkout, so the stamp lies with its environment and not with the data."""
    sources = sorted((ROOT / "locale").rglob("*.po"))
    service = manage_step("messages", "--compile", environment=environment)
    results = tuple(source.with_suffix(".mo") for source in sources)
    return Step(service, Path(sys.prefix) / ".stamp-messages", stamps.fingerprint(*sources), results)


def collect_static(environment: Mapping[str, str]) -> Step:
    """Again when a file, a package or the settings have changed."""
    files = [path for path in sorted((ROOT / "static").rglob("*")) if path.is_file()]
    settings = sorted((ROOT / "dealership" / "settings").glob("*.py"))
    wanted = stamps.fingerprint(*files, *settings, ROOT / "requirements.txt")
    stamp = Path(environment["DEALERSHIP_DATA"]) / "staticfiles" / ".stamp"
    return Step(manage_step("collectstatic", "--noinput", "--clear", environment=environment), stamp, wanted)
