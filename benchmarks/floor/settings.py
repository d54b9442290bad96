"""The settings of the house without its middleware and pages."""

from dealership.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor.urls"
