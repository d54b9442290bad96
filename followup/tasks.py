"""Ticks of follow-up."""

from celery import shared_task

from accounts.ticks import for_each_store
from followup.actions import planning


@shared_task
def plan_due() -> None:
    """Calls that are missing are made, needless ones dropped, late complaints pushed up."""
    for_each_store(planning.plan_due)
