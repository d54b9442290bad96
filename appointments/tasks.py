"""What the workers do for appointments at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task

from accounts.ticks import for_each_store
from appointments.actions import preparation, visits


@shared_task
def check_readiness() -> None:
    """Due confirmations of every store: our readiness is decided, the customer's side follows its messages."""
    for_each_store(preparation.check_readiness)


@shared_task
def release_missed_parts() -> None:
    """Parts kept for customers of every store who never came go back to stock."""
    for_each_store(visits.release_missed_parts)
