"""Pages in the dialects of big documentation sites -> Markdown that GitHub would show alike. (pure)

Line by line: alerts and notes become `> [!NOTE]`, tabs, zones and versions stand one after the other under their labels,
what is included is put in its place, comments and the leftovers of templates go. Code is never touched.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from kb.dialects.directives import Here, attributes, code_of, included, inline, outside_code, picture

NOTES = {
    "note": "NOTE",
    "info": "NOTE",
    "abstract": "NOTE",
    "seealso": "NOTE",
    "tip": "TIP",
    "hint": "TIP",
    "success": "TIP",
    "important": "IMPORTANT",
    "warning": "WARNING",
    "warn": "WARNING",
    "attention": "WARNING",
    "caution": "CAUTION",
    "danger": "CAUTION",
    "error": "CAUTION",
    "bug": "CAUTION",
}
DETAILS = ("details", "collapse", "collapsible", "expand", "accordion", "spoiler")
_TABS = ("tab", "tabitem", "tabpane")

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
_ADMONITION = re.compile(r"^(\s*)(!!!|\?\?\?\+?|===\+?)\s+(?:([\w-]+)\s*)?(?:\"([^\"]*)\")?\s*$")
_SHORTCODE = re.compile(r"^(\s*)\{\{[<%]\s*(/?)\s*([\w-]+)((?:\s[^{}]*?)?)\s*[>%]\}\}(.*)$")
_LIQUID = re.compile(r"^(\s*)\{%-?\s*(end)?(note|tip|warning|danger|caution|important)\s*-?%\}\s*$")
_COMPONENT = re.compile(r"^(\s*)<(/?)([A-Z]\w*)((?:\s[^<>]*)?)/?>\s*$")
_IMPORT = re.compile(r"^import\s+[\w{},*\s]+\s+from\s+['\"][^'\"]+['\"];?\s*$")
_LEFTOVER = re.compile(r"^\s*(?:\[\[_?TOC_?\]\]|\[TOC\]|\{:[^{}]*\}|(?:<br\s*/?>\s*)+)\s*$", re.IGNORECASE)
_JSX_COMMENT = re.compile(r"\{/\*.*?\*/\}")
_TEXT_IN_QUOTES = re.compile(r"[\"']([^\"']*)[\"']")


def to_markdown(text: str, here: Here) -> str:
    """The page, or a piece that it includes, as Markdown."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").expandtabs(4)
    return "\n".join(_Lines(text.split("\n"), here).done())


@dataclass
class _Box:
    """A note or a fold that is open: what is put before its lines, and what closes it."""

    closer: str
    before: list[str] = field(default_factory=list)
    prefix: str = ""
    after: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class _Lines:
    """Reads lines and writes lines; `boxes` are the notes that are open, the innermost last."""

    def __init__(self, lines: list[str], here: Here) -> None:
        self.lines, self.here = lines, here
        self.out: list[str] = []
        self.boxes: list[_Box] = []
        self.fence = ""
        self.is_in_tab = False
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
        self._put(line)

    def _special(self, line: str) -> bool:
        """Whether the line was one that is no text, and was dealt with."""
        steps = (self._include, self._colons, self._tab, self._div, self._shown, self._admonition)
        return any(step(line) for step in (*steps, self._shortcode, self._liquid, self._component, self._leftover))

    def _without_comment(self, line: str) -> str:
        """The line without what is commented out; a comment may end on a later line."""
        if "<!--" not in line and "{/*" not in line:
            return line
        line = outside_code(line, lambda text: _JSX_COMMENT.sub("", re.sub(r"<!--.*?-->", "", text)))
        begins = outside_code(line, lambda text: text.replace("<!--", "\x00")).find("\x00")
        if begins < 0:
            return line
        end = next((n for n in range(self.at, len(self.lines)) if "-->" in self.lines[n]), None)
        if end is None:
            return outside_code(line, lambda text: text.replace("<!--", "&lt;!--"))
        rest = self.lines[end].partition("-->")[2]
        self.at = end + 1
        return self._without_comment(line[:begins] + rest)

    def _include(self, line: str) -> bool:
        if not (found := _INCLUDE.match(line) or _HUGO_INCLUDE.match(line)):
            return False
        text = included(found[2], self.here, to_markdown)
        self._put(*(f"{found[1]}{part}" if part or ">" in found[1] else "" for part in text.split("\n")))
        return True

    def _label(self, indent: str, words: str) -> None:
        if words := " ".join(words.split()):
            self._put("", f"{indent}**{words}**", "")

    def _open(self, kind: str, title: str, indent: str, closer: str) -> None:
        if kind in DETAILS:
            summary = title or "More"
            before = ["", f"{indent}<details><summary>{summary}</summary>", ""]
            self.boxes.append(_Box(closer, before, "", ["", f"{indent}</details>", ""]))
            return
        before = [
            "",
            f"{indent}> [!{NOTES.get(kind, 'NOTE')}]",
            *([f"{indent}> **{title}**", f"{indent}>"] if title else []),
        ]
        self.boxes.append(_Box(closer, before, f"{indent}> ", [""]))

    def _close(self, closer: str) -> bool:
        if not self.boxes or self.boxes[-1].closer != closer:
            return False
        box = self.boxes.pop()
        indent = len(box.prefix) - len(box.prefix.lstrip(" "))
        inner = [line[indent:] if not line[:indent].strip() else line for line in box.lines]
        self._put(*box.before, *((box.prefix + line).rstrip() for line in inner), *box.after)
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
            self._label(indent, said.get("pivot") or said.get("range") or said.get("target") or "")
        elif not name:
            self._close(":::")
        elif name in NOTES or name in DETAILS:
            self._open(name, rest.strip().strip("[]"), indent, ":::")
        elif name.endswith("-end") or name in ("row", "column"):
            self._put("")
        else:
            self._label(indent, rest.strip("[]{}") if "=" not in rest else "")
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
        indent, sign, kind, title = found[1], found[2], (found[3] or "").lower(), found[4] or ""
        if sign.startswith("=") and not title:
            return False
        inner = self._indented(len(indent) + 4)
        text = to_markdown("\n".join(inner), self.here).split("\n")
        if sign.startswith("="):
            self._label(indent, title)
            self._put(*(indent + part if part else "" for part in text), "")
            return True
        self._open("details" if sign.startswith("?") else kind, title or ("" if kind in NOTES else kind), indent, line)
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
        is_box = name in NOTES or name in (*DETAILS, "alert", "admonition", "callout", "hint", "notice")
        if is_box and not after.strip():
            if closes:
                return self._close("}}" + name)
            is_fold = name in DETAILS
            kind = name if is_fold else kind.lower()
            self._open(kind, "" if words.lower() in NOTES else words, indent, "}}" + name)
            return True
        if name in _TABS and not after.strip():
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
        """The tabs of MDX; in an .mdx file every component that stands alone."""
        if "<" not in line or not (found := _COMPONENT.match(line)):
            return False
        name = found[3].lower()
        if name in _TABS:
            said = attributes(found[4])
            self._label(found[1], "" if found[2] else said.get("label") or said.get("title") or said.get("value") or "")
            return True
        return name in ("tabs", "steps") or self.here.path.endswith(".mdx")

    def _leftover(self, line: str) -> bool:
        if _LEFTOVER.match(line) or _IMPORT.match(line):
            self._put("")
            return True
        return False
