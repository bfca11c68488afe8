"""The page where a document is written: save, submit, publish, preview; two editors at once; what was typed and not saved."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import OperationalError, transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.middleware.csrf import get_token
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from kb import gaps, publishing
from kb.admin.findings import Finding, examine, placed
from kb.admin.forms import SETTINGS, DocumentForm, WholeTextForm, same_newlines
from kb.diffing import compare
from kb.models import Document, Draft, Revision
from kb.problems import errors

logger = logging.getLogger(__name__)

VERBS = ("save", "submit", "publish", "preview")


@dataclass
class Desk:
    """What lies before the editor: the form, and what the page says about it."""

    form: DocumentForm
    document: Document | None
    findings: list[Finding] = field(default_factory=list)
    extra: dict[str, Any] = field(default_factory=dict)
    status: int = 200


@dataclass(frozen=True)
class Saved:
    """What became of a form that was saved: the newest revision, whether this made it, and whether the one before waited for review."""

    document: Document
    revision: Revision
    is_new: bool = True
    was_waiting: bool = False


class EditingPages:
    """The add and change pages of a kind of document. Nothing that was typed is lost, whatever is refused."""

    form_class: type[DocumentForm] = WholeTextForm
    whole_text_form: type[WholeTextForm] = WholeTextForm  # the one with the whole text in one field
    preview_template = ""
    has_numbered_lines = False  # whether its text is read by lines, as YAML is, and not by paragraphs

    def form_class_for(self, text: str | None) -> type[DocumentForm]:
        """The form that can hold all of this text; None is a new document."""
        return self.form_class

    def preview_context(self, reading, document: Document | None) -> dict[str, Any]:
        """What the preview's template needs of a text that could be read."""
        return {}

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: dict | None = None
    ) -> HttpResponse:
        if object_id is None:
            if not self.has_add_permission(request):
                raise PermissionDenied
            document = None
        else:
            document = self.get_document(request, object_id)
            if document is None:
                return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        desk = self._receive(request, document) if request.method == "POST" else self._lay_out(request, document)
        return desk if isinstance(desk, HttpResponse) else self._page(request, desk)

    def _lay_out(self, request: HttpRequest, document: Document | None) -> Desk:
        """The form as it is opened: with the newest text, or with what this editor typed and did not save."""
        draft = self._draft(request, document)
        text = document.latest.text if document else None
        if draft and request.GET.get("draft") == "1":
            form_class, initial = self._class_of(draft.fields), _brought_back(draft)
        else:
            form_class = self.whole_text_form if request.GET.get("as") == "text" else self.form_class_for(text)
            initial = self._initial(form_class, text)
            if document is None:
                initial |= self.begun_with(request.GET)
        form = form_class(initial=initial, user=request.user, kind=self.kind, document=document)
        desk = Desk(form, document)
        if draft and request.GET.get("draft") != "1":
            desk.extra["draft"] = draft if self._says_something_new(draft, text) else None
        elif draft:
            return desk
        if text is not None:
            desk.findings = placed(examine(self.format, text, document.slug)[1], form, text)
        return desk

    def _initial(self, form_class: type[DocumentForm], text: str | None) -> dict[str, Any]:
        return self.initial_text(form_class) if text is None else form_class.initial_of(text)

    def _class_of(self, fields: Mapping[str, Any]) -> type[DocumentForm]:
        return self.whole_text_form if "whole_text" in fields else self.form_class

    def _says_something_new(self, draft: Draft, text: str | None) -> bool:
        form_class = self._class_of(draft.fields)
        known = self._initial(form_class, text)
        return any(draft.fields.get(name, "") != str(known.get(name, "")) for name in form_class.text_names)

    def initial_text(self, form_class: type[DocumentForm]) -> dict[str, Any]:
        """What a new document's form begins with."""
        return {}

    def begun_with(self, given: Mapping[str, str]) -> dict[str, Any]:
        """What a new document's form begins with where somebody comes from a gap: `typed` and `words` of readers, and `gap`."""
        return {"gap": given["gap"][:300]} if "gap" in given else {}

    def _receive(self, request: HttpRequest, document: Document | None) -> Desk | HttpResponse:
        verb = request.POST.get("verb", "save")
        if verb not in VERBS:
            raise BadRequest("There is no such button.")
        if verb == "publish" and not request.user.has_perm("kb.publish_document"):
            raise PermissionDenied
        form = self._posted_form(request.POST, request, document)
        if not form.is_valid():
            return Desk(form, document, status=422)
        if verb == "preview":
            return self._preview(form, document)
        try:
            saved = self._save(request, form, document)
        except publishing.Conflict as conflict:
            return self._conflict(request, form, document, conflict.newest)
        except publishing.Refused as refused:
            form.add_error("slug", str(refused))
            return Desk(form, document, status=422)
        except OperationalError:
            logger.exception("What an editor typed could not be saved; it stands in their form.")
            form.add_error(
                None,
                _("The database does not take anything just now. Your text is still here: save it again in a minute."),
            )
            return Desk(form, document, status=503)
        self._after(request, verb, saved)
        self._say_what_is_not_kept(request, verb, saved, form.cleaned_data["note"])
        return HttpResponseRedirect(reverse(self.page_name("change"), args=[saved.document.pk]))

    def typed_text(self, data: Mapping[str, str]) -> list[tuple[str, str]]:
        """The text in a form that was sent, by the labels of its fields, for giving it back where it cannot be taken."""
        form_class = self._class_of(data)
        labels = {name: str(form_class.base_fields[name].label) for name in (*form_class.text_names, "note")}
        return [(label, data[name]) for name, label in labels.items() if data.get(name, "").strip()]

    def _posted_form(self, data, request: HttpRequest, document: Document | None) -> DocumentForm:
        return self._class_of(data)(data, user=request.user, kind=self.kind, document=document)

    def _save(self, request: HttpRequest, form: DocumentForm, document: Document | None) -> Saved:
        """Settings and text together, or nothing."""
        text = form.text_to_save
        reading = self.format.read(text)  # takes long: before the lock that everybody else who writes waits for
        change = {"by": request.user, "note": form.cleaned_data["note"], "is_minor": form.cleaned_data["is_minor"]}
        change |= {"text": text, "reading": reading}
        with transaction.atomic():
            if document is None:
                slug = form.slug_to_save
                if not slug:
                    raise publishing.Refused(_("Give it a title or a slug first; nothing else is needed yet."))
                document = publishing.create(kind=self.kind, slug=slug, **change)
                gaps.begin(form.cleaned_data["gap"], document, by=request.user)
                publishing.look_after(document, by=request.user, **form.changed_care)
                return Saved(self.get_document(request, document.pk), document.latest)
            document = self.get_document(request, document.pk)  # a copy: a refusal takes all of this back
            known, old_slug = document.latest, document.slug
            followed = form.slug_that_follows_the_title
            revision = publishing.save_revision(document, based_on=form.based_on_revision, **change)
            document.refresh_from_db()
            if "slug" in form.changed_data:
                publishing.rename(document, slug=form.cleaned_data["slug"], by=request.user)
            elif followed:
                with suppress(publishing.Refused):  # taken: then it keeps the one it has
                    publishing.rename(document, slug=followed, by=request.user)
            if document.slug != old_slug:
                self.log_change(request, document, f"Slug changed to {document.slug}.")
            if form.changed_care:
                publishing.look_after(document, by=request.user, **form.changed_care)
                self.log_change(request, document, f"Changed: {', '.join(form.changed_care)}.")
        if document.slug != old_slug:
            self._say_moved(request, document, old_slug)
        was_waiting = known is not None and known.review == Revision.Review.SUBMITTED
        return Saved(document, revision, revision != known, was_waiting)

    def _say_moved(self, request: HttpRequest, document: Document, old_slug: str) -> None:
        """What a new slug means for those who have the old address."""
        names = {"old": self.format.address(old_slug), "new": document.get_absolute_url()}
        if publishing.has_been_published(document):
            said = _("The address is %(new)s now. Links to %(old)s lead there too.") % names
        else:
            said = _("The address will be %(new)s when it is published.") % names
        self.message_user(request, said)

    def _say_what_is_not_kept(self, request: HttpRequest, verb: str, saved: Saved, note: str) -> None:
        """A note without a change, and a request for review of a text that is not the newest any more."""
        if note and not saved.is_new:
            said = _(
                "What you wrote under “What changed” is not kept, because the text is as it was. It was: “%(note)s”."
            )
            self.message_user(request, said % {"note": note}, messages.WARNING)
        if verb == "save" and saved.is_new and saved.was_waiting:
            said = _("Its request for review is withdrawn, as the text changed. Submit it again when it is ready.")
            self.message_user(request, said, messages.WARNING)

    def _after(self, request: HttpRequest, verb: str, saved: Saved) -> None:
        """Logs and says what was saved, then submits or publishes it."""
        document, revision = saved.document, saved.revision
        names = {"title": str(document), "number": revision.number}
        if saved.is_new:
            log = self.log_addition if revision.number == 1 else self.log_change
            log(request, document, f"Saved revision {revision.number}. {revision.note}".strip())
        try:
            if verb == "submit":
                publishing.submit(revision, by=request.user)
                self.log_change(request, document, f"Submitted revision {revision.number} for review.")
                said = _("“%(title)s”: revision %(number)s waits for review now.") % names
            elif verb == "publish":
                publishing.publish(revision, by=request.user)
                self.log_change(request, document, f"Published revision {revision.number}.")
                said = _("“%(title)s”: readers get revision %(number)s now.") % names
            else:
                said = _("“%(title)s” is saved as revision %(number)s.") % names
                said = said if saved.is_new else _("“%(title)s” is saved; its text is as it was.") % names
            self.message_user(request, said)
        except publishing.NotPublishable as refused:
            said = _("Saved as revision %(number)s, but not published: %(count)s to mend, listed below.")
            count = len(errors(refused.problems))
            self.message_user(request, said % {**names, "count": count}, messages.ERROR)
        except publishing.Refused as refused:
            self.message_user(request, f"{_('Saved.')} {refused}", messages.WARNING)

    def _preview(self, form: DocumentForm, document: Document | None) -> Desk:
        text = form.text
        slug = document.slug if document else form.cleaned_data["slug"]
        reading, problems = examine(self.format, text, slug)
        extra = {"preview": reading, **(self.preview_context(reading, document) if reading.is_readable else {})}
        return Desk(form, document, placed(problems, form, text), extra)

    def _conflict(self, request: HttpRequest, form: DocumentForm, document: Document, newest: Revision) -> Desk:
        """The same form, now based on the newest revision: saving again is the editor's decision, with both texts in sight."""
        mine = form.text
        data = request.POST.copy()
        data["based_on"] = newest.number
        rebased = self._posted_form(data, request, document)
        rebased.is_valid()
        extra = {"newest": newest, "mine": mine, "comparison": compare(newest.text, mine)}
        return Desk(rebased, document, extra=extra, status=409)

    def _page(self, request: HttpRequest, desk: Desk) -> HttpResponse:
        document = desk.document
        title = _("Change “%s”") % document if document else _("Add %s") % self.opts.verbose_name
        context = {
            **self.page_context(request, document),
            "title": title,
            "form": desk.form,
            "findings": [one for one in desk.findings if not one.problem.follows],
            "following": [one for one in desk.findings if one.problem.follows],
            "has_numbered_lines": self.has_numbered_lines,
            "preview_template": self.preview_template,
            "may_publish": request.user.has_perm("kb.publish_document"),
            "decisions": self.open_decisions(request, document) if document else [],
            "draft_url": self._draft_url(document),
            "walk_url": self.walk_url(document) if document else "",
            "is_whole_text": isinstance(desk.form, WholeTextForm) and self.form_class is not self.whole_text_form,
            **desk.extra,
        }
        request.current_app = self.admin_site.name
        return TemplateResponse(request, "admin/documents/form.html", context, status=desk.status)

    def walk_url(self, document: Document) -> str:
        """Where the newest revision can be tried out as readers will; empty where there is nothing to try."""
        return ""

    # What was typed and not saved

    def _draft(self, request: HttpRequest, document: Document | None) -> Draft | None:
        drafts = Draft.objects.filter(kind=self.kind, document=document, editor=request.user)
        return drafts.select_related("based_on").defer("based_on__text", "based_on__compiled").first()

    def _draft_url(self, document: Document | None) -> str:
        return (
            reverse(self.page_name("draft"), args=[document.pk]) if document else reverse(self.page_name("new_draft"))
        )

    def draft_view(self, request: HttpRequest, pk: int | None = None) -> HttpResponse:
        """Takes what the editor has typed so far (keep-draft.js), or drops it; asked with GET, gives a fresh token for the form."""
        document = self.get_document_or_404(request, pk) if pk else None
        if document is None and not self.has_add_permission(request):
            raise PermissionDenied
        if request.method != "POST":
            return JsonResponse({"token": get_token(request)})
        if "drop" in request.POST:
            publishing.drop_draft(kind=self.kind, document=document, by=request.user)
            return HttpResponseRedirect(
                reverse(self.page_name("change"), args=[pk]) if pk else reverse(self.page_name("add"))
            )
        form = self._posted_form(request.POST, request, document)
        draft = publishing.save_draft(
            kind=self.kind,
            document=document,
            fields={name: _storable(request.POST[name]) for name in form.fields if name in request.POST},
            based_on=_revision(document, request.POST.get("based_on", "")),
            by=request.user,
        )
        return JsonResponse({"saved_at": draft.saved_at.isoformat()})


def _storable(value: str) -> str:
    """Without NUL, which PostgreSQL cannot store."""
    return same_newlines(value).replace("\x00", "")


def _revision(document: Document | None, number: str) -> Revision | None:
    is_number = number.isascii() and number.isdecimal() and len(number) < 10
    return document.revisions.filter(number=int(number)).first() if document and is_number else None


def _brought_back(draft: Draft) -> dict[str, Any]:
    """What was typed. Settings of a document that exists are not brought back: somebody else may have changed them since."""
    fields = {name: value for name, value in draft.fields.items() if draft.document_id is None or name not in SETTINGS}
    return {**fields, "based_on": draft.based_on.number if draft.based_on else None}
