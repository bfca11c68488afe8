"""What big documentation sites write and no Markdown knows: each becomes what it says."""

from time import process_time

import pytest

from kb.dialects.blocks import to_markdown
from kb.dialects.directives import Here
from tests.kb.dialects.reading import PICTURE, body, converted, folder, html, seen


@pytest.mark.parametrize(
    "text",
    [
        "> [!NOTE]\n> Pull the plug.",
        "> [!note]\n> Pull the plug.",
        "> [!NOTE] Pull the plug.",
        ">[!NOTE]\n>Pull the plug.",
        "[!NOTE]\nPull the plug.",
        ":::note\nPull the plug.\n:::",
        "::: info\nPull the plug.\n:::",
        ":::{note}\nPull the plug.\n:::",
        "!!! note\n    Pull the plug.",
        "{{< note >}}\nPull the plug.\n{{< /note >}}",
        '{{% alert color="info" %}}\nPull the plug.\n{{% /alert %}}',
        '{{< alert type="note" >}}\nPull the plug.\n{{< /alert >}}',
        "{% note %}\nPull the plug.\n{% endnote %}",
    ],
)
def test_every_way_of_writing_a_note_is_a_note(text: str) -> None:
    assert body(f"# T\n\nBefore.\n\n{text}\n\nAfter.") == "Before.\n\n> [!NOTE]\n> Pull the plug.\n\nAfter."


def test_a_note_with_a_title_keeps_it() -> None:
    assert body(":::warning Mind the gap\nPull.\n:::").startswith("> [!WARNING]\n> **Mind the gap**\n>\n> Pull.")
    assert body('!!! danger "Mind the gap"\n    Pull.').startswith("> [!CAUTION]\n> **Mind the gap**\n>\n> Pull.")


def test_a_note_of_a_kind_that_we_do_not_have_says_its_name() -> None:
    assert seen("> [!LIMITATION]\n> Only one plug.") == "Note Limitation Only one plug."


def test_a_note_in_a_list_stays_in_its_item_and_the_numbers_go_on() -> None:
    text = "1. One\n\n    > [!NOTE]\n    > Mind.\n\n    ```console\n    ls -l\n    ```\n\n    | a | b |\n    |---|---|\n    | 1 | 2 |\n\n2. Two\n"
    found = html(text)

    assert found.count("<ol") == 1 and found.count("<li>") == 2
    assert "alert-note" in found and "<table>" in found and "ls -l" in found
    assert "[!" not in found and "|" not in seen(text)


def test_a_note_that_is_indented_too_far_is_still_a_note() -> None:
    assert "alert-note" in html("- One\n\n        > [!NOTE]\n        > Mind.\n")


def test_numbering_goes_on_after_code_at_the_margin() -> None:
    assert '<ol start="2">' in html("1. One\n\n```console\nls\n```\n\n2. Two\n3. Three\n")


def test_pictures_of_learn_in_one_line_or_several() -> None:
    within = folder({"docs/media/a.png": ""})
    one = ':::image type="content" source="media/a.png" alt-text="The plug":::'
    several = ':::image type="content" source="media/a.png"\n  alt-text="The plug"\n  border="false":::'

    for text in (one, several):
        assert body(text, within=within) == f"![The plug]({PICTURE})"
    assert body(f"Press {one} now.", within=within) == f"Press ![The plug]({PICTURE}) now."


def test_a_picture_that_cannot_be_shown_is_its_words() -> None:
    found = converted("Look: ![The plug](media/none.svg)")

    assert found.text.endswith("\nLook: The plug\n")
    assert found.lost_pictures == ["media/none.svg"]


def test_what_is_included_is_put_in_its_place_and_its_links_still_lead_on() -> None:
    files = {
        "docs/page.md": "",
        "docs/other.md": "# Other",
        "docs/includes/steps.md": "---\ntitle: x\n---\nSee [the other](../other.md) and ![it](a.png).",
        "docs/includes/a.png": "",
        "docs/deep/one.md": "# One",
    }
    within = folder(files, pages=("docs/page.md", "docs/other.md", "docs/deep/one.md"))

    block = body(
        "1. One\n\n   [!INCLUDE [steps](../includes/steps.md)]\n\n2. Two", path="docs/deep/one.md", within=within
    )
    assert f"   See [the other](article:docs-other) and ![it]({PICTURE})." in block and "2. Two" in block
    inline = body("Then [!include[x](~/docs/includes/steps.md)] again.", path="docs/deep/one.md", within=within)
    assert inline.startswith("Then See [the other](article:docs-other)")


def test_files_that_include_each_other_end() -> None:
    files = {"docs/a.md": "A [!INCLUDE [b](b.md)]", "docs/b.md": "B [!INCLUDE [a](a.md)]"}
    found = converted("[!INCLUDE [a](a.md)]", within=folder(files))

    assert found.problems and "[!" not in found.text


@pytest.mark.parametrize(
    "text",
    [
        "# [Windows](#tab/win)\n\nPress.\n\n# [Mac](#tab/mac)\n\nPull.\n\n---\n\nAfter.",
        ':::zone pivot="Windows"\nPress.\n:::zone-end\n:::zone pivot="Mac"\nPull.\n:::zone-end\n\nAfter.',
        '::: moniker range="Windows"\nPress.\n::: moniker-end\n\n::: moniker range="Mac"\nPull.\n::: moniker-end\nAfter.',
        '=== "Windows"\n\n    Press.\n\n=== "Mac"\n\n    Pull.\n\nAfter.',
        '{{< tabs >}}\n{{% tab name="Windows" %}}\nPress.\n{{% /tab %}}\n{{< tab "Mac" >}}\nPull.\n{{< /tab >}}\n{{< /tabs >}}\nAfter.',
        '<Tabs>\n<TabItem value="win" label="Windows">\n\nPress.\n\n</TabItem>\n<TabItem value="Mac">\n\nPull.\n\n</TabItem>\n</Tabs>\n\nAfter.',
    ],
)
def test_tabs_zones_and_versions_stand_under_their_labels(text: str) -> None:
    assert body(text) == "**Windows**\n\nPress.\n\n**Mac**\n\nPull.\n\nAfter."


def test_columns_leave_what_is_in_them() -> None:
    text = ':::row:::\n   :::column span="2":::\n      Left\n   :::column-end:::\n   :::column:::\n      Right\n   :::column-end:::\n:::row-end:::'
    assert seen(text) == "Left Right"


def test_a_quotation_that_is_only_a_frame_is_no_quotation() -> None:
    assert body('> [!div class="checklist"]\n> - One\n> - Two\n') == "- One\n- Two"


def test_a_video_is_a_link() -> None:
    assert '<a href="https://v.example.org/1"' in html("> [!VIDEO https://v.example.org/1]")
    assert 'watch?v=abc"' in html("{{< youtube abc >}}")


def test_comments_and_leftovers_of_templates_are_gone() -> None:
    text = "One <!-- not\nthis\n:::zone --> two.\n\n{:.no_toc}\n[[_TOC_]]\n\n{% data reusables.x %}\n\n{{< skew currentVersion >}}\n\n`<!-- this -->`"
    assert seen(text) == "One two. <!-- this -->"


def test_code_is_never_touched() -> None:
    code = (
        "```md\n> [!NOTE]\n:::image x:::\n[a](b.md) **x** <!-- c --> {{< note >}} &nbsp; <server>\n# [T](#tab/x)\n```"
    )
    assert body(f"Text.\n\n{code}") == f"Text.\n\n{code.replace('```md', '```')}"
    assert seen("Type `[!NOTE] :::` and ``a ` b **``.") == "Type [!NOTE] ::: and a ` b **."


def test_code_from_a_file_is_shown_as_code() -> None:
    within = folder({"docs/a.ps1": "one\ntwo\nthree\n"})
    assert (
        body(':::code language="powershell" source="a.ps1" range="2-3":::', within=within)
        == "```powershell\ntwo\nthree\n```"
    )
    assert body("[!code-powershell[x](a.ps1)]", within=within) == "```powershell\none\ntwo\nthree\n```"


def test_folds_stay_folds() -> None:
    expected = "<details><summary>More of it</summary>\n\nText **bold**.\n\n</details>"
    assert body("<details>\n<summary>More of it</summary>\n\nText **bold**.\n\n</details>") == expected
    assert body('{{< details "More of it" >}}\nText **bold**.\n{{< /details >}}') == expected
    assert body('??? note "More of it"\n    Text **bold**.') == expected


def test_shortcodes_within_a_line_say_what_they_say() -> None:
    text = 'A {{< glossary_tooltip text="Pod" term_id="pod" >}} and [it]({{< ref "other.md" >}}).'
    files = {"docs/other.md": "# O", "docs/page.md": ""}
    assert body(text, within=folder(files, pages=tuple(files))) == "A Pod and [it](article:docs-other)."


def test_what_hugo_includes_is_found_wherever_it_lies():
    within = folder({"content/en/_common/steps.md": "- One\n- Two", "docs/page.md": ""})
    assert (
        body('Then:\n\n{{% include "_common/steps.md" %}}\n\nDone.', within=within) == "Then:\n\n- One\n- Two\n\nDone."
    )


@pytest.mark.parametrize(
    "text",
    [
        "[" + "a" * 100_000,
        "[a][" * 20_000,
        "<!-- `" * 20_000,
        "<!---->" * 20_000,
        "<A\n" * 20_000,
        "<A " + "b " * 50_000,
        "export const a = (\n" * 5_000,
        "++a" * 30_000,
        "==a" * 30_000 + " ^^a" * 30_000,
        "x{ .a .a" * 20_000,
        "a\n: b\n" * 5_000,
        "a\n" * 30_000 + ": b",
        "[^1]: a\n\n" * 5_000,
    ],
    ids=lambda text: text[:12].strip(),
)
def test_no_line_of_a_hostile_page_takes_long(text: str) -> None:
    began = process_time()
    to_markdown(text, Here(folder(), "a.mdx"))
    assert process_time() - began < 4
