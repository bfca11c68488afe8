"""Pages of MDX: components leave their words, tabs their labels, and no tag or code of the page is shown."""

import pytest

from tests.kb.dialects.reading import body, converted, folder, html, seen

TABS = "**Windows**\n\nPress `x`.\n\n```bash\nls\n```\n\n**Mac**\n\nPull.\n\nAfter."


@pytest.mark.parametrize(
    "text",
    [
        '<Tabs>\n<TabItem value="w" label="Windows">\n\nPress `x`.\n\n```bash\nls\n```\n\n</TabItem>\n<TabItem value="Mac">Pull.</TabItem>\n</Tabs>\n\nAfter.',
        "<Tabs\n  groupId='os'\n  values={[\n    {label: 'Windows', value: 'w'},\n    {label: 'Mac', value: 'm'},\n  ]}>\n  <TabItem value='w'>\n\n    Press `x`.\n\n    ```bash\n    ls\n    ```\n\n  </TabItem>\n  <TabItem\n    value='m'>\n    Pull.\n  </TabItem>\n</Tabs>\n\nAfter.",
        '<Tabs>\n    <TabItem value="w" label="Windows" default>\n        Press `x`.\n\n        ```bash\n        ls\n        ```\n    </TabItem>\n    <TabItem value="m" label={"Mac"} attributes={{className: "x > y"}}>Pull.</TabItem>\n</Tabs>\n\nAfter.',
    ],
)
def test_tabs_stand_under_their_labels_however_they_are_laid_out(text: str) -> None:
    assert body(text.replace('label={"Mac"}', 'label="Mac"')) == TABS


def test_tabs_in_a_list_stay_in_their_item() -> None:
    text = "1. One\n\n   <Tabs>\n     <TabItem label='Mac'>\n\n     Pull.\n\n     </TabItem>\n   </Tabs>\n\n2. Two"
    assert body(text) == "1. One\n\n   **Mac**\n\n   Pull.\n\n2. Two"


def test_code_and_components_of_an_mdx_page_are_gone_and_their_words_stay() -> None:
    text = (
        "import Thing from '@theme/Thing';\nimport './style.css';\n\nexport const Red = ({children}) => (\n  <b>{children}</b>\n);\n\n"
        'A <Red colour="#f00">red</Red> {" "}word <Button to={{a: 1}} />here.\n\n<Cards\n  of={{a: "b"}}\n/>\n\n<Steps>\n\n1. One\n\n</Steps>\n\n'
        "<div style={{textAlign: 'center'}}>In the middle</div>\n\n{/* not this */}\n"
    )
    assert seen(text) == "A red word here. One In the middle"
    assert seen('A <Server> and <Rule name="x"> here.') == 'A <Server> and <Rule name="x"> here.'


@pytest.mark.parametrize(
    "text",
    [
        '<Admonition type="tip" title="Mind it">\n\n  Pull.\n\n</Admonition>',
        '<Tip title="Mind it">Pull.</Tip>',
        '<Aside type="tip" title="Mind it">\nPull.\n</Aside>',
    ],
)
def test_components_that_are_notes_are_notes(text: str) -> None:
    assert body(text, path="docs/page.mdx") == "> [!TIP]\n> **Mind it**\n>\n> Pull."


def test_a_component_that_was_never_closed_swallows_nothing() -> None:
    text = "<Tabs>\n<Note>\n\nInside.\n\n</Tabs>\n\nAfter."
    assert body(text, path="docs/page.mdx") == "> [!NOTE]\n> Inside.\n\nAfter."


def test_a_page_that_is_imported_and_shown_is_put_in_its_place() -> None:
    files = {"docs/_part.mdx": "It is **in**. [Other](other.md)", "docs/other.md": "# O", "docs/page.md": ""}
    within = folder(files, pages=("docs/other.md", "docs/page.md"))
    found = converted("Before.\n\nimport Part from './_part.mdx';\n\n<Part />\n\nAfter.", within=within)

    assert found.text.endswith("\nBefore.\n\nIt is **in**. [Other](article:docs-other)\n\nAfter.\n")
    assert not found.problems


@pytest.mark.parametrize(
    ("text", "first"),
    [
        (":::tip[My *title*]\nPull.\n:::", "My title"),
        (':::tip{#id .blue title="My title"}\nPull.\n:::', "My title"),
        (":::tip[My title]{.blue}\nPull.\n:::", "My title"),
        (":::tip My title\nPull.\n:::", "My title"),
    ],
)
def test_every_way_of_writing_a_title_of_a_note_is_read(text: str, first: str) -> None:
    assert seen(text) == f"Tip {first} Pull."


def test_notes_in_notes_and_in_lists_end_where_they_end() -> None:
    found = html(
        "::::danger\n\nOuter\n\n:::note\n\nInner\n\n:::\n\n::::\n\n- Item\n\n  :::caution\n\n  In list\n\n  :::\n\nAfter."
    )
    assert found.count("alert-caution") == 2 and found.count("alert-note") == 1
    assert ":::" not in found and found.rstrip().endswith("<p>After.</p>")
