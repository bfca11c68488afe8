"""Makes the search index anew."""

from time import perf_counter

from django.core.management.base import BaseCommand, CommandParser

from kb import search


class Command(BaseCommand):
    help = "Makes the search index anew, also where it is missing or damaged. Readers can go on searching meanwhile."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--reread", action="store_true", help="read every document anew too; takes minutes for thousands"
        )

    def handle(self, *args, reread: bool, **options) -> None:
        began = perf_counter()
        count = search.rebuild(reread=reread, told=self._tell)
        self.stdout.write(f"{count} documents can be found; that took {perf_counter() - began:.1f} s.")
        if why_not := search.why_not_by_meaning():
            self.stdout.write(f"{why_not} Search goes by words alone.")

    def _tell(self, done: int, of: int) -> None:
        if of > 50 and (done % 500 < 50 or done == of):
            self.stdout.write(f"{done} of {of} documents were read for their meaning.")
