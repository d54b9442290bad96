"""The task that sends due messages."""

import time

from celery import shared_task
from django.utils.timezone import now

from accounts.ticks import raise_failures, set_aside
from customers.actions import outbox

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
