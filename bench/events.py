"""An outside webhook, eight fields mapped, a condition, a POST to a stub: how many a second, how soon, and with what memory."""

import argparse
import asyncio
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

sys.path.insert(0, str(Path(__file__).parent.parent / "tests"))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from postgres import Postgres, free_port, running_postgres

READY_SECONDS = 60.0
PATIENCE_SECONDS = 180.0
RATE = 20
FIELDS = ("number", "name", "email", "country", "currency", "total", "placed_on", "note")
# The figures that are to be reached, and those of the peer on a machine of this size (reference: engine.md, 7 and 9).
GOALS = """
to reach                     300 completed/s; CPU 3 ms; at 20/s p50 10, p95 20, p99 30 ms; memory 150 MiB idle, 250 MiB after
n8n 2.41.1, as installed     32 completed/s with 8 senders; CPU 50-52 ms; at 5/s 30, 43, 56 ms; memory 830-880 MiB
n8n 2.41.1, tuned            128 (SQLite), 136-157 (PostgreSQL); CPU 6-10 ms; at 20/s 13, 20, 28 ms; memory 0.85-1.8 GiB
"""


def pill(path: str) -> dict[str, object]:
    return {"kind": "field", "path": path}


def definition(stub_url: str) -> dict[str, object]:
    condition = {"combinator": "and", "rules": [{"field": "body.total", "operator": ">", "value": "0"}]}
    post = {
        "method": "POST",
        "url": {"kind": "fixed", "value": stub_url},
        "body_kind": "json",
        "body": {name: pill(f"body.{name}") for name in FIELDS},
        "repeat_safe": True,
    }
    steps = [
        {
            "id": "check",
            "kind": "condition",
            "settings": {"condition": condition},
            "branches": {"then": [{"id": "post", "kind": "http_request", "settings": post}]},
        }
    ]
    trigger = {"type": "webhook", "webhook": {"auth": "none", "same_body_minutes": 0}}
    return {"schema": 2, "trigger": trigger, "steps": steps}


@dataclass
class Stub:
    """The receiver: it remembers when it was asked for each number, and how often."""

    seen: dict[str, float] = field(default_factory=dict)
    calls: int = 0

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        body = await _body(reader)
        now = time.perf_counter()
        self.calls += 1
        self.seen.setdefault(str(json.loads(body)["number"]), now)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}")
        await writer.drain()
        writer.close()


@dataclass(frozen=True, kw_only=True)
class Figures:
    accepted_a_second: float
    completed_a_second: float
    milliseconds: tuple[float, float, float]
    cpu_milliseconds: float
    twice: int


@dataclass
class Installation:
    """A served Tieout, and further workers of its own."""

    url: str
    processes: list["subprocess.Popen[bytes]"]

    def memory(self) -> float:
        """MiB of all its processes; pages that they share are counted once."""
        return sum(_pss(process.pid) for process in self.processes) / 1024

    def cpu_seconds(self) -> float:
        return sum(_cpu(process.pid) for process in self.processes)


async def _body(reader: asyncio.StreamReader) -> bytes:
    length = 0
    while (line := await reader.readline()) not in (b"\r\n", b""):
        if line.lower().startswith(b"content-length:"):
            length = int(line.split(b":")[1])
    return await reader.readexactly(length)


def _body_of(number: str) -> bytes:
    values = {
        "number": number,
        "name": "Paper mill",
        "email": "orders@mill.example",
        "country": "GB",
        "currency": "GBP",
        "total": "120.00",
        "placed_on": "2026-11-01",
        "note": "Leave at the gate",
    }
    return json.dumps(values).encode()


class Sender:
    """Sends webhooks over connections that stay open, as many at once as it is told."""

    def __init__(self, hook: str, *, name: str) -> None:
        self.place, self.name = urlsplit(hook), name
        self.accepted: dict[str, float] = {}

    async def at_full_speed(self, count: int, *, at_once: int) -> None:
        numbers = iter(range(count))

        async def one_sender() -> None:
            reader, writer = await asyncio.open_connection(self.place.hostname, self.place.port)
            for number in numbers:
                await self._send(reader, writer, number=f"{self.name}-{number}")
            writer.close()

        await asyncio.gather(*(one_sender() for _ in range(at_once)))

    async def at_a_rate(self, count: int, *, a_second: float) -> None:
        async def later(number: int) -> None:
            await asyncio.sleep(number / a_second)
            reader, writer = await asyncio.open_connection(self.place.hostname, self.place.port)
            await self._send(reader, writer, number=f"{self.name}-{number}")
            writer.close()

        await asyncio.gather(*(later(number) for number in range(count)))

    async def _send(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, *, number: str) -> None:
        body = _body_of(number)
        head = f"POST {self.place.path} HTTP/1.1\r\nHost: {self.place.netloc}\r\nContent-Type: application/json\r\n"
        writer.write(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)
        await writer.drain()
        status = await reader.readline()
        said = await _body(reader)
        if b" 202 " not in status:
            raise SystemExit(f"a webhook was answered with {status!r}: {said[:200]!r}")
        self.accepted[number] = time.perf_counter()


async def measured(installation: Installation, hook: str, *, stub: Stub, name: str, plan: tuple[int, int]) -> Figures:
    """`plan` is how many events, and how many at once; 0 at once is the steady rate."""
    count, at_once = plan
    sender = Sender(hook, name=name)
    cpu, began, calls = installation.cpu_seconds(), time.perf_counter(), stub.calls
    if at_once:
        await sender.at_full_speed(count, at_once=at_once)
    else:
        await sender.at_a_rate(count, a_second=RATE)
    sent = time.perf_counter()
    while not sender.accepted.keys() <= stub.seen.keys():
        if time.perf_counter() - sent > PATIENCE_SECONDS:
            lost = len(sender.accepted.keys() - stub.seen.keys())
            raise SystemExit(f"{lost} of {count} accepted events had no effect within {PATIENCE_SECONDS:.0f} s")
        await asyncio.sleep(0.01)
    ended = max(stub.seen[number] for number in sender.accepted)
    # What is answered before the sender has read that it was accepted took no time.
    waits = sorted(max(stub.seen[number] - at, 0.0) * 1000 for number, at in sender.accepted.items())
    used = installation.cpu_seconds() - cpu
    return Figures(
        accepted_a_second=count / (sent - began),
        completed_a_second=count / (ended - began),
        milliseconds=(_share(waits, 0.5), _share(waits, 0.95), _share(waits, 0.99)),
        cpu_milliseconds=used * 1000 / count,
        twice=stub.calls - calls - count,
    )


def _share(waits: list[float], share: float) -> float:
    return waits[min(len(waits) - 1, int(len(waits) * share))]


@contextmanager
def served(database_url: str, *, workers: int, stub_url: str) -> Iterator[tuple[Installation, str]]:
    """A Tieout with one automation and its address; `workers` counts the one that is embedded in the server."""
    with tempfile.TemporaryDirectory() as home, ExitStack() as stack:
        port = free_port()
        kept = {name: value for name, value in os.environ.items() if not name.startswith("TIEOUT_")}
        environment = {
            **kept,
            "TIEOUT_HOME": home,
            "TIEOUT_DATABASE_URL": database_url,
            "TIEOUT_BASE_URL": f"http://127.0.0.1:{port}",
            "TIEOUT_OUTSIDE_ALLOW": "127.0.0.1",
            "TIEOUT_POLL_MINUTES": "0",
            "TIEOUT_LOG_LEVEL": "ERROR",
        }
        make = [sys.executable, __file__, "--make", stub_url]
        hook = subprocess.run(make, env=environment, check=True, capture_output=True, text=True).stdout.strip().splitlines()[-1]
        processes = [_started(["serve", "--port", str(port)], {**environment, "TIEOUT_WORKER_NAME": "w1"}, stack=stack)]
        names = [f"w{number}" for number in range(2, workers + 1)]
        processes += [_started(["worker"], {**environment, "TIEOUT_WORKER_NAME": name}, stack=stack) for name in names]
        _wait_until_ready(f"http://127.0.0.1:{port}/api/v1/health")
        yield Installation(url=f"http://127.0.0.1:{port}", processes=processes), hook


def _started(arguments: list[str], environment: dict[str, str], *, stack: ExitStack) -> "subprocess.Popen[bytes]":
    process = subprocess.Popen([sys.executable, "-m", "tieout", *arguments], env=environment, stdout=subprocess.DEVNULL)

    def end() -> None:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    stack.callback(end)
    return process


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:  # noqa: S310 - our own
                if answer.status == 200:
                    return
        except OSError:
            if time.monotonic() > deadline:
                raise SystemExit("Tieout was not ready in time.") from None
            time.sleep(0.1)


def make(stub_url: str) -> None:
    """In a process of its own: tables, a workspace, the automation; prints its address for webhooks."""
    from tieout.store import database

    database.set_up()
    from tieout.engine import durable, hooks
    from tieout.store import automations, workspaces

    database.migrate()
    durable.migrate()
    workspace = workspaces.create_workspace("Bench")
    with database.atomic():
        row = automations.publish(workspace.id, name="Forward", definition=definition(stub_url), by="bench")
    print(hooks.open_door(workspace.id, row.id, actor="bench").url)


def _family(pid: int) -> list[int]:
    """The process and those that it started: the server has one of its own."""
    path = Path(f"/proc/{pid}/task/{pid}/children")
    children = [int(one) for one in path.read_text().split()] if path.exists() else []
    return [pid, *(one for child in children for one in _family(child))]


def _pss(pid: int) -> int:
    found = 0
    for one in _family(pid):
        try:
            lines = Path(f"/proc/{one}/smaps_rollup").read_text().splitlines()
        except OSError:
            continue
        found += sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
    return found


def _cpu(pid: int) -> float:
    ticks = 0
    for one in _family(pid):
        try:
            values = Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            continue
        ticks += int(values[11]) + int(values[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _line(name: str, plan: tuple[int, int], *, figures: Figures) -> str:
    how = f"{plan[1]} at once" if plan[1] else f"{RATE}/s"
    p50, p95, p99 = figures.milliseconds
    twice = f"   {figures.twice} called twice" if figures.twice else ""
    return (
        f"{name:24} {how:>10} {figures.accepted_a_second:9.0f} {figures.completed_a_second:10.0f} "
        f"{p50:8.0f} {p95:8.0f} {p99:8.0f} {figures.cpu_milliseconds:8.1f}{twice}"
    )


async def measure(database_url: str, *, name: str, workers: int, asked: argparse.Namespace) -> None:
    stub = Stub()
    listening = await asyncio.start_server(stub.take, "127.0.0.1", 0)
    stub_url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
    opened = served(database_url, workers=workers, stub_url=stub_url)
    installation, hook = await asyncio.to_thread(opened.__enter__)
    try:
        title = f"{name}, {workers} worker{'s' if workers > 1 else ''}"
        await measured(installation, hook, stub=stub, name="warm", plan=(min(asked.events, 10), 1))
        idle = installation.memory()
        for at_once in [*asked.at_once, 0]:
            plan = (asked.events, at_once)
            figures = await measured(installation, hook, stub=stub, name=f"run-{at_once}", plan=plan)
            print(_line(title, plan, figures=figures), flush=True)
        print(f"{title:24} memory {idle:.0f} MiB idle, {installation.memory():.0f} MiB after", flush=True)
    finally:
        await asyncio.to_thread(opened.__exit__, None, None, None)
        listening.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1000, help="how many for each line")
    parser.add_argument("--at-once", type=int, nargs="*", default=[1, 8, 32])
    parser.add_argument("--databases", nargs="*", choices=["sqlite", "postgres"], default=["sqlite", "postgres"])
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2])
    parser.add_argument("--make", metavar="URL", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.make:
        make(asked.make)
        return
    print(
        f"{asked.events} events a line; milliseconds from the acceptance of an event to its effect; load {os.getloadavg()[0]:.1f}"
    )
    print(f"{'':24} {'':>10} {'accepted/s':>9} {'completed/s':>10} {'p50':>7} {'p95':>8} {'p99':>8} {'CPU ms':>8}")
    with ExitStack() as stack:
        postgres: Postgres | None = stack.enter_context(running_postgres()) if "postgres" in asked.databases else None
        for name in asked.databases:
            for workers in asked.workers:
                url = postgres.fresh_database() if name == "postgres" and postgres is not None else ""
                title = "PostgreSQL" if name == "postgres" else "SQLite"
                asyncio.run(measure(url, name=title, workers=workers, asked=asked))
    print(GOALS.strip("\n"))


if __name__ == "__main__":
    main()
