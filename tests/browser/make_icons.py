"""Draws the icons and the picture for social networks from `static/mark.svg`: `python -m tests.browser.make_icons`. Needs Chromium."""

from __future__ import annotations

import os
import shutil
import struct

from playwright.sync_api import Page, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.browser.running_site import ROOT

STATIC, AT_THE_ROOT = ROOT / "static", ROOT / "static-root"
MARK = (STATIC / "mark.svg").read_text()
PAPER, INK, INK_SOFT = "#fdfcf9", "#1d1c1a", "#534f47"  # of tokens.css, light

ICON = "<style>body {{ margin: 0; background: {ground}; }} svg {{ display: block; width: {mark}px; margin: {edge}px; }}</style>{svg}"
SOCIAL = """<style>
body {{ margin: 0; width: 1200px; height: 630px; box-sizing: border-box; padding: 0 96px; display: flex; align-items: center; gap: 64px; background: {paper}; color: {ink};
  font-family: system-ui, "DejaVu Sans", sans-serif; }}
svg {{ width: 260px; flex: none; }} b {{ font-size: 112px; line-height: 1; }} p {{ font-size: 44px; line-height: 1.3; margin: 28px 0 0; color: {soft}; }}
</style>{mark}<div><b>Verger</b><p>Help for church IT: from what you see to what to do.</p></div>"""


def icon(page: Page, size: int, *, ground: str = PAPER) -> bytes:
    """The mark in a square of this size, with an edge where phones round the corners off."""
    edge = 0 if ground == "transparent" else size // 8
    page.set_viewport_size({"width": size, "height": size})
    page.set_content(ICON.format(ground=ground, mark=size - 2 * edge, edge=edge, svg=MARK))
    return page.screenshot(omit_background=True)


def ico(png: bytes, size: int) -> bytes:
    """A PNG as an .ico file of one picture (the format's header and directory, 22 bytes)."""
    return struct.pack("<HHHBBBBHHII", 0, 1, 1, size, size, 0, 0, 1, 32, len(png), 22) + png


def main() -> None:
    AT_THE_ROOT.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        page = browser.new_page()
        (AT_THE_ROOT / "favicon.ico").write_bytes(ico(icon(page, 32, ground="transparent"), 32))
        (AT_THE_ROOT / "apple-touch-icon.png").write_bytes(icon(page, 180))
        for size in (192, 512):
            (STATIC / f"icon-{size}.png").write_bytes(icon(page, size))
        page.set_viewport_size({"width": 1200, "height": 630})
        page.set_content(SOCIAL.format(paper=PAPER, ink=INK, soft=INK_SOFT, mark=MARK))
        (STATIC / "social.png").write_bytes(page.screenshot())
        browser.close()


if __name__ == "__main__":
    main()
