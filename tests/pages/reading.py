"""Reads a page as a person does: its title, heading, text, links, forms and buttons; not its markup strings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from xml.etree.ElementTree import Element

import html5lib
from django.http import HttpResponse

HIDDEN = {"script", "style", "template"}
IN_A_WORD = {"a", "b", "code", "del", "em", "i", "ins", "kbd", "mark", "strong", "sub", "sup"}


@dataclass(frozen=True)
class Form:
    """One form: where it goes, how, what it sends along, and what each button adds, by the button's words."""

    action: str
    method: str
    fields: dict[str, list[str]]
    buttons: dict[str, tuple[str, str]]

    def button(self, said: str) -> str | None:
        """The words of the button that says this, alone or with a hint behind it."""
        return next((one for one in self.buttons if one == said or one.startswith(f"{said} ")), None)


class Page:
    """A parsed answer. `errors` are what a browser would have to repair."""

    def __init__(self, response: HttpResponse) -> None:
        self.status = response.status_code
        self.address: str = getattr(response, "request", {}).get("PATH_INFO", "")
        parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("etree"), namespaceHTMLElements=False)
        self.root: Element = parser.parse(response.content, transport_encoding="utf-8")
        self.errors = parser.errors

    def all(self, tag: str, *, within: Element | None = None, **attributes: str) -> list[Element]:
        """Every element of this tag with these attributes; `class_` looks for one of the classes."""
        wanted = attributes.pop("class_", None)
        inside = self.root if within is None else within
        found = (one for one in inside.iter(tag) if all(one.get(k) == v for k, v in attributes.items()))
        return [one for one in found if wanted is None or wanted in one.get("class", "").split()]

    @cached_property
    def main(self) -> Element:
        return self.all("main")[0]

    @cached_property
    def text(self) -> str:
        return words(self.main)

    @cached_property
    def title(self) -> str:
        return words(self.all("title")[0])

    @cached_property
    def heading(self) -> str:
        (heading,) = self.all("h1")
        return words(heading)

    @cached_property
    def links(self) -> dict[str, str]:
        """Address by words of every link in the main part, the first where words are the same."""
        found: dict[str, str] = {}
        for link in self.main.iter("a"):
            found.setdefault(words(link), link.get("href", ""))
        return found

    @cached_property
    def addresses(self) -> set[str]:
        return {link.get("href", "") for link in self.root.iter("a")}

    @property
    def alert(self) -> str:
        return " ".join(words(one) for one in self.main.iter("div") if "alert" in one.get("class", "").split())

    @cached_property
    def forms(self) -> list[Form]:
        return [_form(one) for one in self.main.iter("form")]

    def form_with(self, button: str) -> Form:
        """The form that has a button with these words."""
        return next(form for form in self.forms if form.button(button))

    def meta(self, name: str) -> str:
        return next((one.get("content", "") for one in self.all("meta", name=name)), "")

    @property
    def csrf_fields(self) -> list[Element]:
        return self.all("input", name="csrfmiddlewaretoken")


def words(element: Element) -> str:
    """The text in an element, in one line."""
    return " ".join("".join(_texts(element)).split())


def _texts(element: Element) -> Iterator[str]:
    if isinstance(element.tag, str) and element.tag not in HIDDEN:
        yield element.text or ""
        for child in element:
            gap = "" if child.tag in IN_A_WORD else " "
            yield gap
            yield from _texts(child)
            yield gap + (child.tail or "")


def _form(form: Element) -> Form:
    fields: dict[str, list[str]] = {}
    for field in form.iter("input"):
        is_sent = field.get("type") not in ("checkbox", "radio") or "checked" in field.attrib
        if field.get("name") and is_sent:
            fields.setdefault(field.get("name", ""), []).append(field.get("value", ""))
    buttons = {words(one): (one.get("name", ""), one.get("value", "")) for one in form.iter("button")}
    return Form(form.get("action", ""), form.get("method", "get"), fields, buttons)


def press(client, page: Page, button: str, **typed: str | list[str]) -> Page:
    """What a browser does: sends the form of this button, typed fields in place of the given ones, and follows redirects."""
    form = page.form_with(button)
    name, value = form.buttons[form.button(button)]
    sent = {**form.fields, **{key: one if isinstance(one, list) else [one] for key, one in typed.items()}}
    if name:
        sent[name] = [value, *sent.get(name, [])]
    response = getattr(client, form.method)(form.action or page.address, sent, follow=True)
    assert len(response.redirect_chain) <= 3, response.redirect_chain
    return Page(response)
