"""The loader of beat, which has the schedule only: beat sends ticks by name and needs no application."""

from logging.config import dictConfig

from celery.loaders.app import AppLoader
from django.conf import settings


class Clock(AppLoader):
    """A loader that imports no app and no task, which halves the memory of beat."""

    def init_worker(self):
        dictConfig(settings.LOGGING)
