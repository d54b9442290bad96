"""`manage.py makemigrations`, with the order of operations that tables of a store need."""

from django.core.management.commands import makemigrations

from accounts.postgresql.changes import StoreFirst


class Command(makemigrations.Command):
    autodetector = StoreFirst
