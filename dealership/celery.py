"""The application of the workers: JSON only, a static schedule of ticks; due times are in the database."""

import gc
import logging
import os

from celery import Celery
from celery.signals import celeryd_init, worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealership.settings")

app = Celery("dealership")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@celeryd_init.connect
def log_warnings(**_):
    """Log warnings as JSON, such as Celery's warning that it runs as root."""
    logging.captureWarnings(True)


@worker_before_create_process.connect
def share_memory(**_):
    """Exclude loaded objects from garbage collection, so that the pool shares their memory."""
    gc.freeze()
