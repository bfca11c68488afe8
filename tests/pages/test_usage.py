"""The map as editors see it: with what readers answered. Readers see the map alone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.pages.reading import Page
from wizard.models import Visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def counted(guide):
    for node, answer, times in (
        ("route", "phone", 65),
        ("route", "mac", 15),
        ("restart", "fixed", 6),
        ("restart", "not-fixed", 2),
    ):
        Visit.objects.create(document=guide, day=timezone.localdate(), node=node, answer=answer, times=times)
    Visit.objects.create(
        document=guide, day=timezone.localdate() - timedelta(days=91), node="route", answer="mac", times=999
    )


def test_editors_see_numbers_on_the_map_and_what_they_suggest(browse, editor, counted):
    page = Page(browse(editor).get("/fix/sync/map/"))
    assert "65 of 80 say “A phone” at “What do you use?”: ask it later?" in page.text
    assert "80 answers" in page.text and "65 ×" in page.text and "6 of 8 fixed" in page.text
    assert "999" not in page.text and not page.errors


def test_editors_of_a_guide_that_nobody_walked_are_told_so(browse, editor, guide):
    assert "Nothing was counted yet." in Page(browse(editor).get("/fix/sync/map/")).text


@pytest.mark.parametrize("role", ["visitor", "member", "volunteer"])
def test_others_see_the_map_without_numbers(browse, counted, role, request):
    page = Page(browse(request.getfixturevalue(role)).get("/fix/sync/map/"))
    assert page.status == 200 and "80 answers" not in page.text and "What readers answered" not in page.text
