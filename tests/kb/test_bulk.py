"""Other people's documentation by the thousand: what comes in, what is left out, and what a second time changes."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from kb import bulk, incoming, publishing, search
from kb.models import Collection, Document, Image, Origin, SearchEntry, SearchWord, Topic
from tests.factories import make_article, make_topic, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A small folder as large ones are."""
    files = {
        "README.md": "# About",
        "toc.md": "# [One](docs/one.md)",
        "docs/one.md": "---\ntitle: Mend a cable\nms.date: 03/07/2021\n---\n# Mend a cable\n\nSee [two](two.md#steps) and ![it](media/a.png).",
        "docs/two.md": "# Mend a plug\n\n## Steps\n\n[!INCLUDE [s](includes/s.md)]\n",
        "docs/deep/two.md": "# Mend another plug\n\nIt is deep.",
        "docs/includes/s.md": "Pull it out.",
        "docs/Ünïcode näme & more!.md": "# Odd\n\nA name.",
        "docs/empty.md": "---\ntitle: Empty\n---\n",
        "docs/moved.md": "---\nredirect_url: /x\n---\nx",
        ".git/x.md": "# No",
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "docs/media").mkdir()
    (tmp_path / "docs/media/a.png").write_bytes(picture(colour="blue"))
    return tmp_path


def bring(folder: Path, *, collection: str = "mends", dry_run: bool = False, **said) -> bulk.Report:
    made = Collection.objects.filter(slug=collection).first() or Collection(slug=collection, title="Mends")
    for name, value in said.items():
        setattr(made, name, value)
    bulk.topic_for("mends", "Mends")
    return bulk.import_markdown(bulk.Order(folder, made, "mends", dry_run))


def article(slug: str) -> Document:
    return Document.objects.get(kind="article", slug=slug)


def test_pages_become_published_articles_of_a_collection(corpus):
    report = bring(corpus, licence="CC BY 4.0", address="https://docs.example.org/en")

    assert len(report.imported) == 4 and not report.failed
    one = article("one")
    assert one.is_published and one.title == "Mend a cable" and one.topic.slug == "mends" and one.review_by is None
    assert (one.origin.path, one.origin.address) == ("docs/one.md", "https://docs.example.org/en/docs/one")
    assert "checked: 2021-03-07" in one.published.text
    assert '"Mends, docs/one.md (CC BY 4.0): https://docs.example.org/en/docs/one"' in one.published.text
    assert '<a href="/articles/two/#s-steps">two</a>' in one.published.compiled["html"]
    assert "Pull it out." in article("two").published.compiled["html"]


def test_files_that_are_no_pages_are_left_out_and_say_why(corpus):
    report = bring(corpus)

    assert set(report.skipped) == {
        "README.md",
        "toc.md",
        "docs/includes/s.md",
        "docs/empty.md",
        "docs/moved.md",
    }
    assert report.skipped["docs/empty.md"] == "there is no text in it"


@pytest.mark.parametrize(
    ("path", "is_page"),
    [
        ("SECURITY.md", False),
        ("docs/security.md", True),
        ("security.md", True),
        ("LICENSE.md", False),
        ("docs/license.md", True),
        ("TOC.md", False),
        ("a/_index.md", True),
        ("a/_part.md", False),
        ("a/include/x.md", False),
        ("a/including.md", True),
        ("a.markdown", True),
        ("a.mdx", True),
        ("a.txt", False),
        ("node_modules/a.md", False),
    ],
)
def test_what_is_a_page_is_told_from_its_name(tmp_path, path, is_page):
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("# A\n\nText.")
    assert [page.path for page in incoming.look(tmp_path).pages] == ([path] if is_page else [])


def test_equal_names_and_odd_names_get_addresses_of_their_own(corpus):
    make_article(slug="one")
    bring(corpus)

    slugs = dict(Origin.objects.values_list("path", "document__slug"))
    assert slugs == {
        "docs/one.md": "docs-one",
        "docs/two.md": "two",
        "docs/deep/two.md": "deep-two",
        "docs/Ünïcode näme & more!.md": "unicode-name-more",
    }


def test_names_that_no_text_can_hold_are_brought_in(tmp_path):
    with open(os.fsencode(tmp_path) + b"/caf\xe9.md", "wb") as file:
        file.write(b"# Caf\xe9\n\nIn the code of Windows: caf\xe9.")
    (tmp_path / "日本.md").write_text("# 日本\n\nText.")
    report = bring(tmp_path)

    assert not report.failed and len(report.imported) == 2
    assert "Café" in set(Document.objects.values_list("title", flat=True))


def test_a_second_time_changes_nothing(corpus):
    bring(corpus)
    revisions = set(Document.objects.values_list("published", flat=True))
    again = bring(corpus)

    assert (len(again.unchanged), again.imported, again.updated, again.changed) == (4, [], [], [])
    assert set(Document.objects.values_list("published", flat=True)) == revisions


def test_a_page_that_changed_is_updated_and_the_others_are_not(corpus):
    bring(corpus)
    (corpus / "docs/deep/two.md").write_text("# Mend another plug\n\nIt is deeper.")
    again = bring(corpus)

    assert (again.updated, len(again.unchanged)) == (["docs/deep/two.md"], 3)
    assert "deeper" in Origin.objects.get(path="docs/deep/two.md").document.published.text


def test_what_is_included_is_read_again_when_it_changed(corpus):
    bring(corpus)
    (corpus / "docs/includes/s.md").write_text("Push it in, whatever happens.")
    assert bring(corpus).updated == ["docs/two.md"]


def test_a_page_that_is_new_is_linked_from_the_others(corpus):
    (corpus / "docs/one.md").write_text("# One\n\n[three](three.md)")
    first = bring(corpus)
    (corpus / "docs/three.md").write_text("# Three\n\nText.")
    again = bring(corpus)

    assert first.lost_links == [("docs/one.md", "three.md")]
    assert (again.imported, again.updated) == (["docs/three.md"], ["docs/one.md"])


def test_what_was_edited_here_is_left_and_named(corpus):
    bring(corpus)
    two = article("two")
    mine = publishing.save_revision(two, text=two.latest.text + "\nOurs.\n", by=None, based_on=two.latest)
    (corpus / "docs/two.md").write_text("# Other\n\nText.")
    report = bring(corpus)

    assert report.edited_here == [two.origin.path]
    two.refresh_from_db()
    assert two.latest == mine


def test_a_page_that_is_gone_keeps_its_article_and_is_named(corpus):
    bring(corpus)
    (corpus / "docs/deep/two.md").unlink()
    report = bring(corpus)

    assert report.gone == ["docs/deep/two.md"]
    assert Origin.objects.get(path="docs/deep/two.md").document.is_published


def test_a_page_that_fails_does_not_stop_the_others_and_nobody_links_to_it(corpus):
    (corpus / "docs/two.md").write_text("# Two\n\n" + "> " * 200 + "deep")
    report = bring(corpus)

    assert list(report.failed) == ["docs/two.md"] and len(report.imported) == 3
    assert "two and" in article("one").published.text and "article:" not in article("one").published.text
    assert not Document.objects.filter(title="Two").exists()


@pytest.mark.parametrize(
    "long",
    [
        "A plug holds the cable.\n\n" * 10_000,
        f"|{' a |' * 50}\n|{'-|' * 50}\n" + f"|{' 1 |' * 50}\n" * 15 + "\n",
        "See[^1].\n\n" * 700,
    ],
    ids=["words", "cells", "footnotes"],
)
def test_a_page_that_is_too_long_ends_earlier_and_says_so(corpus, long):
    times = 30 if long.startswith("|") else 1
    (corpus / "docs/two.md").write_text(f"# Two\n\nIt begins.\n\n{long * times}## The end\n\n[^1]: x\n\nIt ends.")
    report = bring(corpus, address="https://docs.example.org")

    assert not report.failed and "docs/two.md" in report.imported
    assert [note for path, note in report.notes if path == "docs/two.md" and "too long for one article" in note]
    html = article("two").published.compiled["html"]
    assert "It begins." in html and "It ends." not in html
    assert '<a href="https://docs.example.org/docs/two"' in html and "The rest is in" in html


def test_links_to_pages_that_moved_are_followed_and_read_again_when_the_list_changes(corpus):
    (corpus / "docs/one.md").write_text("# One\n\n[it](old.md)")
    listed = corpus / ".openpublishing.redirection.json"
    listed.write_text('{"redirections": [{"source_path": "docs/old.md", "redirect_url": "/docs/two"}]}')
    report = bring(corpus)

    assert "[it](article:two)" in article("one").published.text and not report.lost_links and not report.notes
    moves = [("docs/old.md", "/docs/deep/two"), ("docs/deep/two.md", "https://example.com/a-page-that-is-there")]
    listed.write_text(json.dumps({"redirections": [{"source_path": a, "redirect_url": b} for a, b in moves]}))
    assert bring(corpus).updated == ["docs/one.md"]
    assert "[it](article:deep-two)" in article("one").published.text


OUTSIDE = [
    (':::code language="text" source="../../secret/code.txt":::', "'../../secret/code.txt' is to be shown as code, and lies outside of the folder."),
    ("[!code-text[x](../../secret/code.txt)]", "'../../secret/code.txt' is to be shown as code, and lies outside of the folder."),
    ("[!INCLUDE [x](../../secret/page.md)]", "'../../secret/page.md' is to be included, and lies outside of the folder."),
    ("[!INCLUDE [x](~/../secret/page.md)]", "'~/../secret/page.md' is to be included, and lies outside of the folder."),
    ("[!INCLUDE [x](../docs/../../secret/page.md)]", "'../docs/../../secret/page.md' is to be included, and lies outside of the folder."),
    ('--8<-- "../../secret/page.md"', "'../../secret/page.md' is to be included, and lies outside of the folder."),
    ('{{< readfile "../../secret/page.md" >}}', "'../../secret/page.md' is to be included, and lies outside of the folder."),
    ("import P from '../../secret/page.md';\n\n<P />", "'../../secret/page.md' is to be included, and lies outside of the folder."),
    (':::image source="../../secret/a.png" alt-text="it":::', "'../../secret/a.png' is to be shown, and lies outside of the folder."),
    ("![it](..\\..\\secret\\a.png)", ""),
    ("![it](%2e%2e/%2e%2e/secret/a.png)", "'%2e%2e/%2e%2e/secret/a.png' is to be shown, and lies outside of the folder."),
    ("![it](ROOT/secret/a.png)", ""),
    ("[!INCLUDE [x](ROOT/secret/page.md)]", "'ROOT/secret/page.md' is to be included, and cannot be read."),
    ("[!INCLUDE [x](linked.md)]", "'linked.md' is to be included, and cannot be read."),
    ("[!INCLUDE [x](linked/page.md)]", "'linked/page.md' is to be included, and cannot be read."),
    ("![it](linked/a.png)", ""),
    ("[!INCLUDE [x](file:///etc/hostname)]", "'file:///etc/hostname' is to be included, and is on another site."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "note"), OUTSIDE)
def test_nothing_outside_of_the_folder_is_ever_read_and_the_report_says_so(tmp_path, monkeypatch, text, note):
    secret, folder = tmp_path / "secret", tmp_path / "folder"
    (folder / "docs").mkdir(parents=True)
    secret.mkdir()
    for name in ("code.txt", "page.md"):
        (secret / name).write_text("# The pass phrase\n\nopen sesame")
    (secret / "a.png").write_bytes(picture())
    (folder / "docs/linked.md").symlink_to(secret / "page.md")
    (folder / "docs/linked").symlink_to(secret)
    (folder / ".openpublishing.redirection.json").symlink_to(secret / "page.md")
    (folder / "docs/one.md").write_text(f"# One\n\nText.\n\n{text.replace('ROOT', str(tmp_path))}")
    opened = []
    for name in ("read_bytes", "read_text", "open"):
        real = getattr(Path, name)
        monkeypatch.setattr(Path, name, lambda self, *args, _real=real, **kw: opened.append(self) or _real(self, *args, **kw))  # fmt: skip
    report = bring(folder)

    assert report.imported == ["docs/one.md"] and not Image.objects.exists()
    assert not [path for path in opened if path.resolve().is_relative_to(secret)]
    assert "sesame" not in article("one").published.text
    assert not note or ("docs/one.md", note.replace("ROOT", str(tmp_path))) in report.notes
    assert note or report.lost_pictures


@pytest.mark.parametrize("text", ["", "[1]", '{"redirections": {}}', "{", '{"a":' * 100_000, "\x00", "[" * 6_000_000])
def test_redirections_that_cannot_be_read_are_a_note(corpus, text):
    (corpus / ".openpublishing.redirection.json").write_text(text)
    report = bring(corpus)

    assert len(report.imported) == 4
    assert [path for path, note in report.notes if "redirections in it are not followed" in note] == [
        ".openpublishing.redirection.json"
    ]


def test_a_dry_run_writes_nothing(corpus):
    report = bring(corpus, dry_run=True)

    assert len(report.imported) == 4
    assert not Document.objects.exists() and not Image.objects.exists() and not Collection.objects.exists()


def test_a_renamed_article_keeps_its_page_and_its_links(corpus):
    bring(corpus)
    publishing.rename(article("two"), slug="plugs", by=None)
    deep = Origin.objects.get(document__slug="plugs").path
    (corpus / deep).write_text("# Renamed\n\n## Steps\n\nText.")
    report = bring(corpus)

    assert deep in report.updated and article("plugs").title == "Renamed"


def test_pictures_come_along_once(corpus):
    (corpus / "docs/two.md").write_text("# Two\n\n![again](media/A.PNG)")
    report = bring(corpus)

    image = Image.objects.get()
    assert (report.pictures, report.lost_pictures) == (2, [])
    assert f'src="/images/{image.file_name}" ' in article("one").published.compiled["html"]


def test_search_finds_what_was_imported_before_it_has_learnt(corpus, visitor):
    report = bring(corpus)

    assert [hit.title for hit in search.search("deep", user=visitor).hits] == ["Mend another plug"]
    assert not SearchWord.objects.exists() and SearchEntry.objects.count() == 4
    search.learn(report.changed)
    assert SearchWord.objects.filter(word="cable").exists()


# The command


def run(*arguments: str) -> tuple[str, int]:
    out = io.StringIO()
    try:
        call_command("import_markdown", *arguments, stdout=out, stderr=out)
    except SystemExit as stopped:
        return out.getvalue(), stopped.code
    return out.getvalue(), 0


def test_the_command_tells_what_it_did(corpus):
    said, status = run(str(corpus), "--collection", "mends", "--title", "Mends", "--licence", "CC BY 4.0")

    assert status == 0
    assert "skipped: toc.md: it is a list of pages" in said
    assert "4 imported, 0 updated, 0 unchanged, 5 skipped, 0 failed" in said
    assert "1 of 1 relative links lead on, 1 of 1 pictures are shown." in said
    assert Topic.objects.get(slug="mends").title == "Mends" and Collection.objects.get().licence == "CC BY 4.0"


def test_the_command_says_what_failed_and_what_was_edited(corpus):
    run(str(corpus), "--collection", "mends")
    one = article("one")
    publishing.save_revision(one, text=one.latest.text + "\nOurs.\n", by=None, based_on=one.latest)
    assert run(str(corpus), "--collection", "mends")[1] == 3
    (corpus / "docs/deep/two.md").write_text("> " * 300 + "x")
    said, status = run(str(corpus), "--collection", "mends")
    assert status == 1 and "failed: docs/deep/two.md: lists, quotations or tags are nested" in said


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--topic", "nowhere"], "'nowhere' (given with --topic) is not a topic."),
        (["--weight", "7"], "weight"),
        (["--address", "docs"], "--address is a whole address"),
        (["--title", "x" * 100], "title"),
    ],
)
def test_a_wrong_argument_is_named_and_nothing_is_done(corpus, arguments, reason):
    with pytest.raises(CommandError, match=reason.split("(")[0]):
        run(str(corpus), "--collection", "mends", *arguments)
    assert not Document.objects.exists()


def test_a_folder_that_is_not_there_is_named():
    with pytest.raises(CommandError, match="There is no folder nowhere"):
        run("nowhere", "--collection", "mends")


def test_all_pages_can_stand_on_a_topic_of_ones_own(corpus):
    make_topic("plugs", "Plugs")
    run(str(corpus), "--collection", "mends", "--topic", "plugs")
    assert set(Document.objects.values_list("topic__slug", flat=True)) == {"plugs"}
