"""`manage.py checkintegrity`: runs every invariant; exits with 1 and the rows of broken promises."""

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from dealership import integrity


class Command(BaseCommand):
    help = "Run every invariant as SQL; any row is a broken promise."

    def handle(self, **options):
        broken = integrity.broken(at=now())
        for invariant, rows in broken:
            self.stdout.write(f"{invariant.code} broken: {invariant.meaning}")
            for store, what in rows:
                self.stdout.write(f"    store {store}: {what}")
        if broken:
            raise CommandError(f"{len(broken)} invariants are broken.")
        self.stdout.write("Every invariant holds.")
