"""Finding documents: by code, by word, by phrase; who finds what; what happens as documents change."""

import html5lib
import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from kb import publishing, search
from kb.models import Document, SearchEntry
from tests.factories import article_text, make_article, make_guide, make_topic
from tests.kb.hostile import HOSTILE
from tests.quickly import quickly

pytestmark = pytest.mark.django_db

ANYBODY = AnonymousUser()


def found(typed: str, user=ANYBODY, **filters) -> list[str]:
    """The slugs that this user finds, in order."""
    return [hit.document.slug for hit in search.search(typed, user=user, **filters).hits]


# Codes


SPELLINGS = [
    "0x85010014",
    "0X85010014",
    "85010014",
    "0×85010014",
    "0x 85010014",
    "0x8501 0014",
    "error 0x85010014",
    "“0x85010014”",
    "0x85010014 on my phone",
    "phone error code 85010014, calendar",
]


@pytest.fixture
def code_articles(db):
    make_article(slug="large-folders", title="Large folders stop syncing", codes=["0x85010014"])
    body = (
        "## Codes\n| Code | Meaning |\n|---|---|\n| 0x85010014 | See large folders |\n| 0x80072EE7 | No such server |\n"
    )
    make_article(
        slug="code-table", title="Phone error codes", codes=["0x80072EE7"], body=body + "\nPhone, phone, phone.\n"
    )
    make_article(
        slug="calendar", title="Calendar on my phone: error code on the phone", body="## Phone\nPhone calendar error.\n"
    )


@pytest.mark.parametrize("typed", SPELLINGS)
def test_every_spelling_of_a_code_finds_the_article_about_it_first_then_those_that_mention_it(code_articles, typed):
    assert found(typed)[:2] == ["large-folders", "code-table"]


@pytest.mark.parametrize("typed", SPELLINGS[:6])
def test_a_code_alone_finds_nothing_that_does_not_hold_it(code_articles, typed):
    assert found(typed) == ["large-folders", "code-table"]


@pytest.mark.parametrize(
    ("declared", "typed"),
    [
        ("KB 817379", "KB817379"),
        ("KB 817379", "kb 817379"),
        ("KB817379", "KB-817379"),
        ("event 3005", "event id 3005"),
        ("Event ID 3005", "event 3005"),
        ("HTTP 451", "http 451"),
        ("HTTP 451", "HTTP/1.1 451"),
    ],
)
def test_numbers_of_articles_events_and_answers_are_codes(declared, typed):
    make_article(slug="this", title="This one", codes=[declared])
    make_article(slug="other", title="Another one: HTTP, KB, event id", body="## Numbers\nEvent KB HTTP id 817 3 45.\n")
    assert found(typed)[0] == "this"


def test_a_code_that_only_the_text_mentions_is_found_in_another_spelling_and_marked():
    make_article(slug="mention", body="## Error\nOne phone showed 0×85010014 and stopped.\n")
    (hit,) = search.search("85010014", user=ANYBODY).hits
    assert hit.document.slug == "mention"
    assert "<mark>0×85010014</mark>" in hit.snippet


# Words


def test_any_of_the_words_is_enough_and_more_of_them_rank_higher():
    make_article(slug="one", title="Printers in the hall")
    make_article(slug="both", title="Printers print twice")
    make_article(slug="none", title="Microphones")
    assert found("printers twice") == ["both", "one"]


def test_words_are_found_in_other_forms_and_without_accents():
    make_article(slug="sync", title="Synced folders at the café")
    assert found("syncing") == found("FOLDER") == found("cafe") == found("CAFÉ") == ["sync"]


def test_stop_words_alone_are_still_searched_for():
    make_article(slug="who", title="Who is it")
    assert found("who") == ["who"]


def test_a_phrase_in_quotes_must_stand_there():
    make_article(slug="phrase", title="Access denied on a share")
    make_article(slug="words", title="Denied: no access to the share")
    assert found('"access denied"') == ["phrase"]
    assert found('share "access denied"') == ["phrase"]


def test_a_phrase_that_stands_nowhere_is_searched_for_as_words_and_it_is_said():
    make_article(slug="words", title="Denied: no access")
    results = search.search('"access denied"', user=ANYBODY)
    assert [hit.document.slug for hit in results.hits] == ["words"]
    assert results.is_loose


def test_words_typed_side_by_side_rank_higher_where_they_stand_so():
    make_article(
        slug="apart", title="A", body="## Notes\nHere large and old things. There lie folders, all in a row.\n"
    )
    make_article(
        slug="together", title="B", body="## Notes\nHere old things and all. There lie large folders in a row.\n"
    )
    make_article(slug="other", title="C", body="## Notes\nNothing of the kind.\n")
    assert found("large folders") == ["together", "apart"]


def test_a_minus_leaves_documents_out():
    make_article(slug="iphone", title="Calendar on the iPhone")
    make_article(slug="desktop", title="Calendar on the desktop")
    assert found("calendar -iphone") == ["desktop"]
    assert found('calendar -"on the desktop"') == ["iphone"]


def test_articles_and_guides_are_in_one_list_and_can_be_told_apart():
    make_article(slug="cable", title="Cables in the hall")
    make_guide(slug="cable-guide", title="Cables: find the broken one")
    results = search.search("cables", user=ANYBODY)
    assert {(hit.kind, hit.url, hit.source_path) for hit in results.hits} == {
        ("article", "/articles/cable/", "articles/cable.md"),
        ("guide", "/fix/cable-guide/", "guides/cable-guide.yaml"),
    }
    assert found("cables", kind="guide") == ["cable-guide"]


def test_nothing_typed_finds_nothing():
    make_article()
    results = search.search(" ", user=ANYBODY)
    assert (results.hits, results.total, results.kinds) == ([], 0, {})


def test_pages_go_on_where_the_last_one_ended():
    for number in range(5):
        make_article(slug=f"printer-{number}", title="Printer")
    pages = [found("printer", limit=2, offset=offset) for offset in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 1, 0]
    assert len({slug for page in pages for slug in page}) == 5


def test_filters_say_how_much_there_is_under_each():
    phones = make_topic("phones", "Phones")
    make_article(title="Printer", topic="phones")
    make_article(title="Printer", topic="networks")
    make_guide(title="Printer", topic="phones")
    results = search.search("printer", user=ANYBODY, topic=phones)
    assert results.total == 2
    assert results.kinds == {"article": 1, "guide": 1}
    assert results.topics == {"phones": 2, "networks": 1}
    results = search.search("printer", user=ANYBODY, kind="guide")
    assert results.kinds == {"article": 2, "guide": 1}
    assert results.topics == {"phones": 1}


def test_a_title_and_a_text_with_markup_come_back_as_text():
    make_article(
        slug="evil", title="Printer <script>alert(1)</script>", summary="Printer <img src=x onerror=alert(1)> & more"
    )
    (hit,) = search.search("printer script alert", user=ANYBODY).hits
    tree = html5lib.parseFragment(hit.snippet, namespaceHTMLElements=False)
    assert {element.tag for element in tree.iter()} == {"DOCUMENT_FRAGMENT", "mark"}
    assert hit.title == "Printer <script>alert(1)</script>"  # templates escape it


@pytest.mark.parametrize("typed", HOSTILE, ids=lambda typed: ascii(typed[:20]))
def test_whatever_is_typed_is_answered_quickly_and_without_an_error(typed, caplog):
    make_article(slug="phone", title="Phone", body="## Text\nnul nul DROP TABLE title codes NEAR half e 日本語\n")
    results = quickly(lambda: search.search(typed, user=ANYBODY))
    assert results.total == len(results.hits) <= 1
    assert not caplog.records  # not even the fall-back was needed


def test_signs_of_the_engines_are_no_wildcards():
    make_article(slug="phone", title="Phone")
    assert found("pho*") == found("ph%ne") == found("ph_ne") == found("title:xyz") == []
    assert found("phone*") == found("^phone") == found("(phone)") == ["phone"]


# Who finds what


@pytest.fixture
def one_of_each(db):
    make_article("published", slug="public", title="Printer")
    make_article("published", slug="staff", title="Printer", visibility="staff", topic="staff-topic")
    for status in ("draft", "submitted", "archived"):
        make_article(status, slug=status, title="Printer")


@pytest.mark.parametrize(
    ("who", "slugs"),
    [
        ("visitor", {"public"}),
        ("volunteer", {"public", "staff"}),
        ("editor", {"public", "staff"}),
        ("publisher", {"public", "staff"}),
        ("admin", {"public", "staff"}),
    ],
)
def test_everybody_finds_and_counts_what_they_may_read(one_of_each, who, slugs, request):
    results = search.search("printer", user=request.getfixturevalue(who))
    assert {hit.document.slug for hit in results.hits} == slugs
    assert results.total == len(slugs)
    assert results.kinds == {"article": len(slugs)}
    assert ("staff-topic" in results.topics) == ("staff" in slugs)


def test_a_visitor_of_a_site_for_signed_in_readers_finds_nothing(one_of_each, visitor, volunteer, settings):
    settings.READERS = "signed-in"
    results = search.search("printer", user=visitor)
    assert (results.hits, results.total, results.kinds, results.topics) == ([], 0, {}, {})
    assert search.search("printer", user=volunteer).total == 2


# As documents change


def test_what_is_published_is_found_at_once_and_what_it_said_before_no_more():
    article = make_article(slug="a", title="Printer", body="## Old\nToner.\n")
    revision = publishing.save_revision(
        article, text=article_text(title="Scanner", body="## New\nGlass.\n"), by=None, based_on=article.latest
    )
    assert found("printer") == found("toner") == ["a"]
    publishing.publish(revision, by=None)
    assert found("printer") == found("toner") == []
    assert found("scanner") == found("glass") == ["a"]


def test_going_back_to_an_old_revision_brings_its_words_back():
    article = make_article(slug="a", title="Printer")
    first = article.published
    revision = publishing.save_revision(article, text=article_text(title="Scanner"), by=None, based_on=article.latest)
    publishing.publish(revision, by=None)
    article.refresh_from_db()
    publishing.revert(article, to=first, by=None)
    assert (found("printer"), found("scanner")) == (["a"], [])


def test_an_archived_document_is_not_found_until_it_is_brought_back():
    article = make_article(slug="a", title="Printer")
    publishing.archive(article, by=None)
    assert found("printer") == []
    assert not SearchEntry.objects.exists()
    publishing.unarchive(article, by=None)
    assert found("printer") == ["a"]


def test_a_renamed_document_is_found_at_its_new_address():
    article = make_article(slug="old", title="Printer")
    publishing.rename(article, slug="new", by=None)
    (hit,) = search.search("printer", user=ANYBODY).hits
    assert (hit.url, hit.source_path) == ("/articles/new/", "articles/new.md")


def test_a_deleted_document_is_gone_from_the_index_too():
    article = make_article(slug="a", title="Printer")
    make_article(slug="b", title="Printer")
    Document.objects.filter(pk=article.pk).update(published=None, latest=None)
    article.refresh_from_db()
    article.delete()
    assert found("printer") == ["b"]


def test_what_is_undone_is_not_found():
    article = make_article(slug="a", title="Printer")
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        revision = publishing.save_revision(
            article, text=article_text(title="Scanner"), by=None, based_on=article.latest
        )
        publishing.publish(revision, by=None)
        make_article(slug="b", title="Printer")
        1 / 0  # noqa: B018
    assert (found("printer"), found("scanner")) == (["a"], [])
