"""Every text that the site itself says goes through gettext, on every type of page, for readers and in the admin.

All translations are put between brackets, and all content is Greek: what is left outside of brackets in Latin letters was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element

import pytest
from django.urls import reverse
from django.utils import translation

from kb import publishing, wishes
from kb.models import Feedback, SearchLog
from tests.factories import article_text, guide_text, make_article, make_guide, make_topic
from tests.pages.desk import address
from tests.pages.reading import Page
from wizard.drawing import KIND_WORDS
from wizard.graph import ANSWER_WORDS
from wizard.spoken import SPOKEN as SPOKEN_WORDS

pytestmark = pytest.mark.django_db
OPENS, CLOSES = "⟦", "⟧"
# What is no sentence of ours: code and keys, what was typed, the words of formats, names.
NOT_OURS = {"script", "style", "code", "pre", "kbd", "textarea", "template"}
NAMES = {"Verger", "YAML", "Markdown", "xn"}
KNOWN = {"Verger", "publisher", "kalodia", "fos", "deytero", "palio", "networks"}  # slugs and people
KNOWN |= {"Search", "True", "False", "---------"}  # Django's own pictures and empty choices, in every language
SPOKEN = ("aria-label", "title", "placeholder", "alt", "data-copy", "data-copied", "data-copy-by-hand", "data-auto")
SPOKEN += ("data-light", "data-dark", "data-kept", "data-not-kept")
LATIN = re.compile(r"[A-Za-z]{2,}(?:['’ -]+[A-Za-z]+)*")

GREEK_BODY = "## Τι να κάνετε\nΚοιτάξτε το καλώδιο.\n"
GREEK_NODES = """\
nodes:
  lights:
    ask: Ανάβει φως;
    how: Κοιτάξτε μπροστά.
    choices:
      light-on: {say: "Ναι", to: count}
      light-off: {say: "Όχι", to: plug-in}
  count:
    ask: Πόσα;
    unit: μέτρα
    ranges:
      few: {say: "Λίγα", to: tick, below: 10}
      many: {say: "Πολλά", to: done, from: 10}
  tick:
    ask: Ποια;
    pick: several
    to: look
    choices:
      one: {say: "Ένα"}
      two: {say: "Δύο"}
  look: {end: article, say: "Διαβάστε", article: kalodia}
  done: {end: resolved, say: "Εντάξει"}
  plug-in:
    fix: Βάλτε το στην πρίζα
    steps: |
      1. Βρείτε το.
      2. Βάλτε το.
    minutes: 2
    risk: could-lose-data
    warning: Προσοχή.
    undo: Βγάλτε το.
    common: usual
    works: usually
    verify: Ανάβει.
    article: kalodia
    not_fixed: nothing
  nothing: {end: not-covered, say: "Δεν ξέρουμε"}
  ask-us:
    end: escalate
    say: Ρωτήστε
    collect: Το όνομα.
    whom: Το γραφείο
    words: Βοήθεια.
tests:
  - {name: "δοκιμή", given: {lights: light-off}, reaches: plug-in}
""".replace("not_fixed: nothing", "not_fixed: nothing\n    could_not: ask-us")


@pytest.fixture
def bracketed(monkeypatch):
    """Puts every translated text between brackets; Django's own texts are in every language's catalogue already."""
    real = translation._trans
    for name in ("gettext", "pgettext", "ngettext", "npgettext"):
        translate = getattr(real, name)
        monkeypatch.setattr(real, name, lambda *given, _translate=translate: f"{OPENS}{_translate(*given)}{CLOSES}")


@pytest.fixture
def greek(bracketed, settings):
    """A site whose content has no Latin letters, with something in every state."""
    settings.SITE_NAME = "Verger"
    make_topic("networks", "Δίκτυα", summary="Καλώδια.")
    article = make_article(
        slug="kalodia",
        text=article_text(
            title="Καλώδια", summary="Με λίγα λόγια.", type="reference", era="classic", applies_to=["Θέμα"],
            sources=["Βιβλίο"], checked="2026-01-02", checked_against="Έκδοση", body=GREEK_BODY,
        ),
    )  # fmt: skip
    guide = make_guide(
        slug="fos", text=guide_text(title="Φως", summary="Με λίγα λόγια.", symptoms=["φως"], nodes=GREEK_NODES)
    )
    for document in (article, guide):
        publishing.confirm_still_correct(document, by=None, against="Έκδοση")
    text = article.published.text.replace("Κοιτάξτε", "Δείτε")
    publishing.save_revision(article, text=text, by=None, based_on=article.latest, note="Σημείωση", is_minor=True)
    make_article("submitted", slug="deytero", text=article_text(title="Δεύτερο", summary="Ναι.", body=GREEK_BODY))
    make_article("archived", slug="palio", text=article_text(title="Παλιό", summary="Ναι.", body=GREEK_BODY))
    Feedback.objects.create(
        document=guide, revision=guide.published, is_helpful=False, words="Ποιο;", key="1", sender="1"
    )
    SearchLog.objects.create(day="2026-11-22", query="φως", found=0, times=3)
    wishes.record(query="φως", words="Πού;")


READERS_PAGES = {
    "home": "/",
    "topic": "/topics/networks/",
    "article": "/articles/kalodia/",
    "history": "/articles/kalodia/history/",
    "revision": "/articles/kalodia/history/1/",
    "feedback": "/articles/kalodia/feedback/",
    "search": "/search/?q=φως",
    "a search in quotes": "/search/?q=" + '"φως καλώδια"',
    "a search without results": "/search/?q=ζέβρα&kind=guide",
    "an empty search": "/search/",
    "a wish": "/search/wish/",
    "guides": "/fix/",
    "a guide": "/fix/fos/",
    "a range": "/fix/fos/count/?lights=light-on",
    "a wrong number": "/fix/fos/?lights=light-on&count=φως",
    "ticks": "/fix/fos/tick/?lights=light-on&count=few",
    "an article's end": "/fix/fos/look/?lights=light-on&count=few&tick=one",
    "a resolved end": "/fix/fos/done/?lights=light-on&count=many",
    "a fix": "/fix/fos/plug-in/?lights=light-off",
    "a fix that helped": "/fix/fos/plug-in/?lights=light-off&plug-in=fixed",
    "not covered": "/fix/fos/nothing/?lights=light-off&plug-in=not-fixed",
    "an escalation": "/fix/fos/ask-us/?lights=light-off&plug-in=could-not",
    "not knowing": "/fix/fos/?lights=dont-know",
    "an older link": "/fix/fos/count/?lights=light-on&r=0",
    "the outline": "/fix/fos/all/",
    "the map": "/fix/fos/map/",
    "sign in": "/accounts/login/",
    "a new password": "/accounts/reset/",
    "a new password, sent": "/accounts/reset/sent/",
    "a new password, done": "/accounts/reset/done/",
    "not there": "/αλλού/",
    "withdrawn": "/articles/palio/",
    "offline": "/offline/",
}


def forgotten(page: Page) -> list[str]:
    """The texts in Latin letters outside of brackets, what is read out and shown in titles included."""
    shown = "".join(_texts(page.root))
    outside = re.sub(r"\s+", " ", _without_brackets(shown))
    # The small links beside headings are made with the text, and speak its language.
    ours = [one for one in page.root.iter() if isinstance(one.tag, str) and one.get("class") != "anchor"]
    spoken = [one.get(name, "") for one in ours for name in SPOKEN]
    spoken += [one.get("content", "") for one in page.all("meta", name="description")]
    rest = [outside, *(_without_brackets(text) for text in spoken)]
    return [found for text in rest for found in LATIN.findall(text) if not set(found.split()) <= NAMES]


def _without_brackets(text: str) -> str:
    before = None
    while before != text:
        before, text = text, re.sub(f"{OPENS}[^{OPENS}{CLOSES}]*{CLOSES}", " ", text)
    return text


def _texts(element: Element) -> Iterator[str]:
    is_left_out = element.tag in NOT_OURS or element.get("translate") == "no"
    # What checks say of a text comes from modules without Django, in English: docs/decisions/0011-translating.md.
    if isinstance(element.tag, str) and not is_left_out and "finding" not in element.get("class", "").split():
        yield element.text or ""
        for child in element:
            yield from _texts(child)
            yield child.tail or ""


@pytest.mark.parametrize("name", READERS_PAGES)
def test_nothing_that_readers_see_is_left_untranslated(greek, client, name):
    response = client.get(READERS_PAGES[name], follow=True)
    assert response.status_code < 500
    left = forgotten(Page(response))
    assert not left, left


@pytest.mark.parametrize("name", ["password_change", "password_change_done"])
def test_nothing_that_people_with_an_account_see_is_left_untranslated(greek, browse, editor, name):
    left = forgotten(Page(browse(editor).get(reverse(name))))
    assert not [found for found in left if found != "editor"], left


def test_every_word_of_the_pure_modules_that_readers_see_can_be_translated():
    assert {*ANSWER_WORDS.values(), *KIND_WORDS.values()} <= SPOKEN_WORDS.keys()


def test_nothing_in_our_admin_is_left_untranslated(greek, browse, publisher):
    from kb.models import Document

    article, waiting = (Document.objects.get(slug=slug) for slug in ("kalodia", "deytero"))
    guide = Document.objects.get(slug="fos")
    paths = ["/admin/", "/admin/kb/article/", "/admin/wizard/guide/", "/admin/kb/wish/", "/admin/kb/feedback/"]
    paths += [address(article), address(guide), address(waiting), address("guide", "add"), address("article", "add")]
    paths += [address(article, "history"), address(article, "preview"), address(guide, "preview")]
    paths += [address(article, "decision", name=name) for name in ("archive", "confirm")]
    paths += ["/admin/kb/topic/", "/admin/kb/topic/add/", "/admin/kb/searchlog/"]
    wrong = {}
    for path in paths:
        response = browse(publisher).get(path)
        assert response.status_code == 200, path
        if found := [one for one in forgotten(Page(response)) if not set(one.split()) <= KNOWN]:
            wrong[path] = found
    assert not wrong, "\n".join(f"{path}: {found}" for path, found in wrong.items())


@pytest.mark.parametrize("address", ["/", "/accounts/login/", "/offline/", "/no/such/page/"])
@pytest.mark.parametrize(("language", "direction"), [("ar", "rtl"), ("en-gb", None)])
def test_pages_name_their_language_and_turn_round_for_one_that_is_written_from_the_right(
    db, client, settings, address, language, direction
):
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        page = Page(client.get(address))
    (html,) = page.all("html")
    assert (html.get("lang"), html.get("dir")) == (language, direction)
