"""`manage.py demo`: builds the demo group."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils.timezone import now
from django_scopes import scopes_disabled

from accounts.models.stores import Store
from customers.models.messages import Message
from customers.tasks import send_due
from dealership import reference
from dealership.demo import bulk, group, history, stories


class Command(BaseCommand):
    help = "Build the demo group: people, twelve months of history, and the stories of today."

    def add_arguments(self, parser):
        parser.add_argument("--stores", type=int, default=2, help="stores of the group (at least 2)")
        parser.add_argument("--leads", type=int, default=900, help="leads of twelve months, over all stores")
        parser.add_argument("--orders", type=int, default=4700, help="repair orders of twelve months, over all stores")
        parser.add_argument("--seed", type=int, default=1)
        parser.add_argument("--no-stories", action="store_true", help="history only")

    def handle(self, *, stores, leads, orders, seed, no_stories, **options):
        if not settings.DEMO:
            raise CommandError("The demo group exists only with DEMO=1.")
        if Store.objects.filter(code__in=group.STORES).exists():
            self.stdout.write("The demo group is there already; nothing was changed.")
            return
        at = now()
        reference.load()
        size = history.Size(leads, orders, seed)
        with transaction.atomic():  # one transaction: the next start would take half a group for a whole one
            with bulk.unguarded(many=size.many):
                made = group.build(max(0, stores - 2), on=at.date())
                history.write(made, size, at=at)
            for store in [] if no_stories else made[:2]:
                stories.play(store, at=at)
        send_what_fell_due()
        self.stdout.write(f"{len(made)} stores, {leads} leads, {orders} orders.")


def send_what_fell_due(ticks: int = 60) -> None:
    """Send, or skip by rule, the due messages of the cases."""
    with scopes_disabled():
        while ticks and Message.objects.due(now()).exists():
            send_due()
            ticks -= 1
