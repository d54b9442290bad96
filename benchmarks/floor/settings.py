"""The settings of the product without its middleware and pages."""

from dealership.settings import *  # noqa: F403

MIDDLEWARE: list[str] = []
ROOT_URLCONF = "benchmarks.floor.urls"
