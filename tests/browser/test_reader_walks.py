"""From what somebody sees to what mends it, by clicking; with scripts and without."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.hands import answer, change, choice, follow, go_to_link, search, tick, walk

LARGE_FOLDERS = "Large folders stop syncing in Entourage or on phones"
BIG_FOLDERS = "Do small folders finish while big ones do not?"
SMALLEST = "How many items does the smallest failing folder hold?"
OTHERS = "Is anyone or anything else affected?"
VERSION = "Which Exchange is it?"
TRIED = "What was ever tried on this server, even if it is gone now?"
DRIVER = "Is the file driver FAMv4 on the server?"
FAMV4_FIX = "Disable and stop the hidden driver FAMv4"


def from_big_folders_to_the_driver(page: Page) -> None:
    """The way that Entourage and the phones share."""
    answer(page, BIG_FOLDERS, "Yes, small folders finish")
    expect(page.locator(".question")).to_have_text(SMALLEST)
    page.get_by_label("The number").fill("150")
    follow(page, page.get_by_role("button", name="Go on"))
    walk(page, (OTHERS, "Yes: another person"), (VERSION, "Exchange 2003 or 2007"))
    tick(page, TRIED, "A backup or open-file agent was tried once")
    answer(page, DRIVER, "Yes, and it is running")


def is_the_famv4_fix(page: Page) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(FAMV4_FIX)
    steps = page.locator(".steps")
    expect(steps).to_contain_text(r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Services\FAMv4")
    expect(steps).to_contain_text("Start = 4")
    expect(steps).to_contain_text("net stop famv4")


def test_the_code_leads_from_the_first_page_to_the_leftover_driver(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    search(page, "0x85010014")
    follow(page, page.locator(".hits a").first)
    expect(page.get_by_role("heading", level=1)).to_have_text(LARGE_FOLDERS)
    go_to_link(page, "Walk me through it")
    expect(page.get_by_role("heading", level=1)).to_have_text("Big mail folders stop syncing")
    answer(page, "Where do you see the trouble?", "Entourage on a Mac")
    from_big_folders_to_the_driver(page)
    is_the_famv4_fix(page)


def test_the_code_is_found_in_any_spelling(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    for typed in ("0x85010014", "0X85010014", "85010014", "0×85010014", "0x 8501 0014"):
        search(page, typed)
        expect(page.locator(".hits a").first).to_have_text(LARGE_FOLDERS)
        expect(page.get_by_role("main").locator("input[type=search]")).to_have_value(typed)


def test_phones_reach_the_same_fix_whatever_they_show(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    go_to_link(page, "Big mail folders stop syncing")
    answer(page, "Where do you see the trouble?", "A phone or tablet")
    answer(page, "What does the phone show?", "A time-out")
    from_big_folders_to_the_driver(page)
    is_the_famv4_fix(page)
    for shown in ("The code 0x85010014", "No error, it is just very slow"):
        change(page, "What does the phone show?")
        answer(page, "What does the phone show?", shown)
        is_the_famv4_fix(page)


def test_a_share_by_full_name_only_on_dhcp_ends_at_a_fixed_address(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    go_to_link(page, "A share opens only by the server's full name")
    walk(
        page,
        ("What happens with the server's full name?", "The share opens"),
        ("Does the Mac find the short name?", "No, nothing comes back"),
        ("Does the Mac's list of search domains hold your domain?", "No, it is not there"),
        ("Where does the Mac get its address from?", "From DHCP, automatically"),
        ("Which system does the Mac run?", "Mac OS X 10.5 or older"),
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Give the Mac a fixed address with DNS and search domain")


def test_access_denied_on_10_5_2_ends_at_the_update(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    go_to_link(page, "Access denied when saving to a share from a Mac")
    walk(
        page,
        ("Can this person open a file on the share?", "Yes, opening works"),
        ("Which system does the Mac run?", "10.5.0, 10.5.1 or 10.5.2"),
    )
    expect(page.get_by_role("heading", level=1)).to_have_text("Update the Mac to 10.5.3 or later")


NEED = ("Does this person's work need mail away from the desk?", "Yes")
CHURCH_OWNS = ("Who owns the device?", "The church")
PERSON_OWNS = ("Who owns the device?", "The person")
SIGNED = ("Has the person signed the agreement for personal phones?", "Yes")
KIND = "What kind of device is it?"
WAY_IN = "Which way in can it use?"
DEVICES = {
    "an iPhone in the managed app": (
        [CHURCH_OWNS, (KIND, "An iPhone or iPad"), (WAY_IN, "Outlook, or another app the church manages")],
        "Allow it with the managed app",
    ),
    "an iPhone by ActiveSync": (
        [
            PERSON_OWNS,
            SIGNED,
            (KIND, "An iPhone or iPad"),
            (WAY_IN, "The phone's own mail app, as Exchange (ActiveSync)"),
            ("Where is the mailbox?", "In Microsoft 365"),
            ("Does the mail app speak ActiveSync 16.1 or newer?", "Yes, 16.1 or newer"),
        ],
        "Allow it with ActiveSync and the phone policy",
    ),
    "a BlackBerry without BES": (
        [
            PERSON_OWNS,
            SIGNED,
            (KIND, "A BlackBerry"),
            ("Does the church run a BlackBerry Enterprise Server (BES)?", "No"),
        ],
        "Web mail (OWA) only",
    ),
    "a phone that knows only POP3": (
        [
            PERSON_OWNS,
            SIGNED,
            (KIND, "Another older phone"),
            ("What is the best this old phone can do?", "Only POP3"),
        ],
        "No. POP3 is not opened; offer web mail",
    ),
}


@pytest.mark.parametrize(("answers", "end"), DEVICES.values(), ids=DEVICES.keys())
def test_the_policy_answers_for_a_device(visit: Visit, js: bool, answers: list[tuple[str, str]], end: str) -> None:
    page = visit("/fix/how-should-this-device-connect/", js=js)
    walk(page, NEED, *answers)
    expect(page.get_by_role("heading", level=1)).to_have_text(end)


def test_a_candidate_who_needs_windows_is_told_not_now(visit: Visit, js: bool) -> None:
    page = visit("/", js=js)
    go_to_link(page, "Is this user a good candidate for a Mac?")
    tick(page, "What does this person use in the course of a month?", "Accounting or payroll")
    walk(
        page,
        ("Can this person do 100 % of the job without opening Windows?", "No, something needs Windows"),
        ("How much of the job is the Windows part?", "Regular, or more than that"),
    )
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile("^Not a good candidate now"))


def test_the_guide_for_another_fault_leads_back_where_it_was_left(visit: Visit, js: bool) -> None:
    page = visit("/fix/share-by-full-name/", js=js)
    answer(page, "What happens with the server's full name?", "It opens, but saving")
    go_to_link(page, re.compile("^To “Access denied"))
    expect(page.locator(".came-from")).to_contain_text("A share opens only by the server's full name")
    answer(page, "Can this person open a file on the share?", "Yes, opening works")
    follow(page, page.get_by_role("link", name="Go back there and on"))
    expect(page.locator(".question")).to_have_text("Does the Mac find the short name?")


def test_a_number_that_is_none_is_asked_again_and_stands_in_the_field(visit: Visit, js: bool) -> None:
    page = visit("/fix/large-folder-sync/", js=js)
    answer(page, "Where do you see the trouble?", "Entourage on a Mac")
    answer(page, BIG_FOLDERS, "Yes, small folders finish")
    page.get_by_label("The number").fill("many")
    follow(page, page.get_by_role("button", name="Go on"))
    expect(page.get_by_role("alert")).to_contain_text("“many” is not a number")
    expect(page.get_by_label("The number")).to_have_value("many")
    expect(choice(page, "I don’t know")).to_be_visible()
