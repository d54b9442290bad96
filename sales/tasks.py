"""What the workers do for leads at each tick: hotter grades, reviews of passed days, postponed reviews."""

from celery import shared_task

from accounts.ticks import for_each_store
from sales.actions import nightly


@shared_task
def review_expired() -> None:
    """Run the nightly changes of every store. Safe to repeat; the next tick makes up for a lost one."""
    for_each_store(nightly.tighten, nightly.review_expired, nightly.lapse_reviews)
