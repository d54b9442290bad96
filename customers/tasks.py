"""The worker's tick: what is due leaves."""

import time

from celery import shared_task
from django.utils.timezone import now

from accounts.ticks import set_aside, tell
from customers.actions import outbox

# Less than the tick: a worker that is asked to stop has ended by itself before it must be killed in mid-sending.
LONGEST_SECONDS = 4


@shared_task
def send_due() -> None:
    """Safe to lose and safe to run twice or side by side: what is due is a row, and a row is taken by one."""
    until, failures = time.monotonic() + LONGEST_SECONDS, []
    outbox.sweep(at=now())
    while time.monotonic() < until and (message := outbox.claim(at=(at := now()))):
        with set_aside(failures, message.store):
            outbox.dispatch(message, at=at)
    tell(failures)
