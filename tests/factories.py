"""Makes documents as people do, through the verbs; give only the argument that matters to the test."""

from __future__ import annotations

import json
from io import BytesIO
from itertools import count

from PIL import Image

from kb import publishing
from kb.models import Document, Topic

_numbers = count(1)

STATUSES = ("draft", "submitted", "published", "archived")
ARTICLE_BODY = "## What to do\nLook at the cable, then at the switch.\n"
GUIDE_NODES = """\
nodes:
  lights:
    ask: Is a light on?
    how: Look at the front.
    choices:
      light-on: {say: "Yes", to: reseat}
      light-off: {say: "No", to: plug-in}
  reseat:
    fix: Take the cable out and put it in again
    steps: |
      1. Take it out.
      2. Put it in.
    minutes: 2
    risk: safe
    common: common
    works: often
    verify: The light blinks.
    not_fixed: ask-us
  plug-in:
    fix: Plug it in
    steps: |
      1. Find the plug.
      2. Plug it in.
    minutes: 1
    risk: safe
    common: usual
    works: usually
    verify: The light is on.
    not_fixed: ask-us
  ask-us:
    end: escalate
    say: Ask the office
    collect: The name on the label.
    whom: The office
    words: The lights do not help.
tests:
  - {name: no light, given: {lights: light-off}, reaches: plug-in}
"""


def make_topic(slug: str = "networks", title: str = "Networks", **fields) -> Topic:
    """The topic with this slug, made if there is none yet."""
    return Topic.objects.get_or_create(slug=slug, defaults={"title": title, **fields})[0]


def article_text(
    *,
    title: str,
    summary: str = "In short.",
    topic: str = "networks",
    type: str = "how-to",
    body: str = ARTICLE_BODY,
    **lists,
) -> str:
    """The text of an article; `lists` are further fields of the front matter, texts or lists of texts."""
    fields = {"title": title, "summary": summary, "topic": topic, "type": type, **lists}
    front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return f"---\n{front}---\n{body}"


def guide_text(
    *,
    title: str,
    summary: str = "In short.",
    topic: str = "networks",
    symptoms: list[str] | None = None,
    nodes: str = GUIDE_NODES,
    start: str = "lights",
    **lists,
) -> str:
    """The text of a guide; `nodes` is everything from `nodes:` on, as YAML."""
    fields = {
        "title": title,
        "summary": summary,
        "topic": topic,
        "symptoms": symptoms or ["no light"],
        **lists,
        "start": start,
    }
    front = "".join(f"{name}: {json.dumps(value, ensure_ascii=False)}\n" for name, value in fields.items())
    return f"format: guide/1\n{front}{nodes}"


def make_article(
    status: str = "published", *, slug: str = "", text: str = "", visibility: str = "public", by=None, **fields
) -> Document:
    """An article in this status: draft, submitted, published or archived. `fields` are those of `article_text`; `text` replaces them all."""
    number = next(_numbers)
    make_topic(fields.get("topic", "networks"))
    text = text or article_text(**{"title": f"Article {number}", **fields})
    return _make("article", slug or f"article-{number}", text, status, visibility, by)


def make_guide(
    status: str = "published", *, slug: str = "", text: str = "", visibility: str = "public", by=None, **fields
) -> Document:
    """A guide in this status; `fields` are those of `guide_text`, `text` replaces them all."""
    number = next(_numbers)
    make_topic(fields.get("topic", "networks"))
    text = text or guide_text(**{"title": f"Guide {number}", **fields})
    return _make("guide", slug or f"guide-{number}", text, status, visibility, by)


def _make(kind: str, slug: str, text: str, status: str, visibility: str, by) -> Document:
    assert status in STATUSES, status
    document = publishing.create(kind=kind, slug=slug, text=text, by=by)
    Document.objects.filter(pk=document.pk).update(visibility=visibility)
    document.refresh_from_db()
    if status == "submitted":
        publishing.submit(document.latest, by=by)
    elif status != "draft":
        publishing.publish(document.latest, by=None)
    if status == "archived":
        publishing.archive(document, by=None)
    document.refresh_from_db()
    return document


def picture(*, size: tuple[int, int] = (8, 6), colour: str = "red", format: str = "PNG", **options) -> bytes:
    """The bytes of a picture of one colour; `options` are those of Pillow's save."""
    written = BytesIO()
    Image.new("RGB", size, colour).save(written, format, **options)
    return written.getvalue()
