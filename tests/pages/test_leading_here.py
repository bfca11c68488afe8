"""The guides that lead to an article stand on its page, whoever named whom, for those who may see them."""

from __future__ import annotations

import pytest

from kb import publishing
from kb.models import PublishedLink
from tests.factories import GUIDE_NODES, guide_text, make_article, make_guide
from tests.pages.reading import Page, words

pytestmark = pytest.mark.django_db
TO_CABLES = GUIDE_NODES.replace("    works: usually\n", "    works: usually\n    article: cables\n")


def leading(client, address: str = "/articles/cables/") -> list[str]:
    """The titles under "Walk me through it"."""
    page = Page(client.get(address))
    return [words(link) for nav in page.all("nav", class_="leading") for link in page.all("a", within=nav)]


def test_a_guide_whose_fix_rests_on_an_article_is_named_there(client):
    make_article(slug="cables")
    make_guide(title="No light", nodes=TO_CABLES)
    make_guide(title="Something else")
    assert leading(client) == ["No light"]


def test_a_guide_that_links_here_in_its_words_is_named_too(client):
    make_article(slug="cables")
    make_guide(title="No light", nodes=GUIDE_NODES.replace("Look at the front.", "See [cables](article:cables)."))
    assert leading(client) == ["No light"]


def test_a_guide_that_the_article_names_is_named_once_and_not_again_below(client):
    make_guide(slug="no-light", title="No light")
    make_article(slug="cables", related=["guide:no-light"])
    make_guide(title="All about light", related=["article:cables"])
    assert leading(client) == ["All about light", "No light"]
    page = Page(client.get("/articles/cables/"))
    assert sum(words(link) == "No light" for link in page.main.iter("a")) == 1


def test_a_guide_stays_named_after_the_article_was_renamed(client):
    article = make_article(slug="cables")
    make_guide(title="No light", nodes=TO_CABLES)
    publishing.rename(article, slug="wires", by=None)
    assert leading(client, "/articles/wires/") == ["No light"]


def test_a_guide_that_leads_here_no_more_is_not_named(client):
    make_article(slug="cables")
    guide = make_guide(title="No light", nodes=TO_CABLES)
    revision = publishing.save_revision(guide, text=guide_text(title="No light"), by=None, based_on=guide.latest)
    assert leading(client) == ["No light"], "a draft changes nothing for readers"
    publishing.publish(revision, by=None)
    assert leading(client) == []
    assert not PublishedLink.objects.filter(document=guide).exists()


@pytest.mark.parametrize("hidden", [{"visibility": "staff"}, {"status": "draft"}, {"status": "archived"}])
def test_a_guide_that_visitors_may_not_see_is_not_named(client, hidden):
    make_article(slug="cables")
    make_guide(title="No light", nodes=TO_CABLES, **hidden)
    assert leading(client) == []


def test_articles_that_name_an_article_do_not_lead(client):
    make_article(slug="cables")
    make_article(title="Another", related=["article:cables"])
    assert leading(client) == []


def test_an_article_takes_few_queries_however_many_guides_lead_there(client, django_assert_max_num_queries):
    make_article(slug="cables")
    for _ in range(8):
        make_guide(nodes=TO_CABLES)
    with django_assert_max_num_queries(7):
        assert len(leading(client)) == 4
