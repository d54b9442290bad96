"""The workers' application: JSON only, a static schedule of ticks; due times live in the database."""

import gc
import os

from celery import Celery
from celery.signals import worker_before_create_process

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dealership.settings")

app = Celery("dealership")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_before_create_process.connect
def share_memory(**_):
    """What is loaded stays for good: out of the collector's sight its memory stays shared by the pool."""
    gc.freeze()
