"""Django's command; it and `makemigrations` must look for changes in the same way."""

from django.core.management.commands import migrate

from accounts.postgresql.changes import StoreFirst


class Command(migrate.Command):
    autodetector = StoreFirst
