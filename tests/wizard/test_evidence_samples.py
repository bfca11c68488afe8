"""Real-looking output is recognised for what it is, and proves nothing that is not so."""

from pathlib import Path

import pytest
import yaml

from tests.wizard.published import articles, guides
from wizard import evidence
from wizard.pasted import clean

DATA = Path(__file__).parents[1] / "data" / "evidence"
SAMPLES = [sample for file in sorted(DATA.glob("*.yaml")) for sample in yaml.safe_load(file.read_text("utf-8"))]
KEYS = {"name", "form", "text", "shows", "articles", "open", "also"}


def look(sample):
    return evidence.look(clean(sample["text"]), guides(), articles())


def given(found):
    return {
        f"{one.source.slug} {question}={choice}"
        for one in found.guides
        for question, choices in evidence.answers(one).given.items()
        for choice in choices
    }


def test_there_are_enough_samples_and_each_names_the_source_of_its_form():
    assert len(SAMPLES) >= 60
    assert all(sample["form"] and set(sample) <= KEYS for sample in SAMPLES)
    assert len({sample["name"] for sample in SAMPLES}) == len(SAMPLES)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_a_sample_gives_its_answers_and_no_others(sample):
    found = look(sample)

    assert given(found) == set(sample.get("shows", []))
    assert {one.source.slug for one in found.articles} == set(sample.get("articles", []))
    left_open = {f"{one.source.slug} {gap.question}" for one in found.guides for gap in evidence.answers(one).open}
    assert left_open == set(sample.get("open", []))
    assert found.is_complete


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_nothing_is_proved_that_is_not_so(sample):
    so = {*sample.get("shows", []), *sample.get("also", [])}
    found = look(sample)

    for one in found.guides:
        for hit in one.hits:
            assert hit.means != "proves" or f"{one.source.slug} {hit.question}={hit.choice}" in so
    assert {one.source.slug for one in found.articles if one.strength == "proves"} <= set(sample.get("articles", []))


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample["name"])
def test_a_sample_is_recognised_however_it_was_copied(sample):
    expected = look(sample)

    for copied in (
        sample["text"].replace("\n", "\r\n"),
        "\ufeff" + sample["text"],
        "\x1b[0;32m" + sample["text"].replace("\n", "\x1b[0m\n"),
        sample["text"].encode("utf-16-le").decode("latin-1") if sample["text"].isascii() else sample["text"],
    ):
        found = evidence.look(clean(copied), guides(), articles())
        assert given(found) == given(expected)
        assert [one.source.slug for one in found.articles] == [one.source.slug for one in expected.articles]


def test_every_hit_quotes_the_line_it_names():
    for sample in SAMPLES:
        lines = sample["text"].split("\n")
        for one in (*look(sample).guides, *look(sample).articles):
            for hit in one.hits:
                assert 1 <= hit.line <= hit.last_line <= len(lines)
                assert hit.quote.split(" … ")[0].strip("…")[:40] in lines[hit.line - 1]


def test_at_least_thirty_kinds_of_output_are_recognised():
    kinds = {sample["form"].split(",")[0] for sample in SAMPLES if sample.get("shows") or sample.get("articles")}

    assert len(kinds) >= 30
