"""What the workers do for leads at each tick: hotter grades, reviews of passed days, postponed reviews."""

from celery import shared_task

from accounts.ticks import for_each_store
from sales.actions import automation


@shared_task
def review_expired() -> None:
    """Run the changes of every store that come with time. Safe to repeat; the next tick makes up for a lost one."""
    for_each_store(automation.tighten, automation.review_expired, automation.lapse_reviews)
