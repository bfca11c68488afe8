"""What verdicts teach: enough of them change an order, few do not, and the same counts teach the same."""

from datetime import timedelta
from random import Random

import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from kb import publishing
from tests.factories import guide_text, make_guide
from tests.wizard.samples import graph_of
from tests.wizard.strategies import sound_graphs
from tests.wizard.test_ordering import BRANCHES, LIST
from wizard import advice_sets, learning
from wizard import graph as g
from wizard.learning import LEAST_SAVING, LEAST_VERDICTS, STRENGTH
from wizard.models import AdviceSet, Visit
from wizard.ordering import Advised
from wizard.walk import replay

TEXT = LIST.replace("MINUTES", "5").replace("COMMON", "sometimes").replace("LAST", "sometimes")
NODES = TEXT[TEXT.index("nodes:") :]


def counts(**fixed: int) -> dict[tuple[str, str], int]:
    return {(fix, "fixed"): times for fix, times in fixed.items()}


def test_shares_are_the_authors_words_as_twenty_cases_and_the_confirmed_ones():
    graph = graph_of(TEXT)
    learned = learning.learn(graph, counts(third=40, first=1))
    third = 0.95 * (STRENGTH / 3 + 40) / (STRENGTH + 41)
    assert learned.priors["third"] == pytest.approx(third)
    assert sum(learned.priors.values()) == pytest.approx(0.95) and "" not in learned.priors
    assert replay(graph, {}, Advised(graph, learned.priors)).key == "third"


def test_tries_alone_teach_nothing_about_causes():
    assert learning.learn(graph_of(TEXT), {("first", "not-fixed"): 500}).priors == {}


@pytest.mark.parametrize(("fixed", "is_enough"), [(LEAST_VERDICTS - 1, False), (LEAST_VERDICTS + 20, True)])
def test_an_order_changes_only_with_enough_verdicts_there(fixed, is_enough):
    learned = learning.learn(graph_of(TEXT), counts(third=fixed))
    assert bool(learned.priors) is is_enough
    assert learned.places[0].verdicts == fixed


def test_a_small_gain_does_not_go_live():
    learned = learning.learn(graph_of(TEXT), counts(first=100, second=108, third=100))
    (place,) = learned.places
    assert place.before != place.after and place.cost_after > (1 - LEAST_SAVING) * place.cost_before
    assert not place.is_better and learned.priors == {}


@pytest.mark.parametrize(
    ("verdicts", "cost_after", "certainty", "is_better"),
    [(20, 90.0, 0.9, True), (19, 90.0, 0.9, False), (20, 90.1, 0.9, False), (20, 90.0, 0.89, False)],
)
def test_all_three_conditions_must_hold(verdicts, cost_after, certainty, is_better):
    place = learning.Place("any", verdicts, ("one", "two"), ("two", "one"), 100.0, cost_after, certainty)
    assert place.is_better is is_better


def test_a_pinned_shortlist_is_not_even_looked_at():
    assert (
        learning.learn(
            graph_of(TEXT.replace("then: nobody}", "then: nobody, order: as-written}")), counts(third=99)
        ).places
        == ()
    )


def test_the_branches_after_not_knowing_are_learned_too():
    text = BRANCHES.replace(
        "minutes: 60, risk: safe, common: very-rare, works: rarely",
        "minutes: 5, risk: safe, common: rare, works: usually",
    )
    graph = graph_of(text)
    learned = learning.learn(graph, counts(rare=200, usual=2))
    assert replay(graph, {"which": ["dont-know"]}, Advised(graph)).key == "usual"
    assert replay(graph, {"which": ["dont-know"]}, Advised(graph, learned.priors)).key == "rare"


@given(st.data())
def test_the_same_counts_teach_the_same_in_whatever_order_they_come(data):
    graph = data.draw(sound_graphs())
    fixes = [node.key for node in graph.nodes if isinstance(node, g.Fix)] or ["none"]
    names = st.tuples(st.sampled_from(fixes), st.sampled_from(g.VERDICTS))
    given_counts = data.draw(st.dictionaries(names, st.integers(1, 60)))
    shuffled = list(given_counts.items())
    Random(1).shuffle(shuffled)
    learned = learning.learn(graph, given_counts)
    assert learning.learn(graph, dict(shuffled)) == learned
    model = Advised(graph, learned.priors).model
    assert sum(model.priors) == pytest.approx(1) and min(model.priors) >= 0


def say(guide, fix: str, times: int, *, verdict: str = "fixed", days_ago: int = 1) -> None:
    Visit.objects.create(
        document=guide, day=timezone.localdate() - timedelta(days=days_ago), node=fix, answer=verdict, times=times
    )


@pytest.fixture
def three(db):
    return make_guide(slug="three", nodes=NODES, start="any")


@pytest.mark.django_db
class TestAdviceSets:
    def test_the_command_makes_a_numbered_set_once_an_order_changes_and_none_after(self, three, capsys):
        say(three, "third", 60)
        call_command("learn")
        assert "three: advice set 1, from verdicts until" in capsys.readouterr().out
        call_command("learn")
        made = AdviceSet.objects.get()
        assert (made.number, made.until) == (1, timezone.localdate() - timedelta(days=1))
        assert made.places[0]["verdicts"] == 60 and made.places[0]["after"][0] == "third"

    def test_rebuilding_from_the_same_verdicts_gives_the_identical_set(self, three):
        say(three, "third", 60)
        made = advice_sets.learn(three)
        say(three, "second", 400, days_ago=0)
        assert advice_sets.rebuild(three, made.until).priors == made.priors

    def test_todays_verdicts_wait_until_the_day_is_over(self, three):
        say(three, "third", 60, days_ago=0)
        assert advice_sets.learn(three) is None

    def test_what_the_verdicts_do_not_bear_out_any_more_is_taken_back(self, three):
        say(three, "third", 60)
        advice_sets.learn(three)
        say(three, "first", 60, days_ago=2)
        taken_back = advice_sets.learn(three)
        assert taken_back is not None and taken_back.number == 2
        assert advice_sets.live(three) == taken_back

    def test_counts_go_on_under_a_new_name(self, three):
        say(three, "third", 60)
        text = guide_text(
            title="Three",
            nodes=NODES.replace("third", "number-three") + "renamed: {third: number-three}\n",
            start="any",
        )
        publishing.publish(publishing.save_revision(three, text=text, by=None, based_on=three.latest), by=None)
        three.refresh_from_db()
        assert "number-three" in advice_sets.learn(three).priors

    def test_a_new_walk_is_advised_by_the_live_set_and_an_old_address_stays_as_it_was(self, client, three):
        old = client.get("/fix/three/?first=could-not", follow=True).redirect_chain[-1][0]
        assert old == "/fix/three/second/?first=could-not&r=1"
        say(three, "third", 60)
        advice_sets.learn(three)
        new = client.get("/fix/three/?first=could-not", follow=True).redirect_chain[-1][0]
        assert new == "/fix/three/third/?first=could-not&r=1&a=1"
        assert client.get(new).status_code == 200
        assert client.get(old).status_code == 200, "an address without a set means the author's words"
        assert b"Third" in client.get("/fix/three/").content

    @pytest.mark.parametrize("forged", ["9", "x", "-1", "9" * 30])
    def test_a_set_that_is_not_there_is_left_out_of_the_address(self, client, three, forged):
        response = client.get(f"/fix/three/second/?first=could-not&r=1&a={forged}", follow=True)
        assert response.redirect_chain == [("/fix/three/second/?first=could-not&r=1", 302)]
