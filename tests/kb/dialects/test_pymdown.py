"""What MkDocs sites write within a line and around blocks."""

import pytest

from tests.kb.dialects.reading import PICTURE, body, converted, folder, html, seen


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("[Go](https://example.org){ .button .big } on", "Go on"),
        ("`code`{ #id } and **bold**{: .x } and ![it](a.png){ width=\"300\" align=left }", "code and bold and it"),
        ("## Head { #id data-toc-label='x' }\n\nText.", "Head# Text."),
        ("Words\n{ .annotate }", "Words"),
        ("Press ++ctrl+alt+del++ now", "Press Ctrl+Alt+Del now"),
        ("A ==marked== and ^^put in^^ word", "A marked and put in word"),
        (":material-alert: Mind :octicons-tag-24:{ title=\"x y\" } it", "Mind it"),
        ("C++ and C++, a==b, x ^^ y, {a: b} and { not } it, 10:30:00", "C++ and C++, a==b, x ^^ y, {a: b} and { not } it, 10:30:00"),
        ("`++a++ ==b== { .c } :material-x:`", "++a++ ==b== { .c } :material-x:"),
        ("[words][nowhere] and [known][there] and `[a][b]` and x[a][b]\n\n[there]: https://example.org", "words and known and [a][b] and x[a][b]"),
    ],
)  # fmt: skip
def test_readers_see_what_was_meant(text: str, shown: str) -> None:
    assert seen(text) == shown


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('!!! tip inline end "Title"\n    Pull.', "> [!TIP]\n> **Title**\n>\n> Pull."),
        ("!!! question\n    Pull.", "> [!NOTE]\n> **Question**\n>\n> Pull."),
        ('!!! note ""\n    Pull.', "> [!NOTE]\n> Pull."),
        ("??? note\n    Pull.", "<details><summary>Note</summary>\n\nPull.\n\n</details>"),
        ('???+ warning "Open"\n    Pull.', "<details><summary>Open</summary>\n\nPull.\n\n</details>"),
        ('- One\n\n    !!! note\n        Pull.\n\n        - a\n', "- One\n\n  > [!NOTE]\n  > Pull.\n  >\n  > - a"),
        ('!!! note "A \\"quoted\\" word"\n    Pull.', '> [!NOTE]\n> **A "quoted" word**\n>\n> Pull.'),
        ('=== ":material-x: `a.md`"\n\n    ``` yaml\n    a: 1\n    ```\n\n=== "B"\n\n    Text', "<strong>`a.md`</strong>\n\n```yaml\na: 1\n```\n\n**B**\n\nText"),
    ],
)  # fmt: skip
def test_admonitions_folds_and_tabs(text: str, expected: str) -> None:
    assert body(text) == expected


def test_snippets_are_put_in_their_place_and_into_code() -> None:
    part = "# --8<-- [start:one]\nOne.\n# --8<-- [end:one]\nTwo."
    within = folder({"docs/page.md": "", "parts/a.md": part, "docs/a.py": "x = 1\ny = 2\nz = 3"})

    assert body('Before.\n\n--8<-- "a.md:one"\n\nAfter.', within=within) == "Before.\n\nOne.\n\nAfter."
    assert body('Before.\n\n--8<-- "parts/a.md"\n', within=within) == "Before.\n\nOne. Two."
    assert body('```python\n--8<-- "a.py:2:3"\n```', within=within) == "```python\ny = 2\nz = 3\n```"
    assert converted('--8<-- "../../secret.md"', within=within).problems


def test_a_comment_with_code_in_it_ends_where_it_ends() -> None:
    assert body("One\n\n<!-- md:default `true` -->\n\nTwo <!-- `a` --> three <!-- b --> four.\n\n<!-- c -->") == (
        "One\n\nTwo three four."
    )


def test_a_link_within_brackets_ends_where_it_ends() -> None:
    text = "(See [the page](#there) below) and [it](with spaces.md)\n\n## There"
    assert "See [the page](#there) below" in body(text, within=folder({"docs/page.md": text}, pages=("docs/page.md",)))


def test_headings_are_found_by_the_names_that_their_attributes_give() -> None:
    text = "[a](#mine)\n\n## Some words { #mine .big }\n\nText."
    assert body(text, within=folder({"docs/page.md": text}, pages=("docs/page.md",))).startswith("[a](#some-words)")


def test_pictures_from_the_root_of_a_site_are_found_where_the_root_lies() -> None:
    within = folder({"docs/page.md": "", "static/img/a.png": ""})
    assert body("![it](/img/a.png)", within=within) == f"![it]({PICTURE})"
    assert body("![it](@site/static/img/a.png)", within=within) == f"![it]({PICTURE})"


@pytest.mark.parametrize("text", ["- [ ] to do\n- [X] done", "1. [ ] to do\n2. [x] done", "* [ ] to do\n\n* [x] done"])
def test_tasks_are_boxes(text: str) -> None:
    assert seen(text) == "☐ to do ☑ done" and "[" not in html(text)
