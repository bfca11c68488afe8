"""`/patterns/`: every component is shown, in every state, with its contract."""

from __future__ import annotations

import pytest
from django.conf import settings

from config.patterns import COLOURS, FOLDER, SAMPLES, contract_of

COMPONENTS = sorted(path.stem for path in FOLDER.glob("*.html"))


def test_every_component_is_shown_and_nothing_else() -> None:
    assert sorted(SAMPLES) == COMPONENTS


@pytest.mark.parametrize("name", COMPONENTS)
def test_a_component_says_what_it_is_for_and_what_it_takes(name: str) -> None:
    contract = contract_of(name)

    assert len(contract) > 20, f"templates/components/{name}.html begins without a comment that is its contract"
    assert "Arguments:" in contract


def test_the_page_shows_each_state(client, db) -> None:
    page = client.get("/patterns/").content.decode()

    for name, states in SAMPLES.items():
        assert f'id="{name}"' in page
        assert all(f'<p class="hint" translate="no">{state}</p>' in page for state, _ in states)


def test_the_two_dark_themes_are_the_same() -> None:
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()
    by_system = css.split(':root:not([data-theme="light"]) {')[1].split("}")[0]
    by_choice = css.split(':root[data-theme="dark"] {')[1].split("}")[0]

    assert by_system.split() == by_choice.split()


def test_every_colour_shown_is_one_of_both_themes() -> None:
    css = (settings.BASE_DIR / "static/css/tokens.css").read_text()

    for name in COLOURS:
        assert css.count(f"--{name}:") == 3, name
