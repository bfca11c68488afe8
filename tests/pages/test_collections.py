"""Where imported pages show, and that a church's own articles come first."""

from __future__ import annotations

import pytest

from kb import search
from kb.models import Collection, Document, Origin
from tests.factories import article_text, make_article, make_guide

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection() -> Collection:
    return Collection.objects.create(slug="mends", title="Mends", licence="CC BY 4.0", weight=0.5)


def imported(collection: Collection, *, slug: str, **fields) -> Document:
    document = make_article(slug=slug, text=article_text(**{"title": slug, "type": "reference", **fields}))
    address = f"https://docs.example.org/{slug}"
    Origin.objects.create(document=document, collection=collection, path=f"docs/{slug}.md", address=address, digest="x")
    return document


def names(results: search.Results) -> list[str]:
    return [hit.document.slug for hit in results.hits]


def test_the_page_says_where_it_is_from(client, collection):
    page = client.get(imported(collection, slug="theirs").get_absolute_url()).content.decode()

    assert "From Mends (CC BY 4.0)" in page and "docs/theirs.md" in page
    assert 'href="https://docs.example.org/theirs"' in page
    assert "provenance" not in client.get(make_article().get_absolute_url()).content.decode()


def test_who_edits_it_is_told_where_it_is_from(client, collection, editor):
    client.force_login(editor)
    theirs, ours = imported(collection, slug="theirs"), make_article()

    page = client.get(f"/admin/kb/article/{theirs.pk}/change/").content.decode()
    assert "From Mends (CC BY 4.0)" in page and "What you edit here stays" in page
    assert "provenance" not in client.get(f"/admin/kb/article/{ours.pk}/change/").content.decode()


def test_of_two_alike_the_churchs_own_is_found_first(collection, visitor):
    imported(collection, slug="a-theirs", title="Mend the cable")
    make_article(slug="b-ours", title="Mend the cable")

    assert names(search.search("mend cable", user=visitor)) == ["b-ours", "a-theirs"]
    Collection.objects.update(weight=1.0)
    assert names(search.search("mend cable", user=visitor)) == ["a-theirs", "b-ours"]


def test_a_code_in_an_imported_page_still_outranks_words(collection, visitor):
    imported(collection, slug="theirs", codes=["0x85010014"])
    make_article(slug="ours", title="Error error error 85010014x")
    assert names(search.search("error 0x85010014", user=visitor))[0] == "theirs"


def test_hits_name_their_collection_and_file(collection, visitor):
    theirs, ours = imported(collection, slug="theirs", title="Cable"), make_article(slug="ours", title="Cable")
    hits = {hit.document: hit for hit in search.search("cable", user=visitor).hits}

    assert (hits[theirs].collection, hits[theirs].source_path) == (collection, "docs/theirs.md")
    assert (hits[ours].collection, hits[ours].source_path) == (None, "articles/ours.md")


def test_search_is_narrowed_to_a_collection_or_to_ones_own(client, collection, visitor):
    imported(collection, slug="theirs", title="Cable")
    make_article(slug="ours", title="Cable")
    make_guide(slug="walk", title="Cable")

    results = search.search("cable", user=visitor)
    assert results.collections == {"own": 2, "mends": 1}
    assert names(search.search("cable", user=visitor, collection="mends")) == ["theirs"]
    own = search.search("cable", user=visitor, collection="own", kind="article")
    assert (
        names(own) == ["ours"] and own.collections == {"own": 1, "mends": 1} and own.kinds == {"article": 1, "guide": 1}
    )
    assert search.search("cable", user=visitor, collection="nowhere").total == 0


def test_without_collections_there_is_nothing_to_narrow_down(visitor):
    make_article(title="Cable")
    assert search.search("cable", user=visitor).collections == {}


def test_the_search_page_labels_what_is_from_elsewhere(client, collection):
    imported(collection, slug="theirs", title="Cable")
    make_article(slug="ours", title="Cable")

    assert client.get("/search/?q=cable").content.decode().count("from Mends") == 1
    assert "/articles/ours/" not in client.get("/search/?q=cable&collection=mends").content.decode()


def test_the_api_filters_and_names_collections(client, collection):
    imported(collection, slug="theirs", title="Cable")
    make_article(slug="ours", title="Cable")

    def found(query: str):
        return {hit["slug"]: hit["collection"] for hit in client.get(f"/api/v1/search/?q=cable{query}").json()["hits"]}

    assert found("") == {"ours": None, "theirs": "mends"}
    assert found("&collection=mends") == {"theirs": "mends"} and found("&collection=own") == {"ours": None}
    assert client.get("/api/v1/search/?q=cable&collection=x%00").status_code == 400


def test_a_topic_shows_its_own_first_and_the_others_page_by_page(client, collection):
    make_article(slug="ours", title="Ours")
    for number in range(60):
        imported(collection, slug=f"theirs-{number:02}")
    first = client.get("/topics/networks/").content.decode()
    second = client.get("/topics/networks/?page=2").content.decode()

    assert first.index("Ours") < first.index("theirs-00") and "theirs-49" in first and "theirs-50" not in first
    assert "theirs-59" in second and "Page 2 of 2" in second
    assert "From other sources" not in client.get("/topics/networks/").content.decode().split("Ours")[0]


def test_home_and_feed_show_only_ones_own(client, collection):
    imported(collection, slug="theirs")
    make_article(slug="ours", title="Our own")

    for page in ("/", "/feed/"):
        text = client.get(page).content.decode()
        assert "Our own" in text and "theirs" not in text, page
    assert "/articles/theirs/" in client.get("/sitemap.xml").content.decode()


def test_what_is_read_next_is_ones_own(client, collection):
    for number in range(8):
        imported(collection, slug=f"a-{number}")
    ours, other = make_article(title="Ours"), make_article(title="Zebra")
    text = client.get(ours.get_absolute_url()).content.decode()

    assert other.title in text and "a-0" not in text


def test_the_admin_weighs_collections_and_lists_their_articles(client, collection, publisher, editor):
    imported(collection, slug="theirs")
    make_article(slug="ours")
    client.force_login(publisher)
    way = '<a href="/admin/kb/article/?collection=mends">1 document</a>'
    for address in ("/admin/kb/collection/", f"/admin/kb/collection/{collection.pk}/change/"):
        assert way in client.get(address).content.decode()
    form = {
        "form-TOTAL_FORMS": 1,
        "form-INITIAL_FORMS": 1,
        "form-0-id": collection.pk,
        "form-0-weight": "0.9",
        "_save": "1",
    }
    assert client.post("/admin/kb/collection/", form).status_code == 302
    collection.refresh_from_db()
    assert collection.weight == 0.9

    def slugs(query: str) -> set[str]:
        return {one.slug for one in client.get(f"/admin/kb/article/?{query}").context["cl"].queryset}

    assert slugs("collection=mends") == {"theirs"} and slugs("collection=-own") == {"ours"}
    assert slugs("review=none") == {"ours"}
    assert client.post(f"/admin/kb/collection/{collection.pk}/delete/", {"post": "yes"}).status_code == 403
    client.force_login(editor)
    assert client.post("/admin/kb/collection/", form).status_code in (200, 403)
