"""Pages of the knowledge base. Each is a look-up, one query or verb, and a template."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from django.conf import settings
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from kb import feedback as opinions
from kb import formats, pictures, search, searches, wishes
from kb.addresses import get_document_or_404, led_from
from kb.diffing import compare
from kb.forms import FeedbackForm, WishForm
from kb.models import Document, Origin, Topic
from kb.refusals import Refused
from kb.related import leading_here, related_to
from kb.search.page import SearchPage

TYPE_HEADINGS = {
    "problem": _("Problems"),
    "how-to": _("How to"),
    "policy": _("Policies"),
    "planning": _("Planning"),
    "reference": _("To look things up"),
}
IMPORTED_PER_PAGE = 50
HITS_PER_PAGE = 20
LAST_PAGE = 99


@require_safe
def topic(request: HttpRequest, slug: str) -> HttpResponse:
    """Everything on one topic: the kinds that lead (guides) first, then articles by type, then page by page what was imported."""
    shelf = get_object_or_404(Topic, slug=slug)
    documents = Document.objects.visible_to(request.user).in_topic(shelf).order_by("title").with_compiled("type", "era")
    imported = documents.imported().select_related("origin__collection").order_by("title", "pk")
    page = Paginator(imported, IMPORTED_PER_PAGE).get_page(request.GET.get("page"))
    own = documents.own()
    context = {
        "topic": shelf,
        "leading": own.filter(kind__in=formats.leading_kinds()),
        "types": _by_type(own.of_kind("article")),
        "imported": page,
    }
    return render(request, "kb/topic.html", context)


def _by_type(articles: Iterable[Document]) -> list[tuple[str, list[Document]]]:
    """The types that there are, in the order of TYPE_HEADINGS, each with its articles."""
    shelves: dict[str, list[Document]] = {type: [] for type in TYPE_HEADINGS}
    for one in articles:
        shelves.setdefault(one.type, []).append(one)
    return [(TYPE_HEADINGS.get(type, _("Articles")), found) for type, found in shelves.items() if found]


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponse:
    """One article with its facts, what leads to it, and what is related; an old address leads to the one it has now."""
    document = get_document_or_404(request, "article", slug)
    leading = leading_here(document, request.user)
    context = {
        "document": document,
        "origin": Origin.objects.filter(document=document).select_related("collection").first(),
        "page": document.published.compiled,
        "led_from": led_from(request, document),
        "leading": leading,
        "related": related_to(document, request.user, without=leading),
    }
    return render(request, "kb/article.html", context)


@require_safe
def source(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The published text, byte for byte, as export writes it."""
    document = get_document_or_404(request, kind, slug)
    response = HttpResponse(document.published.text.encode(), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{slug}{document.format.suffix}"'
    return response


@require_safe
def history(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """The revisions that were published and not recalled; editors see the others too."""
    document = get_document_or_404(request, kind, slug)
    revisions = Paginator(_visible_revisions(document, request).select_related("author"), 50)
    context = {"document": document, "revisions": revisions.get_page(request.GET.get("page"))}
    return render(request, "kb/history.html", context)


@require_safe
def revision(request: HttpRequest, kind: str, slug: str, number: int) -> HttpResponse:
    """What one revision changed against the one before it."""
    document = get_document_or_404(request, kind, slug)
    revisions = _visible_revisions(document, request)
    shown = get_object_or_404(revisions, number=number)
    before = revisions.filter(number__lt=number).first()
    comparison = compare(before.text if before else "", shown.text)
    context = {"document": document, "revision": shown, "before": before, "comparison": comparison}
    return render(request, "kb/revision.html", context)


def _visible_revisions(document: Document, request: HttpRequest):
    if request.user.has_perm("kb.change_document"):
        return document.revisions.all()
    return document.revisions.filter(published_at__isnull=False, is_recalled=False)


@csrf_exempt  # the page is the same for everyone and carries no token; is_same_origin stands in for it
@require_http_methods(["GET", "HEAD", "POST"])
def feedback(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Takes "helpful" or "not helpful", thanks, and asks for a word; the word is optional."""
    document = get_document_or_404(request, kind, slug)
    if request.method != "POST":
        return render(request, "kb/feedback.html", {"document": document, "form": FeedbackForm()})
    if not opinions.is_same_origin(request):
        return render(request, "403.html", status=403)
    form = FeedbackForm(request.POST)
    if not form.is_valid():
        return render(request, "kb/feedback.html", {"document": document, "form": form}, status=422)
    try:
        if not form.is_trap:
            opinions.record(document, request, is_helpful=form.is_helpful, words=form.cleaned_data["words"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "kb/feedback.html", {"document": document, "form": form}, status=429)
    is_done = bool(form.cleaned_data["words"])
    context = {"document": document, "form": None if is_done else form, "is_thanks": True}
    return render(request, "kb/feedback.html", context)


@require_safe
def image(request: HttpRequest, name: str) -> HttpResponse:
    """A picture that we keep; browsers may keep it for ever, because its name is the digest of its bytes."""
    path = pictures.path_of(name)
    if path is None:
        raise Http404(_("There is no such picture."))
    response = FileResponse(path.open("rb"), content_type=pictures.TYPES[path.suffix])
    whose = "public" if settings.READERS == "public" else "private"
    response["Cache-Control"] = f"{whose}, max-age=31536000, immutable"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


@require_safe
def search_page(request: HttpRequest) -> HttpResponse:
    """Articles and guides for what was typed, guides that fit before the others."""
    typed = request.GET.get("q", "")
    kind = request.GET.get("kind", "")
    kind = kind if kind in {format.kind for format in formats.all_formats()} else ""
    shelf = Topic.objects.filter(slug=request.GET.get("topic", "").replace("\x00", "")).first()
    collection = request.GET.get("collection", "")
    number = _page_number(request.GET.get("page", "1"))
    platform = formats.platform_word(request.GET.get("platform", ""))[: formats.PLATFORMS_LENGTH]
    is_exact = request.GET.get("exact") == "1"
    results = search.search(
        typed,
        user=request.user,
        kind=kind or None,
        topic=shelf,
        collection=collection or None,
        platform=platform or None,
        exact=is_exact,
        limit=HITS_PER_PAGE,
        offset=(number - 1) * HITS_PER_PAGE,
    )
    if typed.strip() and number == 1 and not (kind or shelf or platform or collection or is_exact):
        searches.log(request, typed, results.total)
    shown = _fit_for_a_page(typed[:200])
    chosen = {
        "q": shown,
        "kind": kind,
        "topic": shelf.slug if shelf else "",
        "platform": platform,
        "collection": collection if collection in results.collections else "",
        "exact": "1" if is_exact else "",
    }
    context = {
        "results": results,
        "typed": shown,
        "page": SearchPage(results, {name: value for name, value in chosen.items() if value}, number, request.user),
        "pasted": _fit_for_a_page(typed, but="\t\n\r") if results.was_cut or "\n" in typed.strip() else "",
        "number": number,
        "has_more": number < LAST_PAGE and results.total > number * HITS_PER_PAGE,
        "wish": WishForm(initial={"q": shown}),
    }
    return render(request, "kb/search.html", context)


@csrf_exempt  # like feedback
@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest) -> HttpResponse:
    """Takes what somebody looked for and did not find, in their words."""
    if request.method != "POST":
        return render(request, "kb/wish.html", {"form": WishForm()})
    if not opinions.is_same_origin(request):
        return render(request, "403.html", status=403)
    form = WishForm(request.POST)
    if not form.is_valid():
        return render(request, "kb/wish.html", {"form": form}, status=422)
    try:
        if not form.is_trap:
            wishes.record(query=form.cleaned_data["q"], words=form.cleaned_data["words"])
    except Refused as refused:
        form.add_error(None, str(refused))
        return render(request, "kb/wish.html", {"form": form}, status=429)
    return render(request, "kb/wish.html", {})


def _fit_for_a_page(typed: str, *, but: str = "") -> str:
    """What was typed, with a space for each character that HTML may not hold, and for control characters but these."""
    return "".join(
        " " if unicodedata.category(char) in ("Cc", "Cn", "Cs") and char not in but else char for char in typed
    )


def _page_number(typed: str) -> int:
    """A page of the list; the first for anything else."""
    is_number = typed.isascii() and typed.isdigit() and len(typed) < 4
    return int(typed) if is_number and 1 <= int(typed) <= LAST_PAGE else 1
