"""`manage.py giveplace`: makes technicians and advisors bookable; without it they can only sign in."""

from django.core.management.base import BaseCommand, CommandError

from accounts.models.people import User
from dealership import opening


class Command(BaseCommand):
    help = "Make a technician (with his skills: T1 T2 T3, HV, B1 …) or an advisor bookable at his stores."

    def add_arguments(self, parser):
        parser.add_argument("username")
        parser.add_argument("skills", nargs="*", help="every level he holds, of reference/labour_operations.csv")

    def handle(self, *, username, skills, **options):
        user = User.objects.filter(username=username).first()
        places = opening.give_places(user, skills) if user else []
        if not places:
            raise CommandError(f"{username} is neither technician nor advisor of a store.")
        for place in places:
            self.stdout.write(f"{place.name}: {place.get_kind_display()} at {place.store} {' '.join(place.skills)}")
