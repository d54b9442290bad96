"""The negative control's workers: they send again what nobody finished, as a naive outbox would."""

from django.db.models import F
from django_scopes import scopes_disabled

from dealership.celery import app

app.loader.import_default_modules()

from customers.actions import outbox  # noqa: E402
from customers.models.messages import Message  # noqa: E402

__all__ = ["app"]


def send_stale_again(*, at):
    with scopes_disabled():
        stale = Message.objects.filter(lease_until__lt=at)
        outbox.shift(stale, outbox.S.SENDING, outbox.S.PLANNED, lease_until=None, due_at=F("due_at"))


outbox.sweep = send_stale_again
