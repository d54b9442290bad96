"""What the workers do for appointments at each tick; a lost or doubled tick changes nothing."""

from celery import shared_task
from django.utils.timezone import now
from django_scopes import scope

from accounts.access import Access
from accounts.models import Store
from appointments import actions


@shared_task
def check_readiness() -> None:
    """Due confirmations of every store: our readiness is decided, the customer's side follows its messages."""
    _in_every_store(actions.check_readiness)


@shared_task
def release_expired() -> None:
    """Expired holds of every store, and parts kept for customers who never came."""
    _in_every_store(actions.release_expired)


def _in_every_store(action) -> None:
    for store in Store.objects.filter(active=True).order_by("pk"):
        with scope(store=store):
            action(by=Access.system(store), at=now())
