"""Pasting a log: what it says, and a guide that begins, or goes on, with the answers in it. Nothing is stored.

The text comes by POST, so that no address, no log and no history of a browser holds it.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from kb.addresses import get_document_or_404
from kb.feedback import is_same_origin
from kb.models import Document, Topic
from wizard import addresses, diagnosis, seen, uploads
from wizard.graph import DONT_KNOW
from wizard.walking import Walk


@csrf_exempt  # the page is the same for everyone and carries no token; is_same_origin stands in for it
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """The form for a text or a file, and what was recognised in it."""
    if request.method != "POST":
        return render(request, "wizard/diagnosis.html", {})
    if not is_same_origin(request):
        return render(request, "403.html", status=403)
    try:
        found = diagnosis.diagnose(request.user, uploads.from_form(request))
    except uploads.Refused as refused:
        return _page(request, {"refused": str(refused)}, refused.status)
    return _page(request, {"diagnosis": found})


@csrf_exempt  # like paste
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def guide_paste(request: HttpRequest, slug: str) -> HttpResponse:
    """Pasting inside a guide: on with what the text answers here; if it answers nothing, what else it speaks for."""
    document = get_document_or_404(request, "guide", slug)
    if request.method != "POST":
        return HttpResponseRedirect(document.get_absolute_url())
    if not is_same_origin(request):
        return render(request, "403.html", status=403)
    context = {"document": document, "back": document.get_absolute_url()}
    try:
        pasted = uploads.from_form(request)
        walk = Walk(document, document.published, _place(request, slug), document.get_absolute_url())
        context |= {"back": walk.address(walk.position.key), "fields": walk.everything}
        here = diagnosis.answers_for(document, pasted)
        if here and (on := _with_evidence(walk, here.seen)):
            return _unkept(HttpResponseRedirect(on))
        context |= {"here": here, "diagnosis": diagnosis.diagnose(request.user, pasted)}
    except uploads.Refused as refused:
        return _page(request, {**context, "refused": str(refused)}, refused.status)
    return _page(request, context)


def _place(request: HttpRequest, slug: str) -> addresses.Place:
    sent = {name: values for name, values in request.POST.lists() if name not in (uploads.TEXT, uploads.FILE)}
    return addresses.read_query(slug, "", sent)


def _with_evidence(walk: Walk, found: tuple[seen.Seen, ...]) -> str:
    """Where the walk goes on with these answers too; empty if they answer nothing that was not answered.

    What the reader said stays, but for "I don't know"; of two texts the later one counts.
    """
    answered = {one.question for one in found}
    kept = {
        key: values
        for key, values in walk.place.answers.items()
        if not (key in answered and list(values) == [DONT_KNOW])
    }
    earlier = tuple(one for one in walk.evidence if one.question not in answered)
    on = replace(walk, place=replace(walk.place, answers=kept, evidence=(*found, *earlier)))
    return on.address(on.position.key) if set(on.evidence) - set(walk.evidence) else ""


def _page(request: HttpRequest, context: dict[str, object], status: int = 200) -> HttpResponse:
    """The page of what was found; where that is nothing, with all guides."""
    found = context.get("diagnosis")
    if found and found.findings.is_nothing:
        visible = Document.objects.visible_to(request.user).of_kind("guide").order_by("topic__position", "title")
        context = {**context, "guides": visible, "topics": Topic.objects.with_counts(visible)}
    return _unkept(render(request, "wizard/diagnosis.html", context, status=status))


def _unkept(response: HttpResponse) -> HttpResponse:
    """An answer that quotes what was pasted: no cache keeps it."""
    response["Cache-Control"] = "no-store"
    return response
