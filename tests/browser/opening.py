"""Opens a page of `pages.py` in a window, whatever it takes: an address, a form that is sent, or a stand-in for what cannot be asked for."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, Route

from tests.browser.pages import EVERY_PAGE, SENT_PAGES, STATUS, TOKEN
from tests.browser.running_site import Site

# Sends a form that the page need not have; the token is that of the page.
SEND = """([action, fields, token]) => {
  const form = document.createElement("form");
  [form.method, form.action] = ["post", action];
  for (const [name, value] of Object.entries(fields)) {
    const field = form.appendChild(document.createElement("input"));
    [field.type, field.name] = ["hidden", name];
    field.value = name === token ? document.querySelector(`[name=${token}]`).value : value;
  }
  document.body.append(form);
  form.submit();
}"""


def open_page(page: Page, site: Site, name: str) -> None:
    """Opens the page with this name, and fails if another one comes."""
    address = _with_numbers(EVERY_PAGE[name][1], site)
    if name == "server-error":
        body = site.server_error  # asked for before anything waits for it
        page.route("**/server-error/", lambda route: route.fulfill(status=500, body=body))
    if name == "single-file":
        page.route(f"**{address}", _shown_and_not_saved)
    response = page.goto(address)
    if name in SENT_PAGES:
        fields = {key: _with_numbers(value, site) for key, value in SENT_PAGES[name][2].items()}
        with page.expect_navigation() as sent:
            page.evaluate(SEND, [address, fields, TOKEN])
        response = sent.value
    assert response.status == STATUS.get(name, 200), f"{name}: {response.status}"
    assert urlsplit(page.url).path.startswith(urlsplit(address).path), f"{name}: {address} leads to {page.url}"


def _with_numbers(words: str, site: Site) -> str:
    return re.sub(r"\{(.*?)\}", lambda match: str(site.number_of(match[1])), words)


def _shown_and_not_saved(route: Route) -> None:
    """A file to keep, opened in the window."""
    response = route.fetch()
    only_sent = ("content-disposition", "content-security-policy")  # a file on a disk has neither
    headers = {name: value for name, value in response.headers.items() if name not in only_sent}
    route.fulfill(response=response, headers=headers)
