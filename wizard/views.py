"""Pages of the wizard. Where the reader stands is replayed from the address at each request; nothing is stored."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_safe

from kb import astray
from kb.addresses import find, get_document_or_404, led_from
from kb.models import Document, Topic
from kb.related import related_to
from wizard import addresses, doubts, drawing, runs, visits
from wizard import single_file as to_keep
from wizard.graph import End, Graph, Jump
from wizard.models import Guide
from wizard.run_views import kept_apart
from wizard.spoken import said
from wizard.usage import NodeUsage, Usage
from wizard.walking import Walk, graph_of

TEMPLATES = {
    "question": "wizard/question.html",
    "fix": "wizard/fix.html",
    "end": "wizard/end.html",
    "jump": "wizard/jump.html",
}


@require_safe
def guides(request: HttpRequest) -> HttpResponse:
    """All guides by topic, under the search box."""
    visible = Document.objects.visible_to(request.user).of_kind("guide").select_related("topic")
    context = {"topics": Topic.objects.with_counts(visible), "guides": visible.order_by("topic__position", "title")}
    return render(request, "wizard/guides.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """A guide's first page; with answers in the query (a form was sent), on to where they lead."""
    document = get_document_or_404(request, "guide", slug)
    return _page(request, Walk(document, document.published, _place(request, slug), document.get_absolute_url()))


@require_safe
def walk(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """One node of a guide, with the answers that lead to it in the address."""
    document = get_document_or_404(request, "guide", slug)
    return _page(request, Walk(document, document.published, _place(request, slug, key), document.get_absolute_url()))


@require_safe
def draft_walk(request: HttpRequest, slug: str, number: int, key: str = "") -> HttpResponse:
    """Any revision of a guide, for its editors: walked like a published one."""
    if not request.user.has_perm("kb.change_document"):
        raise Http404
    document = get_object_or_404(Guide, slug=slug)
    revision = get_object_or_404(document.revisions, number=number)
    if not revision.is_readable:
        return render(request, "wizard/unreadable.html", {"document": document, "revision": revision}, status=422)
    base = f"{document.get_absolute_url()}draft/{number}/"
    return _page(request, Walk(document, revision, _place(request, slug, key), base))


@require_safe
def old_walk(request: HttpRequest, slug: str, number: int, key: str = "") -> HttpResponse:
    """A revision that readers once got, to finish a walk that was begun on it; a recalled one is gone."""
    document = get_document_or_404(request, "guide", slug)
    revision = get_object_or_404(document.revisions.filter(published_at__isnull=False), number=number)
    if revision.is_recalled:
        return astray.page(request, 410)
    if revision.pk == document.published_id:
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(
            f"{document.get_absolute_url()}{f'{key}/' if key else ''}{f'?{query}' if query else ''}"
        )
    return _page(
        request, Walk(document, revision, _place(request, slug, key), f"{document.get_absolute_url()}at/{number}/")
    )


def _place(request: HttpRequest, slug: str, key: str = "") -> addresses.Place:
    return addresses.read_query(slug, key, dict(request.GET.lists()))


def _page(request: HttpRequest, walk: Walk) -> HttpResponse:
    """The page of the node that the walk stands at, or a redirect to its one address."""
    place, position = walk.place, walk.position
    if walk.shown is None:
        return render(
            request, "wizard/unreadable.html", {"document": walk.document, "revision": walk.revision}, status=422
        )
    is_form = not place.key and not walk.is_first_page
    wrong_entry = _wrong_entry(walk) if is_form else None
    if is_form and wrong_entry is None:
        visits.count_answer(request, walk)
        return HttpResponseRedirect(walk.with_everything_given if walk.strangers else walk.address(position.key))
    if place.key and walk.key != walk.shown.key:
        return HttpResponseRedirect(walk.with_everything_given)
    if place.key and not walk.unused and not walk.is_on_older_revision and request.get_full_path() != walk.canonical:
        return HttpResponseRedirect(walk.canonical)
    context = {
        "walk": walk,
        "document": walk.document,
        "node": walk.shown,
        "html": walk.html,
        "is_first_page": walk.is_first_page,
        "is_draft": not walk.is_published,
        "is_old": not walk.is_published and walk.revision.published_at is not None,
        "wrong_entry": wrong_entry,
        "says_what_changed": bool(place.key and (walk.unused or walk.is_on_older_revision)),
        "came_from": walk.came_from(request.user),
        "led_from": led_from(request, walk.document) if walk.is_first_page and walk.is_published else None,
        "doubts": doubts.of(walk),
        "behind": _behind(walk, request),
        "verdict_name": "verdict" if walk.run and walk.is_published else walk.shown.key,
        **_extras(walk, request),
    }
    response = render(request, TEMPLATES[walk.shown.kind], context, status=200 if wrong_entry is None else 422)
    return kept_apart(response) if walk.run else response


def _wrong_entry(walk: Walk) -> str | None:
    """What was typed into a number field and cannot be used."""
    node = walk.position.node
    given = walk.place.answers.get(node.key, []) if node else []
    typed = [value for value in given if getattr(node, "pick", "") == "range"]
    return typed[0] if typed else None


def _behind(walk: Walk, request: HttpRequest) -> Document | None:
    """The article behind a fix or an end, the guide behind a jump: if this reader may see it."""
    node = walk.shown
    if isinstance(node, Jump):
        guide = find(request.user, "guide", node.jump)
        return guide if guide and guide.kind == "guide" else None  # an article has no way back
    slug = getattr(node, "article", "")
    return find(request.user, "article", slug) if slug else None


def _extras(walk: Walk, request: HttpRequest) -> dict[str, object]:
    node = walk.shown
    if isinstance(node, Jump):
        here = walk.address(node.key)
        return {
            "into": addresses.write(f"/fix/{node.jump}/", "", {}, revision=None, came_from=here),
            "go_on": walk.answer("back"),
        }
    if isinstance(node, End):
        found: dict[str, object] = {"report": runs.report_of_walk(walk)} if node.end == "escalate" else {}
        if walk.alternative:
            found |= {"alternative": walk.alternative, "go_on": walk.answer("go-on")}
        return found
    if walk.is_fixed:
        return {"not_fixed": walk.answer("not-fixed")}
    if walk.is_first_page and walk.document.is_published:
        return {"related": related_to(walk.document, request.user)}
    return {}


@require_safe
def outline(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole guide on one page, for experts and for paper."""
    document = get_document_or_404(request, "guide", slug)
    graph = graph_of(document.published)
    nodes = [(node, document.published.compiled["html"].get(node.key, {})) for node in graph.nodes]
    return render(request, "wizard/outline.html", {"document": document, "graph": graph, "nodes": nodes})


@require_safe
def single_file(request: HttpRequest, slug: str) -> HttpResponse:
    """The whole guide as one file to keep, that is walked without a network and without scripts."""
    document = get_document_or_404(request, "guide", slug)
    compiled = document.published.compiled
    context = {
        "document": document,
        "sections": to_keep.sections(graph_of(document.published), compiled["html"], settings.SITE_URL),
        "solved": to_keep.SOLVED,
        "style": mark_safe(f"<style>{to_keep.STYLE}</style>"),  # our own, and only in a file that is saved
    }
    response = render(request, "wizard/single_file.html", context)
    response["Content-Disposition"] = f'attachment; filename="{slug}.html"'
    return response


def _note(node: NodeUsage) -> str:
    """What a node's box says to editors."""
    answered = ngettext("%d answer", "%d answers", node.answered) % node.answered
    if node.tried:
        return f"{answered}, " + gettext("%(fixed)d of %(tried)d fixed") % {"fixed": node.fixed, "tried": node.tried}
    return answered


@require_safe
def guide_map(request: HttpRequest, slug: str) -> HttpResponse:
    """The guide drawn, and the same as a nested list; for its editors with what readers answered."""
    document = get_document_or_404(request, "guide", slug)
    graph = graph_of(document.published)
    usage = visits.usage(document, graph) if request.user.has_perm("kb.change_document") else None
    context = {"document": document, "usage": usage, **map_context(graph, document, usage)}
    return render(request, "wizard/map.html", context)


def map_context(graph: Graph, document: Document, usage: Usage | None = None) -> dict[str, object]:
    """The drawing and the rows of the nested list; each node leads to its place in the outline."""
    drawn = drawing.draw(
        graph,
        address=lambda key: f"{document.get_absolute_url()}all/#{key}",
        say=said,
        notes={node.key: _note(node) for node in usage.nodes if node.answered} if usage else None,
        weights=usage.lines if usage else None,
    )
    return {
        "graph": graph,
        "picture": mark_safe(drawn.markup),  # our own drawing, escaped there
        "start": drawn.start,
        "rows": drawing.rows(drawing.outline(graph)),
    }
