"""What beat loads: the schedule alone. It calls ticks by name and runs none, so the house behind them stays out."""

from logging.config import dictConfig

from celery.loaders.app import AppLoader
from django.conf import settings


class Clock(AppLoader):
    """Half the memory of a worker: no app, no table, no task is imported."""

    def init_worker(self):
        dictConfig(settings.LOGGING)
