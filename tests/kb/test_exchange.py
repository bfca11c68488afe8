"""Import and export of whole folders, as an editor runs them from the command line."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image as Pixels

from kb import pictures, publishing
from kb.exchange import export_folder, import_folder
from kb.models import Document, Image, OldAddress, Revision, Topic
from tests.factories import GUIDE_NODES, article_text, guide_text, make_article, make_guide, make_topic, picture

pytestmark = pytest.mark.django_db

TOPICS = "networks:\n  title: Networks\n  summary: Cables and names.\n"
Write = Callable[..., Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Puts texts (or bytes) into the folder that is imported: `write({"articles/a.md": "…"})`; with a topics.yaml at first."""
    (tmp_path / "topics.yaml").write_text(TOPICS)

    def write_files(files: dict[str, str | bytes]) -> Path:
        for name, content in files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return tmp_path

    return write_files


def run(command: str, *arguments: object) -> tuple[int, str, str]:
    """Exit status, output and errors of a command."""
    out, err, status = StringIO(), StringIO(), 0
    try:
        call_command(command, *map(str, arguments), stdout=out, stderr=err)
    except SystemExit as stop:
        status = stop.code
    return status, out.getvalue(), err.getvalue()


def rows() -> tuple[int, int, int]:
    return Document.objects.count(), Revision.objects.count(), Topic.objects.count()


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


# What an import does


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


# What an import refuses


def test_one_bad_file_keeps_everything_out_and_every_problem_is_named(write: Write) -> None:
    folder = write(
        {
            "articles/good.md": article_text(title="Good"),
            "articles/open.md": "---\ntitle: Not closed\n",
            "articles/no-front.md": "Only a body.\n",
            "articles/twice.md": article_text(title="Twice").replace("---\n", '---\ntitle: "Once"\n', 1),
            "articles/alias.md": article_text(title="Alias").replace('summary: "In short."', "summary: *title"),
            "articles/topic.md": article_text(title="Topic", topic="netwroks"),
            "articles/link.md": article_text(title="Link", body="Text\n\n[to](article:nowhere)\n"),
            "articles/Big Name.md": article_text(title="Big"),
            "articles/latin.md": "---\ntitle: Caf\xe9\n".encode("latin-1"),
            "articles/nul.md": article_text(title="Nul", body="one\ntwo\x00\n"),
            "articles/huge.md": article_text(title="Huge", body="x" * 3_000_000),
            "guides/tabs.yaml": "format: guide/1\n\ttitle: Tabs\n",
            "guides/lost.yaml": guide_text(title="Lost", nodes=GUIDE_NODES.replace("to: reseat", "to: resaet")),
        }
    )
    status, out, err = run("import_documents", folder)
    assert (status, out) == (1, "")
    errors = [line.removeprefix("error: ") for line in err.splitlines() if line.startswith("error: ")]
    for beginning in (
        "articles/open.md, line 1: The front matter is not closed",
        "articles/no-front.md, line 1: An article begins with front matter",
        "articles/twice.md, line 3: 'title' is given twice here; it stands on line 2 already.",
        "articles/alias.md, line 3: '*title' is an alias",
        "articles/topic.md, line 4: 'netwroks' is not a topic. Did you mean 'networks'?",
        "articles/link.md, line 9: 'article:nowhere' is not a published article.",
        "articles/Big Name.md: The name is the slug: at most 80 lower-case letters",
        "articles/latin.md, line 2: This line is not UTF-8",
        "articles/nul.md, line 8: This line holds a NUL character",
        "articles/huge.md: The file is larger than 2 MB.",
        "guides/tabs.yaml, line 2: ",
        "guides/lost.yaml, line 12: ",
    ):
        assert any(error.startswith(beginning) for error in errors), f"{beginning}\n\n{err}"
    assert not any("good.md" in error for error in errors)
    assert err.splitlines()[-1] == f"{len(errors)} errors: nothing was imported."
    assert rows() == (0, 0, 0)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("networks:\n  title: A\nnetworks:\n  title: B\n", "line 3: 'networks' is given twice"),
        ("networks: Networks\n", "line 1: Topic 'networks' needs a title."),
        ("networks:\n  titel: Networks\n", "line 1: Topic 'networks' needs a title."),
        ("networks:\n  title: N\n  sumary: S\n", "line 3: 'sumary' is not a field of a topic. Did you mean 'summary'?"),
        ("networks:\n  title: [N]\n", "line 2: 'title' must be a text."),
        ("networks:\n  title: N\n  summary: {a: b}\n", "line 3: 'summary' must be a text."),
        ("Net Works:\n  title: N\n", "line 1: 'Net Works' cannot be a slug"),
        (f"{'n' * 81}:\n  title: N\n", "cannot be a slug: at most 80"),
        (f"networks:\n  title: {'N' * 81}\n", "line 2: The title has 81 characters; 80 is the most."),
        (f"networks:\n  title: N\n  summary: {'s' * 301}\n", "line 3: The summary has 301 characters; 300 is the most."),
        ("- networks\n", "line 1: Topics are written `slug:`"),
        ("networks: &a\n  title: N\n", "line 1: '&a' is an anchor"),
        ("networks: {title: [}\n", "The text cannot be read from here on"),
    ],
)  # fmt: skip
def test_bad_topics_are_named_with_their_line(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "topics.yaml").write_text(text)
    status, _, err = run("import_documents", tmp_path)
    assert status == 1 and f"error: topics.yaml, {problem}" in err or problem in err
    assert Topic.objects.count() == 0


@pytest.mark.parametrize("text", ["", "\n \n"])
def test_an_empty_list_of_topics_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "topics.yaml").write_text(text)
    assert run("import_documents", tmp_path) == (0, "0 added, 0 updated, 0 unchanged.\n", "")


@pytest.mark.parametrize(
    "name",
    ["..md", "a..b.md", "..\\..\\evil.md", "C:evil.md", "-a.md", "a_b.md", "a.b.md", "A.md", "café.md", "a\nb.md", "x" * 81 + ".md"],
)  # fmt: skip
def test_names_that_are_no_slugs_are_refused(write: Write, name: str) -> None:
    status, _, err = run("import_documents", write({f"articles/{name}": article_text(title="A")}))
    assert rows()[:2] == (0, 0)
    if name.startswith("."):
        assert status == 0  # hidden files are nobody's documents
    else:
        assert status == 1 and "The name is the slug" in err and len(err.splitlines()) == 2


def test_a_name_that_is_not_text_can_still_be_shown(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A")})
    Path(os.fsdecode(os.fsencode(folder / "articles") + b"/caf\xe9.md")).write_text("x")
    status, _, err = run("import_documents", folder)
    assert status == 1
    assert "articles/caf\N{REPLACEMENT CHARACTER}.md: The name is the slug" in err
    err.encode()


def test_links_out_of_the_folder_are_not_followed(write: Write, tmp_path_factory: pytest.TempPathFactory) -> None:
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.md"
    secret.write_text(article_text(title="Secret"))
    folder = write({"articles/a.md": article_text(title="A")})
    (folder / "articles" / "linked.md").symlink_to(secret)
    (folder / "articles" / "lost.md").symlink_to(folder / "nowhere")
    status, _, err = run("import_documents", folder)
    assert status == 1
    for name in ("linked", "lost"):
        assert f"error: articles/{name}.md: This is a symbolic link; put the file itself here." in err
    assert rows() == (0, 0, 0)


def test_topics_behind_a_symbolic_link_are_refused(tmp_path: Path) -> None:
    (tmp_path / "topics.yaml").symlink_to(tmp_path / "nowhere")
    status, _, err = run("import_documents", tmp_path)
    assert status == 1 and "error: topics.yaml: This is a symbolic link" in err


def test_a_pipe_does_not_make_the_import_wait_for_ever(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A")})
    os.mkfifo(folder / "articles" / "pipe.md")
    status, _, err = run("import_documents", folder)
    assert status == 1 and "error: articles/pipe.md: This is not a file." in err


def test_what_does_not_belong_is_named_and_left_out(write: Write) -> None:
    folder = write(
        {
            "articles/a.md": article_text(title="A"),
            "articles/a.txt": "x",
            "articles/folder.md/inside.md": "x",
            "articles/.hidden.md": "x",
            "guide/g.yaml": guide_text(title="G"),
            ".git/config": "x",
            "README.md": "x",
        }
    )
    status, out, err = run("import_documents", folder)
    assert (status, "1 added, 0 updated" in out) == (0, True)
    assert err.splitlines() == [
        "warning: README.md: This does not belong to an import. It is left out.",
        "warning: guide: This does not belong to an import. Did you mean 'guides'? It is left out.",
        "warning: articles/a.txt: Only files that end in .md belong here. It is left out.",
        "warning: articles/folder.md: Only files that end in .md belong here. It is left out.",
    ]


def test_a_folder_that_is_not_there_or_holds_nothing_is_an_error(tmp_path: Path) -> None:
    status, _, err = run("import_documents", tmp_path / "nowhere")
    assert status == 1 and f"error: {tmp_path / 'nowhere'}: There is no such folder." in err
    status, _, err = run("import_documents", tmp_path)
    assert status == 1 and "There is neither articles/ nor guides/ nor topics.yaml in this folder." in err


def test_guides_that_jump_in_a_circle_across_files_are_refused(write: Write) -> None:
    def jumping(title: str, to: str) -> str:
        nodes = GUIDE_NODES.replace("not_fixed: ask-us", "not_fixed: over", 1)
        nodes = nodes.replace("  ask-us:", f"  over:\n    jump: {to}\n    say: Go on there\n  ask-us:")
        return guide_text(title=title, nodes=nodes)

    folder = write({"guides/a.yaml": jumping("A", "b"), "guides/b.yaml": jumping("B", "a")})
    status, _, err = run("import_documents", folder)
    assert status == 1
    assert "guides/a.yaml, line" in err and "circle of guides: 'a' → 'b' → 'a'" in err and "guides/b.yaml, line" in err
    assert Document.objects.count() == 0


def test_a_link_to_a_document_that_is_archived_here_is_broken(write: Write) -> None:
    make_article("archived", slug="gone")
    folder = write({"articles/a.md": article_text(title="A", body="[gone](article:gone)\n")})
    status, _, err = run("import_documents", folder)
    assert status == 1 and "'article:gone' is not a published article." in err


def test_warnings_are_shown_and_do_not_stop_an_import(write: Write) -> None:
    folder = write({"articles/a.md": article_text(title="A", body="## One\na\n\n## One\nb\n")})
    status, out, err = run("import_documents", folder)
    assert status == 0 and "1 added" in out
    assert err.startswith("warning: articles/a.md, line ") and "'One' stands on line" in err


# Exports


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


def test_pictures_go_with_the_documents_that_show_them(tmp_path: Path) -> None:
    shown, unused = (pictures.store(picture(colour=colour), name=colour) for colour in ("red", "blue"))
    make_article(slug="a", text=article_text(title="A", body=pictures.markdown_of(shown, "Red")))
    make_article(slug="b", visibility="staff", text=article_text(title="B", body=pictures.markdown_of(unused, "Blue")))
    public, whole = tmp_path / "public", tmp_path / "whole"
    assert run("export_documents", "--public", public)[0] == 0
    assert run("export_documents", whole)[0] == 0

    assert [path.name for path in (public / "images").iterdir()] == [shown.file_name]
    assert len(list((whole / "images").iterdir())) == 2
    Image.objects.all().delete()
    for image in (shown, unused):
        (pictures.folder() / image.file_name).unlink()
    status, out, err = run("import_documents", whole, "--dry-run")
    assert f"new picture: {shown.file_name}" in out and not Image.objects.exists()
    status, out, err = run("import_documents", whole)
    assert (status, err) == (0, "") and Image.objects.count() == 2
    assert pictures.path_of(shown.file_name).read_bytes() == (whole / "images" / shown.file_name).read_bytes()
    assert "new picture" not in run("import_documents", whole)[1]


def test_a_picture_that_is_lost_is_named_by_the_export(tmp_path: Path) -> None:
    image = pictures.store(picture(), name="red")
    make_article(text=article_text(title="A", body=pictures.markdown_of(image, "Red")))
    (pictures.folder() / image.file_name).unlink()

    status, _, err = run("export_documents", tmp_path)
    assert status == 0 and err == f"warning: the picture {image.file_name} is not in the data folder any more.\n"


@pytest.mark.parametrize("name", ["a.png", f"{'a' * 64}.png", "notes.txt"])
def test_a_picture_that_no_export_wrote_is_refused(write: Write, name: str) -> None:
    status, _, err = run("import_documents", write({f"images/{name}": picture()}))

    assert status == 1 and f"images/{name}: Its name does not fit what is in it" in err and not Image.objects.exists()


def test_a_picture_with_hidden_notes_is_refused(write: Write) -> None:
    exif = Pixels.Exif()
    exif[0x010E] = "a secret place"
    data = picture(format="JPEG", exif=exif)
    status, _, err = run("import_documents", write({f"images/{hashlib.sha256(data).hexdigest()}.jpg": data}))

    assert status == 1 and "It was not written by an export" in err


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
    assert many / 490 < 40


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
