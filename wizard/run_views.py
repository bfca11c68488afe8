"""Pages of runs: keep a walk, and the report with an address of its own."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kb.addresses import get_document_or_404
from kb.feedback import is_same_origin
from kb.refusals import Refused
from wizard import addresses, runs, seen, visits
from wizard.forms import SaveForm, WordsForm
from wizard.models import Run
from wizard.seen import Seen
from wizard.walking import Walk

LONGEST_PLACE = 8000  # characters of a place in a guide; the longest walk that a request line may hold


@csrf_exempt  # the page is the same for everyone and carries no token; is_same_origin stands in for it
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, slug: str) -> HttpResponse:
    """Keeps the walk whose place a form sends: saved, still stuck, or with a verdict. Then on to its report, or to the next step."""
    document = get_document_or_404(request, "guide", slug)
    if request.method != "POST":
        return HttpResponseRedirect(document.get_absolute_url())
    if not is_same_origin(request):
        return render(request, "403.html", status=403)
    form = SaveForm(request.POST)
    place = addresses.read_address(form.data.get("place", ""), LONGEST_PLACE)
    if not form.is_valid() or place is None:
        return HttpResponseRedirect(document.get_absolute_url())
    walk = Walk(document, document.published, place, document.get_absolute_url())
    if form.is_trap:
        return HttpResponseRedirect(walk.canonical)
    wish, lines = form.cleaned_data["wish"], runs.lines_of(walk.graph, _sent_lines(request))
    try:
        run = runs.save(walk, request, is_stuck=wish == "stuck", evidence=lines)
    except Refused as refused:
        return not_saved(request, walk, refused)
    on = walk.kept_in(run).address(walk.position.key) if wish == "keep" else run.get_absolute_url()
    return kept_apart(HttpResponseRedirect(on))


def _sent_lines(request: HttpRequest) -> list[tuple[Seen, str]]:
    """The lines that the form of a pasted text's results sends: what each says, and its words."""
    sent = zip(request.POST.getlist("seen"), request.POST.getlist("quote"), strict=False)
    return [(one, quote) for written, quote in sent for one in seen.read([written])]


def not_saved(request: HttpRequest, walk: Walk, refused: Refused) -> HttpResponse:
    """That a walk was not kept, why, and the way back to it."""
    context = {"document": walk.document, "reason": str(refused), "address": walk.canonical}
    return render(request, "wizard/not_saved.html", context, status=429)


@csrf_exempt  # who knows the token may change the run; a page of another site does not know it
@require_http_methods(["GET", "HEAD", "POST"])
def run(request: HttpRequest, token: str) -> HttpResponse:
    """The report of a run. A POST adds words to it, notes a verdict, or deletes it."""
    wish = request.POST.get("wish", "")
    if request.method == "POST" and wish == "forget":
        return kept_apart(_forget(request, token))
    kept = get_run_or_404(request, token)
    if request.method == "POST" and wish == "verdict":
        return kept_apart(_verdict(request, kept))
    form = WordsForm(request.POST if request.method == "POST" else None, initial=_said(kept))
    if request.method == "POST" and form.is_valid():
        runs.say(kept, **form.cleaned_data)
        # To where the button is, far below: the page says there that it was kept, and the fragment takes the focus with it.
        return kept_apart(HttpResponseRedirect(f"{kept.get_absolute_url()}?kept=yes#kept"))
    report = runs.report(kept)
    context = {
        "run": kept,
        "document": kept.document,
        "report": report,
        "form": form,
        "is_kept": "kept" in request.GET and not form.is_bound,
        "resume": runs.resume_address(kept, in_run=True),
        "mail": report.mail_address(settings.SITE_URL + kept.get_absolute_url()),
    }
    return kept_apart(render(request, "wizard/run.html", context, status=422 if form.errors else 200))


def _forget(request: HttpRequest, token: str) -> HttpResponse:
    """Deletes a report and says so; clicked twice, it is as gone as before."""
    kept = runs.find(request.user, token)
    if kept is not None:
        runs.forget(kept)
    return redirect("wizard:run_deleted")


@require_safe
def run_deleted(request: HttpRequest) -> HttpResponse:
    """That a report is deleted; the same page for everyone, as it knows of none."""
    return render(request, "wizard/run_deleted.html")


def _verdict(request: HttpRequest, kept: Run) -> HttpResponse:
    """Notes what a fix did in the run that the walk is kept in, and goes on with the walk."""
    place = addresses.read_address(request.POST.get("place", ""), LONGEST_PLACE)
    document = kept.document
    if place is None or not document.is_published:
        return HttpResponseRedirect(kept.get_absolute_url())
    fix, verdict = place.key, request.POST.get("verdict", "")
    answers = {**place.answers, fix: [verdict]}
    answered = replace(place, key="", answers=answers, revision=document.published.number, run=kept.token, asked=fix)
    walk = Walk(document, document.published, answered, document.get_absolute_url())
    try:
        runs.record_verdict(kept, walk, fix=fix, verdict=verdict)
    except Refused:
        return HttpResponseRedirect(kept.get_absolute_url())
    visits.count_answer(request, walk)
    return HttpResponseRedirect(walk.address(walk.position.key))


@require_safe
def run_text(request: HttpRequest, token: str) -> HttpResponse:
    """The report of a run as plain text, to copy or to mail."""
    text = runs.report(get_run_or_404(request, token)).as_text()
    return kept_apart(HttpResponse(text, content_type="text/plain; charset=utf-8"))


@require_safe
def run_json(request: HttpRequest, token: str) -> HttpResponse:
    """The report of a run for a program, such as a help desk."""
    kept = get_run_or_404(request, token)
    # Programs get times in UTC: a name such as CST is of several zones.
    data = {**runs.report(kept, zone=UTC).as_json(), "status": kept.status, "keep_until": kept.keep_until}
    return kept_apart(JsonResponse(data, json_dumps_params={"ensure_ascii": False}))


def get_run_or_404(request: HttpRequest, token: str) -> Run:
    """The run with this token, if its guide is one that this reader may see; raises Http404 where there is none."""
    kept = runs.find(request.user, token)
    if kept is None:
        raise Http404
    return kept


def kept_apart(response: HttpResponse) -> HttpResponse:
    """For what hangs on a token: in no cache and in no search engine.

    The site's Referrer-Policy keeps the address from other sites; `no-referrer` would keep our own forms from working too.
    """
    response["Cache-Control"] = "no-store"
    response["X-Robots-Tag"] = "noindex"
    return response


def _said(kept: Run) -> dict[str, str]:
    return {"words": kept.words, "contact": kept.contact}
