"""What somebody may read is asked anew with every search, though its statements are kept for all who read alike."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import AnonymousUser, Group

from kb import search
from kb.models import Document
from kb.reach import Reach
from tests.factories import make_article

ANYBODY = AnonymousUser()


def make_user(name: str, **fields):
    return get_user_model().objects.create_user(name, password="x", **fields)


@pytest.fixture
def pages(db):
    make_article(slug="open", title="Printer in the office")
    make_article(slug="staff", title="Printer password", visibility="staff")


def found(user) -> set[str]:
    return {hit.document.slug for hit in search.search("printer", user=user).hits}


def test_each_finds_what_is_theirs_whoever_searched_before(pages, settings):
    reader, member = make_user("reader"), make_user("member")
    reader.groups.add(Group.objects.get(name="Staff reader"))
    for _ in range(2):
        assert found(ANYBODY) == {"open"}
        assert found(reader) == {"open", "staff"}
        assert found(member) == {"open"}
        settings.READERS = "signed-in"
        assert found(ANYBODY) == set()
        assert found(member) == {"open"}
        settings.READERS = "public"


def test_a_search_and_a_list_of_what_may_be_read_agree(pages, settings):
    boss = make_user("boss", is_superuser=True)
    for readers in ("public", "signed-in"):
        settings.READERS = readers
        for user in (ANYBODY, boss):
            assert found(user) == set(Document.objects.visible_to(user).values_list("slug", flat=True))


def test_who_lost_a_right_finds_no_more_than_others(pages):
    reader = make_user("reader")
    group = Group.objects.get(name="Staff reader")
    reader.groups.add(group)
    assert Reach.of(reader) is Reach.ALL
    reader.groups.remove(group)
    assert found(type(reader).objects.get(pk=reader.pk)) == {"open"}
