"""Two people take the same slug at the same moment: one gets it, the other is told so, nobody sees an error page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client

from kb import publishing
from kb.exchange import import_folder
from kb.models import Document, OldAddress
from tests.factories import article_text, guide_text, make_topic
from tests.pages.desk import address, filled

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def both_look_before_one_writes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Both have found the slug free before either takes it: on PostgreSQL, where SQLite lets the second look only afterwards."""
    if connection.vendor != "postgresql":
        return
    looked, check = threading.Barrier(2, timeout=60), publishing.check_slug_is_free

    def look(*args: Any, **kwargs: Any) -> None:
        check(*args, **kwargs)
        with connection.cursor() as cursor:  # on a busy machine they wait for each other longer than anybody should
            cursor.execute("SET LOCAL idle_in_transaction_session_timeout = '60s'")
            cursor.execute("SET LOCAL statement_timeout = '60s'")
        looked.wait()

    monkeypatch.setattr(publishing, "check_slug_is_free", look)


def together(*acts: Callable[[], Any]) -> list[Any]:
    """What each gave, done at the same moment."""

    def act(one: Callable[[], Any]) -> Any:
        try:
            return one()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def boss(name: str) -> User:
    return User.objects.create_superuser(name, password="a long pass phrase")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize("kind", ["article", "guide"])
def test_two_editors_begin_a_document_of_the_same_name(kind, both_look_before_one_writes):
    clients = [signed_in(boss(name)) for name in ("ann", "bob")]
    where = address(kind, "add")
    forms = [filled(client.get(where), slug="cables", note=str(n)) for n, client in enumerate(clients)]
    answers = together(*(lambda c=c, f=f: c.post(where, f) for c, f in zip(clients, forms, strict=True)))
    refused = next(answer for answer in answers if answer.status_code != 302)
    assert sorted(answer.status_code for answer in answers) == [302, 422]
    assert refused.context["form"].errors["slug"] == [f"The slug 'cables' is taken by another {kind}."]
    assert Document.objects.get().slug == "cables"


def test_two_documents_are_given_the_same_new_slug(both_look_before_one_writes):
    documents = _made()

    def rename(document: Document) -> str:
        try:
            publishing.rename(document, slug="cables", by=None)
        except publishing.Refused as refused:
            return str(refused)
        return ""

    said = together(*(lambda document=document: rename(document) for document in documents))
    assert sorted(said) == ["", "The slug 'cables' is taken by another article."]
    assert OldAddress.objects.count() == 1  # the refusal took back what it had written


def _made() -> list[Document]:
    """Two documents, made without the barrier, which would wait for a second one."""
    make_topic()
    made = [Document.objects.create(kind="article", slug=slug, title=slug) for slug in ("one", "two")]
    for document in made:
        revision = publishing.save_revision(document, text=article_text(title=document.slug), by=None, based_on=None)
        publishing.publish(revision, by=None)
    return made


def test_two_imports_of_the_same_folder(tmp_path: Path, both_look_before_one_writes):
    make_topic()  # otherwise the second waits here until the first is done
    for folder, name, text in (
        ("articles", "a.md", article_text(title="A")),
        ("guides", "g.yaml", guide_text(title="G")),
    ):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / name).write_text(text)
    if connection.vendor == "postgresql":
        (tmp_path / "guides" / "g.yaml").unlink()  # the one that is refused comes to no second file
    reports = together(lambda: import_folder(tmp_path), lambda: import_folder(tmp_path))
    problems = [str(problem) for report in reports for problem in report.errors]
    if connection.vendor == "postgresql":
        (problem,) = problems
        assert problem.startswith("articles/a.md: The slug 'a' is taken") and problem.endswith("import again.")
    else:
        assert problems == [] and sorted(len(report.added) for report in reports) == [0, 2]
    assert import_folder(tmp_path).added == []
