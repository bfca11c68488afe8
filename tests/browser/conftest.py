"""One browser and one running site for all tests here; a fresh context, without cookies, for each visit."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect, sync_playwright

from tests.browser.running_site import Site, running_site
from tests.browser.staging import PASSWORD

CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000  # milliseconds until something that should come has come, on a machine that is busy with other things
expect.set_options(timeout=PATIENCE)

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = __name__.rpartition(".")[0]
    for item in items:
        if item.module.__name__.startswith(here):
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def site(chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The starter content and the cast, served by gunicorn."""
    with running_site(tmp_path_factory.mktemp("site")) as site:
        site.run("-m", "tests.browser.staging")
        yield site


# The package's, not the session's: while it runs, Django takes this thread for an asynchronous one and refuses its database.
@pytest.fixture(scope="package")
def chromium(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=CHROMIUM_ARGUMENTS)
        yield browser
        browser.close()


class Watch:
    """Notes what must not happen in a window: errors in the console, refusals by the content policy, requests to other hosts."""

    def __init__(self) -> None:
        self.troubles: list[str] = []
        self.expected: list[str] = []

    def expect(self, pattern: str) -> None:
        """From now on, what matches this belongs to the test."""
        self.expected.append(pattern)

    def over(self, context: BrowserContext, site: Site) -> None:
        host = urlsplit(site.url).netloc
        context.on("console", self._console)
        context.on("weberror", lambda error: self.troubles.append(f"script: {error.error}"))
        context.on("request", lambda request: self._address(request.url, host))

    def _console(self, message: ConsoleMessage) -> None:
        is_page_itself = message.page is not None and message.location["url"] == message.page.url
        if is_page_itself and message.text.startswith("Failed to load resource"):
            return  # a 404 or 422 that the test asked for
        is_expected = any(re.search(pattern, message.text) for pattern in self.expected)
        if message.type in ("error", "warning") and not is_expected:
            self.troubles.append(f"console: {message.text} ({message.location['url']})")

    def _address(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme not in ("data", "blob", "about") and parts.netloc != host:
            self.troubles.append(f"request to another host: {url}")


@pytest.fixture
def watch() -> Watch:
    """What watches the windows of this test."""
    return Watch()


@pytest.fixture
def visit(chromium: Browser, site: Site, watch: Watch) -> Iterator[Visit]:
    """Opens a window of somebody new: `visit("/", js=False, width=320)`. At the end nothing may have gone wrong in any of them."""
    contexts: list[BrowserContext] = []

    def open_window(path: str = "", *, at: Site = site, js: bool = True, width: int = 1280, **options) -> Page:
        context = chromium.new_context(
            base_url=at.url, java_script_enabled=js, viewport={"width": width, "height": 900}, **options
        )
        context.set_default_timeout(PATIENCE)
        watch.over(context, at)
        contexts.append(context)
        page = context.new_page()
        if path:
            page.goto(path)
        return page

    yield open_window
    for context in contexts:
        context.close()
    assert not watch.troubles, "\n" + "\n".join(watch.troubles)


@pytest.fixture(scope="package")
def _windows() -> Iterator[dict[str, tuple[Page, Watch]]]:
    windows: dict[str, tuple[Page, Watch]] = {}
    yield windows
    for page, _ in windows.values():
        page.context.close()


@pytest.fixture
def window_of(
    chromium: Browser, site: Site, _windows: dict[str, tuple[Page, Watch]]
) -> Iterator[Callable[[str], Page]]:
    """The window of somebody, the same one for every test that only looks: `window_of("editor")`, `window_of("")` of a visitor."""

    def window(name: str) -> Page:
        if name not in _windows:
            # a service worker would keep open_page from standing in for an answer
            context, watch = chromium.new_context(base_url=site.url, service_workers="block"), Watch()
            watch.expect("Service Worker registration blocked")
            context.set_default_timeout(PATIENCE)
            watch.over(context, site)
            _windows[name] = context.new_page(), watch
            if name:
                _windows[name][0].goto("/accounts/login/")
                sign_in(_windows[name][0], name)
        page, _ = _windows[name]
        page.unroute_all()
        page.emulate_media(media="null", color_scheme="null")
        page.set_viewport_size({"width": 1280, "height": 900})
        return page

    yield window
    troubles = [trouble for _, watch in _windows.values() for trouble in watch.troubles]
    for _, watch in _windows.values():
        watch.troubles.clear()
    assert not troubles, "\n" + "\n".join(troubles)


@pytest.fixture(params=[True, False], ids=["with-js", "without-js"])
def js(request: pytest.FixtureRequest) -> bool:
    """Each test that asks for it runs twice."""
    return request.param


@pytest.fixture(scope="session")
def _signed_in() -> dict[str, dict]:
    return {}


@pytest.fixture
def visit_as(visit: Visit, _signed_in: dict[str, dict]) -> Visit:
    """Like `visit`, signed in: `visit_as("editor", "/admin/")`. Each person types the password once a session."""

    def open_window(name: str, path: str = "", **options) -> Page:
        if name not in _signed_in:
            page = visit("/accounts/login/")
            sign_in(page, name)
            _signed_in[name] = page.context.storage_state()
        return visit(path, storage_state=_signed_in[name], **options)

    return open_window


def sign_in(page: Page, name: str) -> None:
    """Fills in the sign-in page and sends it."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    with page.expect_navigation():
        page.get_by_role("button", name="Sign in").click()
