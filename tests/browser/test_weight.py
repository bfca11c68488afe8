"""What a page weighs on a slow connection: little HTML, little style and script, nothing of another host."""

from __future__ import annotations

import gzip
import urllib.request
from urllib.parse import urljoin

import pytest

from tests.browser.conftest import Visit
from tests.browser.pages import READERS_PAGES
from tests.browser.running_site import ROOT, Site

pytestmark = pytest.mark.looks

KILOBYTE = 1000
ARTICLES = sorted(path.stem for path in (ROOT / "content" / "articles").glob("*.md"))
LOADED = """() => [...document.querySelectorAll("script[src], link[rel=stylesheet]")].map(one => one.src || one.href)"""


def fetched(address: str, **headers: str) -> tuple[bytes, str]:
    """The bytes of an answer as they come over the line, and how they are compressed."""
    with urllib.request.urlopen(urllib.request.Request(address, headers=headers), timeout=20) as response:
        return response.read(), response.headers.get("Content-Encoding", "")


def test_the_html_of_every_starter_article_is_under_30_kb_before_compression(site: Site) -> None:
    sizes = {slug: len(fetched(f"{site.url}/articles/{slug}/")[0]) for slug in ARTICLES}
    assert {slug: size for slug, size in sizes.items() if size >= 30 * KILOBYTE} == {}


def test_pages_come_compressed_to_a_third(site: Site) -> None:
    address = f"{site.url}{READERS_PAGES['article'][1]}"
    plain, _ = fetched(address)
    packed, encoding = fetched(address, **{"Accept-Encoding": "gzip"})
    assert encoding == "gzip" and gzip.decompress(packed) == plain
    assert len(packed) < len(plain) * 0.4


@pytest.mark.parametrize("name", ["home", "topic", "article", "search", "guide", "fix", "map"])
def test_styles_and_scripts_of_a_page_are_under_40_kb_compressed(visit: Visit, site: Site, name: str) -> None:
    page = visit(READERS_PAGES[name][1])
    answers = [fetched(urljoin(site.url, one), **{"Accept-Encoding": "br"}) for one in page.evaluate(LOADED)]
    assert len(answers) > 5
    assert {encoding for body, encoding in answers if len(body) > 500} == {"br"}
    assert sum(len(body) for body, _ in answers) < 40 * KILOBYTE
