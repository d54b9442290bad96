"""Settings, addresses, landing pages and boards of all departments; no department imports it."""

from dealership.celery import app as celery_app

__all__ = ["celery_app"]
