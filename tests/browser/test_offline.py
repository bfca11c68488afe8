"""Without a connection there is a page of ours that says what to do; nothing else is kept."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit

READY = "() => navigator.serviceWorker.ready.then(found => found.active.state === 'activated')"


def who_was_here(visit: Visit) -> Page:
    """Somebody who opened the site while there was a connection."""
    page = visit("/")
    page.wait_for_function(READY)
    return page


def test_a_page_that_cannot_be_fetched_is_replaced_by_one_that_helps(visit: Visit) -> None:
    page = who_was_here(visit)
    page.context.set_offline(True)
    page.goto("/fix/large-folder-sync/sizes/?route=entourage")
    expect(page.get_by_role("heading", level=1)).to_have_text("No connection")
    assert page.locator(".button").evaluate("one => getComputedStyle(one).backgroundColor") != "rgba(0, 0, 0, 0)"
    page.context.set_offline(False)
    with page.expect_navigation():
        page.get_by_role("link", name="Try again").click()
    expect(page.locator(".question")).to_be_visible()
    assert "route=entourage" in page.url


def test_no_document_is_kept_by_the_browser(visit: Visit) -> None:
    page = who_was_here(visit)
    page.goto("/articles/large-folders-stop-syncing/")
    kept = page.evaluate(
        """async () => {
          const found = [];
          for (const name of await caches.keys())
            for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
          return found;
        }"""
    )
    assert "/offline/" in kept
    assert all(path == "/offline/" or path.startswith("/static/") for path in kept)
