"""Fills in the admin's form of a document as a browser would send it."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from kb.models import Document

SECTIONS = {"article": "admin:kb_article", "guide": "admin:wizard_guide"}


def address(document: Document | str, page: str = "change", **kwargs: Any) -> str:
    """The admin page of a document, or of a kind of documents."""
    if isinstance(document, str):
        return reverse(f"{SECTIONS[document]}_{page}", kwargs=kwargs or None)
    if page in ("change", "history", "delete"):
        return reverse(f"{SECTIONS[document.kind]}_{page}", args=[document.pk])
    return reverse(f"{SECTIONS[document.kind]}_{page}", kwargs={"pk": document.pk, **kwargs})


def filled(response: HttpResponse, **changes: Any) -> dict[str, Any]:
    """What the form on a page would send, with these fields changed."""
    form = response.context["form"]
    data = {}
    for field in form:
        data[field.html_name] = _sent(field, field.value())
        if field.field.show_hidden_initial:
            data[field.html_initial_name] = _sent(field, form.get_initial_for_field(field.field, field.name))
    sent = {name: value for name, value in data.items() if value is not None}
    return {**sent, **changes}


def _sent(field, value: Any) -> Any:
    if value is True:
        return "on"
    return None if value is False else "" if value is None else field.field.prepare_value(value)


def save(client: Client, document: Document | str, verb: str = "save", **changes: Any) -> HttpResponse:
    """Opens the form, changes these fields and presses a button."""
    where = address(document, "add" if isinstance(document, str) else "change")
    return client.post(where, filled(client.get(where), verb=verb, **changes))
