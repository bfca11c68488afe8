"""Has search learn what the published texts mean that it has not read yet: after a large import, or when something failed."""

from time import perf_counter

from django.core.management.base import BaseCommand

from kb import search


class Command(BaseCommand):
    help = (
        "Reads the published texts for search by meaning that have not been read yet, on all cores. "
        "The server does so too, in the background and more slowly; what is not read yet is found by its words."
    )

    def handle(self, *args, **options) -> None:
        if why_not := search.why_not_by_meaning():
            self.stdout.write(f"{why_not} Search goes by words alone, and there is nothing to learn.")
            return
        self.began = perf_counter()
        count = search.learn(told=self._tell)
        self.stdout.write(f"{count} documents were read; that took {perf_counter() - self.began:.0f} s.")
        if left := search.waiting():
            self.stderr.write(f"{left} documents could not be read; the log says why.")
            raise SystemExit(1)

    def _tell(self, done: int, of: int) -> None:
        left = (perf_counter() - self.began) / done * (of - done)
        self.stdout.write(f"{done} of {of} documents, about {left:.0f} s left")
