"""`manage.py openstore`: makes a store and its first administrator, who adds all other users."""

import secrets

from django.core.management.base import BaseCommand, CommandError
from django.utils.timezone import now

from accounts.models.people import User
from accounts.models.stores import Store
from core import logins
from dealership import opening, reference


class Command(BaseCommand):
    help = "Open a store with usual hours, bays and rates; --administrator makes the person who lets the others in."

    def add_arguments(self, parser):
        parser.add_argument("code", help="short and unique, SH01 say")
        parser.add_argument("name")
        parser.add_argument("--administrator", metavar="USERNAME", help="a new person; the password is printed once")

    def handle(self, *, code, name, administrator, **options):
        if Store.objects.filter(code__iexact=code).exists():
            raise CommandError(f"There is a store {code} already.")
        if administrator and User.objects.filter(login=logins.fold(administrator)).exists():
            raise CommandError(f"There is a person {administrator} already.")
        reference.load()
        store = opening.open_store(code, name, on=now().date())
        self.stdout.write(f"{store.name} is open. Correct its hours, company and address under Stores and hours.")
        if administrator:
            password = secrets.token_urlsafe(12)
            opening.first_administrator(store, administrator, password, at=now())
            self.stdout.write(f"Administrator {administrator}, password {password}")
