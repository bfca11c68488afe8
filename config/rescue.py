"""What somebody typed and cannot save, because the session or the form ended meanwhile: the page that says so gives it back."""

from __future__ import annotations

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kb.admin.documents import DocumentAdmin
from kb.feedback import is_same_origin


def typed_text(request: HttpRequest) -> list[tuple[str, str]]:
    """Labels and texts of a document's form that was sent; nothing of other forms, which may hold secrets, or of other sites."""
    match = request.resolver_match
    if request.method != "POST" or match is None or not is_same_origin(request):
        return []
    for one in admin.site._registry.values():
        if isinstance(one, DocumentAdmin) and match.view_name in (one.page_name("add"), one.page_name("change")):
            return one.typed_text(request.POST)
    return []


def signed_out(request: HttpRequest) -> HttpResponse | None:
    """The page for somebody who is not signed in any more and sent a text; None where there is no text to lose."""
    typed = typed_text(request)
    return refused(request, "signed_out.html", typed) if typed else None


def refused(request: HttpRequest, template: str, typed: list[tuple[str, str]]) -> HttpResponse:
    """A page that says why nothing was saved, with what was typed; kept nowhere."""
    response = render(request, template, {"typed": typed}, status=403)
    if typed:
        response["Cache-Control"] = "no-store"
    return response
