"""Files that an import reads: their text, or why there is none; and problems with the file that they stand in."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from kb.problems import Problem

MAX_FILE = 2_000_000  # bytes; what strict_yaml takes, and far more than an article is


@dataclass(frozen=True)
class FileProblem:
    """A problem and the file it stands in."""

    file: str
    problem: Problem

    def __str__(self) -> str:
        where = f"{self.file}, line {self.problem.line}" if self.problem.line else self.file
        return f"{where}: {self.problem.message}"


def whole(file: str, message: str, code: str) -> FileProblem:
    """An error of a file as a whole."""
    return FileProblem(file, Problem(0, message, code))


def left_out(file: str, message: str) -> FileProblem:
    """A warning that something is not taken."""
    return FileProblem(file, Problem(0, f"{message} It is left out.", "left-out", "warning"))


def printable(path: Path) -> str:
    """A file's name as it can be printed anywhere, whatever bytes it is made of."""
    return "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in path.name)


def read_text(path: Path) -> str | Problem:
    """The text of a file, or why there is none."""
    try:
        if path.is_symlink():
            return Problem(0, "This is a symbolic link; put the file itself here.", "symlink")
        if not path.is_file():
            return Problem(0, "This is not a file.", "no-file")
        if path.stat().st_size > MAX_FILE:
            return Problem(0, f"The file is larger than {MAX_FILE // 1_000_000} MB.", "too-large")
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        return Problem(line, "This line is not UTF-8; save the file as UTF-8.", "encoding")
    except OSError as error:
        return Problem(0, f"The file cannot be read: {error.strerror}.", "unreadable")
    if "\x00" in text:
        line = text.count("\n", 0, text.index("\x00")) + 1
        return Problem(line, "This line holds a NUL character; remove it.", "nul")
    return text
