"""What cannot be done, said by the verbs for the person who tried."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kb.models import Revision
from kb.problems import Problem


class Refused(Exception):
    """Something that cannot be done now; the message says why, for the person who tried."""


class Conflict(Refused):
    """Somebody saved a newer revision meanwhile. `newest` is it; nothing was overwritten."""

    def __init__(self, newest: Revision) -> None:
        self.newest = newest
        super().__init__(
            _("Revision %d was saved meanwhile. Your text is kept; compare the two and save again.") % newest.number
        )


class NotPublishable(Refused):
    """The text has errors; `problems` lists them all."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        lines = [str(problem) for problem in problems if not problem.follows]
        if more := len(problems) - len(lines):
            lines.append(ngettext("and %d more that follows from it", "and %d more that follow from it", more) % more)
        super().__init__("\n".join([_("This cannot be published yet:"), *lines]))
