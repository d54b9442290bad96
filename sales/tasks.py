"""What the clock does in sales: grades tighten, days to buy pass, unanswered reviews are postponed."""

from celery import shared_task
from django.utils.timezone import now
from django_scopes import scope

from accounts.access import Access
from accounts.models import Store
from sales import actions


@shared_task
def review_expired() -> None:
    """A tick: nothing happens twice on one day, and a lost tick is made good by the next."""
    for store in Store.objects.filter(active=True):
        with scope(store=store):
            by, at = Access.system(store), now()
            actions.tighten(by=by, at=at)
            actions.review_expired(by=by, at=at)
            actions.lapse_reviews(by=by, at=at)
