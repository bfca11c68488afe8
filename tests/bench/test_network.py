"""A network is read from its file and answers exactly, as worked out by hand."""

import itertools
import random

import pytest

from tests.bench.network import read_bif

SPRINKLER = """\
network garden {
}
variable rain {
  type discrete [ 2 ] { yes, no };
}
variable sprinkler {
  type discrete [ 2 ] { on, off };
}
variable grass {
  type discrete [ 3 ] { dry, damp, wet };
}
probability ( rain ) {
  table 0.2, 0.8;
}
probability ( sprinkler | rain ) {
  (yes) 0.01, 0.99;
  (no) 0.4, 0.6;
}
probability ( grass | sprinkler, rain ) {
  (on, yes) 0.0, 0.1, 0.9;
  (off, yes) 0.1, 0.2, 0.7;
  (on, no) 0.1, 0.3, 0.6;
  (off, no) 0.9, 0.1, 0.0;
}
"""


def test_a_file_gives_states_parents_and_roots():
    network = read_bif(SPRINKLER)
    assert network.states["grass"] == ("dry", "damp", "wet")
    assert network.parents["grass"] == ("sprinkler", "rain")
    assert network.roots == ("rain",)


def test_a_marginal_is_the_sum_worked_out_by_hand():
    table = read_bif(SPRINKLER).joint(["grass"]).table
    # wet: rain and on 0.2·0.01·0.9, rain and off 0.2·0.99·0.7, dry weather and on 0.8·0.4·0.6
    assert table["wet",] == pytest.approx(0.0018 + 0.1386 + 0.192)
    assert sum(table.values()) == pytest.approx(1)


def test_what_is_known_is_reasoned_from_backwards():
    table = read_bif(SPRINKLER).given({"grass": "wet"}).joint(["rain"]).table
    assert table["yes",] == pytest.approx(0.1404)
    assert table["yes",] / sum(table.values()) == pytest.approx(0.1404 / 0.3324)


def test_several_variables_come_in_the_order_asked_for():
    table = read_bif(SPRINKLER).joint(["sprinkler", "rain"]).table
    assert table["on", "yes"] == pytest.approx(0.002)
    assert table["on", "no"] == pytest.approx(0.32)


@pytest.mark.parametrize("seed", range(5))
def test_elimination_gives_what_adding_up_every_combination_gives(seed):
    chance = random.Random(seed)
    network = read_bif(random_bif(chance, 7))
    names = list(network.states)
    asked, known = names[2], {names[5]: "b", names[6]: "a"}
    table = network.given(known).joint([asked]).table
    for state in "ab":
        wanted = {**known, asked: state}
        total = 0.0
        for states in itertools.product("ab", repeat=len(names)):
            world = dict(zip(names, states, strict=True))
            if wanted.items() <= world.items():
                total += probability(network, world)
        assert table[state,] == pytest.approx(total)


def random_bif(chance: random.Random, count: int) -> str:
    parts = []
    for place in range(count):
        above = sorted(chance.sample(range(place), min(place, chance.randint(0, 3))))
        parts.append(f"variable v{place} {{\n  type discrete [ 2 ] {{ a, b }};\n}}\n")
        rows = []
        for states in itertools.product("ab", repeat=len(above)):
            share = chance.random()
            rows.append(f"  {'(' + ', '.join(states) + ')' if above else 'table'} {share}, {1 - share};\n")
        given = " | " + ", ".join(f"v{parent}" for parent in above) if above else ""
        parts.append(f"probability ( v{place}{given} ) {{\n{''.join(rows)}}}\n")
    return "".join(parts)


def probability(network, world: dict[str, str]) -> float:
    product = 1.0
    for name, factor in network.factors.items():
        product *= factor.table[(*(world[parent] for parent in network.parents[name]), world[name])]
    return product


def test_a_table_with_a_missing_row_is_refused_by_name():
    with pytest.raises(ValueError, match="table of sprinkler"):
        read_bif(SPRINKLER.replace("  (no) 0.4, 0.6;\n", ""))
