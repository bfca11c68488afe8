"""What editors fill in: the text of a document, what changed, and who looks after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from django import forms
from django.contrib.auth import get_user_model
from django.utils.functional import cached_property
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from kb import formats, publishing
from kb.models import Document, Revision

MAX_TEXT = 2_000_000  # characters, what an import takes
CARE = ("visibility", "owner", "backup_owner", "review_by")
SETTINGS = ("slug", *CARE)
_TITLE_LINE = re.compile(r"(?m)^title:[ \t]*(.+)$")


def same_newlines(text: str) -> str:
    """A text as it is stored: every line end is one `\\n`, whatever the browser or the file had."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


class TextField(forms.CharField):
    """A text that is kept as it is typed, blanks at its ends included."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"strip": False, "required": False, "max_length": MAX_TEXT, **kwargs})

    def to_python(self, value: Any) -> str:
        return same_newlines(super().to_python(value))


def text_area(rows: int, **attrs: str) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 40, **attrs})


class DocumentForm(forms.Form):
    """What every document has beside its text. Each kind adds fields for the text, and says in `text` what they amount to."""

    text_names: tuple[str, ...] = ()  # the fields that amount to the text
    text: str  # what they amount to, as the text of a revision: a property of each kind

    based_on = forms.IntegerField(required=False, widget=forms.HiddenInput)
    gap = forms.CharField(required=False, widget=forms.HiddenInput)  # what a new document is begun for: kb/gaps.py
    note = forms.CharField(
        label=_("What changed"),
        max_length=300,
        required=False,
        help_text=_("One line for the history. You need not say."),
    )
    is_minor = forms.BooleanField(
        label=_("Minor change"),
        required=False,
        help_text=_("A typing error, a link: nothing a reader needs to hear of."),
    )
    # Settings carry what they were when the page was opened, so that only what this editor changed is changed.
    slug = forms.CharField(label=_("Slug"), max_length=80, required=False, show_hidden_initial=True)
    visibility = forms.ChoiceField(
        label=_("Visible to"), choices=Document.Visibility.choices, show_hidden_initial=True, required=False
    )
    owner = forms.ModelChoiceField(label=_("Owner"), queryset=None, required=False, show_hidden_initial=True)
    backup_owner = forms.ModelChoiceField(
        label=_("Backup owner"), queryset=None, required=False, show_hidden_initial=True
    )
    review_by = forms.DateField(
        label=_("Review by"),
        required=False,
        show_hidden_initial=True,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("When somebody should read it again and say whether it is still true."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, user, kind: str, document: Document | None, **kwargs: Any
    ) -> None:
        initial = {**self._settings_of(document, user), **(kwargs.pop("initial", None) or {})}
        super().__init__(data, initial=initial, label_suffix="", **kwargs)
        self.user, self.kind, self.document = user, kind, document
        people = get_user_model().objects.filter(is_staff=True, is_active=True).order_by("username")
        if document:
            held = [document.owner_id, document.backup_owner_id]
            people = people | get_user_model().objects.filter(pk__in=[pk for pk in held if pk])
        self.fields["owner"].queryset = self.fields["backup_owner"].queryset = people
        self._say_what_settings_do()

    @staticmethod
    def _settings_of(document: Document | None, user) -> dict[str, Any]:
        if document is None:
            return {"visibility": Document.Visibility.PUBLIC, "owner": user.pk}
        return {
            "based_on": document.latest.number if document.latest else None,
            "slug": document.slug,
            "owner": document.owner_id,
            "backup_owner": document.backup_owner_id,
            "visibility": document.visibility,
            "review_by": document.review_by,
        }

    def _say_what_settings_do(self) -> None:
        slug, visibility = self.fields["slug"], self.fields["visibility"]
        visibility.help_text = _("Staff only: hidden from everyone else, in lists and search too.")
        if self.document is None:
            slug.help_text = _("The last part of the address. Left empty, it is made from the title.")
            return
        if not publishing.has_been_published(self.document):
            slug.help_text = _(
                "The last part of the address. One made from the title changes with it until readers have it."
            )
        elif self.user.has_perm("kb.publish_document"):
            slug.help_text = _("The last part of the address. After a change the old address leads to the new one.")
        else:
            slug.help_text = visibility.help_text = _("Readers know it so: a publisher can change it.")
            slug.disabled = visibility.disabled = True

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"].strip()
        if not slug and self.document:
            raise forms.ValidationError(_("A document needs a slug: lower-case letters, digits and hyphens."))
        return slug

    @cached_property
    def text_to_save(self) -> str:
        """The text; where nothing but the spelling of line ends or front matter would differ, the newest revision's own."""
        if self.document is None or self.document.latest is None:
            return self.text
        newest = self.document.latest.text
        text = self.text_beside(newest)
        return newest if same_newlines(newest) == text else text

    def text_beside(self, newest: str) -> str:
        """The text, spelled as in the newest revision where it says the same."""
        return self.text

    @property
    def slug_to_save(self) -> str:
        """The slug that was typed, or one made from the title."""
        return self.cleaned_data["slug"] or self._slug_from_title(self.text)

    @property
    def slug_that_follows_the_title(self) -> str:
        """The new title's slug, as long as readers never had the document and its slug is still the one made from its title.

        Empty where it stays as it is: somebody typed it, or readers know it.
        """
        if self.document is None or self.document.latest is None or publishing.has_been_published(self.document):
            return ""
        is_made = self.document.slug == self._slug_from_title(self.document.latest.text)
        now = self._slug_from_title(self.text)
        return now if is_made and now != self.document.slug else ""

    def _slug_from_title(self, text: str) -> str:
        """Also of a text that cannot be read yet: saving is always possible."""
        title = formats.get(self.kind).read(text).title or (found[1] if (found := _TITLE_LINE.search(text)) else "")
        return slugify(title)[:80].strip("-")

    @property
    def based_on_revision(self) -> Revision | None:
        """The revision this form began with; a number that is not one of this document's is as good as none."""
        number = self.cleaned_data["based_on"]
        if self.document is None or number is None:
            return None
        return self.document.revisions.defer("text", "compiled").filter(number=number).first()

    @property
    def changed_care(self) -> dict[str, Any]:
        """The settings that this editor changed, with their new values."""
        given = {name: self.cleaned_data[name] or None for name in CARE}
        is_new = self.document is None
        changed = {name: value for name, value in given.items() if is_new or name in self.changed_data}
        return {name: value for name, value in changed.items() if value or name != "visibility"}

    def place(self, line: int, text: str) -> tuple[str, int]:
        """Where a line of this text stands in the form: the field's name, and the line in it (0: the field as a whole)."""
        return self.text_names[0], line

    @property
    def text_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in self.text_names)

    @property
    def note_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in ("note", "is_minor"))

    @property
    def care_fields(self) -> Iterator[forms.BoundField]:
        return (self[name] for name in SETTINGS)


class WholeTextForm(DocumentForm):
    """The whole text in one field, as it is stored."""

    text_names = ("whole_text",)

    whole_text = TextField(
        label=_("Text"),
        widget=text_area(30, **{"class": "code-field", "data-lines": _("Line %s"), "spellcheck": "false"}),
    )

    @classmethod
    def initial_of(cls, text: str) -> dict[str, Any]:
        return {"whole_text": text}

    @property
    def text(self) -> str:
        return self.cleaned_data["whole_text"]
