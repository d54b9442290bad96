"""Ticks of follow-up."""

from celery import shared_task

from accounts.ticks import for_each_store
from followup.actions import planning


@shared_task
def plan_due() -> None:
    """Make missing calls, drop needless ones and escalate late complaints, at every store."""
    for_each_store(planning.plan_due)
