"""What the workers do for claims at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task

from accounts.ticks import for_each_store
from capacity.actions import displacing, holds


@shared_task
def release_expired() -> None:
    """Release the expired holds of every store."""
    for_each_store(holds.release_expired)


@shared_task
def restore_displaced() -> None:
    """Displaced claims of every store whose time is free again are taken again."""
    for_each_store(displacing.restore_all)
