"""Who hears that the time of a holder is displaced, or fits again. Holders above register here."""

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple, Protocol

from django.db import models
from django.utils.module_loading import import_string
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:  # apps register here before models can be imported
    from accounts.access import Access


class Cause(models.TextChoices):
    """What has displaced a claim."""

    JOB_LATE = "job_late", _("work on another car takes longer")
    PERSON_ABSENT = "person_absent", _("somebody is absent")
    THING_OUT = "thing_out", _("a bay or tool is out of use")


class Disturbance(NamedTuple):
    """A cause, and its facts in words that need no translation: which bay, who, which car."""

    cause: str
    reason: str


class Disturbed(Protocol):
    def __call__(self, claim_sets: Collection[int], why: Disturbance, *, by: "Access", at: datetime) -> None: ...


class Settled(Protocol):
    def __call__(self, claim_sets: Collection[int], *, by: "Access", at: datetime) -> None: ...


LISTENERS: list[tuple[Disturbed, Settled]] = []


def register(disturbed_name: str, settled_name: str) -> None:
    """Add the two listeners of these dotted names. Called when their app is ready."""
    LISTENERS.append((import_string(disturbed_name), import_string(settled_name)))


def disturbed(claim_sets: Collection[int], why: Disturbance, *, by: "Access", at: datetime) -> None:
    """Say that something of these claim sets was displaced."""
    for hears_disturbed, _hears_settled in LISTENERS if claim_sets else ():
        hears_disturbed(claim_sets, why, by=by, at=at)


def settled(claim_sets: Collection[int], *, by: "Access", at: datetime) -> None:
    """Say that nothing of these claim sets is displaced any more."""
    for _hears_disturbed, hears_settled in LISTENERS if claim_sets else ():
        hears_settled(claim_sets, by=by, at=at)
