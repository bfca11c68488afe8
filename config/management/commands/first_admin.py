"""Prints a new link for making the first admin."""

from django.core.management.base import BaseCommand, CommandError

from config import first_admin


class Command(BaseCommand):
    help = "Prints a link, good for a day, with which the first admin is made. Refuses once there is one."

    def handle(self, *args, **options) -> None:
        if not first_admin.is_needed():
            raise CommandError("There is an admin already. A forgotten password: manage.py changepassword NAME.")
        self.stdout.write(first_admin.link())
