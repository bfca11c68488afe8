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
