"""The task that deletes what is kept for a limited time."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from accounts import idempotency


@shared_task
def forget() -> None:
    """Delete old answers; safe to lose and safe to run twice."""
    at = now()
    idempotency.forget(at=at)
    Session.objects.filter(expire_date__lt=at).delete()
