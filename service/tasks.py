"""What the workers do for the workshop at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task

from accounts.ticks import for_each_store
from service.actions import floor


@shared_task
def follow_clocks() -> None:
    """The claims of cars in work grow with the clock, in every store."""
    for_each_store(floor.follow_clocks)
