"""A load generator (压测): N keep-alive connections on loopback, every answer checked and timed.

Run as a program it prints one JSON line; the same program loads every server of a comparison.
"""

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast


@dataclass
class Outcome:
    """What happened: seconds per answer, status counts, ids that the server said it stored."""

    seconds: list[float] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)
    stored: list[str] = field(default_factory=list)
    broken: int = 0


class Connection(asyncio.Protocol):
    """One keep-alive HTTP/1.1 connection that posts body after body."""

    def __init__(self, run: "Run") -> None:
        self.run = run
        self.transport: asyncio.Transport | None = None
        self.buffer = b""
        self.sent_at = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self.post()

    def post(self) -> None:
        request = self.run.next_request()
        if request is None or self.transport is None:
            self.run.finished(self)
            return
        self.sent_at = time.perf_counter()
        self.transport.write(request)

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        head, sep, rest = self.buffer.partition(b"\r\n\r\n")
        if not sep:
            return
        length = 0
        for line in head.lower().split(b"\r\n"):
            if line.startswith(b"content-length:"):
                length = int(line[15:])
        if len(rest) < length:
            return
        self.buffer = rest[length:]
        self.run.answered(int(head[9:12]), rest[:length], time.perf_counter() - self.sent_at)
        self.post()

    def connection_lost(self, _error: Exception | None) -> None:
        self.run.finished(self, broken=True)


class Run:
    """A bounded run: ``total`` requests over ``connections`` connections."""

    def __init__(self, *, host: str, path: str, bodies: list[bytes], total: int, warm: int) -> None:
        self.requests = [self.encode(host, path, body) for body in bodies]
        self.total, self.warm, self.sent = total, warm, 0
        self.outcome = Outcome()
        self.started = 0.0
        self.ended = 0.0
        self.open: set[Connection] = set()
        self.done = asyncio.Event()

    @staticmethod
    def encode(host: str, path: str, body: bytes) -> bytes:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nContent-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
        return head.encode() + body

    def next_request(self) -> bytes | None:
        if self.sent >= self.total + self.warm:
            return None
        self.sent += 1
        return self.requests[self.sent % len(self.requests)]

    def answered(self, status: int, body: bytes, seconds: float) -> None:
        self.outcome.statuses[status] += 1
        if status == 201:
            self.outcome.stored.append(str(json.loads(body).get("number", "")))
        answered = sum(self.outcome.statuses.values())
        if answered == self.warm:
            self.started = time.perf_counter()
        elif answered > self.warm:
            self.outcome.seconds.append(seconds)
        self.ended = time.perf_counter()

    def finished(self, connection: Connection, *, broken: bool = False) -> None:
        if connection in self.open:
            self.open.discard(connection)
            self.outcome.broken += broken
        if not self.open:
            self.done.set()

    def summary(self) -> dict[str, object]:
        seconds = sorted(self.outcome.seconds)
        duration = max(self.ended - self.started, 1e-9)

        def at(share: float) -> float:
            return round(1000 * seconds[min(len(seconds) - 1, int(share * len(seconds)))], 2)

        return {
            "requests": len(seconds),
            "per_second": round(len(seconds) / duration, 1),
            "p50_ms": at(0.5) if seconds else None,
            "p99_ms": at(0.99) if seconds else None,
            "statuses": dict(self.outcome.statuses),
            "broken": self.outcome.broken,
        }


def read_bodies(path: str) -> list[bytes]:
    """Read one JSON body a line."""
    return Path(path).read_bytes().splitlines()


async def run(options: argparse.Namespace) -> Run:
    """Drive the load and return the finished run."""
    load = Run(
        host=f"{options.host}:{options.port}",
        path=options.path,
        bodies=read_bodies(options.bodies),
        total=options.total,
        warm=options.warm,
    )
    loop = asyncio.get_running_loop()
    for _ in range(options.connections):
        connection = Connection(load)
        load.open.add(connection)
        await loop.create_connection(lambda c=connection: c, options.host, options.port)  # type: ignore[misc]
    try:
        async with asyncio.timeout(options.seconds):
            await load.done.wait()
    except TimeoutError:
        print("the run did not end in time", file=sys.stderr)
    return load


def main() -> None:
    """Parse, run, print one JSON line; with --stored write the stored numbers to a file."""
    import uvloop

    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--path", required=True)
    parser.add_argument("--bodies", required=True)
    parser.add_argument("--connections", type=int, default=64)
    parser.add_argument("--total", type=int, default=10_000)
    parser.add_argument("--warm", type=int, default=500)
    parser.add_argument("--seconds", type=float, default=120)
    parser.add_argument("--stored")
    options = parser.parse_args()
    load = uvloop.run(run(options))
    if options.stored:
        Path(options.stored).write_text("\n".join(load.outcome.stored), encoding="utf-8")
    print(json.dumps(load.summary()))


if __name__ == "__main__":
    main()
