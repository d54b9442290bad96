"""Settings, addresses, landing pages and boards: puts the departments together and is imported by none of them."""

from dealership.celery import app as celery_app

__all__ = ["celery_app"]
