"""Pasting what a command printed: from the server's output to the fix, without JavaScript."""

from __future__ import annotations

import re
from functools import cache

import yaml
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import answer, choice, follow, go_to_link, walk
from tests.browser.running_site import ROOT


@cache
def samples() -> dict[str, str]:
    """The texts of the samples of Exchange and Windows output, by name."""
    text = (ROOT / "tests" / "data" / "evidence" / "exchange.yaml").read_text("utf-8")
    return {sample["name"]: sample["text"] for sample in yaml.safe_load(text)}


def paste(page: Page, text: str) -> None:
    page.get_by_label("The text, as it stands").fill(text)
    follow(page, page.get_by_role("button", name="Look through it"))


def sources(page: Page) -> list[str]:
    return page.locator(".answer-source").all_inner_texts()


def test_the_output_of_a_server_with_the_running_driver_leads_to_the_fix(visit: Visit, js: bool) -> None:
    page = visit("/fix/", js=js)
    paste(page, samples()["the driver is running"])
    expect(page.get_by_role("heading", level=1)).to_have_text("What your text says")
    expect(page.locator(".matched-lines").first).to_contain_text(re.compile(r"line \d+: .*famv4", re.IGNORECASE))
    go_to_link(page, re.compile("^Start with these answers"))
    expect(page).to_have_url(re.compile(r"/fix/large-folder-sync/route/\?e=driver\.running\.\d+"))
    walk(
        page,
        ("Where do you see the trouble?", "Entourage on a Mac"),
        ("Do small folders finish while big ones do not?", "Yes"),
    )
    walk_on_not_knowing(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Disable and stop the hidden driver FAMv4")
    assert len(sources(page)) == 1 and re.fullmatch(r"from line \d+ of what you pasted", sources(page)[0])
    follow(page, page.get_by_role("link", name=re.compile("^Undo")))
    expect(page.locator(".question")).to_contain_text("FAMv4")
    assert sources(page) == []


def walk_on_not_knowing(page: Page) -> None:
    """Says "I don't know" until a fix comes."""
    for _ in range(8):
        if page.locator(".fix-facts").count():
            break
        unknown = choice(page, "I don’t know")
        follow(page, unknown if unknown.count() else page.get_by_role("button", name="I don’t know"))


def test_from_a_pasted_log_to_a_report_that_has_everything(visit: Visit, js: bool) -> None:
    """Paste, ranking, guide with its answers, fix, not fixed, next, report: answers, lines, fixes and verdicts."""
    page = visit("/fix/", js=js)
    paste(page, "> password: Hunter2xyz\n" + samples()["the driver is running"])
    follow(page, page.get_by_role("button", name=re.compile("^Start, and keep these lines for a report")).first)
    expect(page).to_have_url(re.compile(r"/fix/large-folder-sync/route/\?e=driver\.running\.\d+&r=\d+.*&w=[\w-]{22}$"))
    walk(
        page,
        ("Where do you see the trouble?", "Entourage on a Mac"),
        ("Do small folders finish while big ones do not?", "Yes"),
    )
    walk_on_not_knowing(page)
    expect(page.get_by_role("heading", level=1)).to_have_text("Disable and stop the hidden driver FAMv4")
    (source,) = sources(page)
    line = re.search(r"\d+", source)[0]
    follow(page, choice(page, "Not fixed"))
    expect(page.get_by_role("heading", level=1)).not_to_have_text("Disable and stop the hidden driver FAMv4")
    expect(page.locator(".fix-facts")).to_be_visible()
    now = page.get_by_role("heading", level=1).inner_text()
    follow(page, page.get_by_role("button", name="I am still stuck"))
    expect(page.get_by_role("heading", level=1)).to_have_text("Report")
    report = page.locator(".words code").inner_text()
    for part in (
        "- Where do you see the trouble? Entourage on a Mac",
        f"(from line {line})",
        f"- line {line}: ",
        "famv4",
        "- Disable and stop the hidden driver FAMv4: Not fixed (2",
        f"Now at: {now}",
        "Revision 1 of the guide. Go on here: ",
    ):
        assert part in report, part
    assert "Hunter2xyz" not in page.content()
    assert page.request.get(page.url.rstrip("/") + ".txt").text() == report
    told = page.request.get(page.url.rstrip("/") + ".json").json()
    assert told["evidence"] and [one["verdict"] for one in told["tried"]] == ["Not fixed"]
    assert page.get_by_role("link", name="Send by e-mail").get_attribute("href").startswith("mailto:?subject=")


def test_a_line_that_contradicts_an_answer_is_named_and_overwrites_nothing(visit: Visit, js: bool) -> None:
    unknown = "&".join(f"{key}=dont-know" for key in ("smallest", "others", "version", "tried"))
    page = visit(f"/fix/large-folder-sync/?route=entourage&sizes=big-fail&{unknown}&driver=stopped", js=js)
    page.get_by_text("Paste a log", exact=True).click()
    paste(page, samples()["the driver is running"])
    alert = page.locator(".alert-warning")
    expect(alert).to_contain_text(re.compile(r"You said “.+”; line \d+ of what you pasted suggests “.+”"))
    follow(page, alert.get_by_role("link", name=re.compile("^It stays as I said")))
    expect(page.locator(".alert-warning")).to_have_count(0)


def test_a_file_says_the_same_as_pasted_text(visit: Visit, js: bool) -> None:
    page = visit("/fix/paste/", js=js)
    text = samples()["the driver is running"].encode("utf-16")
    page.get_by_label("Or a text file").set_input_files({"name": "sc.txt", "mimeType": "text/plain", "buffer": text})
    follow(page, page.get_by_role("button", name="Look through it"))
    expect(page.get_by_role("link", name=re.compile("^Start with these answers")).first).to_be_visible()


def test_a_log_can_be_pasted_inside_a_guide(visit: Visit, js: bool) -> None:
    page = visit("/fix/large-folder-sync/", js=js)
    answer(page, "Where do you see the trouble?", "Entourage on a Mac")
    page.get_by_text("Paste a log", exact=True).click()
    paste(page, samples()["the driver is running"])
    expect(page).to_have_url(re.compile(r"route=entourage&e=driver\.running\.\d+"))


def test_a_file_that_is_too_large_is_refused_in_words(visit: Visit) -> None:
    page = visit("/fix/paste/", js=False)
    much = {"name": "big.log", "mimeType": "text/plain", "buffer": b"nothing to see\n" * 400_000}
    page.get_by_label("Or a text file").set_input_files(much)
    follow(page, page.get_by_role("button", name="Look through it"))
    expect(page.get_by_role("alert")).to_contain_text("more than 1 MB")


def test_what_nobody_knows_is_called_so(visit: Visit) -> None:
    page = visit("/fix/paste/", js=False)
    paste(page, "Dear all,\nthe coffee is in the kitchen.\n")
    expect(page.get_by_role("heading", level=1)).to_have_text("Nothing recognised")
    expect(page.get_by_role("main").get_by_role("searchbox")).to_be_visible()
