"""The cases of today, made by people with the right roles through the acts of the departments."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django_scopes import scope

from accounts.models.stores import Store
from dealership.demo.stage import Stage
from dealership.demo.stories import hotline, street, visits


def play(store: Store, *, at: datetime) -> None:
    """Make all cases of one store as of `at`, or none."""
    with transaction.atomic(), scope(store=store), translation.override("zh-hans"):
        stage = Stage.of(store, at)
        street.play(stage)
        visits.play(stage)
        hotline.play(stage)
