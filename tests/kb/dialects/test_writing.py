"""Markdown and HTML of anybody -> Markdown of ours that readers see alike: words, tables, links, placeholders."""

import json
from dataclasses import replace
from time import process_time
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from kb import markdown
from kb.dialects import convert_html, redirections
from kb.dialects.writer import write
from tests.kb.dialects.reading import PICTURE, body, converted, folder, html, seen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Type <server> or <user name> here.", "Type <server> or <user name> here."),
        ("Open https://<server>/owa now.", "Open https://<server>/owa now."),
        ("Use <link> and <title> as names.", "Use <link> and <title> as names."),
        ("A&nbsp;b &amp;nbsp; c", "A b c"),
        ("Before **Bold **after and ** bold** too.", "Before Bold after and bold too."),
        (r"Two stars: \*\*x\*\* and a\_b\_ and 1\. two", "Two stars: x and a_b_ and 1. two"),
        ("x < y and a<b, AT&T, &lt;br&gt;", "x < y and a<b, AT&T, <br>"),
        ("C:\\\\temp and \\\\\\\\srv\\\\share", "C:\\temp and \\\\srv\\share"),
        ("# One\n\n1986\\. A year", "1986. A year"),
        ("Stars **/x and a*b", "Stars **/x and a*b"),
        ("<p>[text](x.md) and [two] (words)</p>", "text and [two] (words)"),
        ("A [link](with spaces in it.md) here", "A link here"),
        ("A [link](a.md 'its title') and [none](for example. this one)", "A link and [none] (for example. this one)"),
        ("`a|b` and *em* and ***both***", "a|b and em and both"),
        ("~~gone~~ and ~~~", "gone and ~~~"),
        ("x<sup>2</sup> H<sub>2</sub>O <kbd>F1</kbd>", "x2 H2O F1"),
        ("one<br>two<br/>three", "one two three"),
        ("<font color=red>Red</font> <u>under</u> <center>mid</center>", "Red under mid"),
        ("A footnote[^1].\n\n[^1]: The note.", "A footnote1. The note. ↩"),
        ("<p>A **bold** word in HTML</p>", "A bold word in HTML"),
        ("- [ ] to do\n- [x] done", "☐ to do ☑ done"),
        ("#hashtag and +1 and -1\n\n+ plus", "#hashtag and +1 and -1 plus"),
        ("<script>alert(1)</script>Text<style>p {}</style>", "Text"),
    ],
)
def test_readers_see_what_was_meant(text: str, shown: str) -> None:
    assert seen(text) == shown


def test_a_table_with_spans_or_lists_stays_html_and_a_plain_one_becomes_markdown() -> None:
    spans = "<table><colgroup><col><col></colgroup><thead><tr><th>a</th><th>b</th></tr></thead><tr><td colspan=2>c</td></tr></table>"
    lists = "<table><tr><th>a</th><th>b</th></tr>\n<tr><td>\n\n- one\n- two\n\n</td><td>\n\n> [!TIP]\n> x\n\n</td></tr></table>"

    assert '<td colspan="2">c</td>' in html(spans)
    assert "<li>one</li>" in html(lists) and "<strong>Tip</strong>" in html(lists) and "[!" not in html(lists)
    assert body(
        "<table><tr><th>a</th><th>b</th></tr><tr><td>1 | 2</td><td><code>x|y</code></td></tr></table>"
    ).startswith("| a | b |\n| --- |")
    assert seen("|a|b|\n|-|-|\n|1 \\| 2|`x`|") == "a b 1 | 2 x"


def test_a_table_within_a_list_is_a_table() -> None:
    found = html("1. One\n\n   <table><tr><td rowspan=2>a</td><td>b</td></tr><tr><td>c</td></tr></table>\n\n2. Two")
    assert 'rowspan="2"' in found and found.count("<ol") == 1 and "<p></p>" not in found


def test_links_between_files_become_links_between_articles() -> None:
    files = {
        "docs/page.md": "",
        "docs/My Other.md": "# O\n\n## What's new?\n\n## Same\n\n## Same\n",
        "docs/sub/index.md": "# S",
    }
    within = folder(files, pages=tuple(files))
    leads = {
        "My%20Other.md": "article:docs-my-other",
        "./my other.MD": "article:docs-my-other",
        "My Other.md#whats-new": "article:docs-my-other#what-s-new",
        "My Other.md#same-1": "article:docs-my-other#same-2",
        "My Other.md#no-such": "article:docs-my-other",
        "/docs/My Other.md": "article:docs-my-other",
        "My Other": "article:docs-my-other",
        "sub/": "article:docs-sub-index",
        "../docs/sub/index.html": "article:docs-sub-index",
        "/elsewhere/x": "https://docs.example.org/elsewhere/x",
        "../../out/of/here.md": "https://docs.example.org/out/of/here",
        "gone.md?view=a#b": "https://docs.example.org/en/docs/gone?view=a#b",
        "https://example.org/a_(b)": "https://example.org/a_%28b%29",
        "//example.org/a": "https://example.org/a",
        "mailto:a@example.org": "mailto:a@example.org",
    }
    for way, address in leads.items():
        assert body(f"[x](<{way}>)", within=within) == f"[x]({address})", way


def test_links_to_pages_that_moved_lead_to_where_they_are() -> None:
    files = {"docs/page.md": "", "docs/mail/new.md": "# N\n\n## Part", "docs/mail/last.md": "# L"}
    moves = {
        "docs/old.md": "/docs/mail/new",
        "docs/older.md": "/en-us/docs/old#part",
        "docs/oldest.md": "https://docs.example.org/handbook/mail/last",
        "docs/out.md": "/other-product/x?view=1",
        "docs/away.md": "https://example.com/x",
        "docs/round.md": "/docs/about",
        "docs/about.md": "/docs/round",
        "docs/script.md": "javascript:alert(1)",
    }
    listed = [{"source_path": source, "redirect_url": address} for source, address in moves.items()]
    moved = redirections.read(json.dumps({"redirections": [*listed, {"source_path": 7}, "x", None]}))
    within = replace(folder(files, pages=tuple(files)), moved=moved)
    leads = {
        "old.md": "article:docs-mail-new",
        "old.md#part": "article:docs-mail-new#part",
        "/docs/OLD": "article:docs-mail-new",
        "older.md": "article:docs-mail-new#part",
        "oldest.md": "article:docs-mail-last",
        "out.md": "https://docs.example.org/other-product/x?view=1",
        "away.md": "https://example.com/x",
        "round.md": "https://docs.example.org/en/docs/round",
        "mail/new.md": "article:docs-mail-new",
    }
    for way, address in leads.items():
        assert body(f"[x]({way})", within=within) == f"[x]({address})", way
    assert body("[x](script.md)", within=within) == "x"


def test_a_picture_with_a_size_behind_its_address_is_shown() -> None:
    assert body("![x](a.png =400x300)", within=folder({"docs/a.png": ""})) == f"![x]({PICTURE})"


def test_a_link_that_leads_nowhere_is_its_words_and_is_named() -> None:
    found = converted("[x](gone.md) and [y](javascript:alert) and [z](xref:a.b)", within=folder(base=""))

    assert found.text.endswith("\nx and y and z\n")
    assert (found.links, found.lost_links) == (1, ["gone.md"])


def test_links_within_a_page_lead_to_its_headings() -> None:
    text = '# T\n\n[a](#second-part) [b](#named) [c](#top)\n\n## Second part\n\n<a name="named"></a>\n\n## Third {#third}\n\n[d](#third)'
    within = folder({"docs/page.md": text}, pages=("docs/page.md",))

    assert body(text, within=within).startswith("[a](#second-part) [b](#third) c")
    assert "[d](#third)" in body(text, within=within)


def test_second_first_level_headings_and_those_below_go_one_down() -> None:
    assert body("# T\n\na\n\n# U\n\nb\n\n## V\n\nc") == "a\n\n## U\n\nb\n\n### V\n\nc"


def test_bare_addresses_are_links() -> None:
    assert 'href="https://example.org/a?b=c"' in html("See https://example.org/a?b=c.")


def test_tags_that_are_never_closed_do_no_harm() -> None:
    assert seen("<table>" + "<col>" * 300 + "<tr><td>a</td></tr></table>") == "a"
    assert seen("<b>bold <i>both\n\nnext") == "bold both next"


def test_a_table_of_many_rows_takes_no_longer_for_each() -> None:
    table = fromstring(f"<div><table>{'<tr><td>a</td></tr>' * 20_000}</table></div>")
    began = process_time()
    assert write(table).count("<tr>") == 20_000
    assert process_time() - began < 5  # a minute when each row looked through the whole table


WORDS = st.text(alphabet="ab *_`[]()<>#!|\\&~:-.+1\n", max_size=60)


@settings(max_examples=300, deadline=None)
@given(WORDS)
@example("&#1")  # a browser takes it for a sign without its semicolon too
@example("&#x41 &#65; &copy &lt")
def test_any_words_of_a_document_are_read_back_as_the_same_words(words: str) -> None:
    shown = words.replace("&", "&amp;").replace("<", "&lt;")
    written = convert_html(f"<p>x {shown} y</p>", name="a").body
    text = markdown.render(written, address=lambda kind, slug: None).text

    assert text.split() == f"x {words} y".split()


@pytest.mark.parametrize(
    "page",
    [
        "\n".join(f"{'    ' * level}Term\n{'    ' * level}:   x" for level in range(30)),
        "[x](a" + " " * 100_000,
        "[x](" + "a " * 50_000,
        "![x](a.png" + " " * 50_000 + "b)",
        "a <!--\n" + "--> b <!--\n" * 3000 + "-->",
    ],
    ids=["definitions in definitions", "spaces", "words", "spaces inside", "comments"],
)
def test_a_page_that_is_meant_to_take_long_does_not(page):
    began = process_time()
    converted(f"# T\n\n{page}\n")
    assert process_time() - began < 10


def test_lists_of_terms_within_each_other_are_read_once():
    began = process_time()
    convert_html("<dl><dt>a</dt><dd>" * 40 + "x" + "</dd></dl>" * 40, name="n")
    assert process_time() - began < 10


def test_a_redirection_to_no_address_is_left_out():
    listed = [{"source_path": "a.md", "redirect_url": "http://[x"}, {"source_path": "b.md", "redirect_url": "/c"}]
    assert redirections.read(json.dumps({"redirections": listed})) == {"b": "/c"}
