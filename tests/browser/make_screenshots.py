"""Takes the pictures of README and docs from a fresh site with the starter content: `make pictures`. Needs Chromium and Pillow."""

from __future__ import annotations

import os
import shutil
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_ARGUMENTS, sign_in
from tests.browser.pages import READERS_PAGES
from tests.browser.running_site import ROOT, Site, running_site

PICTURES = ROOT / "docs" / "images"
MOST = 250_000  # bytes of a picture
GROUND, EDGE = "#e9e6dd", "#c9c4b6"
GAP = 40
COLOURS = 128
STILL = {"caret": "initial"}  # hiding the caret takes a style that our content policy refuses


def window(browser: Browser, site: Site, *, width: int, height: int, scheme: str = "light") -> Page:
    """Somebody new at a screen of this size."""
    return browser.new_context(
        base_url=site.url,
        viewport={"width": width, "height": height},
        color_scheme=scheme,
        has_touch=width < 500,
        is_mobile=width < 500,
    ).new_page()


def shot(page: Page, address: str = "") -> Image.Image:
    """What stands in the window."""
    if address:
        page.goto(address)
    return Image.open(BytesIO(page.screenshot(**STILL))).convert("RGB")


def side_by_side(pictures: list[Image.Image]) -> Image.Image:
    """The pictures on one ground, each with an edge, their tops in line."""
    width = sum(one.width for one in pictures) + GAP * (len(pictures) + 1)
    sheet = Image.new("RGB", (width, max(one.height for one in pictures) + 2 * GAP), GROUND)
    draw, left = ImageDraw.Draw(sheet), GAP
    for one in pictures:
        sheet.paste(one, (left, GAP))
        draw.rectangle((left - 1, GAP - 1, left + one.width, GAP + one.height), outline=EDGE)
        left += one.width + GAP
    return sheet


def keep(picture: Image.Image, name: str) -> None:
    """Writes a picture with few colours, which pages have anyway."""
    path = PICTURES / f"{name}.png"
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(path, optimize=True)
    size = path.stat().st_size
    assert size < MOST, f"{path.name} has {size} bytes"
    print(f"{path.relative_to(ROOT)}: {picture.width}x{picture.height}, {size // 1000} kB")


def take(browser: Browser, site: Site) -> None:
    phone = window(browser, site, width=320, height=960)
    laptop = window(browser, site, width=1280, height=960)
    question, fix = "/fix/large-folder-sync/sizes/?route=entourage", READERS_PAGES["fix"][1]
    keep(side_by_side([shot(phone, question), shot(laptop, READERS_PAGES["article"][1])]), "pages")
    dark_phone = window(browser, site, width=320, height=960, scheme="dark")
    dark_laptop = window(browser, site, width=1280, height=960, scheme="dark")
    keep(side_by_side([shot(dark_laptop, "/"), shot(dark_phone, fix)]), "dark")
    keep(shot(window(browser, site, width=1280, height=900), READERS_PAGES["map"][1]), "map")
    site.run("-m", "tests.browser.staging")  # brings the people
    desk = window(browser, site, width=1280, height=900)
    desk.goto("/accounts/login/")
    sign_in(desk, "boss")
    keep(shot(desk, f"/admin/kb/article/{site.number_of('large-folders-stop-syncing')}/change/"), "admin")


def main() -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    path = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with (
        tempfile.TemporaryDirectory() as folder,
        running_site(Path(folder) / "data") as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=CHROMIUM_ARGUMENTS)
        take(browser, site)
        browser.close()


if __name__ == "__main__":
    main()
