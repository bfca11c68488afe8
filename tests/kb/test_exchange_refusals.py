"""What an import refuses, and in which words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from kb.models import Document, Topic
from tests.factories import GUIDE_NODES, article_text, guide_text, make_article
from tests.kb.exchanging import Write, rows, run

pytestmark = pytest.mark.django_db


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
    assert err.startswith("warning: articles/a.md, line ") and "a heading 'One' further up" in err
