"""What is decided about a document, each on a page that says what will happen: decline, archive, bring back, confirm, revert, delete."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib.admin.models import DELETION, LogEntry
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kb import formats, publishing
from kb.admin.forms import text_area
from kb.models import Document, Revision
from kb.problems import did_you_mean


class NoForm(forms.Form):
    """Nothing to fill in, only to agree to."""


class DeclineForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("What should be different?"),
        max_length=300,
        widget=text_area(4),
        help_text=gettext_lazy("The author reads this above the text."),
    )


class ArchiveForm(forms.Form):
    successor = forms.CharField(
        label=gettext_lazy("Lead its readers to"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "The slug or address of the document that takes its place. Left empty, its address says that it was withdrawn."
        ),
    )


class CopyForm(forms.Form):
    slug = forms.SlugField(
        label=gettext_lazy("Slug of the copy"),
        max_length=80,
        help_text=gettext_lazy("The last part of its address; no other document of this kind has it."),
    )


class ConfirmForm(forms.Form):
    against = forms.CharField(
        label=gettext_lazy("Checked against"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Products and versions, such as: macOS 14, Windows Server 2022."),
    )
    review_by = forms.DateField(
        label=gettext_lazy("Next review by"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=gettext_lazy("Left empty, the date stays as it is."),
    )

    def clean_review_by(self):
        day = self.cleaned_data["review_by"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("The next review must be after today."))
        return day


class RevertForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)


def _may_publish(document: Document, user: AbstractBaseUser) -> bool:
    return user.has_perm("kb.publish_document")


def _may_discard(document: Document, user: AbstractBaseUser) -> bool:
    return document.owner_id == user.pk or user.has_perm("kb.publish_document")


def _is_draft(document: Document) -> bool:
    return not publishing.has_been_published(document)


def _is_in_review(document: Document) -> bool:
    return bool(document.latest and document.latest.review == Revision.Review.SUBMITTED)


def _decline(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    publishing.decline(document.latest, by=by, note=given["note"])
    return f"Declined revision {document.latest.number}: {given['note']}"


def _archive(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    successor = _successor(document, given["successor"])
    publishing.archive(document, by=by, leading_to=successor)
    return f"Archived; its readers are led to {successor.get_absolute_url()}" if successor else "Archived."


def _copy(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    made = publishing.copy(document, slug=given["slug"], by=by)
    return f"Copied as a draft: {made.slug}."


def _successor(document: Document, typed: str) -> Document | None:
    """The published document that somebody named by its slug, its reference or its address; None where nothing was typed."""
    words = re.findall(r"[a-z0-9-]+", typed.partition("?")[0].lower())
    if not words:
        return None
    known = Document.objects.published().exclude(pk=document.pk)
    named = known.of_kind(kind) if (kind := _kind_in(typed, words)) else known
    found = sorted(named.filter(slug=words[-1]), key=lambda one: one.kind != document.kind)
    if not found:
        hint = did_you_mean(words[-1], sorted(set(named.values_list("slug", flat=True))))
        said = _("'%(slug)s' is no other published document.%(hint)s") % {"slug": words[-1], "hint": hint}
        raise publishing.Refused(said)
    return found[0]


def _kind_in(typed: str, words: list[str]) -> str:
    """The kind that a reference (`kind:slug`) or an address says; empty for a slug alone."""
    for format in formats.all_formats():
        if format.address(words[-1]) in typed.lower() or words[:-1] == [format.kind]:
            return format.kind
    return ""


def _bring_back(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    publishing.unarchive(document, by=by)
    return "Brought back from the archive."


def _confirm(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    publishing.confirm_still_correct(document, by=by, against=given["against"], review_by=given["review_by"])
    return f"Confirmed still correct. {given['against']}".strip()


def _revert(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    old = document.revisions.filter(number=given["revision"]).first()
    if old is None:
        raise publishing.Refused(_("There is no such revision of this document."))
    revision = publishing.revert(document, to=old, by=by)
    return f"Went back to revision {old.number}, as revision {revision.number}, and published it."


def _recall(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    old = document.revisions.filter(number=given["revision"]).first()
    if old is None:
        raise publishing.Refused(_("There is no such revision of this document."))
    publishing.recall(old, by=by)
    return f"Recalled revision {old.number}."


def _delete(document: Document, by: AbstractBaseUser, given: dict[str, Any]) -> str:
    publishing.discard(document, by=by)
    return "Deleted."


@dataclass(frozen=True)
class Decision:
    """One thing that can be decided: who may, when it is open, what to say before, and what to do."""

    name: str
    button: str
    explanation: str
    act: Callable[[Document, AbstractBaseUser, dict[str, Any]], str]
    is_open: Callable[[Document], bool]
    is_allowed: Callable[[Document, AbstractBaseUser], bool] = _may_publish
    form_class: type[forms.Form] = NoForm
    is_grave: bool = False
    is_listed: bool = field(default=True)  # whether the change page offers it; reverting is offered in the history


DECISIONS = (
    Decision(
        "decline",
        gettext_lazy("Decline"),
        gettext_lazy("The author sees your reason and goes on. Readers notice nothing."),
        _decline,
        _is_in_review,
        form_class=DeclineForm,
    ),
    Decision(
        "confirm",
        gettext_lazy("Confirm still correct"),
        gettext_lazy("You have read what readers get and found it true. The page will show today's date."),
        _confirm,
        lambda document: document.is_published,
        is_allowed=lambda document, user: user.has_perm("kb.change_document"),
        form_class=ConfirmForm,
    ),
    Decision(
        "copy",
        gettext_lazy("Copy"),
        gettext_lazy(
            "A new draft begins with the newest text of this one. Nothing ties the two together from then on."
        ),
        _copy,
        lambda document: document.latest_id is not None,
        is_allowed=lambda document, user: user.has_perm("kb.add_document"),
        form_class=CopyForm,
    ),
    Decision(
        "archive",
        gettext_lazy("Archive"),
        gettext_lazy(
            "Readers, lists and search lose it; its address will say that it was withdrawn, or lead to what takes its place. You can bring it back."
        ),
        _archive,
        lambda document: document.archived_at is None and not _is_draft(document),
        form_class=ArchiveForm,
        is_grave=True,
    ),
    Decision(
        "bring-back",
        gettext_lazy("Bring back"),
        gettext_lazy("It leaves the archive as it was: if it was published, readers get it again at once."),
        _bring_back,
        lambda document: document.archived_at is not None,
    ),
    Decision(
        "revert",
        gettext_lazy("Bring this text back"),
        gettext_lazy(
            "The old text becomes a new revision and is published at once. Everything between stays in the history."
        ),
        _revert,
        lambda document: document.archived_at is None,
        form_class=RevertForm,
        is_listed=False,
    ),
    Decision(
        "recall",
        gettext_lazy("Recall this revision"),
        gettext_lazy(
            "It did harm: who holds a link made on it is led to today's text and cannot finish on the old one. It stays in the history."
        ),
        _recall,
        lambda document: document.archived_at is None,
        form_class=RevertForm,
        is_grave=True,
        is_listed=False,
    ),
    Decision(
        "delete",
        gettext_lazy("Delete this draft"),
        gettext_lazy(
            "It was never published, so nobody will miss its address. Its text and history are gone for good."
        ),
        _delete,
        lambda document: (
            _is_draft(document) and not _is_in_review(document)
        ),  # somebody is reading it: decline it first
        is_allowed=_may_discard,
        is_grave=True,
    ),
)


class DecisionPages:
    """The page of each decision: GET explains, POST decides."""

    def open_decisions(self, request: HttpRequest, document: Document) -> list[Decision]:
        """What this user may decide about the document as it is now."""
        return [
            one
            for one in DECISIONS
            if one.is_listed and one.is_open(document) and one.is_allowed(document, request.user)
        ]

    def decision_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        document = self.get_document_or_404(request, pk)
        decision = next((one for one in DECISIONS if one.name == name), None)
        if decision is None:
            raise Http404
        if not decision.is_allowed(document, request.user):
            raise PermissionDenied
        if not decision.is_open(document):
            self.message_user(request, _("“%s” cannot be decided in this state any more.") % decision.button, "WARNING")
            return HttpResponseRedirect(reverse(self.page_name("change"), args=[pk]))
        return self._decide(request, document, decision)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: dict | None = None) -> HttpResponse:
        document = self.get_document(request, object_id)
        if document is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.decision_view(request, document.pk, "delete")

    def _decide(self, request: HttpRequest, document: Document, decision: Decision) -> HttpResponse:
        form = decision.form_class(request.POST if request.method == "POST" else None, initial=request.GET.dict())
        status, problems = 200, []
        if request.method == "POST" and form.is_valid():
            pk, title = document.pk, str(document)
            try:
                said = decision.act(document, request.user, form.cleaned_data)
            except publishing.NotPublishable as refused:
                status, problems = 422, refused.problems
            except publishing.Refused as refused:
                status = 422
                form.add_error(None, str(refused))
            else:
                copied = self.model.objects.filter(slug=form.cleaned_data["slug"]) if decision.name == "copy" else ()
                return self._decided(request, next((one.pk for one in copied), pk), title, decision, said)
        elif request.method == "POST":
            status = 422
        context = {
            **self.page_context(request, document),
            "title": f"{decision.button}: {document}",
            "decision": decision,
            "form": form,
            "problems": problems,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/documents/decision.html", context, status=status)

    def _decided(self, request: HttpRequest, pk: int, title: str, decision: Decision, said: str) -> HttpResponse:
        self.message_user(request, f"“{title}”: {said}")
        if decision.name != "delete":
            self.log_change(request, self.model.objects.get(pk=pk), said)
            return HttpResponseRedirect(reverse(self.page_name("change"), args=[pk]))
        gone = self.model(pk=pk, title=title)
        LogEntry.objects.log_actions(request.user.pk, [gone], DELETION, change_message=said, single_object=True)
        return HttpResponseRedirect(reverse(self.page_name("changelist")))
