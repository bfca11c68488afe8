"""What a text may refer to, as the database has it."""

import pytest

from kb import publishing
from kb.library import DatabaseLibrary
from kb.models import Document
from tests.factories import make_article

pytestmark = pytest.mark.django_db


def test_a_staff_document_is_for_staff_at_its_old_address_too():
    article = make_article(slug="old", visibility=Document.Visibility.STAFF)
    publishing.rename(article, slug="new", by=None)
    make_article(slug="open")
    library = DatabaseLibrary()
    assert [library.is_for_staff("article", slug) for slug in ("old", "new", "open", "none")] == [
        True,
        True,
        False,
        False,
    ]


def test_only_what_a_text_names_is_looked_up(django_assert_num_queries):
    article = make_article(slug="here")
    make_article(slug="there")
    library = DatabaseLibrary()
    with django_assert_num_queries(1):
        assert library.has("article", "here") and not library.is_for_staff("article", "here")
    with django_assert_num_queries(2):  # and among old addresses
        assert not library.has("article", "nowhere") and not library.has("article", "nowhere")
    publishing.archive(article, by=None)
    assert not DatabaseLibrary().has("article", "here")


def test_an_old_address_counts_while_its_document_is_published():
    article = make_article(slug="old")
    publishing.rename(article, slug="new", by=None)
    library = DatabaseLibrary()
    assert library.has("article", "old") and library.slugs("article") == {"old", "new"}
    assert library.compiled("article", "old") == library.compiled("article", "new")
    publishing.archive(article, by=None)
    library = DatabaseLibrary()
    assert not library.has("article", "old") and library.slugs("article") == set()


def test_a_name_that_no_database_takes_is_nowhere():
    assert not DatabaseLibrary().has("article", "a\x00b")
