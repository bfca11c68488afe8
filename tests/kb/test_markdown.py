"""Markdown as people write it, and what readers get of it."""

from __future__ import annotations

import re

import html5lib
import pytest

from kb.markdown import link_addresses, plain, render, to_inline
from tests.kb.reading_markdown import REL, address, codes_of, one, outline, page, rendered, words

# Layout as people write it


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- a\n  - b", "ul(li(a ul(li(b))))"),
        ("- a\n    - b", "ul(li(a ul(li(b))))"),
        ("1. a\n   - b\n   - c\n2. d", "ol(li(a ul(li(b) li(c))) li(d))"),
        ("1. a\n    1. b", "ol(li(a ol(li(b))))"),
        ("text\n- a\n- b", "text ul(li(a) li(b))"),
        ("text\n1. a", "text ol(li(a))"),
        ("1) a\n2) b", "ol(li(a) li(b))"),
        ("- a\n\n  more of a\n- b", "ul(li(a more of a) li(b))"),
        ("- a\n1. b", "ul(li(a)) ol(li(b))"),
        ("- a\ncontinued", "ul(li(a continued))"),
        ("in the year\n2007. Then", "in the year 2007. Then"),
        ("- a\n> b", "ul(li(a)) blockquote(b)"),
        ("> - a\n>   - b", "blockquote(ul(li(a ul(li(b)))))"),
        ("text\n\n---\n\nmore", "text hr() more"),
    ],
)
def test_lists_are_read_as_they_are_written_elsewhere(text: str, expected: str) -> None:
    assert outline(page(text)) == expected


def test_code_stands_inside_the_step_it_belongs_to() -> None:
    item = one("1. Run:\n   ```console\n   net stop <name> & exit\n     indented\n   ```\n", "li")

    assert item.find(".//pre/code").text == "net stop <name> & exit\n  indented\n"
    assert item.find(".//code").get("class") == "language-console"
    assert item.find("div").attrib == {"class": "code-block", "data-copy": ""}


@pytest.mark.parametrize("fence", ["```", "~~~", "`````"])
def test_nothing_in_a_code_block_is_formatted(fence: str) -> None:
    typed = "# no heading\n- [a](article:b) <server> `x` {.y}\n\n> q &lt; <b>&amp;</b>"

    found = rendered(f"{fence}text title=x\n{typed}\n{fence}\n")

    assert html5lib.parseFragment(found.html, namespaceHTMLElements=False).find(".//code").text == typed + "\n"
    assert (found.contents, found.links, found.problems) == ((), (), ())


def test_a_code_block_that_nobody_closes_runs_to_the_end() -> None:
    assert one("```\na\n\nb", "code").text == "a\n\nb\n"


def test_a_language_that_is_not_known_leaves_no_class() -> None:
    assert one('```x" onclick=1\na\n```', "code").attrib == {}


def test_a_table_scrolls_in_a_named_box_and_keeps_its_sides() -> None:
    box = one("text\n| Mac | Price |\n|---|--:|\n| mini | `a|b` |", "table")
    (frame,) = [each for each in page("| Mac | Price |\n|---|--:|\n| mini | 1 |").iter("div")]

    assert [cell.text for cell in box.iter("th")] == ["Mac", "Price"]
    assert [cell.get("class") for cell in box.iter("td")] == [None, "align-right"]
    assert all(cell.get("scope") == "col" for cell in box.iter("th"))
    assert frame.attrib == {
        "class": "table-scroll",
        "tabindex": "0",
        "role": "region",
        "aria-label": "Table: Mac, Price",
    }


@pytest.mark.parametrize("kind", ["note", "tip", "important", "warning", "caution"])
def test_an_alert_says_its_word(kind: str) -> None:
    box = one(f"> [!{kind.upper()}]\n> - Keep a copy.\n> - Then go on.", "div")

    assert box.attrib == {"class": f"alert alert-{kind}", "role": "note"}
    assert box.find("p").attrib == {"class": "alert-title"}
    assert words(box) == f"{kind.title()} Keep a copy. Then go on."


def test_an_alert_with_a_title_of_its_own_keeps_its_word() -> None:
    assert words(one("> [!WARNING] Data\n> Lost.", "div")) == "Warning: Data Lost."


def test_two_alerts_after_one_another_stay_two() -> None:
    assert len(list(page("> [!NOTE]\n> a\n\n> [!TIP]\n> b").iter("div"))) == 2


def test_an_alert_nobody_knows_is_a_quotation_and_is_reported() -> None:
    text = "> [!DANGER]\n> a"

    assert outline(page(text)) == "blockquote(Danger a)"
    assert [code for _, code, _ in codes_of(text)] == ["unknown-alert"]


def test_tasks_are_read_aloud_as_done_or_to_do() -> None:
    boxes = list(page("- [ ] open\n- [x] **closed**").iter("span"))

    assert [(box.text, box.get("role"), box.get("aria-label")) for box in boxes] == [
        ("☐", "img", "To do:"),
        ("☑", "img", "Done:"),
    ]


def test_details_hold_markdown() -> None:
    text = "<details><summary>More</summary>\n\nSome **text**\n\n```console\nls\n```\n</details>\n\nafter"

    details = one(text, "details")

    assert words(details.find("summary")) == "More"
    assert details.find(".//strong").text == "text"
    assert details.find(".//code").text == "ls\n"


def test_definition_lists_and_footnotes_work() -> None:
    text = "Bind\n: Join a Mac\n\nSee[^1], again[^1] and[^a b].\n\n[^1]: The *first*.\n[^a b]: The second.\n"

    found = page(text)

    assert outline(found.find("dl")) == "dl(dt(Bind) dd(Join a Mac))"
    references = [link for link in found.iter("a") if link.get("class") == "footnote-ref"]
    ids = {element.get("id") for element in found.iter() if element.get("id")}
    assert [link.text for link in references] == ["1", "1", "2"]
    assert {link.get("href", "")[1:] for link in found.iter("a")} <= ids
    assert all(each.startswith("s-") for each in ids)


def test_code_lists_and_more_paragraphs_hang_below_a_definition_or_a_footnote() -> None:
    below = "\n\n    Second.\n\n    ```console\n    ls\n\n    x\n    ```\n\n    1. a\n    2. b\n"

    definition = one(f"Bind\n:   First.{below}\nAfter.", "dl")
    assert outline(definition).startswith("dl(dt(Bind) dd(First. Second. pre(")
    assert definition.find(".//code").text == "ls\n\nx\n" and len(definition.findall(".//ol/li")) == 2
    note = page(f"See[^1].\n\n[^1]: First.{below}[^2]: Other.\n\nAfter.").find(".//li")
    assert note.find(".//code").text == "ls\n\nx\n" and len(note.findall(".//ol/li")) == 2


def test_strikethrough_and_lone_signs() -> None:
    assert one("~~gone~~ a_b_c 2 * 3 ~ 4", "del").text == "gone"
    assert words(one("~~gone~~ a_b_c 2 * 3 ~ 4", "p")) == "gone a_b_c 2 * 3 ~ 4"


# Tags


@pytest.mark.parametrize(
    "typed",
    [
        "<server>",
        "<SERVERNAME>",
        "</server>",
        "<your name here>",
        "<script>alert(1)</script>",
        "<style>p{}</style>",
        "<iframe src=x></iframe>",
        "<textarea>",
        "<plaintext>",
        "<!DOCTYPE html>",
        "<?php x ?>",
        "<![CDATA[x]]>",
        "<b",
        "<smb://fs1>",
        "a < b > c <= d <3 <-",
        "<bold>",
        "<b-c>",
        "<a.b>",
        "<!-- open",
    ],
)
@pytest.mark.parametrize(
    "frame", ["{}", "smb://{}/share", "- {}", "> {}", "## {}", "| {} |\n|---|\n| x |", "<div>{}</div>"]
)
def test_a_tag_that_html_does_not_know_is_shown_as_it_was_typed(typed: str, frame: str) -> None:
    assert typed in words(page(frame.format(typed)))


@pytest.mark.parametrize("typed", ["<server>", "<b>", "<script>", "&lt;", "<!-- a -->", "</details>", "[a](b)"])
@pytest.mark.parametrize("frame", ["`{}`", "    {}", "```\n{}\n```", "- `{}`\n  - b", "a `{}` b"])
def test_a_tag_in_code_is_shown_as_it_was_typed(typed: str, frame: str) -> None:
    assert one(frame.format(typed), "code").text.strip() == typed


def test_allowed_tags_pass() -> None:
    assert outline(page("Press <kbd>Ctrl</kbd> H<sub>2</sub>O")) == "Press kbd(Ctrl) H sub(2) O"


@pytest.mark.parametrize("text", ["a <!-- b --> c", "<!-- one\n\ntwo -->\n\na c", "a\n\n<!-- b -->\n\nc"])
def test_comments_are_for_authors_only(text: str) -> None:
    assert words(page(text)) == "a c"


# The other parts


def test_plain_text_has_the_words_and_nothing_else() -> None:
    assert plain("## Cause\nThe **FAMv4** driver[^1]\n\n- a `b`\n\n| x | y |\n|---|---|\n| 1 | 2 |\n\n[^1]: Note") == (
        "Cause\nThe FAMv4 driver1\na b\nx\ny\n1\n2\nNote"
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Run `a<b>` *now*", "Run <code>a&lt;b&gt;</code> <em>now</em>"),
        ("# no heading", "# no heading"),
        ("1. no list", "1. no list"),
        ("<server> & <b>x</b>", "&lt;server&gt; &amp; <b>x</b>"),
        ("[x](javascript:alert(1))", "<span>x</span>"),
        ("[x](https://a.org)", f'<a href="https://a.org" rel="{REL}">x</a>'),
        ("two\nlines", "two lines"),
        ("", ""),
        ("<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"),
        ("<div onclick=x>y</div>", "y"),
    ],
)
def test_one_line_stays_one_line(text: str, expected: str) -> None:
    assert to_inline(text) == expected


def test_a_line_may_link_to_documents() -> None:
    assert to_inline("[x](article:y)", address=address) == '<a href="/articles/y/">x</a>'


@pytest.mark.parametrize(
    ("source", "href", "after"),
    [
        ("Apple: Bind, https://a.org/x.html.", "https://a.org/x.html", "."),
        ("See https://a.org/dd(v=exchg.80)", "https://a.org/dd(v=exchg.80)", ""),
        ("(see https://a.org/x)", "https://a.org/x", ")"),
        ("https://a.org/?a=1&b=2, later", "https://a.org/?a=1&b=2", ", later"),
    ],
)
def test_an_address_in_a_source_becomes_a_link(source: str, href: str, after: str) -> None:
    link = html5lib.parseFragment(link_addresses(source), namespaceHTMLElements=False).find("a")

    assert (link.get("href"), link.get("rel"), link.text, link.tail or "") == (href, REL, href, after)


def test_a_source_cannot_hold_markup() -> None:
    assert link_addresses('<b>x</b> https://a.org/"onclick=x') == (
        f'&lt;b&gt;x&lt;/b&gt; <a href="https://a.org/" rel="{REL}">https://a.org/</a>"onclick=x'
    )


@pytest.mark.parametrize("text", [r"Open \\server\share now", r"(\\<server>\share)"])
def test_a_share_path_that_loses_a_backslash_is_named_with_the_mend(text: str) -> None:
    problems = render(text, address=lambda kind, slug: None).problems

    assert [problem.code for problem in problems] == ["lost-backslash"]
    assert "back-ticks" in problems[0].message and not problems[0].is_error


@pytest.mark.parametrize(
    "text", [r"Open `\\server\share` now", "```\n\\\\server\\share\n```", r"C:\\Windows", r"a \\* b"]
)
def test_a_share_path_as_code_is_fine(text: str) -> None:
    assert render(text, address=lambda kind, slug: None).problems == ()


def rows_of(text: str, **more) -> list[str]:
    return re.findall(r'<tr id="([^"]*)"', rendered(text, **more).html)


TABLE = "| Code | Meaning |\n|---|---|\n"


def test_a_row_that_begins_with_a_code_can_be_led_to_in_its_one_spelling():
    rows = "| `0x80072ee7` | Name |\n| **-36** or so | Words |\n| `0x80072EE7` | Again |\n| Other | `0x80072EE2` |\n"
    assert rows_of(TABLE + rows) == ["s--0x80072ee7"]


def test_a_heading_about_the_same_code_keeps_its_own_anchor():
    html = rendered(f"## 0x80072EE7\n\n{TABLE}| `0x80072EE7` | Name |\n").html
    assert html.count('id="s-0x80072ee7"') == html.count('id="s--0x80072ee7"') == 1


def test_rows_of_several_texts_on_one_page_have_no_anchors():
    assert rows_of(f"{TABLE}| `0x80072EE7` | Name |\n", id_prefix="fix-steps-") == []


def test_nobody_writes_the_anchor_of_a_row_by_hand():
    assert 'id="' not in rendered('<table><tr id="s--0x1"><td>x</td></tr></table>').html
