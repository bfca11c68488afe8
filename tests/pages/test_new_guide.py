"""A new guide in the admin: what it begins with can be saved as it is, and never reaches readers."""

import pytest
from django.urls import reverse

from kb.models import Document
from tests.factories import make_guide, make_topic
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


@pytest.mark.parametrize("page", ["new", "begun"])
def test_beside_the_text_stands_what_its_parts_are_and_where_the_whole_reference_is(page, browse, editor):
    client = browse(editor)
    shown = Page(client.get(address("guide", "add") if page == "new" else address(make_guide("draft"))))
    (hint,) = (one for one in shown.root.iter() if one.get("id") == "id_whole_text_helptext")
    assert {"nodes", "ask", "choices", "fix", "shortlist", "end", "jump", "to", "tests"} <= {
        one.text for one in hint.iter("code")
    }
    assert shown.all("textarea", name="whole_text")[0].get("aria-describedby") == "id_whole_text_helptext"
    (link,) = hint.iter("a")
    reference = client.get(link.get("href"))
    assert (reference.status_code, reference["Content-Type"]) == (200, "text/plain; charset=utf-8")
    assert reference.content.decode().startswith("# The guide format")


def test_what_was_typed_and_sent_back_has_the_help_too(browse, editor):
    answer = browse(editor).post(address("guide", "add"), {"whole_text": "title: [", "verb": "preview"})
    assert "Every key and what it takes" in Page(answer).text


def test_the_reference_is_for_those_who_write(browse, volunteer, visitor):
    where = reverse("admin:wizard_guide_format")
    assert [browse(who).get(where).status_code for who in (volunteer, visitor)] == [403, 302]
