"""The house's own tick: what was kept for a while is forgotten."""

from celery import shared_task
from django.contrib.sessions.models import Session
from django.utils.timezone import now

from accounts import idempotency


@shared_task
def forget() -> None:
    """Safe to lose and safe to run twice: what is gone is gone."""
    at = now()
    idempotency.forget(at=at)
    Session.objects.filter(expire_date__lt=at).delete()
