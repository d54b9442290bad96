"""The tasks that send due messages and codes, and delete the proofs of strangers."""

import time

from celery import shared_task
from django.utils.timezone import now

from accounts.ticks import for_each_store, raise_failures, set_aside
from customers.actions import outbox, proofs

# Less than the tick, so that a worker that stops ends by itself and is not killed while sending.
LONGEST_SECONDS = 4


@shared_task
def send_due() -> None:
    """Send due messages. Safe to lose, and safe to run twice or in parallel: one worker claims each row."""
    until, failures = time.monotonic() + LONGEST_SECONDS, []
    outbox.sweep(at=now())
    while time.monotonic() < until and (message := outbox.claim(at=(at := now()))):
        with set_aside(failures, message.store):
            outbox.dispatch(message, at=at)
    raise_failures(failures)


@shared_task
def send_codes() -> None:
    """Send the codes that wait. Safe to lose, and safe to run twice: each leaves once at most."""
    proofs.send_codes(at=now())


@shared_task
def forget_proofs() -> None:
    """Delete the proofs that are over; safe to lose and safe to run twice."""
    for_each_store(proofs.forget)
