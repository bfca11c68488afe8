"""Random guides for property tests: sound ones, and drafts with every kind of fault."""

from __future__ import annotations

from hypothesis import strategies as st

from kb.signs import KINDS, MEANS, Sign
from wizard import graph as g

# What neither a database nor XML can hold is refused when a text is read.
UNSTORED = [*map(chr, (*range(9), 11, 12, *range(14, 32), 127)), "\ufffe", "\uffff"]
texts = st.text(st.characters(codec="utf-8", exclude_characters=UNSTORED), min_size=1, max_size=24)
words = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=20)
blocks = st.one_of(
    texts, st.lists(texts, min_size=1, max_size=4).map("\n".join), st.just("1. One\n2. Two\n\n    more\n")
)
optional = st.one_of(st.just(""), blocks)
orders = st.sampled_from(["", g.AS_WRITTEN])
slugs = st.sampled_from(["bind-a-mac", "remote-wipe", "share-by-full-name"])


def _key(index: int) -> str:
    return f"node-{index}"


@st.composite
def signs(draw: st.DrawFn) -> Sign:
    kind = draw(st.sampled_from(KINDS))
    limits = {"at_least": draw(st.sampled_from(["", "3", "1,600"])), "below": draw(st.sampled_from(["", "99.5"]))}
    return Sign(
        kind,
        draw(texts),
        draw(st.sampled_from(MEANS)),
        draw(texts),
        draw(texts),
        **(limits if kind == "number" else {}),
    )


@st.composite
def _question(draw: st.DrawFn, key: str, targets: st.SearchStrategy[str], *, is_item: bool) -> g.Question:
    pick = draw(st.sampled_from(["one", "several", "range"]))
    count = draw(st.integers(2, 4))
    bounds = ["", *(str(10 * place) for place in range(1, count)), ""]
    choices = []
    for place in range(count):
        to = "" if pick == "several" or (is_item and (place == 0 or draw(st.booleans()))) else draw(targets)
        limits = {"from_": bounds[place], "below": bounds[place + 1]} if pick == "range" else {}
        held = tuple(draw(st.lists(signs(), max_size=1)))
        choices.append(
            g.Choice(f"choice-{place}", draw(words), to, draw(st.one_of(st.just(""), words)), signs=held, **limits)
        )
    return g.Question(
        key,
        draw(words),
        tuple(choices),
        pick,
        how=draw(optional),
        unit=draw(st.sampled_from(["", "items"])),
        to=draw(targets) if pick == "several" and not is_item else "",
        dont_know=draw(targets) if draw(st.integers(0, 3)) == 0 else "",
    )


@st.composite
def _fix(draw: st.DrawFn, key: str, targets: st.SearchStrategy[str], *, is_item: bool) -> g.Fix:
    return g.Fix(
        key,
        draw(words),
        draw(blocks),
        draw(st.integers(1, 480)),
        draw(st.sampled_from(g.RISKS)),
        draw(st.sampled_from(g.COMMON)),
        draw(st.sampled_from(g.WORKS)),
        warning=draw(blocks),
        verify=draw(optional),
        undo=draw(optional),
        article=draw(st.one_of(st.just(""), slugs)),
        fixed=draw(targets) if draw(st.booleans()) else "",
        not_fixed="" if is_item else draw(targets),
        could_not=draw(targets) if draw(st.booleans()) else "",
    )


def _end(draw: st.DrawFn, key: str) -> g.End:
    return g.End(key, draw(st.sampled_from(["resolved", "not-covered"])), draw(words), text=draw(optional))


@st.composite
def sound_graphs(draw: st.DrawFn) -> g.Graph:
    """A guide whose ways lead on, never round: each node leads only to later ones, the last one is an end.

    Nodes that nothing leads to may be left; no walk sees them.
    """
    count = draw(st.integers(2, 9))
    nodes: list[g.Node] = []
    index = 0
    items: list[g.Node] = []
    while index < count:
        key, later = _key(index), st.integers(index + 1, count).map(_key)
        kind = draw(st.sampled_from(["question", "question", "fix", "shortlist", "end", "jump"]))
        if kind == "question":
            nodes.append(draw(_question(key, later, is_item=False)))
        elif kind == "fix":
            nodes.append(draw(_fix(key, later, is_item=False)))
        elif kind == "shortlist":
            of = [f"item-{index}-{place}" for place in range(draw(st.integers(2, 3)))]
            makers = st.sampled_from([_question, _fix])
            items = [draw(draw(makers)(item, later, is_item=True)) for item in of]
            nodes += [g.Shortlist(key, draw(words), tuple(of), draw(later), draw(orders)), *items]
        elif kind == "jump":
            nodes.append(g.Jump(key, draw(slugs), draw(words), draw(later)))
        else:
            nodes.append(_end(draw, key))
        index += 1
    nodes.append(_end(draw, _key(count)))
    return draw(_with_head(tuple(nodes), _key(0)))


@st.composite
def _with_head(draw: st.DrawFn, nodes: tuple[g.Node, ...], start: str) -> g.Graph:
    few = st.lists(texts, max_size=3).map(tuple)
    given_answers = st.lists(st.tuples(st.just(start), st.lists(words, max_size=2).map(tuple)), max_size=1).map(tuple)
    tests = st.lists(st.builds(g.PathTest, name=words, given=given_answers, reaches=st.just(start)), max_size=2).map(
        tuple
    )
    return g.Graph(
        draw(texts), draw(texts), draw(words), draw(few), draw(few), draw(few), draw(few), draw(few), start, nodes, draw(tests),
        draw(st.sampled_from(["", "2026-11-22"])), draw(st.one_of(st.just(""), texts)),
    )  # fmt: skip


@st.composite
def drafts(draw: st.DrawFn) -> g.Graph:
    """A guide with any fault: targets that are not there, circles, items of several shortlists, no start."""
    count = draw(st.integers(0, 6))
    anywhere = st.one_of(st.integers(0, count).map(_key), st.just(""))
    nodes: list[g.Node] = []
    for index in range(count):
        key = _key(index)
        kind = draw(st.sampled_from(["question", "fix", "shortlist", "end", "jump"]))
        if kind == "question":
            nodes.append(draw(_question(key, anywhere, is_item=draw(st.booleans()))))
        elif kind == "fix":
            nodes.append(draw(_fix(key, anywhere, is_item=draw(st.booleans()))))
        elif kind == "shortlist":
            nodes.append(
                g.Shortlist(key, draw(words), tuple(draw(st.lists(anywhere, max_size=3))), draw(anywhere), draw(orders))
            )
        elif kind == "jump":
            nodes.append(g.Jump(key, draw(slugs), draw(words), draw(anywhere)))
        else:
            nodes.append(_end(draw, key))
    return draw(_with_head(tuple(nodes), draw(st.sampled_from([_key(0), _key(count), ""]))))


@st.composite
def answers_for(draw: st.DrawFn, graph: g.Graph) -> dict[str, list[str]]:
    """Any answers, most of them nearly right."""
    usual = [*g.ANSWER_WORDS, "choice-0", "choice-1", "choice-2", "5", "1,600", "-3.50", "12", ""]
    values = st.lists(st.one_of(st.sampled_from(usual), st.text(max_size=5)), max_size=3)
    keys = st.one_of(st.sampled_from([node.key for node in graph.nodes] or ["stranger"]), st.text(max_size=5))
    given = draw(st.dictionaries(keys, values, max_size=3))
    for node in graph.nodes:
        if draw(st.booleans()):
            given[node.key] = draw(values)
    return given
