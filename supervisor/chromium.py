"""Finds a Chromium for the browser tests: the system's, or one that Playwright has installed."""

import os
import shutil
import sys
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from supervisor.errors import Trouble

# First the one without windows: the same engine, and a new page costs half.
NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC_PLACES = (
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
PLAYWRIGHT_FILES = (
    "chromium-*/chrome-linux*/chrome",
    "chromium_headless_shell-*/chrome-*/*headless*shell*",
    "chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)


def browser_environment(environ: Mapping[str, str], *, required: bool = False) -> dict[str, str]:
    """The variable CHROMIUM for the tests. Without Chromium they are skipped; with `required` that is an error."""
    if program := environ.get("CHROMIUM") or chromium(environ):
        return {"CHROMIUM": str(program)}
    if required:
        raise Trouble("No Chromium here, and with CI set the browser tests must run: install chromium.")
    print("No Chromium here: the browser tests will be SKIPPED. Install chromium to run them.", file=sys.stderr)
    return {}


def chromium(environ: Mapping[str, str]) -> Path | None:
    on_path = (Path(place) for name in NAMES if (place := shutil.which(name)))
    elsewhere = (Path(place) for place in MAC_PLACES if os.access(place, os.X_OK))
    return next(chain(on_path, elsewhere, installed_by_playwright(environ)), None)


def installed_by_playwright(environ: Mapping[str, str]) -> list[Path]:
    named = environ.get("PLAYWRIGHT_BROWSERS_PATH")
    home = Path.home() / ("Library/Caches" if sys.platform == "darwin" else ".cache") / "ms-playwright"
    folder = Path(named) if named else home
    paths = [path for pattern in PLAYWRIGHT_FILES for path in sorted(folder.glob(pattern), reverse=True)]
    return [path for path in paths if path.is_file() and os.access(path, os.X_OK)]
