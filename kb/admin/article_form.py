"""An article as fields to fill in; its front matter is written from them."""

from __future__ import annotations

from dataclasses import asdict
from textwrap import dedent
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from kb import article
from kb.admin.article_parts import Parts, fits_fields, put_together, take_apart
from kb.admin.forms import DocumentForm, TextField, text_area
from kb.article import ArticleFields
from kb.article_text import LISTS, NAMES
from kb.models import Topic

TYPES = {
    "problem": _("Problem: symptoms, cause, resolution"),
    "how-to": _("How-to: steps to a goal"),
    "policy": _("Policy: what we do and do not do"),
    "planning": _("Planning: what to think of first"),
    "reference": _("Reference: facts to look up"),
}
ERAS = {
    "classic": _("older products (2003 to 2010)"),
    "current": _("current products"),
    "both": _("older and current products"),
}


class WordField(forms.ChoiceField):
    """One word of a short list. A word that is not on it is kept as it is, and the checks name it."""

    def __init__(self, words: dict[str, Any], **kwargs: Any) -> None:
        super().__init__(choices=[("", "—"), *words.items()], required=False, **kwargs)

    def valid_value(self, value: Any) -> bool:
        return True

    def offer(self, value: str) -> None:
        """Adds a word that the text has already."""
        if value and value not in dict(self.choices):
            self.choices = [*self.choices, (value, _("“%(word)s”, which is not on the list") % {"word": value})]


class LinesField(TextField):
    """A list of texts, one on a line."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"widget": text_area(3), **kwargs})

    def to_python(self, value: Any) -> tuple[str, ...]:
        lines = value if isinstance(value, tuple) else super().to_python(value).split("\n")
        return tuple(stripped for line in lines if (stripped := line.strip()))

    def run_validators(self, value: tuple[str, ...]) -> None:
        super().run_validators("\n".join(value))


class ArticleForm(DocumentForm):
    text_names = (*NAMES, "signs", "body")

    title = TextField(
        label=_("Title"), strip=True, help_text=_("In the words a reader would use; at most 120 characters.")
    )
    summary = TextField(
        label=_("Summary"),
        strip=True,
        widget=text_area(2),
        help_text=_(
            "The answer in one or two sentences, plain text, at most 300 characters. Lists and search show it."
        ),
    )
    topic = WordField({}, label=_("Topic"))
    type = WordField(TYPES, label=_("Type"))
    era = WordField(ERAS, label=_("Era"), help_text=_("Shown beside the title when it is about older products."))
    applies_to = LinesField(label=_("Applies to"), help_text=_("Products and versions, one on a line."))
    platforms = LinesField(
        label=_("Platforms"), help_text=_("One on a line: mac, iphone, android, windows, windows-server, exchange …")
    )
    codes = LinesField(
        label=_("Error codes"), help_text=_("One on a line, in any spelling. Search finds every other spelling.")
    )
    keywords = LinesField(
        label=_("Keywords"), help_text=_("Words that people type and the text does not say; one on a line.")
    )
    related = LinesField(label=_("Related"), help_text=_("One on a line: article:its-slug or guide:its-slug."))
    sources = LinesField(label=_("Sources"), help_text=_("One on a line; an address in it becomes a link."))
    checked = TextField(
        label=_("Checked on"),
        strip=True,
        max_length=40,
        help_text=_("When somebody last found it true: year-month-day."),
    )
    checked_against = TextField(label=_("Checked against"), strip=True, help_text=_("Products and versions."))
    signs = TextField(
        label=_("Signs"),
        widget=text_area(3, **{"class": "code-field", "spellcheck": "false", "wrap": "off"}),
        help_text=_(
            "What this article is recognised by in pasted text, as YAML; one on a line that begins with a hyphen."
        ),
    )
    body = TextField(
        label=_("Text"),
        widget=text_area(30, **{"class": "code-field", "data-lines": _("Line %s")}),
        help_text=_("Markdown. Headings begin with ##. Links to other documents: [words](article:its-slug)."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("title", "checked", "checked_against"):
            self.fields[name].widget = forms.TextInput()
        self.fields["topic"].choices = [("", "—"), *Topic.objects.values_list("slug", "title")]
        self.fields["body"].help_text = format_html(  # in a new tab: what is typed here stays
            '{} <a href="{}" target="_blank">{}</a>',
            self.fields["body"].help_text,
            reverse("admin:kb_image_add"),
            _("Add a picture (in a new tab); its page has the line to paste."),
        )
        for name in ("topic", "type", "era"):
            self.fields[name].offer(str(self[name].value() or ""))

    @classmethod
    def initial_of(cls, text: str) -> dict[str, Any]:
        parts = take_apart(text)
        held = asdict(parts.fields) | {"signs": parts.signs}
        return {name: "\n".join(value) if name in LISTS else value for name, value in held.items()}

    def clean_summary(self) -> str:
        return " ".join(line.strip() for line in self.cleaned_data["summary"].split("\n"))

    def clean_signs(self) -> str:
        return dedent(self.cleaned_data["signs"]).strip("\n")

    @property
    def parts(self) -> Parts:
        given = {name: self.cleaned_data[name] for name in (*NAMES, "body")}
        return Parts(ArticleFields(**given), self.cleaned_data["signs"])

    @property
    def text(self) -> str:
        return put_together(self.parts)

    def text_beside(self, newest: str) -> str:
        """As long as nothing but the body was changed, the front matter stays as somebody wrote it."""
        if not fits_fields(newest) or self.parts.front != take_apart(newest).front:
            return self.text
        front, old_body, _line = article.split(newest)
        body = self.cleaned_data["body"]
        ends = "" if not body or body.endswith("\n") or body == old_body else "\n"
        return f"---\n{front}\n---\n{body}{ends}"

    def place(self, line: int, text: str) -> tuple[str, int]:
        front, _body, body_line = article.split(text)
        if not line or line >= body_line:
            return "body", max(line - body_line + 1, 0)
        lines = front.split("\n")[: max(line - 1, 0)]
        for above, held in enumerate(reversed(lines)):
            name = held.partition(":")[0]
            if name in self.text_names:
                return name, above if name == "signs" else 0
        return "title", 0
