"""What pure modules say goes through the site's translations, with every value that the text names."""

import ast
import re
from pathlib import Path

import pytest

from kb import saying

SOURCES = sorted([*Path("kb").glob("*.py"), *Path("wizard").glob("*.py")])
NAMED = re.compile(r"%\((\w+)\)s")


def said_in(source: Path):
    """Each call of `_` and `ngettext` in a module that imports them from `kb.saying`: its texts and the names of its values."""
    tree = ast.parse(source.read_text("utf-8"))
    imports = [one for one in ast.walk(tree) if isinstance(one, ast.ImportFrom) and one.module == "kb.saying"]
    names = {alias.name for one in imports for alias in one.names}
    for call in ast.walk(tree):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id in names:
            texts = call.args[:1] if call.func.id == "_" else call.args[:2]
            given = {word.arg for word in call.keywords} | ({"n"} if call.func.id == "ngettext" else set())
            yield call.lineno, texts, given


@pytest.mark.parametrize("source", SOURCES, ids=str)
def test_every_text_is_written_out_and_has_all_its_values(source):
    wrong = []
    for line, texts, given in said_in(source):
        for text in texts:
            if isinstance(text, ast.Constant):
                named = set(NAMED.findall(text.value))
                rest = NAMED.sub("", text.value).replace("%%", "")
                is_whole = "%" not in rest if given else not named
                if (
                    not is_whole
                    or (None not in given and named - given)
                    or (None not in given and given - named - {"n"})
                ):
                    wrong.append(f"line {line}: {text.value}")
            elif not isinstance(text, ast.Attribute):
                wrong.append(f"line {line}: not a text that can be collected for translators")
    assert not wrong, "\n".join(wrong)


def test_without_a_site_it_is_said_as_written(monkeypatch):
    monkeypatch.setattr(saying, "_speaking", [(lambda text: text, lambda one, several, n: one if n == 1 else several)])
    assert saying._("100 % of %(what)s".replace(" % ", " %% "), what="it") == "100 % of it"
    assert saying._("100 %") == "100 %"
    assert [saying.ngettext("%(n)s thing", "%(n)s things", n) for n in (1, 2)] == ["1 thing", "2 things"]


def test_with_a_site_it_is_said_in_the_readers_language(monkeypatch):
    monkeypatch.setattr(saying, "_speaking", [(str.upper, lambda one, several, n: several)])
    assert saying._("hello") == "HELLO"
    assert saying.ngettext("%(n)s thing", "%(n)s things", 1) == "1 things"
