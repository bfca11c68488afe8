"""How long evidence takes on 1 MB, beside one plain RE2 pattern over the same text.

python -m tests.bench.evidence
"""

from __future__ import annotations

import time
from collections.abc import Callable

import re2

from tests.wizard.published import articles, guides
from wizard import evidence, masking
from wizard.pasted import MAX_BYTES, clean

IIS = "2026-03-02 08:01:12 W3SVC1 10.0.0.5 POST /owa/service.svc Cmd=x 443 CHURCH\\jdoe 10.0.0.9 Mozilla/5.0 200 0 0 312\r\n"
TEXTS = {
    "web server log": IIS,
    "ActiveSync log": IIS.replace(
        "/owa/service.svc Cmd=x", "/Microsoft-Server-ActiveSync Cmd=Sync&DeviceId=A&Log=V120_Sk:0_"
    ),
    "resolvers": "DNS configuration\n\nresolver #1\n  search domain[0] : church.local\n",
    "one letter": "a",
    "line ends": "\n",
}


PLAIN = re2.compile(r"(?i)\b[a-z]+\s*:\s*4\s+RUNNING\b")


def main() -> None:
    count = sum(1 for source in (*guides(), *articles()) for _sign in evidence._signs(source))
    print(f"{count} signs, {MAX_BYTES:,} bytes of text; milliseconds, the best of three")
    print(f"{'text':<16}{'plain RE2':>10}{'clean':>8}{'look':>8}{'ratio':>8}{'mask':>8}")
    evidence.look(clean(""), guides(), articles())
    masking.mask("")
    for name, piece in TEXTS.items():
        text = piece * (MAX_BYTES // len(piece))
        data, pasted = text.encode(), clean(text)
        plain = _best(lambda data=data: PLAIN.search(data))
        cleaned = _best(lambda text=text: clean(text))
        looked = _best(lambda pasted=pasted: evidence.look(pasted, guides(), articles()))
        masked = _best(lambda text=text: masking.mask(text))
        print(f"{name:<16}{plain:>10.1f}{cleaned:>8.1f}{looked:>8.1f}{looked / plain:>7.0f}x{masked:>8.1f}")


def _best(action: Callable[[], object]) -> float:
    times = []
    for _ in range(3):
        begun = time.perf_counter()
        action()
        times.append(time.perf_counter() - begun)
    return min(times) * 1000


if __name__ == "__main__":
    main()
