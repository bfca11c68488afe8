"""The fields in front of other people's pages, in all the ways that people write them."""

import pytest

from kb.dialects import front
from tests.kb.dialects.reading import converted, fields


@pytest.mark.parametrize(
    ("written", "found"),
    [
        ("title: Mend a cable", ["Mend a cable"]),
        ('title: "Mend: a cable"', ["Mend: a cable"]),
        ("title: Mend: a cable", ["Mend: a cable"]),  # no YAML, and often written
        ("title:\n  - Mend a cable", ["Mend a cable"]),
        ("Title: Mend a cable", ["Mend a cable"]),
        ("title: >\n  Mend\n  a cable", ["Mend a cable"]),
        ("title:", []),
        ("title: []", []),
        ("other: x", []),
        ("title: &a Mend a cable\nb: *a", ["&a Mend a cable"]),
    ],
)
def test_a_field_is_a_text_a_list_or_empty(written: str, found: list[str]) -> None:
    read, body = front.split(f"---\n{written}\n---\nText.")

    assert ([front.first(read, "title")] if front.first(read, "title") else []) == found
    assert body == "Text."


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("ms.date: 03/07/2021", "2021-03-07"),
        ("ms.date: 3/7/2021", "2021-03-07"),
        ("date: 2021-03-07", "2021-03-07"),
        ("lastmod: 2021-03-07T10:00:00Z", "2021-03-07"),
        ("date: 2021/03/07", "2021-03-07"),
        ("date: 13/45/2021", ""),
        ("date: last spring", ""),
        ("ms.date:", ""),
    ],
)
def test_dates_are_read_as_they_are_written(written: str, day: str) -> None:
    assert fields(f"---\ntitle: A\n{written}\n---\nText.").checked == day


def test_lists_and_texts_with_commas_are_the_same() -> None:
    assert fields("---\ntitle: A\ntags: [cable, plug]\n---\nText.").keywords == ("cable", "plug")
    assert fields("---\ntitle: A\nkeywords: cable, plug\n---\nText.").keywords == ("cable", "plug")
    assert fields("---\ntitle: A\nappliesto:\n- ✅ <a href='x'>Server 2019</a>\n---\nText.").applies_to == (
        "Server 2019",
    )


@pytest.mark.parametrize(
    ("written", "platforms"),
    [
        ("appliesto:\n- ✅ <a href='x'>Windows Server 2012 R2</a>\n- macOS 14 and later", ("windows-server", "mac")),
        ("ms.prod: exchange-server-it-pro\nms.service: exchange-online", ("exchange", "exchange-online")),
        ("platforms: [iOS, Android, ios]", ("iphone", "android")),
        ("os: Windows 10, Mac OS X 10.5", ("windows", "mac")),
        ("appliesto: [Outlook for Mac, Windows and Mac, Exchange, Android Studio]", ()),
        ("keywords: [macOS]", ()),
    ],
)
def test_platforms_are_taken_where_a_field_plainly_names_one(written: str, platforms: tuple[str, ...]) -> None:
    assert fields(f"---\ntitle: A\n{written}\n---\nText.").platforms == platforms


def test_zones_of_platforms_name_them_too() -> None:
    text = ':::zone pivot="macos"\nPull.\n:::zone-end\n:::zone pivot="android,cli"\nPress.\n:::zone-end'
    assert fields(text).platforms == ("mac", "android")


def test_toml_is_read_too() -> None:
    assert fields('+++\ntitle = "Mend a cable"\ntags = ["a"]\n+++\nText.').title == "Mend a cable"


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: A cable\n---\n# Another thing\nText.", "A cable"),
        ("# A *cable*\n\nText.", "A cable"),
        ("Text without any heading at all.", "page"),
        ("---\ntitle: A cable | Microsoft Docs\n---\nText.", "A cable"),
    ],
)
def test_the_title_is_the_field_or_the_heading_or_the_file(text: str, title: str) -> None:
    assert converted(text).title == title


def test_a_heading_that_says_more_than_the_title_stays_on_the_page_and_is_searched() -> None:
    other = fields("---\ntitle: Cables\n---\n# Mend a broken plug\n\nText.")
    same = fields("---\ntitle: How to mend cables\n---\n# Mend cables\n\nText.")

    assert other.body.startswith("## Mend a broken plug\n")
    assert same.body == "Text.\n"


def test_a_long_title_and_a_long_summary_are_cut_between_words() -> None:
    found = fields(f"---\ntitle: {'word ' * 60}\ndescription: {'much ' * 100}\n---\nText.")

    assert len(found.title) <= 120 and found.title.endswith("word…")
    assert len(found.summary) <= 300 and found.summary.endswith("much…")


def test_without_a_description_the_first_paragraph_that_says_something_is_the_summary() -> None:
    text = "# A\n\n_Applies to:_ every cable that was ever made by anybody\n\nA plug holds the cable and the cable holds the plug."
    assert fields(text).summary == "A plug holds the cable and the cable holds the plug."


@pytest.mark.parametrize(
    "text", ["---\ntitle: [\n---\nText.", "---\n\n---\nText.", "---\nText.", "", "---", "\ufeff---\n"]
)
def test_any_text_is_read(text: str) -> None:
    assert converted(text).title


def test_title_and_summary_are_plain_words():
    found = fields(
        "---\ntitle: The **big** `cable`\ndescription: See [the plug](plug.md), AT&amp;T\\_x &nbsp; <b>now</b>\n---\nText."
    )
    assert (found.title, found.summary) == ("The big cable", "See the plug, AT&T_x now")
