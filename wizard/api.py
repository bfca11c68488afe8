"""Diagnosis for machines: `POST /api/v1/diagnose` with a text; answers the ranking as JSON and keeps nothing."""

from __future__ import annotations

import json

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST

from kb.feedback import is_same_origin
from wizard import diagnosis, queue, uploads
from wizard.diagnosis import Diagnosis, Found
from wizard.evidence import Hit
from wizard.pasted import Pasted
from wizard.uploads import Refused


@csrf_exempt  # changes nothing, and no other site's page can read the answer
@sensitive_variables()
@require_POST
def diagnose(request: HttpRequest) -> HttpResponse:
    """What a text says: guides with the answers that it gives them, and articles, the best first."""
    if _is_from_another_site(request):
        return JsonResponse({"error": _("Pages of other sites may not ask here.")}, status=403)
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES  # looking at request.user would open a session to say so
    try:
        pasted = _text(request)
        with queue.turn(request):
            found = diagnosis.diagnose(request.user if is_known else AnonymousUser(), pasted)
    except Refused as refused:
        status = 400 if refused.status == 422 else refused.status
        return JsonResponse({"error": str(refused)}, status=status, headers=refused.headers)
    response = JsonResponse(_as_json(found))
    response["Cache-Control"] = "no-store"
    patch_vary_headers(response, ["Cookie"])
    return response


def _is_from_another_site(request: HttpRequest) -> bool:
    is_browser = "Sec-Fetch-Site" in request.headers or "Origin" in request.headers
    return is_browser and not is_same_origin(request)


@sensitive_variables()
def _text(request: HttpRequest) -> Pasted:
    if request.content_type not in ("application/json", "text/plain"):
        raise Refused(_('Send the text as text/plain, or as application/json: {"text": "…"}.'), 415)
    uploads.check_length(request)
    if request.content_type == "text/plain":
        return uploads.from_bytes(request.body)
    try:
        sent = json.loads(request.body)
    except (ValueError, RecursionError):
        raise Refused(_("The body is not JSON."), 400) from None
    text = sent.get("text") if isinstance(sent, dict) else None
    if not isinstance(text, str):
        raise Refused(_('The JSON needs a text under "text".'), 400)
    return uploads.ready(text)


def _as_json(found: Diagnosis) -> dict[str, object]:
    return {
        "guides": [_document(one) | _answers(one) for one in found.guides],
        "articles": [_document(one) for one in found.articles],
        "lines": found.findings.lines,
        "checked_to": found.findings.checked_to,
        "complete": found.findings.is_complete,
    }


def _document(one: Found) -> dict[str, object]:
    return {
        "slug": one.document.slug,
        "title": one.document.title,
        "url": one.document.get_absolute_url(),
        "score": round(one.finding.score, 3),
        "strength": one.finding.strength,
        "hits": [_hit(hit) for hit in one.hits],
    }


def _answers(one: Found) -> dict[str, object]:
    return {
        "start_url": one.start,
        "answers": [{"question": each.question, "choice": each.choice, "line": each.line} for each in one.seen],
        "contradictions": [
            {"question": each.question, "ask": each.ask, "choices": sorted({hit.choice for hit in each.hits})}
            for each in one.contradictions
        ],
    }


def _hit(hit: Hit) -> dict[str, object]:
    said = {"question": hit.question, "ask": hit.ask, "choice": hit.choice, "say": hit.say} if hit.question else {}
    return {"line": hit.line, "last_line": hit.last_line, "quote": hit.quote, "means": hit.means, **said}
