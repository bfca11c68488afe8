"""What a new guide begins with: sound but for what its author is to write, and none of it reaches readers."""

from tests.wizard.samples import problems_of
from wizard.new_guide import NEW_GUIDE

FILLED = (
    NEW_GUIDE.replace("title:", "title: No sound", 1)
    .replace("summary:", "summary: s", 1)
    .replace("topic:", "topic: t", 1)
)
OWN = {
    "what people say, in their words": "no sound",
    "Your first question?": "What do you see?",
    "How to find out.": "Look at the mixer.",
    "One thing": "A light",
    "fix: What to do": "fix: Turn it up",
    "1. First this.": "1. Find the slider.",
    "2. Then that.": "2. Push it.",
    "How to know that it worked.": "You hear it.",
    "Your support team": "Anna",
    "We tried … and saw …": "There is no sound.",
}


def line_of(words: str, text: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def test_every_line_to_be_replaced_is_named_with_its_place_all_at_once():
    found = problems_of(FILLED)
    assert {problem.code for problem in found} == {"new-guide-words"} and all(problem.is_error for problem in found)
    assert sorted(problem.line for problem in found) == sorted(line_of(words, FILLED) for words in OWN)


def test_a_guide_in_its_author_s_words_passes_and_may_keep_what_is_true_everywhere():
    text = FILLED
    for words, own in OWN.items():
        text = text.replace(words, own, 1)
    assert problems_of(text) == []
    assert "say: Something else" in text and "say: Ask for help" in text


def test_one_line_that_was_overlooked_in_a_block_is_named_on_its_own():
    text = FILLED
    for words, own in OWN.items():
        text = text if words.startswith("2.") else text.replace(words, own, 1)
    [problem] = problems_of(text)
    assert (problem.line, problem.message) == (
        line_of("2. Then", text),
        "node 'first-fix' still has the words of a new guide under 'steps': '2. Then that.'. Write your own.",
    )


def test_the_same_words_elsewhere_are_the_author_s():
    text = FILLED
    for words, own in OWN.items():
        text = text.replace(words, own, 1)
    assert problems_of(text.replace("ask: What do you see?", "ask: What to do", 1)) == []
