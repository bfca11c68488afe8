"""Export of the whole site, as an editor runs it from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import publishing
from kb.exchange import export_folder, import_folder
from kb.models import Document, Topic
from tests.factories import article_text, guide_text, make_article, make_guide, make_topic
from tests.kb.exchanging import contents, run

pytestmark = pytest.mark.django_db


def test_an_export_gives_the_bytes_that_were_saved(tmp_path: Path) -> None:
    crlf = article_text(title="CRLF", body="one\ntwo").replace("\n", "\r\n")
    bare = article_text(title="Bare", body="No line end — ünd \U0001f600")
    make_article(slug="crlf", text=crlf)
    make_article(slug="bare", text=bare)
    make_guide(slug="light", title="Light")
    status, out, err = run("export_documents", tmp_path / "new" / "folder")
    assert (status, out, err) == (0, f"3 documents written to {tmp_path / 'new' / 'folder'}.\n", "")
    exported = contents(tmp_path / "new" / "folder")
    assert exported["articles/crlf.md"] == crlf.encode()
    assert exported["articles/bare.md"] == bare.encode()
    assert exported["guides/light.yaml"] == guide_text(title="Light").encode()
    assert exported["topics.yaml"] == b'networks:\n  title: Networks\n  summary: ""\n'


def test_drafts_waiting_changes_and_archived_documents_are_not_exported(tmp_path: Path) -> None:
    make_article("draft", slug="draft")
    make_article("archived", slug="archived")
    document = make_article(slug="changed", title="Published")
    publishing.save_revision(document, text=article_text(title="Waiting"), by=None, based_on=document.latest)
    export_folder(tmp_path)
    assert set(contents(tmp_path)) == {"topics.yaml", "articles/changed.md"}
    assert b"Published" in contents(tmp_path)["articles/changed.md"]


def test_a_public_export_leaves_staff_documents_out(tmp_path: Path) -> None:
    make_article(slug="open", title="Open")
    make_article(slug="secret", title="Secret", visibility="staff")
    run("export_documents", "--public", tmp_path / "public")
    run("export_documents", tmp_path / "all")
    assert set(contents(tmp_path / "public")) == {"topics.yaml", "articles/open.md"}
    assert set(contents(tmp_path / "all")) == {"topics.yaml", "articles/open.md", "articles/secret.md"}


def test_files_of_an_earlier_export_are_named_and_left(tmp_path: Path) -> None:
    make_article(slug="secret", title="Secret", visibility="staff")
    run("export_documents", tmp_path)
    status, out, err = run("export_documents", "--public", tmp_path)
    assert (status, out) == (0, f"0 documents written to {tmp_path}.\n")
    path = tmp_path / "articles" / "secret.md"
    assert err == f"warning: {path} was there before and is none of them; remove it if it is not wanted.\n"
    assert path.exists()


def test_an_export_brought_into_an_empty_database_exports_the_same(tmp_path: Path) -> None:
    make_topic("b-first", 'It\'s "B": first #1', position=1, summary="yes")
    make_article(slug="b", title="B")
    make_article(slug="a", title="A", body="[b](article:b)\n")
    make_article(slug="c", text=article_text(title="C", body="one\ntwo").replace("\n", "\r\n"))
    make_guide(slug="g", title="G", related=["article:a"])
    export_folder(tmp_path / "one")
    Document.objects.update(latest=None, published=None)
    Document.objects.all().delete()
    Topic.objects.all().delete()
    assert run("import_documents", tmp_path / "one")[::2] == (0, "")
    export_folder(tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert len(contents(tmp_path / "one")) == 5


def test_an_empty_site_exports_and_imports(tmp_path: Path) -> None:
    assert run("export_documents", tmp_path)[0] == 0
    assert run("import_documents", tmp_path)[0] == 0


line = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=80)


@given(title=line.filter(str.strip), summary=st.one_of(st.just(""), line))
@settings(max_examples=60, deadline=None)
def test_any_words_of_a_topic_come_back(title: str, summary: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("topics")
    Topic.objects.all().delete()
    make_topic("one", title, summary=summary)
    export_folder(folder)
    Topic.objects.all().delete()
    report = import_folder(folder)
    assert report.problems == []
    assert list(Topic.objects.values_list("title", "summary")) == [(title, summary)]


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    make_article(slug="a")
    (tmp_path / "articles").write_text("a file in the way")
    with pytest.raises(CommandError, match=r"articles cannot be written: File exists\."):
        call_command("export_documents", tmp_path)
    with pytest.raises(CommandError, match=r"cannot be written: Not a directory\."):
        call_command("export_documents", tmp_path / "articles" / "below")
