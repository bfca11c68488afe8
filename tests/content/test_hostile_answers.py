"""Any answers on any starter guide lead to a page."""

from urllib.parse import urlencode

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.content.test_starter_content import GUIDES, graph
from tests.pages.reading import Page
from wizard.graph import Question

VALUES = ("fixed", "not-fixed", "could-not", "back", "go-on", "dont-know", "none", "", "0", "139", "1e9", "-1", "x")


@pytest.mark.parametrize("slug", GUIDES)
@given(data=st.data())
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_any_answers_lead_to_a_page_whose_way_back_is_a_page(starter, slug, data):
    walked, client = graph(slug), Client()
    choices = {choice.key for node in walked.nodes if isinstance(node, Question) for choice in node.choices}
    keys = st.sampled_from([*walked.by_key, "no-such-question"])
    values = st.sampled_from([*sorted(choices), *VALUES]) | st.text(max_size=6)
    pairs = data.draw(st.lists(st.tuples(keys, values), max_size=12))
    key = data.draw(st.just("") | keys)
    revision = data.draw(st.sampled_from(["", "0", "1", "99"]))
    query = urlencode([(name, value.encode("utf-8", "replace")) for name, value in [*pairs, ("r", revision)]])
    response = client.get(f"/fix/{slug}/{key}/?{query}" if key else f"/fix/{slug}/?{query}", follow=True)
    assert response.status_code in (200, 422) and len(response.redirect_chain) <= 3
    page = Page(response)
    assert not page.errors
    for words in ("Back one step", "Start again"):
        if words in page.links:
            assert client.get(page.links[words]).status_code == 200
