"""What the workers do for appointments at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task

from accounts.ticks import for_each_store
from appointments.actions import escalation, late, preparation, visits, waiting


@shared_task
def check_readiness() -> None:
    """Due confirmations of every store: our readiness is decided, the customer's side follows its messages."""
    for_each_store(preparation.check_readiness)


@shared_task
def release_missed_parts() -> None:
    """Parts kept for customers of every store who never came go back to stock."""
    for_each_store(visits.release_missed_parts)


@shared_task
def mind_the_late() -> None:
    """Who has not come is to be called in every store, and a while later noted as missed, with his time free again."""
    for_each_store(late.ask_to_call, late.note_missed)


@shared_task
def offer_freed() -> None:
    """Freed times of every store are held for and offered to who waits for them, in turn."""
    for_each_store(waiting.offer_freed)


@shared_task
def escalate() -> None:
    """Late parts become risks in every store; what nobody has mended in time is put before the service manager."""
    for_each_store(escalation.watch_parts, escalation.escalate)
