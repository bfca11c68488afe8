"""Judges a page on a phone, a tablet and a desk, in light and dark: nothing sticks out, nothing is too small to hit, axe finds nothing.

A picture in each width and scheme is kept in artifacts/screenshots/ for people to look at.
"""

from __future__ import annotations

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.sync_api import Page

from tests.browser.running_site import ROOT

PICTURES = ROOT / "artifacts" / "screenshots"
WIDTHS = (320, 768, 1280)
SCHEMES = ("light", "dark")
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
AXE = {"resultTypes": ["violations"], "preload": False}  # preloading writes styles into the page
OF_COLOURS = ["color-contrast", "link-in-text-block"]  # the rules for which another colour scheme makes a difference

# Playwright hides the caret by a style that our content policy refuses; so it stays.
PICTURE = {"full_page": True, "caret": "initial", "type": "jpeg", "quality": 70}

# Gives words for what is too small to hit. Links in lines of text are let off, and the small arrows of Django's lists, which repeat
# the heading beside them.
TOO_SMALL = """least => {
  const inText = element => {
    if (getComputedStyle(element).display !== "inline") return false;
    const block = element.parentElement.closest("p, li, dd, dt, td, th, label, h1, h2, h3, h4, summary, div, body");
    if (block.closest(".prose")) return true;
    return [...block.childNodes].some(node => !node.contains(element) && node.textContent.trim() !== "");
  };
  const found = [];
  for (const element of document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")) {
    if (!element.checkVisibility({ visibilityProperty: true, opacityProperty: false })) continue;
    const box = (element.matches("input[type=checkbox], input[type=radio]") && element.closest("label") || element).getBoundingClientRect();
    if (!box.width || box.bottom < 0 || element.closest(".visually-hidden, svg, [aria-hidden=true], .sortoptions")) continue;
    if (element.tagName === "A" && inText(element)) continue;
    const needed = element.matches(".choice") ? 44 : least;
    if (box.height < needed - 0.5 || box.width < least - 0.5)
      found.push(`${element.tagName} "${(element.textContent || element.name).trim().slice(0, 40)}" ${Math.round(box.width)}x${Math.round(box.height)}`);
  }
  return found;
}"""
SETTLE = "() => document.getAnimations().forEach(animation => animation.finish())"  # colours that are still fading
STICKS_OUT = "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"


def faults_of(page: Page, name: str) -> list[str]:
    """What is wrong with the page as it stands, a line for each place; `name` is what its pictures are called."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        if sticks_out := page.evaluate(STICKS_OUT):
            found.append(f"{width} px wide: sticks out by {sticks_out} px")
        found += [f"{width} px wide: too small: {what}" for what in page.evaluate(TOO_SMALL, 24)]
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme)
            page.evaluate(SETTLE)
            page.screenshot(path=PICTURES / f"{name}-{width}-{scheme}.jpeg", **PICTURE)
            if width == WIDTHS[0]:
                rules = (
                    {"type": "tag", "values": WCAG} if scheme == SCHEMES[0] else {"type": "rule", "values": OF_COLOURS}
                )
                found += [f"{scheme}: {problem}" for problem in _axe(page, rules)]
    page.emulate_media(color_scheme="null")
    return found


def suits_everybody(page: Page, name: str) -> None:
    """Fails, and lists every fault, unless the page has none."""
    found = faults_of(page, name)
    assert not found, "\n" + "\n".join(found)


def _axe(page: Page, rules: dict) -> list[str]:
    """What axe finds by these rules, a line for each place."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    found = page.evaluate("options => axe.run(document, options)", {**AXE, "runOnly": rules})
    return [
        f"axe {violation['id']}: {' '.join(map(str, node['target']))}: {node['html'][:120]}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
