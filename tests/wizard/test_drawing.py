"""The map is well-formed XML that says everything; the outline says the same."""

import time
from xml.etree import ElementTree

from hypothesis import given, settings

from tests.wizard.samples import graph_of
from tests.wizard.strategies import drafts, sound_graphs
from wizard import drawing
from wizard import graph as g
from wizard.layout import lay_out

SVG = "{http://www.w3.org/2000/svg}"


def drawn(graph):
    return ElementTree.fromstring(drawing.draw(graph, address=lambda key: f"/fix/x/{key}/?a=1&b=2").markup)


def squeezed(text):
    return "".join(text.split())


def test_every_node_is_a_link_with_a_title_and_the_class_of_its_kind():
    graph = graph_of()
    links = {link.get("href"): link for link in drawn(graph).iter(f"{SVG}a")}
    assert len(links) == len(graph.nodes)
    for node in graph.nodes:
        link = links[f"/fix/x/{node.key}/?a=1&b=2"]
        assert link.get("class") == f"map-node map-{node.kind}"
        assert link.find(f"{SVG}title").text.endswith(node.title)
        assert squeezed("".join(link.find(f"{SVG}text").itertext())) == squeezed(node.title)


def test_every_label_of_an_edge_is_in_the_map_and_in_the_outline():
    graph = graph_of()
    labels = [squeezed("".join(group.itertext())) for group in drawn(graph).iter(f"{SVG}g")]
    said = {(row.label, row.node.key) for row in drawing.rows(drawing.outline(graph))}
    for node in graph.nodes:
        for edge in g.edges(node):
            assert any(squeezed(edge.label) in label for label in labels)
            assert (edge.label, edge.to) in said


def test_a_node_met_again_is_a_reference_and_not_repeated():
    rows = list(drawing.rows(drawing.outline(graph_of())))
    whole = [row.node.key for row in rows if not row.node.is_reference]
    assert len(whole) == len(set(whole)) == 8
    assert {row.node.key for row in rows if row.node.is_reference} == {"try-list", "items", "done"}
    assert all(not row.node.branches for row in rows if row.node.is_reference)


def test_hostile_texts_are_shown_as_text():
    bad = "</text><script>alert(1)</script>&\"'\x00\x1b]]>"
    graph = g.Graph(
        bad,
        "S",
        "t",
        start="q1",
        nodes=(g.Question("q1", bad, (g.Choice("c1", bad, "e1"),)), g.End("e1", "resolved", bad)),
    )
    text = drawing.draw(graph, address=lambda key: 'javascript:"><b>').markup
    root = ElementTree.fromstring(text)
    assert "<script" not in text and "<b>" not in text
    assert not [element for element in root.iter() if "script" in element.tag]
    assert not [element for element in root.iter() if element.get("style") or element.get("onload")]


@given(sound_graphs())
@settings(max_examples=50)
def test_any_guide_becomes_well_formed_xml_with_all_its_nodes(graph):
    assert len(list(drawn(graph).iter(f"{SVG}a"))) == len(graph.nodes)
    assert {row.node.key for row in drawing.rows(drawing.outline(graph))} == set(graph.by_key)


@given(drafts())
@settings(max_examples=50)
def test_any_faulty_draft_can_be_drawn(graph):
    assert len(list(drawn(graph).iter(f"{SVG}a"))) == len(graph.by_key)
    rows = list(drawing.rows(drawing.outline(graph)))
    assert {row.node.key for row in rows} == set(graph.by_key)
    assert sum(row.opens for row in rows) == sum(len(row.closes) for row in rows)


@given(sound_graphs())
@settings(max_examples=50)
def test_boxes_stand_below_what_leads_to_them_and_do_not_overlap(graph):
    boxes = {node.key: (100.0, 40.0) for node in graph.nodes}
    links = {(node.key, edge.to): (60.0, 20.0) for node in graph.nodes for edge in g.edges(node)}
    layout = lay_out(boxes, links)
    for source, target in links:
        assert layout.boxes[source].y < layout.boxes[target].y
    everything = [*layout.boxes.values(), *(line.places[0] for line in layout.lines)]
    for index, one in enumerate(everything):
        assert one.x - one.width / 2 >= 0 and one.x + one.width / 2 <= layout.width
        for other in everything[index + 1 :]:
            apart = abs(one.x - other.x) >= (one.width + other.width) / 2
            assert apart or one.layer != other.layer


def test_long_texts_are_wrapped_inside_their_box():
    lines = drawing.wrapped("Donaudampfschifffahrtsgesellschaftskapitän and 日本語の質問です " * 3, 26)
    assert all(drawing._columns(line) <= 26 for line in lines)
    assert squeezed("".join(lines)).startswith("Donaudampfschifffahrtsgesellschaftskapitänand")


def test_a_guide_of_thousands_of_nodes_is_drawn_in_seconds():
    questions = tuple(
        g.Question(
            f"n{n}",
            f"Question {n}?",
            (g.Choice("c1", "Yes", f"n{n + 1}"), g.Choice("c2", "No", f"n{min(n + 40, 2000)}")),
        )
        for n in range(2000)
    )
    graph = g.Graph("T", "S", "t", start="n0", nodes=(*questions, g.End("n2000", "resolved", "Done")))
    begun = time.process_time()
    assert drawing.draw(graph, address=lambda key: key).markup.count("<a ") == 2001
    assert len(list(drawing.rows(drawing.outline(graph)))) == 4001
    assert time.process_time() - begun < 20
