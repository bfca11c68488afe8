"""What was typed -> what is searched for. (pure)

Nothing that was typed reaches an engine as syntax: every part of a `Query` is words of letters and digits, which the
engines take as plain text. Quotes and a leading minus are the only signs with a meaning, and they are read here.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from kb import codes
from kb.search.words import STOP_WORDS, WORD, fold, words

MAX_LENGTH = 200
RUN, MOST_RUNS = 4, 12

_QUOTES = str.maketrans({mark: '"' for mark in "“”„‟«»″"} | {mark: "'" for mark in "‘’‚‛`´"})
_PHRASE = re.compile(r'(?<!\S)(-?)"([^"]*)"')
_MINUS = re.compile(r"(?<!\S)-([^\W\d_][^\s\"]+)")
_NOT = re.compile(r"n't\b")
_CONTRACTION = re.compile(r"'(?:s|re|ve|ll|d|m)\b")
# What is written without a space belongs together: 10.5.3, time-out, famv4.sys, fs1.church.local
_COMPOUND = re.compile(r"[^\W_]+(?:[._\-/\\:@'+&]+[^\W_]+)*")


@dataclass(frozen=True)
class Query:
    """What is searched for. Every text in it is one or more folded words with single spaces between them.

    `text` is what was read, for showing; `terms` may each match, `phrases` must, `minus` must not; `neighbours` are
    words that were typed side by side; `codes` are error codes. `was_cut` says that more was typed than is read.
    """

    text: str = ""
    terms: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()
    minus: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    codes: tuple[codes.Code, ...] = ()
    was_cut: bool = False
    corrections: tuple[tuple[str, str], ...] = ()  # what was misspelt, and what was searched for instead
    synonyms: tuple[tuple[str, tuple[str, ...]], ...] = ()  # what editors say was meant, and was searched for too
    strange: tuple[
        str, ...
    ] = ()  # which words of that stand in no document: there is nothing to go by but what they mean

    @property
    def runs(self) -> tuple[str, ...]:
        """Four words at a time as they were typed, stop words too: a text that has many of them is what was quoted."""
        typed = words(self.text)
        if len(typed) < RUN + 1:
            return ()
        runs = list(dict.fromkeys(" ".join(typed[place : place + RUN]) for place in range(len(typed) - RUN + 1)))
        return tuple(runs[:: len(runs) // MOST_RUNS + 1])

    @property
    def is_strict(self) -> bool:
        """Whether something must or must not be there, or a code was named: then nothing is found for its meaning alone."""
        return bool(self.phrases or self.minus or self.codes)

    @property
    def says_little(self) -> bool:
        """Whether nothing was typed but words that stand in nearly every text."""
        said = {word for term in self.terms for word in term.split()}
        return not (self.phrases or self.codes) and said <= STOP_WORDS

    @property
    def words_typed(self) -> int:
        """How many words were typed that say something; a compound such as famv4.sys is one."""
        return sum(not STOP_WORDS.issuperset(words(part)) for part in self.text.split())

    @property
    def meanings(self) -> tuple[str, ...]:
        """What was typed, for comparing its meaning: misspelt words corrected; and with strange words, the same in those of the articles."""
        corrections = dict(self.corrections)
        row = " ".join(corrections.get(word, word) for word in words(self.text))
        typed = row if corrections else self.text
        for said, means in self.synonyms:
            if said in self.strange:
                row = f" {row} ".replace(f" {said} ", f" {means[0]} ").strip()
        return (typed, row) if self.strange else (typed,)

    @property
    def also(self) -> tuple[str, ...]:
        """What editors say was meant and was not typed itself: for saying what else was searched for."""
        return tuple(dict.fromkeys(one for _, meanings in self.synonyms for one in meanings))

    @property
    def typed(self) -> tuple[str, ...]:
        """The terms without what synonyms brought in beside words that stand somewhere themselves."""
        beside = {one for said, meanings in self.synonyms if said not in self.strange for one in meanings}
        return tuple(term for term in self.terms if term not in beside or term in words(self.text)) or self.terms

    @property
    def concepts(self) -> tuple[tuple[str, ...], ...]:
        """What was asked for, each thing in every way it was searched for: a word by itself, or with what it means."""
        added = {meaning for _, meanings in self.synonyms for meaning in meanings} - set(words(self.text))
        return tuple(
            (term, *(one for typed, meanings in self.synonyms if term in typed.split() for one in meanings))
            for term in self.terms
            if term not in added
        )

    @property
    def corrected(self) -> str:
        """What was typed with its misspelt words corrected, and everything else as it was."""
        corrections = dict(self.corrections)
        return WORD.sub(lambda found: corrections.get("".join(words(found[0])), found[0]), self.text)

    def __bool__(self) -> bool:
        return bool(self.terms or self.phrases or self.codes)

    def loosened(self) -> Query:
        """The same without its quotation marks: phrases rank higher where they stand, but need not be there."""
        terms = dict.fromkeys(
            [*self.terms, *self.phrases, *(word for phrase in self.phrases for word in phrase.split())]
        )
        kept = tuple(term for term in terms if term not in STOP_WORDS) or tuple(terms)
        return replace(self, terms=kept, phrases=())


def parse(typed: str) -> Query:
    """Reads what somebody typed; any text gives a query, which may be empty. Never raises."""
    text, was_cut = clean(typed)
    rest = text.translate(_QUOTES)
    found = codes.find(rest.replace('"', " "))
    rest, phrases, minus = _take_quoted(_without(rest, found))
    rest, excluded = _take_minus(rest)
    compounds = [words(part) for part in _COMPOUND.findall(_plain(rest))]
    terms = _terms(compounds)
    if not (terms or phrases or found):  # only what is left out was named: then it is what they look for
        terms, minus, excluded = _terms([word.split() for word in (*minus, *excluded)]), (), ()
    neighbours = [] if len(compounds) < 2 else _neighbours(compounds)
    return Query(text, terms, phrases, (*minus, *excluded), tuple(neighbours), tuple(dict.fromkeys(found)), was_cut)


def clean(typed: str) -> tuple[str, bool]:
    """The readable part of what was typed, on one line, and whether something was cut off."""
    head = typed[: 5 * MAX_LENGTH]
    text = one_line(head)
    if len(text) <= MAX_LENGTH and len(typed) == len(head):
        return text, False
    cut = text[:MAX_LENGTH]
    if text[MAX_LENGTH : MAX_LENGTH + 1].strip() and " " in cut:
        cut = cut[: cut.rindex(" ")]  # half a word would be searched for as another word
    return cut.strip(), True


def one_line(text: str) -> str:
    """What can be seen of a text, with single spaces and with letters in their usual form."""
    return " ".join(unicodedata.normalize("NFKC", unicodedata.normalize("NFC", visible(text))).split())


def visible(text: str) -> str:
    """The text without what cannot be seen or turns the reading round: fit to be kept, and shown in a list."""
    return text if text.isprintable() else "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    """The character; a space for a control character; nothing for marks of direction, half and private characters and the like."""
    category = unicodedata.category(char)
    if category in ("Cc", "Zl", "Zp"):
        return "" if char == "\x00" else " "
    return "" if category in ("Cf", "Cs", "Cn", "Co") else char


def _without(text: str, found: list[codes.Code]) -> str:
    """The text with blanks in the place of codes."""
    for code in found:
        text = text[: code.start] + " " * (code.end - code.start) + text[code.end :]
    return text


def _take_quoted(text: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Takes quoted phrases out: the rest, the phrases, and those with a minus before them."""
    phrases: dict[str, None] = {}
    minus: dict[str, None] = {}
    for sign, quoted in _PHRASE.findall(text):
        phrase = " ".join(words(quoted))
        if phrase:
            (minus if sign else phrases)[phrase] = None
    return _PHRASE.sub(" ", text).replace('"', " "), tuple(phrases), tuple(minus)


def _take_minus(text: str) -> tuple[str, tuple[str, ...]]:
    excluded = (" ".join(words(word)) for word in _MINUS.findall(text))
    return _MINUS.sub(" ", text), tuple(dict.fromkeys(word for word in excluded if word))


def _plain(text: str) -> str:
    """Contractions as their words: "can't" as "ca not", "server's" as "server"."""
    return _CONTRACTION.sub(" ", _NOT.sub(" not", fold(text)))


def _terms(compounds: list[list[str]]) -> tuple[str, ...]:
    """Every word, and every compound as a row of words; stop words only if there is nothing else."""
    rows = [" ".join(parts) for parts in compounds if not (len(parts) == 1 and parts[0] in STOP_WORDS)]
    single = [word for parts in compounds if len(parts) > 1 for word in parts if _says_something(word)]
    return tuple(dict.fromkeys(rows + single)) or tuple(dict.fromkeys(" ".join(parts) for parts in compounds))


def _says_something(word: str) -> bool:
    """Whether a part of a compound is worth finding alone: `famv4` of famv4.sys, but not the 5 of 10.5.3."""
    return len(word) > 2 and word not in STOP_WORDS and not word.isdigit()


def _neighbours(compounds: list[list[str]]) -> list[str]:
    """Pairs that were typed side by side and both say something: they count when they stand so in a text."""
    found = {}
    for left, right in zip(compounds, compounds[1:], strict=False):
        if not (STOP_WORDS.issuperset(left) or STOP_WORDS.issuperset(right)):
            found[" ".join(left + right)] = None
    return list(found)
