"""What the workers do for appointments at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task

from accounts.ticks import for_each_store
from appointments.actions import preparation
from capacity.actions import holds


@shared_task
def check_readiness() -> None:
    """Due confirmations of every store: our readiness is decided, the customer's side follows its messages."""
    for_each_store(preparation.check_readiness)


@shared_task
def release_expired() -> None:
    """Expired holds of every store, and parts kept for customers who never came."""
    for_each_store(holds.release_expired)
