"""Which texts the fields of the article form can hold without losing anything."""

import pytest

from kb.admin.article_parts import Parts, fits_fields, put_together, take_apart
from kb.article import ArticleFields, ArticleFormat, split, write

FULL = ArticleFields(
    title="A: title, with signs",
    summary="#1",
    topic="t",
    type="how-to",
    era="both",
    applies_to=("one, two", "three: four"),
    codes=("0x85010014", "-36"),
    related=("guide:x",),
    sources=("Apple: a page, https://example.org/#a",),
    checked="2026-11-22",
    body="## A\n---\n",
)


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        (write(FULL), True),
        (write(ArticleFields()), True),
        ("---\r\ntitle: A\r\n---\r\nbody\r\n", True),
        ("---\ntitle: A\nkeywords: []\nera:\n---\n", True),
        ("---\ntitle: A\n---", True),
        ("---\ntitle: A\nsigns:\n  - {has: x, means: hints, sample: x, not: y} # why\n---\n", True),
        ("---\nsigns:\n- has: x\n  sample: |\n    # two\n\n    lines\ntitle: A\n---\nbody", False),
        ("---\ntitle: A\nsigns: [{has: x}]\n---\n", False),
        ("---\ntitle: A\nsigns: none\n---\n", False),
        ("---\ntitle: A\nsigns:\n  # nothing yet\n---\n", True),
        ("", False),
        ("body only", False),
        ("---\ntitle: A\n", False),
        ("---\n- a\n---\n", False),
        ("---\ntitle: A\nowner: me\n---\n", False),
        ("---\ntitle: A\ntitle: B\n---\n", False),
        ("---\ntitle: {a: b}\n---\n", False),
        ("---\nkeywords: one\n---\n", False),
        ("---\nkeywords: [{a: b}]\n---\n", False),
        ('---\nkeywords: [" blank "]\n---\n', False),
        ('---\ntitle: "two\\nlines"\n---\n', False),
        ("---\ntitle: A # why\n---\n", False),
        ('---\ntitle: "A # no remark"\nkeywords: ["it\'s", " #x"]\n---\n', False),
        ('---\ntitle: "A # no remark"\nkeywords: ["it\'s # x"]\n---\n', True),
        ("---\ntitle: don't # why isn't\n---\n", False),
        ("---\n# why\ntitle: A\n---\n", False),
    ],
)
def test_what_the_fields_can_hold(text, fits):
    assert fits_fields(text) == fits


SIGNS = """\
# from the 2008 case
- {has: "famv4", means: hints, sample: "famv4 is there", not: "other"}
- re: 'STATE\\s*:\\s*4'
  means: proves
  sample: |
    STATE

      : 4
  not: STATE 1"""


def test_signs_come_back_as_they_were_typed():
    text = put_together(Parts(FULL, SIGNS))
    assert take_apart(text) == Parts(FULL, SIGNS)
    assert put_together(take_apart(text)) == text
    assert [sign["kind"] for sign in ArticleFormat().read(text).compiled["signs"]] == ["has", "re"]


def test_signs_cannot_close_the_front_matter():
    text = put_together(Parts(FULL, "---\ntitle: Other\n---\n## Heading"))
    assert split(text)[1] == FULL.body
    assert not fits_fields(text)
