"""Every number on the page that explains the wizard's decisions is what the code makes of the guide on that page."""

import re
from pathlib import Path

import pytest

from wizard import advice, causes, guide
from wizard.beliefs import SOMETHING_ELSE, Evidence, beliefs, reasons
from wizard.repair import best_fix, expected_cost, helps, weigh

PAGE = (Path(__file__).parents[2] / "docs" / "how-the-wizard-decides.md").read_text(encoding="utf-8")
START = Evidence()
SAID_NO = START.with_answer("resolves", "name-fails")
STAGES = [START, SAID_NO]
for tried in ("search-domain", "add-record", "ticket"):
    STAGES.append(STAGES[-1].with_verdict(tried, "not-fixed"))


def table(first_cell: str) -> list[list[str]]:
    """The rows of the table whose head begins with these words, head included."""
    lines = PAGE.split("\n")
    begin = next(at for at, line in enumerate(lines) if line.startswith(f"| {first_cell} |"))
    rows = []
    for line in lines[begin:]:
        if not line.startswith("|"):
            break
        if not line.startswith("|---"):
            rows.append([cell.strip(" `") for cell in line.strip("|").split("|")])
    return rows


def numbers(cells: list[str]) -> list[float]:
    return [float(cell.removesuffix(" %")) for cell in cells]


@pytest.fixture(scope="module")
def model():
    text = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)[1]
    read = guide.read(text)
    assert not read.problems
    return causes.model_of(read.graph)


@pytest.mark.parametrize(
    ("word", "meaning", "unit"),
    [
        ("`common`", causes.COMMON_WEIGHT, 1),
        ("`works`", causes.WORKS_SHARE, 0.01),
        ("`risk`", causes.RISK_FACTOR, 1),
    ],
)
def test_the_words_stand_for_the_numbers_on_the_page(word, meaning, unit):
    head, row = table(word)
    assert dict(zip(head[1:], numbers(row[1:]), strict=True)) == pytest.approx(
        {key: number / unit for key, number in meaning.items()}
    )


def test_the_other_numbers_of_the_method_stand_on_the_page():
    asks, hands_over = (
        f"costs {causes.QUESTION_MINUTES:g} minute,",
        f"costs {causes.ESCALATION_MINUTES:g}, a working day",
    )
    assert f"A question {asks} handing a case over {hands_over}" in PAGE
    assert f"in {causes.ON_THE_WAY:.0%}".replace("%", " %") in PAGE
    assert f"1 in {causes.ESCALATION_MINUTES:g}, or {100 / causes.ESCALATION_MINUTES:.2f} % per minute" in PAGE
    assert f"({causes.SOMETHING_ELSE_SHARE:.0%})".replace("%", " %") in PAGE


def test_each_column_of_beliefs_follows_from_the_one_before(model):
    head, *rows = table("Cause")
    assert len(head) == len(STAGES) + 1
    for name, *shown in rows:
        place = model.causes.index(SOMETHING_ELSE if name == "something else" else name)
        assert numbers(shown) == [round(100 * beliefs(model, known)[place]) for known in STAGES]
    assert len(rows) == len(model.causes)


def test_the_fixes_are_compared_by_what_they_solve_per_minute(model):
    belief = beliefs(model, SAID_NO)
    _, *rows = table('After "No"')
    for name, *shown in rows:
        share, cost = 100 * helps(model.fix[name], belief), model.fix[name].cost
        assert numbers(shown) == [round(share, 1), cost, round(share / cost, 1)]
    assert rows[0][0] == best_fix(model.fixes, belief).key
    assert f"{100 * belief[0]:.1f} % × {model.fix['search-domain'].works[0][1]:.0%}".replace("0%", "0 %") in PAGE


def test_asking_is_compared_with_never_asking_and_with_asking_later(model):
    never = expected_cost(model, model.fixes, model.priors)
    best = best_fix(model.fixes, model.priors)
    asking = weigh(model, model.questions[0], model.fixes, model.priors, never, best)
    shown = [float(minutes) for _, minutes in table("Plan")[1:]]
    assert shown == [round(asking.never, 1), round(asking.now, 1), round(asking.after, 1)]


def test_the_reasons_add_up(model):
    terms = reasons(model, SAID_NO, "search-domain")
    *shown, (_, together) = table("Reason")[1:]
    assert [(words, float(counts)) for words, counts in shown] == [
        (" ".join(filter(None, (term.title, term.answer))), round(term.amount, 2)) for term in terms
    ]
    assert float(together) == round(sum(term.amount for term in terms), 2)
    share = beliefs(model, SAID_NO)[0]
    assert (
        f"e to the power {together.strip('+')}, about {share / (1 - share):.1f} to 1, which is {100 * share:.0f} %"
        in PAGE
    )


def test_what_the_reader_sees_is_quoted_word_for_word(model):
    for known in STAGES[:2]:
        step = advice.next_step(model, known)
        assert f'*"{step.reason}"*' in PAGE
    kinds = [advice.next_step(model, known).kind for known in STAGES]
    assert kinds == ["ask", "try", "try", "try", "escalate"]


def test_the_branches_are_equal_and_the_first_drawn_comes_first(model):
    first, second = advice.branches(model, "resolves", START)
    assert f"{first.share:.0%} in {first.minutes:g} minutes".replace("%", " %") in PAGE
    assert (first.share, first.minutes) == pytest.approx((second.share, second.minutes))
    assert first.choice == "name-fails"
