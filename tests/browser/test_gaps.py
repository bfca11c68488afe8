"""What readers search for and open, as an editor sees it; and a draft that begins with their words."""

from __future__ import annotations

import re

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import follow, search
from tests.browser.judging import suits_everybody
from tests.browser.running_site import Site

LOG = "/admin/kb/searchlog/?q="


def counted(page: Page, typed: str) -> tuple[int, int, int]:
    """How often the log says that this was searched for, by browsers that tell, and that it led to a page."""
    page.goto(LOG + typed)
    row = page.locator("#result_list tbody tr").filter(has_text=typed)
    return tuple(int(row.locator(f".field-{name}").inner_text()) for name in ("times", "told", "clicks"))


def test_a_reader_who_opens_what_was_found_is_counted_without_a_script(visit: Visit, visit_as: Visit, js: bool) -> None:
    typed = "famv4 driver" if js else "driver famv4"  # the same reader counts once a day for the same words
    page = visit("/", js=js)
    search(page, typed)
    follow(page, page.locator(".hits a").first)
    assert "?" not in page.url and not page.context.cookies()
    assert counted(visit_as("boss"), typed) == (1, 1, 1)


def test_the_page_that_is_opened_through_the_worker_is_counted_too(visit: Visit, visit_as: Visit) -> None:
    page = visit("/")
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.reload()
    search(page, "famv4 leftover")
    follow(page, page.locator(".hits a").first)
    assert counted(visit_as("boss"), "famv4 leftover") == (1, 1, 1)


def test_a_reader_who_opens_nothing_is_not(visit: Visit, visit_as: Visit) -> None:
    page = visit("/")
    search(page, "exchange entourage")
    follow(page, page.locator(".site-name"))
    assert counted(visit_as("boss"), "exchange entourage") == (1, 1, 0)


def test_an_editor_begins_an_article_from_what_was_missed(visit_as: Visit, js: bool, site: Site) -> None:
    missed = f"xylophone {'tuner' if js else 'mallet'}"
    add = f"from django.utils import timezone; from kb.models import SearchLog; SearchLog.objects.create(day=timezone.localdate(), query='{missed}', found=0, times=2)"
    site.run("manage.py", "shell", "-c", add)
    page = visit_as("editor", "/admin/kb/gap/", js=js)
    line = page.locator(".gap-list > li").filter(has_text=missed)
    expect(line).to_contain_text("2 times")
    follow(page, line.get_by_role("link", name="Write an article"))
    expect(page.get_by_label(re.compile("^Title"))).to_have_value(missed.capitalize())
    follow(page, page.get_by_role("button", name="Save", exact=True))
    page.goto("/admin/kb/gap/")
    expect(page.locator(".gap-list > li").filter(has_text=missed).first).to_contain_text("Begun for it:")


def test_the_page_of_gaps_suits_everybody(visit_as: Visit) -> None:
    for width in (320, 768, 1280):
        page = visit_as("boss", "/admin/kb/gap/", width=width)
        expect(page.get_by_role("heading", level=1)).to_have_text("Gaps")
        suits_everybody(page, f"gaps, {width} px")
