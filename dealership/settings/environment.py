"""Reads the environment variables of settings."""

import os
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent.parent
DATA_DIR = Path(os.environ.get("DEALERSHIP_DATA", BASE_DIR / "var"))


def required(name: str) -> str:
    """The value of a variable without a safe default; raises without it."""
    try:
        return os.environ[name]
    except KeyError:
        raise ImproperlyConfigured(f"{name} is not set. Start with `python3 run.py`, or set it.") from None


def flag(name: str, default: bool = False) -> bool:
    """Whether a variable is set to yes."""
    return os.environ.get(name, "1" if default else "0").lower() in {"1", "true", "yes", "on"}
