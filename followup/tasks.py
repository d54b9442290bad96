"""Ticks of follow-up."""

from celery import shared_task
from django.utils.timezone import now
from django_scopes import scope

from accounts.access import Access
from accounts.models import Store
from followup import actions


@shared_task
def plan_due():
    for store in Store.objects.filter(active=True).order_by("pk"):
        with scope(store=store):
            actions.plan_due(by=Access.system(store), at=now())
