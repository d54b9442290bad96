"""What the clock does in sales: grades tighten, days to buy pass, unanswered reviews are postponed."""

from celery import shared_task

from accounts.ticks import for_each_store
from sales.actions import nightly


@shared_task
def review_expired() -> None:
    """A tick: nothing happens twice on one day, and a lost tick is made good by the next."""
    for_each_store(nightly.tighten, nightly.review_expired, nightly.lapse_reviews)
