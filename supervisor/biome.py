"""Runs Biome on scripts and style sheets. Only `run.py check` installs it, into the virtual environment."""

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from supervisor import browser_files, stamps
from supervisor.state import ROOT

HOME = Path(sys.prefix) / "biome"
NO_PROGRAM = "Biome ships no program for this platform; check scripts and style sheets on another machine."


def main(arguments: list[str]) -> int:
    prepare(ROOT, HOME)
    return subprocess.run([HOME / "biome", *arguments], cwd=ROOT).returncode


def prepare(root: Path, home: Path) -> None:
    """Install the program by npm, unless this version is there."""
    wanted = stamps.fingerprint(root / "package.json", root / "package-lock.json")
    if stamps.is_current(home / ".stamp", wanted):
        return
    print("Fetching Biome …", flush=True)
    with tempfile.TemporaryDirectory(prefix="dealership-npm-") as folder:
        browser_files.npm_ci(root, Path(folder), Path(sys.executable))
        copy_program(Path(folder) / "node_modules", home)
    stamps.write(home / ".stamp", wanted)


def copy_program(modules: Path, home: Path) -> None:
    """Copy the program of the package for this machine; npm installs one such package, or none."""
    program = next(modules.glob("@biomejs/cli-*/biome*"), None)
    if program is None:
        sys.exit(NO_PROGRAM)
    home.mkdir(parents=True, exist_ok=True)
    shutil.copy2(program, home / f"biome{program.suffix}")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
