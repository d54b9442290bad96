"""`manage.py reference`: loads the reference data of the trade."""

from django.core.management.base import BaseCommand

from dealership import reference


class Command(BaseCommand):
    help = "Load reference/*.csv: models, operations, parts, packages, faults, checklists, calendars, pick lists."

    def handle(self, **options):
        for table, count in reference.load().items():
            self.stdout.write(f"{count:5} {table}")
