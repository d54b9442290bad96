"""The stories of today: performed by the right people through the departments' own acts, never written by hand."""

from datetime import datetime

from django.db import transaction
from django.utils import translation
from django_scopes import scope

from accounts.models.stores import Store
from dealership.demo.stage import Stage
from dealership.demo.stories import street, visits


def play(store: Store, *, at: datetime) -> None:
    """All stories of one store as of `at`, or none of them."""
    with transaction.atomic(), scope(store=store), translation.override("zh-hans"):
        stage = Stage.of(store, at)
        street.play(stage)
        visits.play(stage)
