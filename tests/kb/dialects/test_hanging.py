"""What hangs by its indentation: definitions and footnotes, as MkDocs, Hugo and PHP Markdown Extra write them."""

import pytest

from tests.kb.dialects.reading import body, html, seen

TERMS = "Green\n:   The switch is on.\n\nRed\nCrimson\n:   It is off.\n:   Or nearly."


@pytest.mark.parametrize(
    "text",
    [
        TERMS,
        "Green\n: The switch is on.\n\nRed\nCrimson\n: It is off.\n: Or nearly.",
        "Green\n\n:   The switch is on.\n\nRed\nCrimson\n\n:   It is off.\n\n:   Or nearly.",
        "Green\n: The switch\n  is on.\nRed\nCrimson\n: It is\n  off.\n: Or nearly.",
        "Green\n:\tThe switch is on.\n\n\nRed\nCrimson\n:\tIt is off.\n:\tOr nearly.",
    ],
)
def test_every_way_of_writing_definitions_is_a_list_of_definitions(text: str) -> None:
    assert body(f"Before.\n\n{text}\n\nAfter.") == f"Before.\n\n{TERMS}\n\nAfter."


def test_definitions_hold_paragraphs_lists_notes_and_code() -> None:
    text = "`light`{ #light }\n\n:   One.\n\n    Two.\n\n    - a\n\n    !!! tip\n        b\n\n    ``` console\n    ls\n    ```\n\nAfter."
    found = html(text)

    assert found.count("<dt>") == 1 and found.index("ls\n") < found.index("</dd>")
    assert "<li>a</li>" in found and "alert-tip" in found and seen(text) == "light One. Two. a Tip b ls After."


def test_definitions_in_a_list_or_that_begin_with_code_keep_their_words() -> None:
    in_list = html("1. One\n\n    Green\n    :   It is on.\n\n2. Two")
    assert in_list.count("<ol>") == 1 and "<strong>Green</strong>" in in_list and "It is on." in in_list
    assert seen("Green\n:   ```\n    ls\n    ```\n\nAfter.") == "Green ls After."


@pytest.mark.parametrize(
    "text",
    ["A colon : in a line", "10:30 : noon", "> A\n: b", "# A\n: b", "- A\n: b", "| a |\n: b", "A\n\n\n\n: b"],
)  # fmt: skip
def test_a_colon_alone_makes_no_definition(text: str) -> None:
    assert "<dl>" not in html(f"Before.\n\n{text}")


def test_a_footnote_of_several_paragraphs_stays_whole() -> None:
    text = "See[^1] and[^b].\n\n[^1]: First\n    goes on.\n\n    Second.\n\n    ```\n    ls\n    ```\n\n[^b]:\n    Other.\n\nAfter."

    assert body(text) == (
        "See[^1] and[^b].\n\nAfter.\n\n[^1]: First goes on.\n\n    Second.\n\n    ```\n    ls\n    ```\n\n[^b]: Other."
    )
    found = html(text)
    assert found.count("footnote-ref") == 2 and found.index("footnotes") < found.index("Second.") < found.index("ls\n")


def test_a_footnote_within_a_list_is_still_one() -> None:
    found = html("- One[^1]\n\n  [^1]: It is small.\n- Two\n")
    assert found.count("footnote-ref") == 1 and "[^" not in found
    assert found.index("Two") < found.index('class="footnotes"') < found.index("It is small.")


def test_what_to_show_for_an_abbreviation_is_left_out() -> None:
    assert seen("The HTML here.\n\n*[HTML]: Hyper Text\n*[W3C]: Consortium\n") == "The HTML here."
