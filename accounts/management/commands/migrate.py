"""`manage.py migrate`; it must detect changes as `makemigrations` does."""

from django.core.management.commands import migrate

from accounts.postgresql.changes import StoreFirst


class Command(migrate.Command):
    autodetector = StoreFirst
