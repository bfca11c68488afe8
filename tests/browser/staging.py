"""Sets the scene in a running site's database: the people, and a document in every state. `python -m tests.browser.staging`."""

from __future__ import annotations

import json
import sys

import django

from tests.browser import imported
from tests.browser.pages import DRIVER, RUN

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

    from kb import pictures, publishing
    from kb.models import Collection, Feedback, SearchLog, Synonym, Wish
    from tests.factories import make_article, make_guide, make_topic, picture

    people = {name: User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True) for name in PEOPLE}
    for name, group in PEOPLE.items():
        people[name].groups.add(Group.objects.get(name=group))
    User.objects.create_superuser("boss", "boss@example.org", PASSWORD)

    topic = {"topic": "it-planning"}
    make_article("archived", slug="withdrawn", title="An article that was withdrawn", **topic)
    make_article("draft", slug="unfinished", title="An unfinished article", by=people["editor"], **topic)
    waiting = make_article(slug="waiting", title="An article that waits for review", by=people["editor"], **topic)
    longer = waiting.latest.text.replace("the cable", "the yellow cable")
    changed = publishing.save_revision(
        waiting, text=longer, by=people["editor"], based_on=waiting.latest, note="Says which cable"
    )
    publishing.submit(changed, by=people["editor"])
    guide = make_guide("published", slug="no-light", title="No light on the switch", **topic)
    both = make_guide(
        "published", slug="either-way", title="Which side is it?", nodes=EITHER_WAY, start="which", **topic
    )
    clearer = both.latest.text.replace("Look at the sign.", "Look at the sign on the door.")
    publishing.publish(publishing.save_revision(both, text=clearer, by=None, based_on=both.latest), by=None)
    changed = guide.latest.text.replace("Is a light on?", "Is any light on at all?")
    publishing.save_revision(guide, text=changed, by=None, based_on=guide.latest, note="Clearer words")
    make_guide("draft", slug="broken", title="A guide that cannot be read", text="format: guide/1\nnodes: [\n", **topic)
    Feedback.objects.create(
        document=guide, revision=guide.published, is_helpful=False, words="Which switch?", key="staged", sender="staged"
    )
    SearchLog.objects.create(day=timezone.localdate(), query="projector", found=0, times=3)
    Wish.objects.create(query="projector", words="How do I get the picture of the laptop onto the wall?")
    Synonym.objects.get_or_create(typed="beamer", defaults={"means": "projector"})
    Collection.objects.create(slug="handbook", title="The handbook of the diocese")
    imported.bring()
    pictures.store(picture(), name="socket.png")
    make_topic("empty", "A topic without a page", position=99)
    keep_a_run()


def keep_a_run() -> None:
    """A walk that somebody kept, still stuck after one fix, with a line of pasted text and words of their own."""
    from datetime import timedelta
    from urllib.parse import parse_qsl

    from django.utils import timezone

    from kb.models import Document
    from wizard.models import Run

    guide = Document.objects.get(kind="guide", slug="large-folder-sync")
    answers = {key: [value] for key, value in parse_qsl(DRIVER)}
    line = {"line": 14, "quote": "STATE : 4 RUNNING", "question": "driver", "choice": "running"}
    line |= {"ask": "Is the hidden driver FAMv4 running?", "say": "Yes"}
    Run.objects.create(
        token=RUN,
        document=guide,
        revision=guide.published,
        answers={**answers, "driver": ["running"], "disable": ["not-fixed"]},
        evidence=[line],
        verdicts=[{"fix": "disable", "verdict": "not-fixed", "at": "2026-11-22 10:12 UTC"}],
        words="It began after the update on Saturday.",
        contact="Pat in the parish office, extension 12",
        status=Run.Status.STUCK,
        keep_until=timezone.localdate() + timedelta(days=90),
        key="staged",
        sender="staged",
    )


def numbers() -> dict[str, int]:
    """The primary key of each document, by slug, and of what else has a page in the admin, as `user editor`."""
    from django.contrib.auth.models import Group, User

    from kb.models import Collection, Document, Feedback, Image, SearchLog, Synonym, Topic, Wish
    from wizard.models import Run

    found = dict(Document.objects.order_by("-kind").values_list("slug", "pk"))
    named = (("user", User, "username"), ("group", Group, "name"), ("topic", Topic, "slug"), ("image", Image, "name"))
    for word, objects, name in (*named, ("collection", Collection, "slug")):
        found |= {f"{word} {one}": pk for one, pk in objects.objects.values_list(name, "pk")}
    found["feedback staged"] = Feedback.objects.get(key="staged").pk
    found["search"] = SearchLog.objects.get(query="projector").pk
    ones = {"run": Run, "wish": Wish, "synonym": Synonym}
    return found | {word: one.objects.first().pk for word, one in ones.items()}


def server_error() -> str:
    """The page for when something broke, which a running site only shows when something broke."""
    from django.test import RequestFactory

    from config.views import server_error

    return server_error(RequestFactory().get("/")).content.decode()


if __name__ == "__main__":
    django.setup()
    if sys.argv[1:] == ["numbers"]:
        print(json.dumps(numbers()))
    elif sys.argv[1:] == ["server-error"]:
        print(server_error())
    else:
        set_up()
