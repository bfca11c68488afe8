"""What search learns from published texts, when, and that nothing is lost on the way."""

import os
import subprocess
import sys
import time
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction

from config import checks
from kb import search
from kb.models import SearchVectors, SearchWord
from kb.search import learning, meaning, piecewise, vectors
from tests.factories import make_article
from tests.kb.optional import needs_model


@pytest.fixture
def switched_on(settings, monkeypatch):
    settings.SEARCH_MEANING = True
    monkeypatch.setattr(vectors, "_copies", {})


@pytest.fixture
def woken(switched_on, monkeypatch):
    """How often the background is woken; it does not get up."""
    times = []
    monkeypatch.setattr(learning, "wake", lambda: times.append(1))
    return times


@pytest.fixture
def counted(monkeypatch):
    """The texts that the model is given; each gets a vector of zeros at once."""
    import numpy

    read = []

    def pretend(texts):
        read.extend(texts)
        return meaning.Meant(numpy.zeros((len(texts), meaning.SIZE)), numpy.zeros((0, piecewise.SIZE)))

    monkeypatch.setattr(meaning, "what_is_missing", lambda: "")
    monkeypatch.setattr(meaning, "meant", pretend)
    return read


@needs_model
@pytest.mark.django_db(transaction=True)
def test_what_is_published_is_learnt_in_the_background(switched_on):
    make_article(slug="erase", title="Erase a lost phone")
    deadline = time.monotonic() + 60
    while not SearchVectors.objects.exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert SearchVectors.objects.get().document.slug == "erase"
    with learning._alone():  # the thread has finished with the database
        assert learning.waiting() == 0


@pytest.mark.django_db(transaction=True)
def test_publishing_learns_words_at_once_and_leaves_meaning_for_later(woken, counted):
    make_article(slug="erase", title="Erase a lost phone")
    assert SearchWord.objects.filter(word="erase").exists()
    assert woken and not counted
    assert search.waiting() == 1
    assert search.learn() == 1
    assert search.waiting() == 0 and counted


@pytest.mark.django_db(transaction=True)
def test_a_new_text_waits_for_new_vectors_and_the_same_text_does_not(woken, counted):
    article = make_article(slug="erase", title="Erase a lost phone")
    search.learn()
    text = article.format.read(article.published.text).search
    search.index(article, text)
    assert search.waiting() == 0
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        search.index(article, type(text)(**(vars(text) | {"title": "Bake a loaf"})))
        assert search.waiting() == 1
        raise ZeroDivisionError
    assert search.waiting() == 0
    search.index(article, type(text)(**(vars(text) | {"title": "Bake a loaf"})))
    assert search.waiting() == 1


@pytest.mark.django_db(transaction=True)
def test_thousands_can_be_published_first_and_learnt_together(woken, counted):
    with search.postponed():
        for number in range(3):
            make_article(slug=f"a{number}", title=f"Printer {number}")
    assert not woken and not counted and search.waiting() == 3
    out = StringIO()
    call_command("learn_search", stdout=out)
    assert "3 of 3 documents" in out.getvalue() and "3 documents were read" in out.getvalue()
    assert search.waiting() == 0
    make_article(slug="b")
    assert woken


@pytest.mark.django_db(transaction=True)
def test_vectors_of_another_model_are_neither_used_nor_kept(woken, counted):
    article = make_article(slug="erase")
    row = SearchVectors.objects.create(document=article, digest="0" * 32, passages=bytes(meaning.SIZE))
    assert vectors._current().rows.tolist() == []
    assert search.learn() == 1
    assert not SearchVectors.objects.filter(pk=row.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_what_waits_is_said_by_the_checks_and_by_the_command(woken, counted, monkeypatch, caplog):
    make_article(slug="erase")
    (warning,) = checks.search_has_learnt_what_is_published(databases=["default"])
    assert "1 published" in warning.msg and "learn_search" in warning.hint
    assert checks.search_has_learnt_what_is_published() == []  # the database is looked at only when asked for
    monkeypatch.setattr(meaning, "meant", lambda texts: 1 / 0)
    err = StringIO()
    with pytest.raises(SystemExit):
        call_command("learn_search", stdout=StringIO(), stderr=err)
    assert "1 documents could not be read" in err.getvalue()
    assert "ZeroDivisionError" in caplog.text


def test_switched_off_nothing_waits_and_nothing_is_started(db, settings):
    make_article(slug="erase")
    assert search.waiting() == 0
    learning.wake()
    out = StringIO()
    call_command("learn_search", stdout=out)
    assert "switched off" in out.getvalue()


def test_only_one_process_learns_at_a_time(settings):
    code = f"import fcntl, time; f = open({str(settings.DATA_DIR / 'learning.lock')!r}, 'w'); fcntl.flock(f, fcntl.LOCK_EX); print('held', flush=True); time.sleep(600)"
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, env=os.environ) as other:
        other.stdout.readline()
        began = time.monotonic()
        with pytest.raises(BlockingIOError), (settings.DATA_DIR / "learning.lock").open("w") as file:
            learning.fcntl.flock(file, learning.fcntl.LOCK_EX | learning.fcntl.LOCK_NB)
        other.kill()
        with learning._alone():  # free at once when its holder dies
            assert time.monotonic() - began < 30
