"""Where imported documents are from goes out with an export, and comes back into an empty site."""

from __future__ import annotations

from pathlib import Path

import pytest

from kb import bulk, provenance, publishing
from kb.models import Collection, Document, Origin, Topic
from tests.factories import article_text, make_article
from tests.kb.exchanging import TOPICS, Write, contents, run

pytestmark = pytest.mark.django_db

MANIFEST = """\
slug: mends
title: Mends
weight: 0.6
documents:
  article:cable:
    path: docs/cable.md
    original: https://example.org/cable
"""


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    folder = tmp_path / "pages"
    (folder / "docs").mkdir(parents=True)
    for name in ("cable", "plug", "Ünï: code"):
        (folder / "docs" / f"{name}.md").write_text(f"# About the {name}\n\nText of {name}.")
    return folder


def bring(pages: Path) -> bulk.Report:
    bulk.topic_for("mends", "Mends")
    values = {"title": "Mends: all", "weight": 0.85, "licence": "CC BY 4.0", "address": "https://docs.example.org/en"}
    collection = Collection.objects.filter(slug="mends").first() or Collection(slug="mends", **values)
    return bulk.import_markdown(bulk.Order(pages, collection, "mends"))


def known() -> list[tuple]:
    fields = ("document__slug", "path", "address", "collection__slug", "collection__title", "collection__weight")
    return sorted(Origin.objects.values_list(*fields, "collection__licence", "collection__address"))


def forget_everything() -> None:
    Document.objects.update(latest=None, published=None)
    Document.objects.all().delete()
    for model in (Topic, Collection):
        model.objects.all().delete()


def edit(slug: str) -> None:
    document = Document.objects.get(slug=slug)
    text = document.latest.text + "\nOurs.\n"
    publishing.publish(publishing.save_revision(document, text=text, by=None, based_on=document.latest), by=None)


def test_an_export_brought_into_an_empty_site_knows_where_its_documents_are_from(pages: Path, tmp_path: Path) -> None:
    bring(pages)
    make_article(slug="ours")
    Collection.objects.create(slug="empty", title="Nothing in it yet", weight=0.3)
    edit("plug")
    before = known()
    assert run("export_documents", tmp_path / "one")[::2] == (0, "")
    forget_everything()
    status, out, err = run("import_documents", tmp_path / "one")

    assert (status, err) == (0, "") and "new collection: mends" in out
    assert known() == before and len(before) == 3
    assert before[2][2] == "https://docs.example.org/en/docs/%C3%9Cn%C3%AF:%20code"
    assert Collection.objects.get(slug="empty").weight == 0.3
    run("export_documents", tmp_path / "two")
    assert contents(tmp_path / "one") == contents(tmp_path / "two")
    assert run("import_documents", tmp_path / "one")[1:] == ("0 added, 0 updated, 4 unchanged.\n", "")

    again = bring(pages)  # from the folder it first came from: what was edited here is still known to be
    assert (again.edited_here, len(again.unchanged), again.updated, again.failed) == (["docs/plug.md"], 2, [], {})


def test_what_was_edited_elsewhere_since_is_not_written_over_here(pages: Path, tmp_path: Path) -> None:
    bring(pages)
    run("export_documents", tmp_path / "before")
    edit("plug")
    run("export_documents", tmp_path / "after")
    forget_everything()
    run("import_documents", tmp_path / "before")
    status, _, err = run("import_documents", tmp_path / "after")
    assert (status, err) == (0, "")
    (pages / "docs" / "plug.md").write_text("# About the plug\n\nWritten anew upstream.")
    again = bring(pages)
    assert (again.edited_here, again.updated) == (["docs/plug.md"], [])
    assert "Ours." in Document.objects.get(slug="plug").published.text


def test_a_public_export_says_nothing_of_what_is_for_staff(pages: Path, tmp_path: Path) -> None:
    bring(pages)
    Document.objects.filter(slug="plug").update(visibility="staff")
    run("export_documents", tmp_path / "public", "--public")
    Document.objects.update(visibility="staff")
    run("export_documents", tmp_path / "none", "--public")

    assert "plug" not in (tmp_path / "public/collections/mends.yaml").read_text()
    assert not (tmp_path / "none/collections").exists()


def test_a_large_collection_takes_several_files(pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bring(pages)
    before = known()
    monkeypatch.setattr(provenance, "MOST", 2)
    run("export_documents", tmp_path / "out")
    forget_everything()

    assert {path.name for path in (tmp_path / "out/collections").iterdir()} == {"mends.yaml", "mends.2.yaml"}
    assert run("import_documents", tmp_path / "out")[::2] == (0, "") and known() == before
    monkeypatch.undo()
    assert "mends.2.yaml was there before" in run("export_documents", tmp_path / "out")[2]


def test_what_is_here_already_is_left_as_it_is(write: Write) -> None:
    make_article(slug="cable", text=article_text(title="Ours"))
    make_article(slug="other")
    collection = Collection.objects.create(slug="mends", title="Our mends", weight=0.9)
    files = {"articles/cable.md": article_text(title="Theirs"), "articles/plug.md": article_text(title="Plug")}
    more = "  article:plug:\n    path: a.md\n  article:other:\n    path: b.md\n  article:nowhere:\n    path: c.md\n"
    Origin.objects.create(document=Document.objects.get(slug="other"), collection=collection, path="x.md", digest="x")
    status, _, err = run("import_documents", write({**files, "collections/mends.yaml": MANIFEST + more}))

    assert status == 3 and "Collection 'mends' is another here" in err
    assert [name for name in ("cable", "other", "nowhere", "plug") if f"'article:{name}' is not in" in err] == [
        "cable", "other", "nowhere",
    ]  # fmt: skip
    assert Collection.objects.get() == collection and Collection.objects.get().title == "Our mends"
    assert set(Origin.objects.values_list("document__slug", "path")) == {("other", "x.md"), ("plug", "a.md")}


@pytest.mark.parametrize(
    ("manifest", "reason"),
    [
        (MANIFEST.replace("https:", "javascript:"), "line 5: 'article:cable' needs to be a document with a path"),
        (MANIFEST.replace("docs/cable.md", "x" * 401), "'article:cable' needs to be"),
        (MANIFEST.replace("    path", "    way"), "'article:cable' needs to be"),
        (MANIFEST.replace("article:cable", "cable"), "'cable' needs to be"),
        (MANIFEST.replace("0.6", "7"), "line 3: weight"),
        (MANIFEST.replace("0.6", "much"), "line 3: weight: it is no number"),
        (MANIFEST.replace("0.6", "nan"), "line 3: weight"),
        (MANIFEST.replace("slug: mends", "slug: ../x"), "slug"),
        (MANIFEST.replace("slug: mends", "slug: own"), "“own” stands for what the church wrote itself"),
        (MANIFEST.replace("title: Mends\n", ""), "title"),
        (MANIFEST.replace("title", "heading"), "A collection has the fields"),
        (MANIFEST.replace("Mends", "[a]"), "A collection has the fields"),
        ("- a", "A collection has the fields"),
        ("", "There is nothing here"),
        ("slug: a\ntitle: A\naddress: javascript:x\n", "address"),
        ("slug: a\ntitle: A\ndocuments: [a]\n", "Documents are written"),
        ("slug: &a a", "collections/mends.yaml"),
    ],
)
def test_a_collection_that_cannot_be_taken_is_an_error_and_nothing_is_written(
    write: Write, manifest: str, reason: str
) -> None:
    folder = write(
        {"articles/cable.md": article_text(title="Cable"), "collections/mends.yaml": manifest, "topics.yaml": TOPICS}
    )
    status, _, err = run("import_documents", folder)

    assert status == 1 and "error: collections/mends.yaml" in err and reason in err
    assert not Document.objects.exists() and not Collection.objects.exists()


def test_a_dry_run_names_new_collections_and_makes_none(write: Write) -> None:
    folder = write(
        {"articles/cable.md": article_text(title="Cable"), "collections/mends.yaml": MANIFEST, "topics.yaml": TOPICS}
    )
    out = run("import_documents", folder, "--dry-run")[1]
    assert "new collection: mends" in out and not Collection.objects.exists()
    assert run("import_documents", folder)[0] == 0 and known()[0][:4] == ("cable", "docs/cable.md", "https://example.org/cable", "mends")  # fmt: skip
