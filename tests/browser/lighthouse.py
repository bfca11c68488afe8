"""Lighthouse on a phone, against the site as `make serve` serves it: `make lighthouse`. Needs Chromium and Node with npx.

Prints a table, and fails where a score is below the least. LIGHTHOUSE names another command than `npx --yes lighthouse@12`.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.browser.conftest import CHROMIUM_ARGUMENTS
from tests.browser.pages import READERS_PAGES
from tests.browser.running_site import running_site

LEAST = 98
TRIES = 3  # a busy machine now and then keeps the browser from painting in time
CATEGORIES = {"performance": "fast", "accessibility": "accessible", "best-practices": "practices", "seo": "SEO"}
PAGES = ("home", "topic", "article", "search", "guide", "fix")
# What was searched for and where somebody stands in a guide are not for search engines; that one audit would object to our asking so.
NOT_FOR_SEARCH_ENGINES = {"search", "fix"}


def command() -> list[str]:
    """What begins every call."""
    return shlex.split(os.environ.get("LIGHTHOUSE", "npx --yes lighthouse@12"))


def measure(name: str, url: str, folder: Path) -> dict[str, int]:
    """The four scores of one page, 0 to 100."""
    report = folder / f"{name}.json"
    arguments = ["--quiet", "--output=json", f"--output-path={report}", f"--only-categories={','.join(CATEGORIES)}"]
    arguments += [f"--chrome-flags=--headless=new {' '.join(CHROMIUM_ARGUMENTS)}"]
    if name in NOT_FOR_SEARCH_ENGINES:
        arguments.append("--skip-audits=is-crawlable")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome") or ""
    subprocess.run([*command(), url, *arguments], env=os.environ | {"CHROME_PATH": chromium}, check=True)
    categories = json.loads(report.read_text())["categories"]
    return {category: round(100 * (categories[category]["score"] or 0)) for category in CATEGORIES}


def best_of(name: str, url: str, folder: Path) -> dict[str, int]:
    """The scores of the first try in which none is below the least, otherwise of the last."""
    for _ in range(TRIES):
        scores = measure(name, url, folder)
        if min(scores.values()) >= LEAST:
            break
    return scores


def main() -> int:
    table = {}
    with tempfile.TemporaryDirectory() as folder, running_site(Path(folder) / "data") as site:
        for name in PAGES:
            table[name] = best_of(name, site.url + READERS_PAGES[name][1], Path(folder))
    print("".join(f"{words:>12}" for words in ("", *CATEGORIES.values())))
    for name, scores in table.items():
        note = "  (not for search engines: is-crawlable left out)" if name in NOT_FOR_SEARCH_ENGINES else ""
        print("".join(f"{words:>12}" for words in (name, *scores.values())) + note)
    return int(min(min(scores.values()) for scores in table.values()) < LEAST)


if __name__ == "__main__":
    sys.exit(main())
