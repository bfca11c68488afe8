"""Import of whole folders, as an editor runs it from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kb import formats, publishing
from kb.exchange import import_folder
from kb.models import Document, OldAddress, Topic
from tests.factories import article_text, guide_text, make_article, make_topic
from tests.kb.exchanging import TOPICS, Write, rows, run

pytestmark = pytest.mark.django_db


def test_new_documents_and_topics_are_added_and_published(write: Write) -> None:
    folder = write({"articles/cable.md": article_text(title="Cable"), "guides/light.yaml": guide_text(title="Light")})
    status, out, err = run("import_documents", folder)
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        "new topic: networks",
        "added: article:cable",
        "added: guide:light",
        "2 added, 0 updated, 0 unchanged.",
    ]
    cable = Document.objects.get(kind="article", slug="cable")
    assert (cable.state, cable.title, cable.topic.title) == ("published", "Cable", "Networks")
    assert (cable.published.note, cable.published.author) == ("Imported", None)


def test_importing_again_changes_nothing(write: Write) -> None:
    folder = write({"articles/cable.md": article_text(title="Cable"), "guides/light.yaml": guide_text(title="Light")})
    run("import_documents", folder)
    before, moments = rows(), list(Document.objects.values_list("updated_at", "imported_digest"))
    status, out, _ = run("import_documents", folder)
    assert (status, out) == (0, "0 added, 0 updated, 2 unchanged.\n")
    assert (rows(), list(Document.objects.values_list("updated_at", "imported_digest"))) == (before, moments)


def test_a_changed_file_updates_its_document_alone(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A"), "articles/b.md": article_text(title="B")})
    run("import_documents", folder)
    write({"articles/a.md": article_text(title="A, better")})
    status, out, _ = run("import_documents", folder)
    assert (status, out) == (0, "updated: article:a\n0 added, 1 updated, 1 unchanged.\n")
    a = Document.objects.get(slug="a")
    assert (a.title, a.published.number, a.published_id) == ("A, better", 2, a.latest_id)


def test_what_was_edited_in_the_admin_is_kept_and_reported(write: Write, publisher) -> None:
    folder = write({"articles/a.md": article_text(title="A"), "articles/b.md": article_text(title="B")})
    run("import_documents", folder)
    a = Document.objects.get(slug="a")
    edited = publishing.save_revision(a, text=article_text(title="A by hand"), by=publisher, based_on=a.latest)
    publishing.publish(edited, by=publisher)
    write({"articles/a.md": article_text(title="A by file"), "articles/b.md": article_text(title="B by file")})
    status, out, _ = run("import_documents", folder)
    assert status == 3
    assert "left as edited here: article:a\n" in out and "1 updated, 0 unchanged, 1 edited here and left." in out
    assert list(Document.objects.order_by("slug").values_list("title", flat=True)) == ["A by hand", "B by file"]


def test_a_draft_with_the_same_slug_is_somebodys_work_and_is_kept(write: Write) -> None:
    make_article("draft", slug="a", title="My draft")
    status, out, _ = run("import_documents", write({"articles/a.md": article_text(title="A by file")}))
    assert status == 3
    assert Document.objects.get(slug="a").title == "My draft"


def test_an_archived_document_stays_archived(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A")})
    run("import_documents", folder)
    publishing.archive(Document.objects.get(slug="a"), by=None)
    assert run("import_documents", folder)[:2] == (0, "0 added, 0 updated, 1 unchanged.\n")
    write({"articles/a.md": article_text(title="A again")})
    status, _, _ = run("import_documents", folder)
    document = Document.objects.get(slug="a")
    assert (status, document.title, document.state) == (3, "A", "archived")


def test_a_file_at_an_old_address_updates_the_renamed_document(write: Write) -> None:
    folder = write({"articles/old-name.md": article_text(title="A")})
    run("import_documents", folder)
    publishing.rename(Document.objects.get(slug="old-name"), slug="new-name", by=None)
    write({"articles/old-name.md": article_text(title="A, better")})
    assert run("import_documents", folder)[0] == 0
    assert list(Document.objects.values_list("slug", "title")) == [("new-name", "A, better")]
    assert OldAddress.objects.get().slug == "old-name"


def test_an_old_file_beside_the_renamed_one_is_an_error_and_undoes_nothing(write: Write) -> None:
    folder = write({"articles/old-name.md": article_text(title="A")})
    run("import_documents", folder)
    publishing.rename(Document.objects.get(slug="old-name"), slug="new-name", by=None)
    write({"articles/new-name.md": article_text(title="A, better")})
    status, _, err = run("import_documents", folder)
    assert status == 1
    assert "articles/old-name.md: This is an old address of the document in articles/new-name.md; remove one" in err
    assert Document.objects.get().title == "A"


def test_topics_that_are_there_belong_to_the_editors(write: Write) -> None:
    make_topic("networks", "Our networks")
    status, out, err = run("import_documents", write({"articles/a.md": article_text(title="A")}))
    assert status == 0 and "new topic" not in out
    assert err == (
        "warning: topics.yaml: Topic 'networks' has another title or summary here; it is left as it is. "
        "Topics are changed in the admin.\n"
    )
    assert Topic.objects.get().title == "Our networks"


def test_new_topics_keep_their_order_after_those_that_are_there(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").write_text("zebra:\n  title: Zebra\nant:\n  title: Ant\n")
    import_folder(tmp_path)
    assert list(Topic.objects.values_list("slug", flat=True)) == ["zebra", "ant"]


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("articles/a.md", article_text(title="A").replace('topic: "networks"\n', "")),
        ("articles/a.md", article_text(title="A", topic="")),
        ("guides/a.yaml", guide_text(title="A").replace('topic: "networks"\n', "")),
    ],
)
def test_a_topic_can_be_given_for_documents_that_name_none(write: Write, file: str, text: str) -> None:
    folder = write({file: text, "articles/b.md": article_text(title="B", topic="other")})
    write({"topics.yaml": TOPICS + "other:\n  title: Other\n"})
    status, _, err = run("import_documents", folder, "--topic", "networks")
    assert (status, err) == (0, "")
    assert dict(Document.objects.values_list("slug", "topic__slug")) == {"a": "networks", "b": "other"}
    assert run("import_documents", folder, "--topic", "networks")[1].startswith("0 added, 0 updated, 2 unchanged.")


def test_every_file_is_read_before_the_database_is_locked(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = write({"articles/cable.md": article_text(title="Cable", topic=""), "topics.yaml": TOPICS})
    before, depths, read = len(connection.savepoint_ids), [], formats.get("article").read
    monkeypatch.setattr(
        type(formats.get("article")),
        "read",
        lambda self, text: depths.append(len(connection.savepoint_ids)) or read(text),
    )
    assert run("import_documents", folder, "--topic", "networks")[0] == 0
    assert depths == [before, before]  # once as it is, once with the topic


def test_a_given_topic_that_is_none_is_an_error(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A")})
    status, _, err = run("import_documents", folder, "--topic", "netwroks")
    assert status == 1 and "'netwroks' (given with --topic) is not a topic." in err
    assert rows() == (0, 0, 0)


def test_a_dry_run_says_what_would_be_done_and_writes_nothing(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A")})
    status, out, _ = run("import_documents", folder, "--dry-run")
    assert status == 0
    assert "added: article:a\n" in out and "1 added, 0 updated, 0 unchanged. Nothing was written (dry run)." in out
    assert rows() == (0, 0, 0)


def test_a_dry_run_finds_the_same_problems(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A", body="[b](article:b)\n")})
    assert run("import_documents", folder, "--dry-run") == run("import_documents", folder)


def test_files_of_one_import_may_link_to_each_other_both_ways(write: Write) -> None:
    folder = write(
        {
            "articles/a.md": article_text(title="A", body="[b](article:b), [g](guide:g)\n"),
            "articles/b.md": article_text(title="B", related=["article:a", "guide:g"]),
            "guides/g.yaml": guide_text(title="G", related=["article:a"]),
        }
    )
    assert run("import_documents", folder)[::2] == (0, "")
    assert Document.objects.published().count() == 3


def test_a_quiet_import_gives_one_line(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A")})
    assert run("import_documents", folder, "--verbosity=0") == (0, "1 added, 0 updated, 0 unchanged.\n", "")


# Speed


def queries_to_import(write: Write, count: int, *, first: int = 0) -> int:
    names = range(first, first + count)
    folder = write({f"articles/number-{n}.md": article_text(title=f"Number {n}", body=f"Text {n}\n") for n in names})
    counted = []
    with connection.execute_wrapper(lambda execute, *query: counted.append(1) or execute(*query)):
        report = import_folder(folder)
    assert (len(report.added), report.problems) == (count, [])
    return len(counted)


def test_a_document_costs_the_same_queries_however_many_there_are(write: Write) -> None:
    few = queries_to_import(write, 10)
    many = queries_to_import(write, 490, first=10)
    assert Document.objects.published().count() == 500
    assert many / 490 <= few / 10
    assert many / 490 < 45


def test_importing_again_asks_the_database_a_handful_of_times(write: Write) -> None:
    queries_to_import(write, 100)
    with CaptureQueriesContext(connection) as captured:
        report = import_folder(write({}))
    assert len(report.unchanged) == 100
    assert len(captured) < 15


def test_a_text_is_read_once_for_its_import(write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    from kb import formats

    article, read = formats.get("article"), []
    original = type(article).read
    monkeypatch.setattr(type(article), "read", lambda self, text: read.append(text) or original(self, text))
    import_folder(write({"articles/a.md": article_text(title="A")}))
    assert len(read) == 1
