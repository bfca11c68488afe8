"""Notes, folds and components: the names that other sites have for them, and how their lines are written. (pure)"""

from __future__ import annotations

from dataclasses import dataclass, field

NOTES = {
    "note": "NOTE",
    "info": "NOTE",
    "abstract": "NOTE",
    "secondary": "NOTE",
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
DETAILS = ("details", "collapse", "collapsible", "expand", "accordion", "spoiler", "dropdown")
TABS = ("tab", "tabitem", "tabpane")
BOXES = ("alert", "admonition", "callout", "aside")  # whose kind stands under `type`


@dataclass
class Box:
    """A note, a fold or a component that is open: what is put before its lines, and what closes it.

    What stands in a component is as far to the right as its author liked; `margin` says where it belongs, -1 where it is.
    """

    closer: str
    before: list[str] = field(default_factory=list)
    prefix: str = ""
    after: list[str] = field(default_factory=list)
    margin: int = -1
    lines: list[str] = field(default_factory=list)

    def written(self) -> list[str]:
        """The box as lines, with its prefix in place of its indentation."""
        indent = len(self.prefix) - len(self.prefix.lstrip(" "))
        if self.margin >= 0:
            used = [len(line) - len(line.lstrip(" ")) for line in self.lines if line.strip()]
            indent += max(min(used, default=0) - self.margin, 0)
        inner = (line[indent:] if not line[:indent].strip() else line for line in self.lines)
        return [*self.before, *((self.prefix + line).rstrip() for line in inner), *self.after]
