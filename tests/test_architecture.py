"""Reads the code and says which line breaks a rule of the design: who may import whom, and what a template may hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROJECT = ("config", "wizard", "kb")  # each may import the ones after it, never one before it
MAX_LINES = 400

# Inside an app a module imports from its own row or a lower one. Pure modules are below all of them.
LAYERS = ("models", "verbs", "forms", "views", "urls")
# By the last word of a module's name or of a package around it; whatever is not named here is a verb.
LAYER_OF = {
    "models": "models",
    "reach": "models",
    "heard": "models",
    "learnt": "models",
    "brought": "models",
    "library": "models",
    "forms": "forms",
    "views": "views",
    "run_views": "views",
    "diagnosis_views": "views",
    "admin": "views",
    "api": "views",
    "feeds": "views",
    "sitemaps": "views",
    "templatetags": "views",
    "management": "views",
    "urls": "urls",
    "apps": "urls",
}


@cache
def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name; migrations are history and not held to the rules."""
    files = (path for app in PROJECT for path in sorted((ROOT / app).rglob("*.py")) if "migrations" not in path.parts)
    return {_dotted(path): path for path in files}


def _dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree(name: str) -> ast.Module:
    return ast.parse(modules()[name].read_text("utf-8"))


def where(name: str, line: int) -> str:
    return f"{modules()[name].relative_to(ROOT)}, line {line}"


def imports(name: str) -> Iterator[tuple[int, str]]:
    """Line and dotted name of everything a module imports, also inside functions; names of modules as far as they are known."""
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _base(name, node)
            for alias in node.names:
                whole = f"{base}.{alias.name}"
                yield node.lineno, whole if whole in modules() else base


def _base(name: str, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    is_package = modules()[name].name == "__init__.py"
    parts = name.split(".")[: len(name.split(".")) - node.level + is_package]
    return ".".join([*parts, *([node.module] if node.module else [])])


def is_pure(name: str) -> bool:
    """Whether a module says so of itself: the first paragraph of its docstring ends in "(pure)"."""
    said = (ast.get_docstring(tree(name)) or "").partition("\n\n")[0]
    return said.rstrip().endswith("(pure)")


def layer(name: str) -> str:
    """The layer of a module: that of the outermost part of its name that has one."""
    return next((LAYER_OF[part] for part in name.split(".")[1:] if part in LAYER_OF), "verbs")


def test_the_apps_import_in_one_direction_only():
    wrong = []
    for name in modules():
        before = PROJECT[: PROJECT.index(name.split(".")[0])]
        for line, target in imports(name):
            if target.split(".")[0] in before:
                wrong.append(f"{where(name, line)}: {name} imports {target}; the direction is config -> wizard -> kb.")
    assert not wrong, "\n".join(wrong)


def test_pure_modules_import_no_django_and_nothing_that_is_not_pure():
    wrong = []
    for name in filter(is_pure, modules()):
        for line, target in imports(name):
            if target.split(".")[0] == "django" or (target.split(".")[0] in PROJECT and not _may_be_imported(target)):
                wrong.append(f"{where(name, line)}: the pure module {name} imports {target}.")
    assert not wrong, "\n".join(wrong)


def _may_be_imported(target: str) -> bool:
    return target in modules() and (is_pure(target) or not tree(target).body)  # an empty package


@pytest.mark.parametrize(
    "name",
    [
        "kb.problems",
        "kb.strict_yaml",
        "kb.formats",
        "kb.article",
        "kb.markdown",
        "kb.codes",
        "kb.diffing",
        "kb.search.query",
        "wizard.graph",
        "wizard.guide",
        "wizard.checks",
        "wizard.walk",
        "wizard.ordering",
        "wizard.report",
        "wizard.ways",
        "wizard.drawing",
        "wizard.addresses",
        "wizard.format",
    ],
)
def test_the_core_is_pure(name):
    assert is_pure(name)


@pytest.mark.parametrize("app", ["kb", "wizard"])
def test_inside_an_app_nothing_imports_from_a_layer_above_it(app):
    wrong = []
    for name in modules():
        if not name.startswith(f"{app}.") or is_pure(name):
            continue
        own = layer(name)
        for line, target in imports(name):
            other = (
                layer(target) if target.startswith(f"{app}.") and target in modules() and not is_pure(target) else None
            )
            if other and LAYERS.index(other) > LAYERS.index(own):
                wrong.append(f"{where(name, line)}: {name} ({own}) imports {target} ({other}), a layer above it.")
    assert not wrong, "\n".join(wrong)


def test_the_knowledge_base_does_not_know_that_there_are_guides():
    """Texts for people may say the word; no name and no value in the code may be it."""
    wrong = []
    for name in (one for one in modules() if one.split(".")[0] == "kb"):
        for node in ast.walk(tree(name)):
            for word in _words_of(node):
                if re.search(r"guide|wizard", word, re.IGNORECASE):
                    wrong.append(f"{where(name, node.lineno)}: '{word}'. Ask kb.formats what kinds there are.")
    assert not wrong, "\n".join(wrong)


def _words_of(node: ast.AST) -> Iterator[str]:
    """The names in a piece of code, and its texts where they are one word and so may be a value."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.FunctionDef | ast.ClassDef):
        yield node.name
    elif isinstance(node, ast.arg | ast.keyword):
        yield node.arg or ""
    elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.fullmatch(r"[\w:/-]+", node.value):
        yield node.value


def test_no_file_is_longer_than_400_lines():
    lengths = {name: len(path.read_text("utf-8").splitlines()) for name, path in modules().items()}
    long = [
        f"{where(name, MAX_LINES)}: {length} lines. Split it by noun."
        for name, length in lengths.items()
        if length > MAX_LINES
    ]
    assert not long, "\n".join(long)


@pytest.mark.parametrize("name", ["utils", "helpers", "services", "managers", "common", "misc"])
def test_modules_are_named_for_what_they_know(name):
    found = [str(path.relative_to(ROOT)) for path in modules().values() if path.stem == name]
    assert not found


PLANTED = {
    "kb/wrong.py": "import json\nfrom wizard import walk\n",
    "kb/purer.py": '"""Knows nothing. (pure)"""\nfrom django.db import models\n',
    "kb/models.py": "def late():\n    from kb import views\n",
    "kb/views.py": "KIND = 'guide'\n",
    "kb/stray.py": "import json\nfrom kb.views import KIND\n",
    "kb/long.py": "x = 1\n" * 401,
    "wizard/walk.py": "",
}


@pytest.mark.parametrize(
    ("rule", "named"),
    [
        (test_the_apps_import_in_one_direction_only, "kb/wrong.py, line 2"),
        (test_pure_modules_import_no_django_and_nothing_that_is_not_pure, "kb/purer.py, line 2"),
        (lambda: test_inside_an_app_nothing_imports_from_a_layer_above_it("kb"), "kb/models.py, line 2"),
        (lambda: test_inside_an_app_nothing_imports_from_a_layer_above_it("kb"), "kb/stray.py, line 2"),
        (test_the_knowledge_base_does_not_know_that_there_are_guides, "kb/views.py, line 1"),
        (test_no_file_is_longer_than_400_lines, "kb/long.py, line 400"),
    ],
)
def test_a_broken_rule_is_named_with_its_line(tmp_path, monkeypatch, rule, named):
    for path, text in PLANTED.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    for known in (modules, tree):
        known.cache_clear()
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    try:
        with pytest.raises(AssertionError, match=re.escape(named)):
            rule()
    finally:
        for known in (modules, tree):
            known.cache_clear()


# Templates


def templates() -> list[Path]:
    return sorted((ROOT / "templates").rglob("*.html"))


INLINE = {
    "an inline style": re.compile(r"<[a-z][^>]*\sstyle\s*=|<style\b", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\ssrc=)", re.IGNORECASE),
    "an event handler": re.compile(r"<[a-z][^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "a file of another host": re.compile(r"<(?:script|link|img)[^>]*\s(?:src|href)=\"(?:https?:)?//", re.IGNORECASE),
}


def test_templates_hold_nothing_that_the_content_security_policy_forbids():
    wrong = []
    for path in templates():
        text = path.read_text("utf-8")
        for what, pattern in INLINE.items():
            for found in pattern.finditer(text):
                line = text.count("\n", 0, found.start()) + 1
                wrong.append(f"{path.relative_to(ROOT)}, line {line}: {what}.")
    assert not wrong, "\n".join(wrong)


def test_extends_comes_first():
    wrong = []
    for path in templates():
        text = path.read_text("utf-8")
        if "{% extends" in text and not text.startswith("{% extends"):
            wrong.append(
                f"{path.relative_to(ROOT)}, line {text[: text.index('{% extends')].count(chr(10)) + 1}: not first."
            )
    assert not wrong, "\n".join(wrong)


def test_every_component_says_what_it_takes():
    parts = sorted((ROOT / "templates" / "components").glob("*.html"))
    silent = [path.name for path in parts if not path.read_text("utf-8").startswith("{% comment %}")]
    assert parts and not silent


def test_the_rules_find_what_they_look_for():
    """Each pattern is tried on a line that breaks its rule: a rule that finds nothing anywhere would be green for ever."""
    samples = {
        "an inline style": '<p class="a" style="color: red">',
        "an inline script": "<script>alert(1)</script>",
        "an event handler": '<button onclick="go()">',
        "a javascript: address": '<a href="javascript:go()">',
        "a file of another host": '<script src="https://cdn.example/x.js">',
    }
    for what, pattern in INLINE.items():
        assert pattern.search(samples[what]), what
    assert not INLINE["an inline script"].search('<script src="/static/js/copy-code.js" defer>')
