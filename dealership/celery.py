"""The workers' application: JSON only, a static schedule of ticks; due times live in the database."""

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
    """A line of JSON like any other; Celery's first word is that root is no user for it."""
    logging.captureWarnings(True)


@worker_before_create_process.connect
def share_memory(**_):
    """What is loaded stays for good: out of the collector's sight its memory stays shared by the pool."""
    gc.freeze()
