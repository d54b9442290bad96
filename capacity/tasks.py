"""What the workers do for holds at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task

from accounts.ticks import for_each_store
from capacity.actions import holds


@shared_task
def release_expired() -> None:
    """Release the expired holds of every store."""
    for_each_store(holds.release_expired)
