"""Pasting a log: what it says, and a guide that begins, or goes on, with the answers in it. Nothing is stored unless somebody asks.

The text comes by POST, so that no address, no log and no history of a browser holds it.
"""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from kb import publishing
from kb.addresses import get_document_or_404
from kb.feedback import is_same_origin
from kb.models import Document, Topic
from wizard import addresses, diagnosis, queue, runs, uploads
from wizard.diagnosis import Found
from wizard.graph import DONT_KNOW
from wizard.run_views import not_saved
from wizard.seen import Seen
from wizard.walking import Walk

KEEP = "keep_lines"  # with a line below, so that no node of a guide has such a key


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
        pasted = uploads.from_form(request)
        with queue.turn(request):
            found = diagnosis.diagnose(request.user, pasted)
    except uploads.Refused as refused:
        return _page(request, {}, refused)
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
        with queue.turn(request):
            asked = diagnosis.answers_for(document, pasted)
            here = asked.for_guide(slug)
            on = _with_evidence(walk, here.seen) if here else walk
            if here and KEEP in request.POST:
                return _kept(request, on, here)
            if set(on.seen) - set(walk.seen):
                return _unkept(HttpResponseRedirect(on.address(on.position.key)))
            context |= {"here": here, "diagnosis": diagnosis.diagnose(request.user, pasted, asked=(document, asked))}
    except uploads.Refused as refused:
        return _page(request, context, refused)
    return _page(request, context)


def _place(request: HttpRequest, slug: str) -> addresses.Place:
    sent = {name: values for name, values in request.POST.lists() if name not in (uploads.TEXT, uploads.FILE, KEEP)}
    return addresses.read_query(slug, "", sent)


def _with_evidence(walk: Walk, found: tuple[Seen, ...]) -> Walk:
    """The walk with these answers too. What the reader said stays, but for "I don't know"; of two texts the later one counts."""
    answered = {one.question for one in found}
    kept = {
        key: values for key, values in walk.answers.items() if not (key in answered and list(values) == [DONT_KNOW])
    }
    earlier = tuple(one for one in walk.seen if one.question not in answered)
    return replace(walk, place=replace(walk.place, answers=kept, evidence=(*found, *earlier)))


@sensitive_variables()
def _kept(request: HttpRequest, walk: Walk, here: Found) -> HttpResponse:
    """On in a run that holds the recognised lines."""
    try:
        run = runs.save(walk, request, evidence=runs.evidence_lines(here.hits))
    except publishing.Refused as refused:
        return not_saved(request, walk, refused)
    return _unkept(HttpResponseRedirect(walk.kept_in(run).address(walk.position.key)))


def _page(request: HttpRequest, context: dict[str, object], refused: uploads.Refused | None = None) -> HttpResponse:
    """The page of what was found, or of why it was not looked for; where nothing was found, with all guides."""
    found = context.get("diagnosis")
    if found and found.findings.is_nothing:
        visible = Document.objects.visible_to(request.user).of_kind("guide").order_by("topic__position", "title")
        context = {**context, "guides": visible, "topics": Topic.objects.with_counts(visible)}
    context["refused"] = str(refused) if refused else ""
    response = render(request, "wizard/diagnosis.html", context, status=refused.status if refused else 200)
    for name, value in refused.headers.items() if refused else ():
        response[name] = value
    return _unkept(response)


def _unkept(response: HttpResponse) -> HttpResponse:
    """An answer that quotes what was pasted: no cache keeps it."""
    response["Cache-Control"] = "no-store"
    return response
