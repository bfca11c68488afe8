"""What a guide must keep to: one small function per rule, one visible list. (pure)

Each rule's docstring is written for authors. A rule gets the graph and the lines of its text and yields problems.
What can be said of a single key (missing, unknown, not a number) is said by `wizard.guide` when it reads the text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from kb import signs, yaml_groups
from kb.problems import Problem
from kb.saying import _, ngettext
from wizard import new_guide, places, renames, ways
from wizard.circles import circles
from wizard.graph import NONE, Choice, End, Fix, Graph, Jump, Node, Question, Shortlist, edges
from wizard.path_tests import run_tests
from wizard.ranges_and_items import item_problems, leading_to, range_problems

Lines = Callable[..., int]
Check = Callable[[Graph, Lines], Iterator[Problem]]

MAX_TITLE, MAX_SUMMARY = 120, 300
MAX_STEPS, MAX_CHOICES = 12, 9


def problems_of(graph: Graph, line: Lines) -> list[Problem]:
    """Everything that the rules say about a guide, by line; `line(*path)` is the line of a path in its text."""
    return sorted(problem for check in CHECKS for problem in check(graph, line))


def texts_that_are_too_long(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A title has one line and at most 120 characters, a summary at most 300: lists and search results show them whole."""
    for key, most in (("title", MAX_TITLE), ("summary", MAX_SUMMARY)):
        text = getattr(graph, key)
        if len(text) > most:
            yield Problem(
                line(key),
                _(
                    "the guide has %(count)s characters under '%(key)s'; %(most)s is the most.",
                    key=key,
                    count=len(text),
                    most=most,
                ),
                f"long-{key}",
            )
    for path, text in _one_line_texts(graph):
        if "\n" in text.strip("\n"):
            yield Problem(
                line(*path),
                _(
                    "%(place)s has several lines under '%(path)s'; one line is shown.",
                    place=_place(path),
                    path=path[-1],
                ),
                "several-lines",
            )


def nodes_that_nothing_leads_to(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Every node can be reached from the start; one that cannot is never shown to anyone."""
    reached = _reached(graph)
    if graph.start not in graph.by_key:
        return
    for node in graph.nodes:
        if node.key not in reached:
            message = _("node '%(key)s' is never reached: no way from the start leads to it.", key=node.key)
            yield Problem(line("nodes", node.key), message, "unreachable")


def dead_ends(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Every answer leads on, so that nobody is left standing; only an end is an end."""
    for node in graph.nodes:
        for path, place in _missing_ways(graph, node):
            message = _("%(place)s is a dead end: %(remedy)s", place=place, remedy=_remedy(path))
            yield Problem(line("nodes", node.key, *path), message, "dead-end")


def ways_that_go_round(graph: Graph, line: Lines) -> Iterator[Problem]:
    """No way leads back to where it came from. An item of a shortlist comes back by leaving its target out."""
    leads_to = {node.key: [edge.to for edge in edges(node) if edge.to in graph.by_key] for node in graph.nodes}
    for circle in circles(leads_to):
        way = " → ".join(f"'{key}'" for key in (*_shortened(circle), circle[0]))
        yield Problem(
            line("nodes", circle[0]),
            _("nodes lead round in a circle: %(way)s. Let one of them lead on.", way=way),
            "loop",
        )


def labels_given_twice(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Two answers of one question look different, or nobody can tell them apart."""
    for question in _questions(graph):
        first: dict[str, str] = {}
        for choice in question.choices:
            label = " ".join(choice.say.casefold().split())
            if label and label in first:
                message = _(
                    "%(named)s has the same label as '%(first)s': '%(strip)s'.",
                    named=places.answer(question, choice),
                    first=first[label],
                    strip=choice.say.strip(),
                )
                yield Problem(_line_of(line, question, choice), message, "same-label")
            first.setdefault(label, choice.key)


def questions_with_one_choice(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A question has at least two answers, several choices at least one; otherwise there is nothing to ask."""
    for question in _questions(graph):
        fewest = 1 if question.pick == "several" else 2
        if len(question.choices) < fewest:
            message = ngettext(
                "node '%(key)s' is a question with %(n)s choice; it needs %(fewest)s or more.",
                "node '%(key)s' is a question with %(n)s choices; it needs %(fewest)s or more.",
                len(question.choices),
                key=question.key,
                fewest=fewest,
            )
            yield Problem(line("nodes", question.key, question.choices_key), message, "one-choice")


def choices_named_none(graph: Graph, line: Lines) -> Iterator[Problem]:
    """With `pick: several` the answer `none` stands for "none of these" and cannot be a choice of its own."""
    for question in _questions(graph):
        choice = question.choice(NONE) if question.pick == "several" else None
        if choice:
            message = _(
                "%(named)s cannot have this key: '%(none)s' means that none was picked. It is offered anyway.",
                named=places.answer(question, choice),
                none=NONE,
            )
            yield Problem(_line_of(line, question, choice), message, "choice-none")


def ranges_that_do_not_meet(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Ranges stand in rising order, and each begins where the one before ends: every number has exactly one answer."""
    for question in _questions(graph):
        if question.pick == "range":
            for choice, message in range_problems(question):
                yield Problem(
                    _line_of(line, question, choice), f"{places.answer(question, choice)} {message}", "ranges"
                )


def dangerous_fixes_without_warning(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A fix that could lose data says so, in `warning`, before its first step."""
    for node in graph.nodes:
        if isinstance(node, Fix) and node.risk == "could-lose-data" and not node.warning.strip():
            message = _(
                "node '%(key)s' could lose data and has no 'warning'; say what could be lost and how to save it first.",
                key=node.key,
            )
            yield Problem(line("nodes", node.key, "risk"), message, "no-warning")


def shortlist_items(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A shortlist has two or more fixes or questions. They come back to it, stand in no other, and nothing else leads to them."""
    leading = leading_to(graph)
    for shortlist in graph.nodes:
        if isinstance(shortlist, Shortlist):
            where = line("nodes", shortlist.key, "items")
            if len(shortlist.items) < 2:
                yield Problem(
                    where,
                    _("node '%(key)s' is a shortlist with fewer than two items.", key=shortlist.key),
                    "short-shortlist",
                )
            for item in dict.fromkeys(shortlist.items):
                for message in item_problems(graph, shortlist, item, leading):
                    yield Problem(
                        where, _("node '%(key)s' %(message)s", key=shortlist.key, message=message), "shortlist-item"
                    )


def signs_that_fail(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A sign matches its `sample`, leaves the text under `not` alone, and is small enough to be quick on any text."""
    for question in _questions(graph):
        for choice in question.choices:
            for index, sign in enumerate(choice.signs):
                where = line("nodes", question.key, question.choices_key, choice.key, "signs", index)
                for problem in signs.problems_of(sign):
                    message = _(
                        "%(place)s: %(message)s",
                        place=yaml_groups.within(places.answer(question, choice), signs.named(index + 1)),
                        message=problem.message,
                    )
                    yield replace(problem, line=where, message=message)


def path_tests_that_fail(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Each of the guide's tests uses all its answers and reaches the node it names."""
    yield from run_tests(graph, line)


def renames_that_lead_nowhere(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Under `renamed` stand names that are gone on the left, and on the right what they are called now: links people keep need it."""
    for old, why in renames.wrong_renames(graph):
        yield Problem(line("renamed", old), _("'%(old)s' under 'renamed' %(why)s.", old=old, why=why), "renamed")


def words_of_a_new_guide(graph: Graph, line: Lines) -> Iterator[Problem]:
    """What stands in a new guide to show where your words go is replaced by them: readers would take it for help."""
    yield from new_guide.words_left_over(graph, line)


def questions_that_change_nothing(graph: Graph, line: Lines) -> Iterator[Problem]:
    """Where all answers of a question lead to the same node, asking it wastes time; leave it out or let the answers differ."""
    for question in _questions(graph):
        targets = {choice.to for choice in question.choices} | ({question.dont_know} if question.dont_know else set())
        is_noted_only = question.pick == "several" or graph.shortlist_of(question.key)
        if len(question.choices) > 1 and len(targets) == 1 and not is_noted_only:
            message = _(
                "node '%(key)s': all answers lead to '%(pop)s', so the question changes nothing.",
                key=question.key,
                pop=targets.pop(),
            )
            yield _warning(line("nodes", question.key), message, "idle-question")


def questions_without_how(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A question says under `how` how to find the answer out; not everyone who comes here knows."""
    for question in _questions(graph):
        if not question.how.strip():
            yield _warning(
                line("nodes", question.key),
                _("node '%(key)s' does not say under 'how' how to find out.", key=question.key),
                "no-how",
            )


def fixes_without_verify(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A fix says under `verify` how to know that it worked."""
    for node in graph.nodes:
        if isinstance(node, Fix) and not node.verify.strip():
            message = _("node '%(key)s' does not say under 'verify' how to know that it worked.", key=node.key)
            yield _warning(line("nodes", node.key), message, "no-verify")


def ways_that_are_long(graph: Graph, line: Lines) -> Iterator[Problem]:
    """More than 12 answers to an end are too many for someone in a hurry; ask what tells most first, or divide the guide."""
    most = ways.distances(graph).get(graph.start, (0, 0))[1]
    if most > MAX_STEPS:
        message = _(
            "the longest way from the start to an end takes %(most)s answers; %(max_steps)s are enough for someone in a hurry.",
            most=most,
            max_steps=MAX_STEPS,
        )
        yield _warning(line("start"), message, "long-way")


def questions_with_many_choices(graph: Graph, line: Lines) -> Iterator[Problem]:
    """More than 9 choices cannot be taken in at a glance, and have no digit to press."""
    for question in _questions(graph):
        if len(question.choices) > MAX_CHOICES:
            message = _(
                "node '%(key)s' has %(count)s choices; %(max_choices)s are the most that one takes in.",
                key=question.key,
                count=len(question.choices),
                max_choices=MAX_CHOICES,
            )
            yield _warning(line("nodes", question.key, question.choices_key), message, "many-choices")


def guides_without_tests(graph: Graph, line: Lines) -> Iterator[Problem]:
    """A guide has path tests, so that a later change does not send people the wrong way unnoticed."""
    if not graph.tests:
        message = _("the guide has no 'tests'; write one for the way most people take, and one for each fix.")
        yield _warning(line("nodes"), message, "no-tests")


CHECKS: tuple[Check, ...] = (
    texts_that_are_too_long,
    nodes_that_nothing_leads_to,
    dead_ends,
    ways_that_go_round,
    labels_given_twice,
    questions_with_one_choice,
    choices_named_none,
    ranges_that_do_not_meet,
    dangerous_fixes_without_warning,
    shortlist_items,
    signs_that_fail,
    path_tests_that_fail,
    renames_that_lead_nowhere,
    words_of_a_new_guide,
    questions_that_change_nothing,
    questions_without_how,
    fixes_without_verify,
    ways_that_are_long,
    questions_with_many_choices,
    guides_without_tests,
)


def _warning(line: int, message: str, code: str) -> Problem:
    return Problem(line, message, code, "warning")


def _questions(graph: Graph) -> Iterator[Question]:
    return (node for node in graph.nodes if isinstance(node, Question))


def _line_of(line: Lines, question: Question, choice: Choice) -> int:
    return line("nodes", question.key, question.choices_key, choice.key)


def _one_line_texts(graph: Graph) -> Iterator[tuple[tuple[str, ...], str]]:
    yield ("title",), graph.title
    names = {Question: "ask", Fix: "fix", Shortlist: "shortlist", End: "say", Jump: "say"}
    for node in graph.nodes:
        yield ("nodes", node.key, names[type(node)]), node.title
        for choice in node.choices if isinstance(node, Question) else ():
            yield ("nodes", node.key, node.choices_key, choice.key, "say"), choice.say


def _place(path: tuple[str, ...]) -> str:
    if len(path) == 1:
        return _("the guide")
    node = places.node(path[1])
    return yaml_groups.within(node, places.choice(path[3])) if len(path) > 3 else node


def _reached(graph: Graph) -> set[str]:
    reached: set[str] = set()
    waiting = [graph.start]
    while waiting:
        key = waiting.pop()
        if key not in reached and key in graph.by_key:
            reached.add(key)
            waiting.extend(edge.to for edge in edges(graph.by_key[key]))
    return reached


def _missing_ways(graph: Graph, node: Node) -> Iterator[tuple[tuple[str, ...], str]]:
    """The path and the place in words of each way on that a node lacks; items of a shortlist may leave theirs out."""
    place = places.node(node.key)
    if isinstance(node, Shortlist) and not node.then:
        yield ("shortlist",), place
    elif isinstance(node, Jump) and not node.back:
        yield ("jump",), place
    elif graph.shortlist_of(node.key):
        return
    elif isinstance(node, Fix) and not node.not_fixed:
        yield ("fix",), place
    elif isinstance(node, Question) and node.pick == "several" and not node.to:
        yield ("ask",), place
    elif isinstance(node, Question) and node.pick != "several":
        for choice in node.choices:
            if not choice.to:
                yield (node.choices_key, choice.key), places.answer(node, choice)


def _remedy(path: tuple[str, ...]) -> str:
    said = {
        "shortlist": _("say under 'then' where to go on when none of the items helped."),
        "jump": _("say under 'back' where to go on after the other guide."),
        "fix": _("say under 'not_fixed' where to go on when the fix did not help."),
    }
    return said.get(path[0]) or _("say under 'to' where to go on.")


def _shortened(keys: tuple[str, ...]) -> tuple[str, ...]:
    return keys if len(keys) <= 8 else (*keys[:7], "…")
