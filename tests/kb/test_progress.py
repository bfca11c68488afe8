"""How far a long task is, on a terminal and elsewhere."""

from __future__ import annotations

import io

from kb.progress import Progress, shown


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_shows_a_bar_with_rate_and_time_left():
    stream = Terminal()
    progress = Progress(stream)
    for done in range(1, 11):
        progress.told("reading", done, 10)

    last = stream.getvalue().split("\r")[-1]
    assert last.startswith("reading [##############################] 10/10") and "/s  0:00 left" in last
    assert last.endswith("\n")


def test_elsewhere_there_is_a_line_now_and_then():
    stream = io.StringIO()
    progress = Progress(stream)
    for done in range(1, 1001):
        progress.told("reading", done, 1000)

    lines = stream.getvalue().splitlines()
    assert len(lines) == 10 and lines[-1].startswith("reading: 1000 of 1000")


def test_time_is_minutes_and_seconds():
    assert [shown(seconds) for seconds in (0, 5.9, 65, 3600)] == ["0:00", "0:05", "1:05", "60:00"]
