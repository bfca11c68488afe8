"""Pages in the dialects of big documentation sites -> Markdown that GitHub would show alike. (pure)

Line by line: alerts and notes become `> [!NOTE]`, tabs, zones and versions stand one after the other under their labels,
what is included is put in its place, comments and the leftovers of templates go. Code is never touched.
"""

from __future__ import annotations

import re

from kb.dialects import components, hanging, pymdown
from kb.dialects.boxes import BOXES, DETAILS, NOTES, TABS, Box
from kb.dialects.directives import (
    Here,
    attributes,
    code_of,
    included,
    inline,
    outside_code,
    picture,
    snippet_of_code,
)
from kb.dialects.places import ENDINGS

_FENCE = re.compile(r"^[\s>]*(?:(?:[-*+]|\d+[.)])\s+)*(`{3,}(?=[^`]*$)|~{3,})")
_COLON = re.compile(r"^(\s*(?:>\s?)*):{3,}\s*\{?\s*([\w-]*)\s*(.*?)\}?\s*(?::::+)?\s*$")
_TAB = re.compile(r"^(\s*)#{1,6}\s+\[([^\]]+)\]\(#tab/[^)]*\)\s*$")
_RULE = re.compile(r"^\s*(?:-\s*){3,}$|^\s*(?:\*\s*){3,}$")
_DIV = re.compile(r"^(\s*)>\s*\[!div\b[^\]]*\]\s*$", re.IGNORECASE)
_INCLUDE = re.compile(r"^(\s*(?:>\s?)*)\[!include\s*-?\s*\[[^\]]*\]\s*\(([^)]*)\)\s*\]\s*$", re.IGNORECASE)
_HUGO_INCLUDE = re.compile(
    r"^(\s*(?:>\s?)*)\{\{[<%]\s*(?:include|readfile)\s+(?:file=)?[\"']?([^\"'\s]+?)[\"']?\s*[>%]\}\}\s*$"
)
_SHOWN = re.compile(r"^(\s*)\[!code-?([\w-]*)\s*\[[^\]]*\]\s*\(([^)\s]*)[^)]*\)\s*\]\s*$", re.IGNORECASE)
_ADMONITION = re.compile(
    r"^(\s*)(!!!|\?\?\?\+?|===[+!]?)\s+(?:([\w-]+)(?:\s+[\w-]+)*\s*)?(?:\"((?:[^\"\\]|\\.)*)\")?\s*$"
)
_SHORTCODE = re.compile(r"^(\s*)\{\{[<%]\s*(/?)\s*([\w-]+)((?:\s[^{}]*?)?)\s*[>%]\}\}(.*)$")
_LIQUID = re.compile(r"^(\s*)\{%-?\s*(end)?(note|tip|warning|danger|caution|important)\s*-?%\}\s*$")
_LEFTOVER = re.compile(r"^\s*(?:\[\[_?TOC_?\]\]|\[TOC\]|\{:[^{}]*\}|(?:<br\s*/?>\s*)+)\s*$", re.IGNORECASE)
_CODE_OR_COMMENT = re.compile(r"(?<!`)(`+)(?!`)(?:.*?[^`])?\1(?!`)|(<!--.*?-->)|<!--.*")  # whichever begins first
_JSX_COMMENT = re.compile(r"\{/\*.*?\*/\}")
_TEXT_IN_QUOTES = re.compile(r"[\"']([^\"']*)[\"']")


def to_markdown(text: str, here: Here) -> str:
    """The page, or a piece that it includes, as Markdown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "\n".join(_Lines(text.split("\n"), here).done())


class _Lines:
    """Reads lines and writes lines; `boxes` are the notes that are open, the innermost last."""

    def __init__(self, lines: list[str], here: Here) -> None:
        self.lines, self.here = lines, here
        self.out: list[str] = []
        self.boxes: list[Box] = []
        self.fence = ""
        self.is_in_tab = False
        self.labels: dict[str, str] = {}  # of the tabs that are open, by value
        self.at = 0

    def done(self) -> list[str]:
        while self.at < len(self.lines):
            line = self.lines[self.at]
            self.at += 1
            if self.fence:
                self._code(line)
            elif found := _FENCE.match(line):
                self.fence = found[1]
                self._put(line)
            elif not self._special(line):
                self._put(inline(self._without_comment(line), self.here, to_markdown))
        while self.boxes:
            self._close(self.boxes[-1].closer)
        return self.out

    def _put(self, *lines: str) -> None:
        (self.boxes[-1].lines if self.boxes else self.out).extend(lines)

    def _code(self, line: str) -> None:
        closing = line.strip().lstrip("> ")
        if set(closing) == {self.fence[0]} and len(closing) >= len(self.fence):
            self.fence = ""
        if found := pymdown.snippet(line):
            self._put(*(found[0] + part for part in snippet_of_code(found[1], self.here, found[2])))
        elif not pymdown.is_edge(line):
            self._put(line)

    def _special(self, line: str) -> bool:
        """Whether the line was one that is no text, and was dealt with."""
        steps = (self._include, self._colons, self._tab, self._div, self._shown, self._admonition)
        steps = (*steps, self._shortcode, self._liquid, self._component, self._leftover, self._hanging)
        return any(step(line) for step in steps)

    def _without_comment(self, line: str) -> str:
        """The line without what is commented out; a comment may end on a later line."""
        if "{/*" in line:
            line = outside_code(line, lambda text: _JSX_COMMENT.sub("", text))
        while "<!--" in line:
            line = _CODE_OR_COMMENT.sub(lambda found: "" if found[2] else found[0], line)
            begins = outside_code(line, lambda text: text.replace("<!--", "\x00")).find("\x00")
            if begins < 0:
                return line
            end = next((n for n in range(self.at, len(self.lines)) if "-->" in self.lines[n]), None)
            if end is None:
                return outside_code(line, lambda text: text.replace("<!--", "&lt;!--"))
            line = line[:begins] + self.lines[end].partition("-->")[2]
            self.at = end + 1
        return line

    def _include(self, line: str) -> bool:
        if pymdown.is_edge(line):
            return True
        if found := _INCLUDE.match(line) or _HUGO_INCLUDE.match(line):
            indent, way, section = found[1], found[2], ""
        elif snippet := pymdown.snippet(line):
            indent, way, section = snippet
        else:
            return False
        text = included(way, self.here, to_markdown, section)
        self._put(*(f"{indent}{part}" if part or ">" in indent else "" for part in text.split("\n")))
        return True

    def _label(self, indent: str, words: str) -> None:
        if words := self._words(words):
            self._put("", f"{indent}**{words}**", "")

    def _words(self, words: str) -> str:
        """A label or title on one line, without signs of other dialects."""
        return " ".join(inline(words, self.here, to_markdown).split())

    def _open(self, kind: str, title: str, indent: str, closer: str) -> None:
        title = self._words(title)
        if kind in DETAILS:
            summary = title or "More"
            before = ["", f"{indent}<details><summary>{summary}</summary>", ""]
            self.boxes.append(Box(closer, before, "", ["", f"{indent}</details>", ""]))
            return
        before = [
            "",
            f"{indent}> [!{NOTES.get(kind, 'NOTE')}]",
            *([f"{indent}> **{title}**", f"{indent}>"] if title else []),
        ]
        self.boxes.append(Box(closer, before, f"{indent}> ", [""]))

    def _close(self, closer: str) -> bool:
        """Closes the innermost box of this kind, and those in it that nobody closed."""
        if closer not in (box.closer for box in self.boxes):
            return False
        box = None
        while box is None or box.closer != closer:
            box = self.boxes.pop()
            self._put(*box.written())
        return True

    def _colons(self, line: str) -> bool:
        """`:::image …:::`, zones, versions, columns, and the notes of Docusaurus and its kin."""
        if ":::" not in line or not line.lstrip("> ").startswith(":::"):
            return self._image_on_several_lines(line)
        if self._image_on_several_lines(line):
            return True
        found = _COLON.match(line)
        if not found:
            return False
        indent, name, rest = found[1], found[2].lower(), found[3]
        if name in ("image", "no-loc"):
            return False
        if name == "code":
            self._put("", *(indent + part for part in code_of(attributes(rest), self.here)), "")
        elif name == "video":
            said = attributes(rest)
            self._put(f"{indent}[{said.get('title') or 'Video'}]({said.get('source', '')})")
        elif name in ("zone", "moniker"):
            said = attributes(rest)
            self.here.pivots += said.get("pivot", "").split(",")
            self._label(indent, said.get("pivot") or said.get("range") or said.get("target") or "")
        elif not name:
            self._close(":::")
        elif name in NOTES or name in DETAILS:
            self._open(name, _title(rest), indent, ":::")
        elif name.endswith("-end") or name in ("row", "column"):
            self._put("")
        else:
            self._label(indent, _title(rest) if "=" not in rest else "")
        return True

    def _image_on_several_lines(self, line: str) -> bool:
        begins = line.find(":::image")
        if begins < 0 or ":::" in line[begins + 3 :]:
            return False
        end = next((n for n in range(self.at, min(self.at + 12, len(self.lines))) if ":::" in self.lines[n]), None)
        if end is None:
            return False
        inside, _, rest = self.lines[end].partition(":::")
        said = attributes(" ".join([line[begins:], *self.lines[self.at : end], inside]))
        self.at = end + 1
        self._put(line[:begins] + picture(said) + rest)
        return True

    def _tab(self, line: str) -> bool:
        if found := _TAB.match(line):
            self.is_in_tab = True
            self._label(found[1], found[2])
            return True
        if self.is_in_tab and _RULE.match(line) and not self.lines[self.at - 2].strip():
            self.is_in_tab = False
            self._put("")
            return True
        return False

    def _div(self, line: str) -> bool:
        """A quotation that only stands for how its text looks."""
        if not (found := _DIV.match(line)):
            return False
        self._put("")
        while self.at < len(self.lines) and self.lines[self.at].lstrip().startswith(">"):
            inner = self.lines[self.at].lstrip()[1:]
            self._put(found[1] + inline(inner.removeprefix(" "), self.here, to_markdown))
            self.at += 1
        self._put("")
        return True

    def _shown(self, line: str) -> bool:
        if not (found := _SHOWN.match(line)):
            return False
        said = {"source": found[3], "language": found[2]}
        self._put("", *(found[1] + part for part in code_of(said, self.here)), "")
        return True

    def _admonition(self, line: str) -> bool:
        """`!!! note "Title"`, `??? note` and `=== "Tab"` with what is indented below them."""
        if "!!!" not in line and "???" not in line and "===" not in line or not (found := _ADMONITION.match(line)):
            return False
        indent, sign, kind, title = found[1], found[2], (found[3] or "").lower(), (found[4] or "").replace('\\"', '"')
        if sign.startswith("=") and not title:
            return False
        inner = self._indented(len(indent) + 4)
        text = to_markdown("\n".join(inner), self.here).split("\n")
        if sign.startswith("="):
            self._label(indent, title)
            self._put(*(indent + part if part else "" for part in text), "")
            return True
        is_fold = sign.startswith("?")
        title = title or ("" if kind in NOTES and not is_fold else kind.replace("-", " ").capitalize())
        self._open("details" if is_fold else kind, title, indent, line)
        self._put(*text)
        return self._close(line)

    def _indented(self, least: int) -> list[str]:
        inner = []
        while self.at < len(self.lines):
            line = self.lines[self.at]
            if line.strip() and len(line) - len(line.lstrip(" ")) < least:
                break
            inner.append(line[least:])
            self.at += 1
        while inner and not inner[-1].strip():
            inner.pop()
            self.at -= 1
        return inner

    def _shortcode(self, line: str) -> bool:
        """The shortcodes of Hugo that stand on a line of their own."""
        if "{{" not in line or not (found := _SHORTCODE.match(line)):
            return False
        indent, closes, name, rest, after = found[1], found[2], found[3].lower(), found[4], found[5]
        said = attributes(rest)
        words = said.get("title") or said.get("name") or said.get("summary") or said.get("label") or ""
        if not words and "=" not in rest and (quoted := _TEXT_IN_QUOTES.search(rest)):
            words = quoted[1]
        kind = said.get("type") or said.get("color") or (words.lower() if words.lower() in NOTES else "") or name
        is_box = name in NOTES or name in (*DETAILS, *BOXES, "hint", "notice")
        if is_box and not after.strip():
            if closes:
                return self._close("}}" + name)
            is_fold = name in DETAILS
            kind = name if is_fold else kind.lower()
            self._open(kind, "" if words.lower() in NOTES else words, indent, "}}" + name)
            return True
        if name in TABS and not after.strip():
            if not closes:
                self._label(indent, words)
            return True
        return False

    def _liquid(self, line: str) -> bool:
        if "{%" not in line or not (found := _LIQUID.match(line)):
            return False
        if found[2]:
            return self._close("%}" + found[3])
        self._open(found[3], "", found[1], "%}" + found[3])
        return True

    def _component(self, line: str) -> bool:
        """A component of MDX that begins the line. Tabs are known everywhere, the others only on such pages."""
        tag = components.tag_at(self.lines, self.at - 1)
        name = tag.name.lower() if tag else ""
        if not tag or not (self.here.is_mdx or name in (*TABS, "tabs", "steps")):
            return False
        self.here.is_mdx = True
        self.at = tag.end
        if tag.rest.strip():
            self.at -= 1
            self.lines[self.at] = tag.indent + tag.rest.strip()
        if tag.closes:
            self._put("")
            self._close(f"<{name}>")
        elif tag.is_alone and tag.name in self.here.imports:
            text = included(self.here.imports[tag.name], self.here, to_markdown)
            self._put("", *(tag.indent + part if part else "" for part in text.split("\n")), "")
        elif not tag.is_alone:
            self._open_component(tag, name)
        return True

    def _open_component(self, tag: components.Tag, name: str) -> None:
        said = attributes(tag.attributes)
        words = said.get("label") or said.get("title") or said.get("summary") or ""
        closer, kind = f"<{name}>", said.get("type", "").lower() if name in BOXES else name
        if kind in NOTES or kind in DETAILS or name in BOXES:
            self._open(kind, words, tag.indent, closer)
        else:
            self.labels |= components.labels(tag.attributes) if name == "tabs" else {}
            value = said.get("value", "")
            self._label(tag.indent, words or self.labels.get(value, value) if name in TABS else "")
            self.boxes.append(Box(closer))
        self.boxes[-1].margin = len(tag.indent)

    def _leftover(self, line: str) -> bool:
        if found := components.imported(line):
            self.here.is_mdx = True
            self.here.imports |= {found[0]: found[1]} if found[1].lower().endswith(ENDINGS) else {}
        elif end := components.export_end(self.lines, self.at - 1):
            self.here.is_mdx = True
            self.at = end
        elif not _LEFTOVER.match(line):
            return False
        self._put("")
        return True

    def _hanging(self, line: str) -> bool:
        """A footnote or a list of definitions with all that is indented below."""
        if not line.strip() or hanging.is_abbreviation(line):
            return hanging.is_abbreviation(line)
        for found_by in (hanging.footnote, hanging.definitions):
            if found := found_by(self.lines, self.at - 1, lambda text: to_markdown(text, self.here).split("\n")):
                lines, self.at = found
                self._put(*lines)
                return True
        return False


def _title(rest: str) -> str:
    """What stands behind the name of a directive: `[Title]{.class}`, `Title`, or `{title="Title"}`."""
    words, _, braces = rest.strip().partition("{")
    found = re.match(r"\[(.*)\]", words)
    return (found[1] if found else words.strip(" []}")) or attributes(braces).get("title", "")
