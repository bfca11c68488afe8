"""Synonyms in the admin: who writes them, and what is told of those that cannot be used."""

import pytest

from kb.models import Synonym
from tests.factories import make_article
from tests.pages.reading import Page

pytestmark = pytest.mark.django_db

ADD = "/admin/kb/synonym/add/"


def save(client, **typed):
    return Page(client.post(ADD, typed, follow=True))


@pytest.mark.parametrize("who", ["editor", "publisher", "admin"])
def test_editors_and_publishers_write_synonyms_that_are_live_at_once(client, who, request):
    make_article(title="The projector shows blue only")
    client.force_login(request.getfixturevalue(who))
    page = save(client, typed="Beamer", means="Projector, video-projector")
    assert page.status == 200 and [str(one) for one in Synonym.objects.all()] == ["beamer: projector, video projector"]
    assert "The projector shows blue only" in Page(client.get("/search/?q=beamer")).links
    synonym = Synonym.objects.get()
    client.post(f"/admin/kb/synonym/{synonym.pk}/delete/", {"post": "yes"})
    assert not Synonym.objects.exists()


def test_others_do_not(client, volunteer):
    client.force_login(volunteer)
    assert client.get(ADD).status_code == 403
    assert client.post(ADD, {"typed": "beamer", "means": "projector"}).status_code == 403


@pytest.mark.parametrize(
    ("typed", "means", "said"),
    [
        ("", "projector", "This field is required"),
        ("?!", "projector", "Write at least one word"),
        ("beamer", " , ,", "Write at least one word"),
        ("beamer", "Beamer", "stands on both sides"),
        ("one two three four five six", "projector", "more than 5 words"),
        ("beamer", ",".join(f"word{number}" for number in range(9)), "At most 8 meanings"),
        ("b" * 81, "projector", "at most 80 characters"),
        ("beamer", "p" * 201, "at most 200 characters"),
        ("Beam-er", "projector", "There is a synonym for this already"),
    ],
)
def test_what_cannot_be_used_is_told_in_the_form(client, editor, typed, means, said):
    Synonym.objects.create(typed="beam er", means="projector")
    client.force_login(editor)
    page = save(client, typed=typed, means=means)
    assert said in page.text and Synonym.objects.count() == 1


def test_a_synonym_can_be_changed_and_keeps_its_own_word(client, editor):
    synonym = Synonym.objects.create(typed="beamer", means="projector")
    client.force_login(editor)
    client.post(f"/admin/kb/synonym/{synonym.pk}/change/", {"typed": "beamer", "means": "projector, screen"})
    synonym.refresh_from_db()
    assert synonym.means == "projector, screen"
