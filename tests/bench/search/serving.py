"""Suggestions as they are served, beside the same gunicorn with an application that only answers as many bytes.

Both have the kind of worker, the number of workers and threads of `deploy/gunicorn.conf.py`; only are they not started anew after
some thousand requests. One client asks both, over one connection each that is kept, taking turns: what disturbs one disturbs the other.
The time of the client and of the network is in both.
"""

from __future__ import annotations

import os
import runpy
import socket
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from statistics import mean, median
from time import monotonic, perf_counter, sleep
from typing import IO
from urllib.parse import quote_plus

PATH = "/api/v1/suggest/"
ASKED = 400  # beginnings in one turn
SOON = 120  # seconds within which a server has its table
USUAL_HEADERS = 5  # server, date, connection, type and length of what is answered
CONF = "deploy/gunicorn.conf.py"


def bare(environ: dict, start_response: Callable) -> list[bytes]:
    """An application that does nothing: as many headers and bytes as an answer with suggestions has."""
    start_response("200 OK", _bare_headers)
    return [_bare_body]


_bare_body = b"x" * int(os.environ.get("BENCH_BYTES", "0"))
_bare_headers = [("Content-Type", "application/json"), ("Content-Length", str(len(_bare_body)))]
_bare_headers += [(f"X-Bench-{number}", "x" * 24) for number in range(int(os.environ.get("BENCH_HEADERS", "0")))]


def compare(beginnings: list[str], environment: dict[str, str], rounds: int) -> None:
    """Prints the served rate of first and repeated answers as a share of the bare one: the least, the median, the most."""
    environment = environment | {"PYTHONWARNINGS": "ignore"}
    usual = beginnings[-ASKED:]
    with served("config.wsgi", environment) as port, Client(port) as client:
        headers = client.wait_for_table(usual)
        size = round(mean(len(client.answer(typed)[1]) for typed in usual))
        sizes = {"BENCH_BYTES": str(size), "BENCH_HEADERS": str(headers)}
        with served("tests.bench.search.serving:bare", environment | sizes) as other, Client(other) as nothing:
            nothing.ask(usual)
            print(f"an answer has {size} bytes and {headers + USUAL_HEADERS} headers, on average")
            _print([_round(client, nothing, beginnings[place * ASKED :][:ASKED], place) for place in range(rounds)])


def _round(client: Client, nothing: Client, asked: list[str], place: int) -> tuple[float, float, float]:
    """Milliseconds of a first answer, of the same again, and of a bare one; by turns one or the other comes first."""
    first = client.ask(asked) if place % 2 else None
    alone = nothing.ask(asked)
    first = first or client.ask(asked)
    again = client.ask(asked)
    return first, again, (alone + nothing.ask(asked)) / 2


def _print(measured: list[tuple[float, float, float]]) -> None:
    firsts, agains, alone = zip(*measured, strict=True)
    print(f"served, ms: first {median(firsts):.3f}, again {median(agains):.3f}, bare {median(alone):.3f}")
    for name, times in (("first", firsts), ("again", agains)):
        ratios = sorted(one / other for one, other in zip(alone, times, strict=True))
        print(
            f"  {name} / bare: {ratios[0]:.2f}  {median(ratios):.2f}  {ratios[-1]:.2f}  (least, median, most of {len(ratios)})"
        )
    print(f"  load {os.getloadavg()[0]:.1f}", flush=True)


@contextmanager
def served(application: str, environment: dict[str, str], log: IO[bytes] | None = None) -> Iterator[int]:
    """Serves it on a free port of this machine; what the server says goes into the log."""
    conf = runpy.run_path(CONF)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = {name: conf[name] for name in ("worker_class", "workers", "threads", "keepalive")}
    command = [
        sys.executable,
        "-m",
        "gunicorn",
        "--bind",
        f"127.0.0.1:{port}",
        "--log-level",
        "error",
    ]
    for name, value in options.items():
        command += [f"--{'keep-alive' if name == 'keepalive' else name.replace('_', '-')}", str(value)]
    with subprocess.Popen([*command, application], env=environment | {"PORT": str(port)}, stderr=log) as server:
        try:
            _wait_for(port, server)
            yield port
        finally:
            server.terminate()


def _wait_for(port: int, server: subprocess.Popen) -> None:
    until = monotonic() + SOON
    while monotonic() < until and server.poll() is None:
        try:
            return socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            sleep(0.1)
    raise RuntimeError("The server did not start.")


class Client:
    """One connection that is kept; what it does itself is as little as can be."""

    def __init__(self, port: int) -> None:
        self._port = port

    def __enter__(self) -> Client:
        self._socket = socket.create_connection(("127.0.0.1", self._port), SOON)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return self

    def __exit__(self, *_: object) -> None:
        self._socket.close()

    def ask(self, typed: Iterable[str]) -> float:
        """Milliseconds of an answer, on average over all of these."""
        requests = [self._request(one) for one in typed]
        began = perf_counter()
        for request in requests:
            self._answer(request)
        return (perf_counter() - began) * 1e3 / len(requests)

    def wait_for_table(self, typed: list[str]) -> int:
        """Asks until something is suggested for one of these: how many more headers an answer has than a bare one."""
        until = monotonic() + SOON
        while monotonic() < until:
            for one in typed[:10]:
                head, body = self.answer(one, or_not_yet=True)
                if b'"text"' in body:
                    return head.count(b"\r\n") - USUAL_HEADERS
            sleep(0.2)
        raise RuntimeError("Nothing was suggested.")

    def answer(self, typed: str, *, or_not_yet: bool = False) -> tuple[bytes, bytes]:
        """Headers and body of the answer; `or_not_yet` also that of a server that has no table yet."""
        return self._answer(self._request(typed), (b"200", b"204") if or_not_yet else (b"200",))

    def _request(self, typed: str) -> bytes:
        return f"GET {PATH}?q={quote_plus(typed)} HTTP/1.1\r\nHost: 127.0.0.1:{self._port}\r\n\r\n".encode()

    def _answer(self, request: bytes, good: tuple[bytes, ...] = (b"200",)) -> tuple[bytes, bytes]:
        self._socket.sendall(request)
        got = self._socket.recv(65536)
        while b"\r\n\r\n" not in got:
            got += self._more()
        head, _, body = got.partition(b"\r\n\r\n")
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0] or 0)
        while len(body) < length:
            body += self._more()
        if head[9:12] not in good:
            raise RuntimeError(f"{request!r} was answered {head!r}.")
        return head, body

    def _more(self) -> bytes:
        more = self._socket.recv(65536)
        if not more:
            raise RuntimeError("The server closed the connection.")
        return more
