"""A new guide in the admin: what it begins with can be saved as it is, and never reaches readers."""

import pytest

from kb.models import Document
from tests.factories import make_topic
from tests.pages.desk import address, filled, save
from tests.pages.reading import Page
from wizard.new_guide import NEW_GUIDE

pytestmark = pytest.mark.django_db
BEGUN = (
    NEW_GUIDE.replace("title:", "title: No sound", 1)
    .replace("summary:", "summary: Nothing to hear.", 1)
    .replace("topic:", "topic: networks", 1)
)


def test_what_a_new_guide_begins_with_can_be_saved_as_it_is(browse, editor):
    answer = save(browse(editor), "guide", slug="no-sound")
    document = Document.objects.get()
    assert answer["Location"] == address(document) and document.latest.text == NEW_GUIDE


def test_publishing_it_is_refused_and_names_every_place_at_once(browse, publisher):
    make_topic()
    client = browse(publisher)
    where = address("guide", "add")
    answer = client.post(where, filled(client.get(where), verb="publish", whole_text=BEGUN), follow=True)
    assert not Document.objects.get().is_published
    page = Page(answer)
    assert "Saved as revision 1, but not published: 10 to mend" in page.text
    assert page.text.count("still has the words of a new guide") == 10
    assert (
        "node 'first-question', choice 'one' still has the words of a new guide under 'say': 'One thing'" in page.text
    )
