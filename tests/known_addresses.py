"""Every named address of the site with arguments for it; found by walking the resolver, so that a new one is not forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from config import first_admin
from kb import pictures
from kb.models import Article, Collection, Feedback, Image, SearchLog, Synonym, Topic, Wish
from tests.factories import make_article, make_guide, picture
from wizard.models import Guide, Run

# The object that stands in an admin address, by the part of the name that says which it is.
OBJECTS = {
    "kb_article": Article,
    "wizard_guide": Guide,
    "wizard_run": Run,
    "kb_topic": Topic,
    "kb_feedback": Feedback,
    "kb_searchlog": SearchLog,
    "kb_wish": Wish,
    "kb_collection": Collection,
    "kb_image": Image,
    "kb_synonym": Synonym,
    "auth_user": User,
    "auth_group": Group,
}
RUN_TOKEN = "known-run-with-a-token"
OF_AN_OBJECT = {"object_id", "pk", "id"}


@dataclass(frozen=True)
class Named:
    """One named address of the resolver and the names of its arguments."""

    name: str
    arguments: tuple[str, ...] = field(default=())


def named_addresses() -> list[Named]:
    """All of them, in the order of the resolver."""
    return list(_walk(get_resolver(), ""))


def _walk(resolver: URLResolver, prefix: str) -> Iterator[Named]:
    for one in resolver.url_patterns:
        if isinstance(one, URLResolver):
            yield from _walk(one, f"{prefix}{one.namespace}:" if one.namespace else prefix)
        elif isinstance(one, URLPattern) and one.name:
            groups = getattr(one.pattern, "regex", None)
            yield Named(prefix + one.name, tuple(groups.groupindex) if groups else ())


def arguments_for(named: Named) -> dict[str, Any] | None:
    """Values for the arguments of an address; None where nobody has said which."""
    kind = "guide" if named.name.startswith("wizard:") else "article"
    values: dict[str, Any] = {
        "slug": f"known-{kind}",
        "number": 1,
        "key": "lights",
        "token": "forged",
        "uidb64": "MQ",
        "app_label": "kb",
        "content_type_id": ContentType.objects.get_for_model(Article).pk,
        "name": "publish",
    }
    if named.name == "kb:image":
        values["name"] = Image.objects.get().file_name
    if named.name == "kb:topic":
        values["slug"] = "networks"
    if named.name == "first_admin":
        values["token"] = first_admin.link().rstrip("/").rpartition("/")[2]
    if named.name.startswith("wizard:run"):
        values["token"] = RUN_TOKEN
    model = next((model for part, model in OBJECTS.items() if f":{part}_" in named.name), Article)
    values |= dict.fromkeys(OF_AN_OBJECT, model.objects.values_list("pk", flat=True).first())
    if not set(named.arguments) <= values.keys():
        return None
    return {name: values[name] for name in named.arguments}


def make_what_they_show() -> None:
    """A published article and guide, and one of everything else that an address may show."""
    article = make_article(slug="known-article")
    guide = make_guide(slug="known-guide")
    Run.objects.create(
        token=RUN_TOKEN,
        document=guide,
        revision=guide.published,
        answers={"lights": ["light-on"]},
        keep_until="2999-01-01",
        key="known",
        sender="somebody",
    )
    Feedback.objects.create(
        document=article, revision=article.published, is_helpful=True, key="known", sender="somebody"
    )
    SearchLog.objects.create(day="2026-01-01", query="cable", found=1)
    Collection.objects.create(slug="known", title="Known")
    pictures.store(picture(), name="known.png")
    Synonym.objects.create(typed="beamer", means="projector")
    Wish.objects.create(query="cable", words="Which cable goes where?")
    SearchLog.objects.create(day=timezone.localdate(), query="missing cable", found=0)


def every_address() -> dict[str, str]:
    """The path of each named address, by name; those without known arguments are left out (`test_urls` names them)."""
    found = ((named.name, arguments_for(named)) for named in named_addresses())
    return {name: reverse(name, kwargs=values) for name, values in found if values is not None}
