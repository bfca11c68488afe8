"""How far a long task is: a bar with rate and time on a terminal, a line now and then elsewhere. (pure)"""

from __future__ import annotations

from time import monotonic
from typing import TextIO

WIDTH = 30
EVERY = 0.1  # seconds between two drawings


class Progress:
    """`told(what, done, of)`, as often as one likes; a new `what` begins anew."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.is_terminal = bool(getattr(stream, "isatty", lambda: False)())
        self._what, self._began, self._first, self._drawn, self._tenth = "", 0.0, 0, 0.0, -1

    def told(self, what: str, done: int, of: int) -> None:
        now = monotonic()
        if what != self._what or done <= 1:
            self._what, self._began, self._first, self._drawn, self._tenth = what, now, done, 0.0, 0
        rate = (done - self._first) / (now - self._began) if done > self._first and now > self._began else 0.0
        if self.is_terminal:
            if now - self._drawn >= EVERY or done >= of:
                self._drawn = now
                self.stream.write("\r" + self._bar(done, of, rate).ljust(78) + ("\n" if done >= of else ""))
                self.stream.flush()
        elif of and done * 10 // of > self._tenth:
            self._tenth = done * 10 // of
            self.stream.write(f"{what}: {done} of {of}, {rate:.0f} a second\n")

    def _bar(self, done: int, of: int, rate: float) -> str:
        full = WIDTH * done // max(of, 1)
        left = (of - done) / rate if rate else 0
        return f"{self._what} [{'#' * full}{'.' * (WIDTH - full)}] {done}/{of}  {rate:.0f}/s  {shown(left)} left"


def shown(seconds: float) -> str:
    """Seconds as minutes and seconds, `1:05`."""
    return f"{int(seconds) // 60}:{int(seconds) % 60:02d}"
