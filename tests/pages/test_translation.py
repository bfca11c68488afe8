"""Every text that the site itself says goes through gettext, on every type of page, for readers and in the admin.

All translations are put between brackets, and all content is Greek: what is left outside of brackets in Latin letters was forgotten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from django.urls import reverse
from django.utils import translation

from kb import publishing, wishes
from kb.limits import Limit
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
NAMES = {"Verger", "YAML", "Markdown", "JSON", "UTC", "xn"}
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
    "a deleted report": "/fix/run/deleted/",
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
    if isinstance(element.tag, str) and not is_left_out:
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


UNSURE_NODES = """\
nodes:
  seen:
    ask: Τι βλέπετε;
    how: Δείτε.
    choices:
      red: {say: "Κόκκινο", to: pick, signs: [{has: "ΑΒΓ", means: proves, sample: "ΑΒΓ", not: "ΔΕΖ"}]}
      blue: {say: "Μπλε", to: pick, signs: [{has: "ΔΕΖ", means: proves, sample: "ΔΕΖ", not: "ΑΒΓ"}]}
      green: {say: "Πράσινο", to: ask-us}
  pick:
    shortlist: Δύο λύσεις
    items: [plug, which, switch]
    then: ask-us
  plug:
    fix: Βάλτε το
    steps: |
      1. Βάλτε το.
    minutes: 2
    risk: interrupts-service
    common: usual
    works: usually
    verify: Ανάβει.
  which:
    ask: Ποιο;
    how: Δείτε.
    choices:
      first: {say: "Πρώτο", to: other}
      second: {say: "Δεύτερο"}
  other:
    fix: Αλλάξτε το
    steps: |
      1. Αλλάξτε το.
    minutes: 50
    risk: could-lose-data
    warning: Προσοχή.
    undo: Πίσω.
    common: common
    works: often
    verify: Ανάβει.
    not_fixed: ask-us
  switch:
    fix: Γυρίστε το
    steps: |
      1. Γυρίστε το.
    minutes: 30
    risk: safe
    common: rare
    works: often
    verify: Ανάβει.
  ask-us: {end: escalate, say: "Ρωτήστε", collect: "Το όνομα.", whom: "Το γραφείο", words: "Βοήθεια."}
tests:
  - {name: "δοκιμή", given: {seen: red}, reaches: plug}
"""
GREEK_LOG = "ΑΒΓ μία\nδύο\nΑΒΓ τρεις\n"


@pytest.fixture
def unsure(greek):
    """A guide that advises, and reads pasted texts."""
    text = guide_text(title="Ποιο φως", summary="Ναι.", symptoms=["φως"], start="seen", nodes=UNSURE_NODES)
    return make_guide(slug="poio", text=text)


def sent(client, path: str, **fields):
    return client.post(path, fields, headers={"Sec-Fetch-Site": "same-origin"}, follow=True)


def no_words_left(*responses) -> None:
    wrong = [found for response in responses for found in forgotten(Page(response)) if found not in KNOWN]
    assert not wrong, wrong


def test_nothing_in_a_saved_report_is_left_untranslated(unsure, client):
    place = "/fix/poio/ask-us/?seen=red&plug=not-fixed&which=first&other=could-not&switch=not-fixed"
    report = sent(client, "/fix/poio/save/", place=place, wish="stuck", seen="seen.red.1", quote="ΑΒΓ μία")
    page = Page(report)
    address = report.redirect_chain[-1][0]
    sent(client, address, wish="say", words="Πού;", contact="Άννα")
    text = client.get(f"{address.rstrip('/')}.txt").content.decode()
    for part in ("Πού;", "Άννα", "ΑΒΓ μία", "Βάλτε το", "Ποιο;"):
        assert part in text
    left = [one for one in LATIN.findall(re.sub(r"https?://\S+|[0-9:]+ UTC", "", _without_brackets(text)))]
    assert not left, left
    assert page.heading == f"{OPENS}Report{CLOSES}"
    no_words_left(client.get(address), sent(client, address, wish="say", words="x" * 9999))


def test_nothing_in_what_a_pasted_text_says_is_left_untranslated(unsure, client, monkeypatch):
    found = sent(client, "/fix/paste/", pasted_text=GREEK_LOG)
    assert "ΑΒΓ τρεις" in Page(found).text
    both = sent(client, "/fix/paste/", pasted_text=GREEK_LOG + "ΔΕΖ")
    nothing = sent(client, "/fix/paste/", pasted_text="Καλημέρα")
    empty = sent(client, "/fix/paste/", pasted_text="")
    differs = sent(client, "/fix/poio/paste/", pasted_text="ΔΕΖ", seen="red")
    assert "ΔΕΖ" not in Page(differs).text and "Μπλε" in Page(differs).alert
    kept = sent(client, "/fix/poio/paste/", pasted_text="ΑΒΓ", keep_lines="yes")
    again = sent(client, "/fix/poio/paste/", pasted_text="ΑΒΓ", seen="red")
    monkeypatch.setattr("wizard.queue.PASTES", Limit("paste", 0, timedelta(minutes=10)))
    no_words_left(found, both, nothing, empty, differs, kept, again, sent(client, "/fix/paste/", pasted_text="ΑΒΓ"))


def test_no_reason_that_advice_gives_is_left_untranslated(unsure, client):
    first = client.get("/fix/poio/?seen=red", follow=True)
    (why,) = Page(first).all("details", class_="why")
    assert OPENS in "".join(why.itertext())
    unknown = client.get("/fix/poio/?seen=dont-know", follow=True)
    assert Page(unknown).all("p", class_="why")
    walked, answers = [first, unknown], "seen=red"
    for _ in range(4):
        key = Page(walked[-1]).address.split("/")[-2]
        answers += f"&{key}={'dont-know' if key == 'which' else 'not-fixed'}"
        walked.append(client.get(f"/fix/poio/?{answers}", follow=True))
    no_words_left(*walked)


def test_every_reason_of_advice_is_said_through_the_translations(bracketed):
    from wizard import wording

    shares = [wording.in_share(share) for share in (0.99, 0.5, 0.1, 0.04, 0.02, 0.01, 0.001)]
    minutes = [wording.about_minutes(minutes) for minutes in (0, 1, 7)]
    assert all(words.startswith(OPENS) and words.endswith(CLOSES) for words in (*shares, *minutes))


def test_a_card_in_an_article_and_a_merged_page_are_translated(unsure, client):
    body = "## Τι\n\n[Εδώ](guide:poio)\n"
    make_article(slug="karta", text=article_text(title="Κάρτα", summary="Ναι.", body=body))
    for kind, slug, make in (("articles", "karta", make_article), ("fix", "poio", make_guide)):
        text = article_text(title="Πριν", summary="Ναι.", body=GREEK_BODY) if kind == "articles" else None
        old = make(slug=f"palia-{slug}", text=text or guide_text(title="Πριν", summary="Ναι.", nodes=GREEK_NODES))
        from kb.models import Document

        publishing.archive(old, by=None, leading_to=Document.objects.get(slug=slug))
        page = client.get(f"/{kind}/palia-{slug}/", follow=True)
        assert "Πριν" in Page(page).alert
        no_words_left(page)


def test_what_checks_say_of_a_text_is_translated(greek, browse, publisher):
    from kb.models import Document

    for slug, wrong, right in (
        ("fos", "to: count}", "to: cuont}"),
        ("kalodia", 'type: "reference"', 'type: "problem"'),
    ):
        document = Document.objects.get(slug=slug)
        text = document.latest.text.replace(wrong, right)
        assert text != document.latest.text
        publishing.save_revision(document, text=text, by=None, based_on=document.latest)
        page = Page(browse(publisher).get(address(document)))
        findings = page.all("li", class_="finding")
        assert findings and all(OPENS in "".join(one.itertext()) for one in findings)
        left = [found for found in forgotten(page) if not set(found.split()) <= KNOWN]
        assert not left, left


def test_every_component_on_the_patterns_page_is_translated(greek, client):
    """What it is filled with there is no text of ours; that stands in `config/patterns.py` and nowhere else."""
    samples = set(LATIN.findall(" ".join(re.findall(r"[\w’'-]+", Path("config/patterns.py").read_text("utf-8")))))
    parts = re.compile("[A-Z]?[a-z]+|[A-Z]+")
    filled_in = {part for words in samples for part in parts.findall(words)}
    left = {part for words in forgotten(Page(client.get("/patterns/"))) for part in parts.findall(words)}
    assert not left - filled_in, sorted(left - filled_in)


def test_the_pages_for_when_something_goes_wrong_are_translated(greek, client, monkeypatch):
    from config import views

    def broken(*arguments, **named):
        raise RuntimeError

    forbidden = client.post("/articles/kalodia/feedback/", {"helpful": "yes"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forbidden.status_code == 403
    request = forbidden.wsgi_request
    monkeypatch.setattr("kb.search.search", broken)
    client.raise_request_exception = False
    failed = client.get("/search/?q=φως")
    assert failed.status_code == 500
    no_words_left(forbidden, failed, views.forbidden(request, Exception()), views.server_error(request))


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
