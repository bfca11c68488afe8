"""How to check: a short text stands open, a long one is folded behind its first words."""

import pytest

from wizard.templatetags.guides import FIRST_WORDS, SHORT, first_words


@pytest.mark.parametrize("html", ["<p>Look at the front.</p>", f"<p>{'x' * SHORT}</p>", ""])
def test_a_short_text_is_not_folded(html):
    assert first_words(html) == ""


def test_a_long_text_is_folded_behind_the_first_words_of_its_first_paragraph():
    html = f"<p>Open <b>Terminal</b> &amp; type &lt;this&gt;:</p><p>{'more ' * 60}</p>"
    assert first_words(html) == "Open Terminal & type <this>:"


def test_a_command_or_a_picture_is_folded_however_short_the_text():
    assert first_words("<p>Type:</p><pre><code>ls</code></pre>") == "Type:"
    assert first_words('<img src="/media/a.png" alt="">') == "…"


def test_first_words_end_in_time():
    words = first_words(f"<p>{'word ' * 100}</p>")
    assert len(words) <= FIRST_WORDS and words.endswith("…")
