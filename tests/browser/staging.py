"""Sets the scene in a running site's database: the people, and a document in every state. `python -m tests.browser.staging`."""

from __future__ import annotations

import json
import sys

import django

PASSWORD = "a long pass phrase"
PEOPLE = {
    "volunteer": "Staff reader",
    "editor": "Editor",
    "second-editor": "Editor",
    "publisher": "Publisher",
}

EITHER_WAY = """\
nodes:
  which:
    ask: Which side is it on?
    how: Look at the sign.
    choices:
      left: {say: "The left", to: left-end}
      right: {say: "The right", to: right-end}
  left-end: {end: not-covered, say: Nothing is known of the left}
  right-end:
    end: escalate
    say: Ask the right people
    collect: The number of the door.
    whom: The right people
    words: It is on the right.
"""


def set_up() -> None:
    """Makes the cast and the documents that the starter content does not have."""
    from django.contrib.auth.models import Group, User
    from django.utils import timezone

    from kb import publishing
    from kb.models import Feedback, SearchLog
    from tests.factories import make_article, make_guide

    people = {name: User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True) for name in PEOPLE}
    for name, group in PEOPLE.items():
        people[name].groups.add(Group.objects.get(name=group))
    User.objects.create_superuser("boss", "boss@example.org", PASSWORD)

    topic = {"topic": "it-planning"}
    make_article("archived", slug="withdrawn", title="An article that was withdrawn", **topic)
    make_article("draft", slug="unfinished", title="An unfinished article", by=people["editor"], **topic)
    make_article("submitted", slug="waiting", title="An article that waits for review", by=people["editor"], **topic)
    guide = make_guide("published", slug="no-light", title="No light on the switch", **topic)
    make_guide("published", slug="either-way", title="Which side is it?", nodes=EITHER_WAY, start="which", **topic)
    changed = guide.latest.text.replace("Is a light on?", "Is any light on at all?")
    publishing.save_revision(guide, text=changed, by=None, based_on=guide.latest, note="Clearer words")
    make_guide("draft", slug="broken", title="A guide that cannot be read", text="format: guide/1\nnodes: [\n", **topic)
    Feedback.objects.create(
        document=guide, revision=guide.published, is_helpful=False, words="Which switch?", key="staged", sender="staged"
    )
    SearchLog.objects.create(day=timezone.localdate(), query="projector", found=0, times=3)


def numbers() -> dict[str, int]:
    """The primary key of each document, by slug."""
    from kb.models import Document

    return dict(Document.objects.order_by("-kind").values_list("slug", "pk"))


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] == ["numbers"]:
        print(json.dumps(numbers()))
    else:
        set_up()
